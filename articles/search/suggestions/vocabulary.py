"""The words of the archive, and short phrases of its headlines, in order, so that a beginning or a near miss is looked up
and nothing is scanned: what suggestions are made from.

Kept beside the index in a file of its own, as arrays (vocabulary_file.py says when it is made anew).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import rjieba

from articles.search.text.arrays import Array, Arrays
from articles.search.text.fold import CJK, WORD, class_table, code_points, fold, fold_table
from articles.search.text.pinyin import FIRST, readings, syllables
from articles.search.text.segmentation import boundaries, simplified

#: So many terms are kept, the most frequent: about 25 MB in memory.
MOST_TERMS = 200_000
#: A phrase of a headline is at most so many words, and stands in at least two headlines of an archive with so many.
LONGEST_PHRASE, MANY_HEADLINES = 4, 2_000
#: Terms of more characters than this are not compared letter by letter.
NEAR_LENGTHS = range(2, 7)
_LONGEST_NEAR = NEAR_LENGTHS.stop
#: A phrase neither begins nor ends with these; inside they may stand.
_GLUE = frozenset("的了在和是与與及对對将將被把也就都而或等为為称稱说說於于以从從向又再同跟給给让讓")
_ABOVE = b"\xff" * 8


class Sorted:
    """Strings in ascending order of their UTF-8 bytes, as one blob."""

    def __init__(self, blob: Array, at: Array) -> None:
        self._blob, self.at = blob.tobytes(), at

    def __len__(self) -> int:
        return len(self.at) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._blob[self.at[number] : self.at[number + 1]]

    def starting(self, prefix: str) -> slice:
        """The numbers of those that start with prefix."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        return slice(self._number(encoded), self._number(encoded + _ABOVE))

    def equal(self, text: str) -> slice:
        encoded = text.encode("utf-8", "surrogatepass")
        return slice(self._number(encoded), self._number(encoded + b"\0"))

    def _number(self, encoded: bytes) -> int:
        return bisect_left(range(len(self)), encoded, key=self.__getitem__)


def _blob(strings: Sequence[str]) -> tuple[Array, Array]:
    encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
    at = np.cumsum([0, *map(len, encoded)]).astype(np.uint32)
    return np.frombuffer(b"".join(encoded), np.uint8), at


class Vocabulary:
    """Terms are numbered in the order of their folded text. generation: of the index whose articles it was made from."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.generation = int(arrays["generation"][0])
        self.counts = arrays["count"]
        self._keys = Sorted(arrays["key_blob"], arrays["key_at"])
        self._texts = Sorted(arrays["text_blob"], arrays["text_at"])
        self._full = Sorted(arrays["full_blob"], arrays["full_at"])
        self._initials = Sorted(arrays["initial_blob"], arrays["initial_at"])

    def __len__(self) -> int:
        return len(self.counts)

    @cached_property
    def most(self) -> int:
        """How often the most frequent term stands."""
        return int(self.counts.max(initial=0))

    def key(self, number: int) -> str:
        """The term, folded."""
        return self._keys[number].decode("utf-8", "surrogatepass")

    def text(self, number: int) -> str:
        """The term as most of the archive writes it."""
        return self._texts[number].decode("utf-8", "surrogatepass")

    def is_word(self, number: int) -> bool:
        return bool(self.arrays["word"][number])

    def number(self, text: str) -> int | None:
        """Of this term in either script, None if it is none."""
        found = self._keys.equal(fold(text))
        return found.start if found.start < found.stop else None

    def _most_frequent(self, numbers: Array, most: int) -> list[int]:
        counts = self.counts[numbers]
        if len(numbers) > most:
            near = np.argpartition(counts, len(counts) - most)[-most:]
            numbers, counts = numbers[near], counts[near]
        order: list[int] = numbers[np.lexsort((numbers, -counts.astype(np.int64)))].tolist()
        return order

    def starting(self, text: str, most: int) -> list[int]:
        """The most frequent terms that begin with this text, in either script."""
        found = self._keys.starting(fold(text))
        return self._most_frequent(np.arange(found.start, found.stop), most)

    def typed_as(self, letters: str, most: int) -> list[int]:
        """The most frequent terms whose pinyin, or the initials of it, begins with these letters."""
        full = self.arrays["full_term"][self._full.starting(letters)]
        initials = self.arrays["initial_term"][self._initials.starting(letters)]
        return self._most_frequent(np.union1d(full, initials), most)

    def read_as(self, letters: str, most: int) -> list[int]:
        """The most frequent terms whose whole pinyin this is."""
        return self._most_frequent(self.arrays["full_term"][self._full.equal(letters)], most)

    def reading(self, text: str) -> str:
        """The pinyin of Han characters, "" if there are others among them."""
        table = self.arrays["readings"]
        first = int(self.arrays["readings_first"][0])
        parts = [table[ord(char) - first] if 0 <= ord(char) - first < len(table) else b"" for char in text]
        return b"".join(parts).decode() if all(parts) else ""

    @cached_property
    def _short(self) -> tuple[Array, Array, Array]:
        """Of terms of NEAR_LENGTHS, one more or less: their numbers, lengths, and characters (uint32, a row each)."""
        blob = self.arrays["key_blob"]
        at = np.concatenate([[0], np.cumsum(blob & 0xC0 != 0x80)])[self.arrays["key_at"]]
        points = code_points(blob.tobytes().decode("utf-8", "surrogatepass"))
        lengths = np.diff(at)
        numbers = np.flatnonzero((lengths >= NEAR_LENGTHS.start - 1) & (lengths <= _LONGEST_NEAR))
        lengths, columns = lengths[numbers], np.arange(_LONGEST_NEAR)
        inside = columns < lengths[:, None]
        rows = np.where(inside, points[np.minimum(at[numbers][:, None] + columns, len(points) - 1)], 0)
        return numbers, lengths, rows.astype(np.uint32)

    def near(self, text: str, most: int) -> list[int]:
        """The most frequent terms that one character, replaced, dropped or put in, makes of this text."""
        wanted = code_points(fold(text))
        size = len(wanted)
        if size not in NEAR_LENGTHS or not len(self):
            return []
        numbers, lengths, rows = self._short
        close = np.zeros(len(numbers), bool)
        for length in (size - 1, size, size + 1):
            of_length = np.flatnonzero(lengths == length)
            close[of_length] = _one_apart(rows[of_length][:, :length], wanted)
        return self._most_frequent(numbers[close], most)


def _one_apart(rows: Array, wanted: Array) -> Array:
    """Which rows (all of one length) are one edit from `wanted`: what they share at both ends is all but one character."""
    length, size = rows.shape[1], len(wanted)
    shared = min(length, size)
    ahead = np.cumprod(rows[:, :shared] == wanted[:shared], axis=1).sum(axis=1)
    behind = np.cumprod((rows[:, length - shared :] == wanted[size - shared :])[:, ::-1], axis=1).sum(axis=1)
    apart: Array = (ahead + behind >= max(length, size) - 1) & ((length != size) | (ahead < size))
    return apart


@dataclass(frozen=True, slots=True)
class _Cut:
    """Headlines cut into words. words: the different ones. number: of each word in order; starts, ends: its offsets."""

    text: str
    words: list[str]
    number: Array
    starts: Array
    ends: Array


def word_edges(text: str) -> Array:
    """The offsets (int64, ascending) where words begin, and the end; letters and numbers side by side are whole."""
    edges = boundaries(text)
    word = np.concatenate([[False], class_table()[fold_table()[code_points(text)]] == WORD, [False]])
    kept: Array = edges[~(word[edges] & word[edges + 1])]
    return kept


def _cut(headlines: Iterable[str]) -> _Cut:
    text = "\n".join(headline.replace("\n", " ") for headline in headlines)
    edges = word_edges(text)
    starts, ends = edges[:-1], edges[1:]
    words: dict[str, int] = {}
    pieces = (text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True))
    number = np.fromiter((words.setdefault(piece, len(words)) for piece in pieces), np.int64, len(starts))
    return _Cut(text, list(words), number, starts, ends)


def _kinds(words: Sequence[str]) -> tuple[Array, Array]:
    """Of each word: may it stand in a phrase (punctuation may not), and at its ends?"""
    classes = [class_table()[fold_table()[code_points(word)]] for word in words]
    inside = np.array([len(each) > 0 and bool(((each == CJK) | (each == WORD)).all()) for each in classes], bool)
    ends = inside & np.array([word not in _GLUE for word in words], bool)
    return inside, ends


@dataclass(frozen=True, slots=True)
class _VocabularyTerm:
    """size: in words, 0 where it is a word of the texts. first: of the headlines' words, where it begins."""

    count: int
    first: int
    size: int


def _whole(text: str) -> Array:
    """At which offsets (bool) no name is cut, as far as the hidden Markov model sees names: 维权人士张宝|成 is none."""
    whole = np.zeros(len(text) + 1, bool)
    whole[np.cumsum([0, *map(len, rjieba.cut(simplified(text), True))])] = True
    return whole


def _phrases(cut: _Cut) -> Iterator[_VocabularyTerm]:
    """Words of two characters or more, and phrases: how often, where one of them begins (a number of a word in order),
    and of how many words."""
    inside, at_end = (kind[cut.number] for kind in _kinds(cut.words))
    whole = _whole(cut.text)
    begins, ends = at_end & whole[cut.starts], at_end & whole[cut.ends]
    least = 1 if cut.text.count("\n") < MANY_HEADLINES else 2
    base = np.int64(len(cut.words) + 1)
    number, runs = cut.number, np.ones(len(cut.number), bool)
    for size in range(1, LONGEST_PHRASE + 1):
        last = len(cut.number) - size + 1
        if last <= 0:
            return
        if size > 1:
            # The number of the phrase of one word less, and the next word, together number this phrase.
            number = np.unique(number[:last], return_inverse=True)[1] * base + cut.number[size - 1 :]
        runs = runs[:last] & inside[size - 1 :]
        kept = np.flatnonzero(runs & begins[:last] & ends[size - 1 :])
        _values, first, counts = np.unique(number[kept], return_index=True, return_counts=True)
        enough = counts >= (least if size > 1 else 1)
        long = cut.ends[kept[first] + size - 1] - cut.starts[kept[first]] > 1
        for at, count in zip(kept[first][enough & long].tolist(), counts[enough & long].tolist(), strict=True):
            yield _VocabularyTerm(count, at, size)


def _merged(cut: _Cut) -> dict[str, tuple[int, _VocabularyTerm]]:
    """Folded text: how often in all its forms, and its commonest form."""
    found: dict[str, tuple[int, _VocabularyTerm]] = {}
    for term in _phrases(cut):
        key = fold(_text(cut, term))
        total, best = found.get(key, (0, term))
        found[key] = (total + term.count, best if best.count >= term.count else term)
    return found


def _text(cut: _Cut, term: _VocabularyTerm) -> str:
    return cut.text[cut.starts[term.first] : cut.ends[term.first + term.size - 1]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """sound: its syllables."""

    count: int
    text: str
    word: bool
    sound: tuple[str, ...]


def _entries(cut: _Cut, words: Mapping[str, tuple[int, str]]) -> dict[str, _Entry]:
    """By folded text; the most frequent MOST_TERMS."""
    spoken = syllables(cut.words)
    found = {}
    for key, (count, term) in _merged(cut).items():
        sound = tuple(part for n in cut.number[term.first : term.first + term.size].tolist() for part in spoken[n])
        found[key] = _Entry(count, _text(cut, term), term.size == 1, sound)
    texts = [text for _count, text in words.values()]
    for key, (count, text), sound in zip(words, words.values(), syllables(texts), strict=True):
        found[key] = _Entry(count, text, True, sound)
    if len(found) <= MOST_TERMS:
        return found
    return dict(sorted(found.items(), key=lambda item: -item[1].count)[:MOST_TERMS])


def _sounds(entries: Sequence[_Entry]) -> Arrays:
    full, initials = [], []
    for row, entry in enumerate(entries):
        if all(part.isascii() for part in entry.sound) and not entry.text[0].isascii():
            full.append(("".join(entry.sound), row))
            initials.append(("".join(part[:1] for part in entry.sound), row))
    arrays: Arrays = {}
    for name, rows in (("full", full), ("initial", initials)):
        rows.sort(key=lambda item: item[0].encode())
        arrays[f"{name}_blob"], arrays[f"{name}_at"] = _blob([letters for letters, _row in rows])
        arrays[f"{name}_term"] = np.array([row for _letters, row in rows], np.uint32)
    return arrays


def build(headlines: Iterable[str], generation: int, words: Mapping[str, tuple[int, str]] | None = None) -> Vocabulary:
    """From these headlines, and words of the texts (text_words.merged). 31,000 headlines take two seconds."""
    entries = _entries(_cut(headlines), words or {})
    keys = sorted(entries, key=lambda key: key.encode("utf-8", "surrogatepass"))
    rows = [entries[key] for key in keys]
    arrays: Arrays = {
        "generation": np.array([generation], np.int64),
        "count": np.array([row.count for row in rows], np.uint32),
        "word": np.array([row.word for row in rows], np.uint8),
        "readings": readings(),
        "readings_first": np.array([FIRST], np.uint32),
        **_sounds(rows),
    }
    arrays["key_blob"], arrays["key_at"] = _blob(keys)
    arrays["text_blob"], arrays["text_at"] = _blob([row.text for row in rows])
    return Vocabulary(arrays)
