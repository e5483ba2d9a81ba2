"""MinHash: 256 numbers for a text, of which two texts share about the proportion of their bigrams that they share.

Folded, so that both scripts and all widths compare; spaces and punctuation left out. A bigram is two neighbouring
characters of Chinese, Japanese or Korean, or words of other scripts: letters would make all English texts alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from articles.search.text.fold import fingerprint, fold

Array = npt.NDArray[np.generic]

#: Numbers of a sketch; the error of a likeness is 0.025 (measured on 24,150 pairs: docs/decisions/0006-same-story.md).
SIZE = 256
BYTES = SIZE * 2
#: Characters and words of a text that is compared: shorter ones are alike by chance.
SHORTEST = 40
#: How sketches are made: another number with every change of this module that makes other ones.
_SCHEME = 1
#: Pairs hashed at once: they stay in the processor's cache.
_AT_ONCE = 1 << 15
_WORD = re.compile("[^\\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")
#: A word counts as one character of the private planes 15 and 16.
_PLANES, _PRIVATE = 0xF0000, 0x1FFFE
_BETWEEN = re.compile("(?:[^\\w\U000f0000-\U0010fffd]|_)+")


def _as_character(word: re.Match[str]) -> str:
    return chr(_PLANES + crc32(word[0].encode()) % _PRIVATE)


def units(text: str) -> str:
    """The text as what is compared: a character each, spaces and punctuation gone. Lone surrogates count as U+FFFD."""
    clean = text.encode("utf-8", "replace").decode("utf-8", "replace")
    return _BETWEEN.sub("", _WORD.sub(_as_character, fold(clean)))


@cache
def version() -> int:
    """Of what makes sketches, below 2**31: those of two versions say nothing of each other. Changes with the fold, too."""
    return crc32(f"{_SCHEME} {fingerprint()}".encode()) >> 1


def _bigrams(characters: str) -> npt.NDArray[np.uint32]:
    """A well-mixed number for each pair of neighbours."""
    points = np.frombuffer(characters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    mixed = ((points[:-1] << np.uint64(32)) | points[1:]) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    result: npt.NDArray[np.uint32] = (mixed >> np.uint64(32)).astype(np.uint32)
    return result


@cache
def _hashes() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """SIZE ways to order all numbers anew: what each is combined with (exclusive or), then multiplied by (odd)."""
    steps = np.arange(1, 2 * SIZE + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    steps ^= steps >> np.uint64(31)
    steps *= np.uint64(0x94D049BB133111EB)
    drawn = (steps >> np.uint64(32)).astype(np.uint32)
    return drawn[:SIZE], drawn[SIZE:] | np.uint32(1)


def _smallest(grams: Sequence[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint32]:
    """Of each text (row) the number that comes first in each of the orders (column): MinHash (Broder 1997)."""
    numbers, starts = np.concatenate(grams), np.cumsum([0, *map(len, grams[:-1])])
    hashed, smallest = np.empty_like(numbers), np.empty((SIZE, len(grams)), np.uint32)
    for row, mask, factor in zip(smallest, *_hashes(), strict=True):
        np.bitwise_xor(numbers, mask, out=hashed)
        np.multiply(hashed, factor, out=hashed)
        np.minimum.reduceat(hashed, starts, out=row)
    return smallest.T


def _together(sizes: Sequence[int]) -> Iterator[slice]:
    """Of texts so long, those that are hashed at once."""
    start = held = 0
    for number, size in enumerate(sizes):
        if held and held + size > _AT_ONCE:
            yield slice(start, number)
            start, held = number, 0
        held += size
    if held:
        yield slice(start, len(sizes))


def sketch(texts: Sequence[str]) -> list[bytes]:
    """A sketch of BYTES for each text, empty for one too short to compare. Half of each number is kept: two different
    ones are equal once in 65,536 times."""
    all_units = [units(text) for text in texts]
    kept = [n for n, characters in enumerate(all_units) if len(characters) >= SHORTEST]
    grams = [_bigrams(all_units[n]) for n in kept]
    result = [b""] * len(texts)
    for part in _together([len(each) for each in grams]):
        numbers = (_smallest(grams[part]) & np.uint32(0xFFFF)).astype("<u2")
        for n, row in zip(kept[part], numbers, strict=True):
            result[n] = row.tobytes()
    return result


def matrix(sketches: Sequence[bytes]) -> npt.NDArray[np.uint16]:
    """One row each (uint16, SIZE columns). sketches: of BYTES."""
    return np.frombuffer(b"".join(sketches), "<u2").reshape(-1, SIZE)


def likeness(one: bytes, other: bytes) -> float:
    """The share of bigrams that two texts have in common of all that they have, 0 to 1, estimated."""
    if len(one) != BYTES or len(other) != BYTES:
        return 0.0
    return float((matrix([one]) == matrix([other])).mean())
