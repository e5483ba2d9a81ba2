"""Documents to the arrays of a segment, by sorting arrays (layout.py says what each holds)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from articles.search.arrays.layout import DTYPES, FIELDS, MAX_ROWS, OVERLAP, STRIDE, IndexDocument
from articles.search.arrays.types import Array, Arrays
from articles.search.tokens import Scan, scan
from articles.search.words import boundaries


class TooManyRows(ValueError):
    """The documents do not fit one segment: give fewer at a time."""


def rows_of(lengths: Array) -> Array:
    """How many rows documents of these lengths (places) take."""
    rows: Array = np.maximum(1, -(-lengths // STRIDE))
    return rows


class _Places:
    """Where the documents of a batch lie among the places of one scan over all of their texts."""

    def __init__(self, documents: Sequence[IndexDocument], found: Scan) -> None:
        sizes = np.array([[len(text) + 1 for text in document.texts] for document in documents], np.int64)
        ends = found.place_of[np.cumsum(sizes.ravel())].reshape(sizes.shape)
        self.base = np.concatenate([[0], ends[:-1, -1]])
        #: ends[document, field], counted from the document's first place
        self.ends = ends - self.base[:, None]
        self.lengths = self.ends[:, -1]
        self.rows = rows_of(self.lengths)
        self.row_base = np.cumsum(self.rows) - self.rows
        if self.rows.sum() > MAX_ROWS:
            raise TooManyRows(f"{len(documents)} documents take {self.rows.sum()} rows; a segment holds {MAX_ROWS}.")

    def documents(self, places: Array) -> Array:
        """The document of each of these ascending places."""
        return np.repeat(np.arange(len(self.base)), np.diff(np.searchsorted(places, self.base), append=len(places)))

    def postings(self, places: Array) -> tuple[Array, Array]:
        """Postings (uint64, to be packed) and the indexes into `places` that they are of: overlaps come twice."""
        document = self.documents(places)
        offset = places - self.base[document]
        row, inside = offset // STRIDE, offset % STRIDE
        row += self.row_base[document]
        plain = (row << 16 | inside).astype(np.uint64)
        again = np.flatnonzero((inside < OVERLAP) & (offset >= STRIDE))
        twice = ((row[again] - 1) << 16 | (inside[again] + STRIDE)).astype(np.uint64)
        return np.concatenate([plain, twice]), np.concatenate([np.arange(len(places)), again])

    def row_arrays(self) -> Arrays:
        row_doc = np.repeat(np.arange(len(self.base)), self.rows)
        step = (np.arange(len(row_doc)) - self.row_base[row_doc]) * STRIDE
        row_end = np.clip(self.ends[row_doc] - step[:, None], 0, 0xFFFF)
        return {"row_doc": row_doc, "row_end": row_end}


def starts_of(groups: Array, count: int) -> Array:
    """Where each of `count` groups starts in the ascending array of group numbers `groups`, and the end."""
    return np.searchsorted(groups, np.arange(count + 1, dtype=groups.dtype))


def _pairs(found: Scan, places: _Places) -> tuple[Arrays, Array]:
    # Characters become numbers below 65,536 in code point order, so that a pair and its posting fit one sortable uint64.
    characters = np.unique(np.concatenate([[np.uint32(0)], found.first, found.second]))
    first = np.searchsorted(characters, found.first).astype(np.uint64)
    second = np.searchsorted(characters, found.second).astype(np.uint64)
    posting, of = places.postings(found.pair_place)
    wide = characters.astype(np.uint64)
    if len(characters) > 1 << 16:
        # A table of all characters there are. Numbering the pairs instead sorts twice.
        pair_key, number = np.unique(wide[first] << 32 | wide[second], return_inverse=True)
        packed = np.sort(number.astype(np.uint64)[of] << 32 | posting)
        heads = starts_of(packed >> 32, len(pair_key))[:-1]
    else:
        packed = np.sort((first << 48 | second << 32)[of] | posting)
        number = packed >> 32
        heads = np.flatnonzero(np.diff(number, prepend=np.uint64(0xFFFFFFFFFFFF)))
        key = number[heads]
        pair_key = wide[key >> 16] << 32 | wide[key & 0xFFFF]
    arrays = {"pair_key": pair_key, "pair_start": np.append(heads, len(packed))}
    arrays |= _singles(found, places, characters, first)
    return arrays, packed.astype(np.uint32)


def _singles(found: Scan, places: _Places, characters: Array, first: Array) -> Arrays:
    document = places.documents(found.pair_place)
    offset = found.pair_place - places.base[document]
    field = sum((offset >= places.ends[document, f]).astype(np.uint64) for f in range(len(FIELDS) - 1))
    packed = np.sort(first << 24 | document.astype(np.uint64) << 8 | np.uint64(1) << field)
    entry = packed >> 8
    heads = np.flatnonzero(np.diff(entry, prepend=np.uint64(0xFFFFFFFFFFFF)))
    often = np.minimum(np.diff(heads, append=len(packed)), 15)
    fields = np.bitwise_or.reduceat(packed & 0xFF, heads) if len(heads) else packed
    groups = entry[heads] >> 16
    present = np.unique(groups)
    return {
        "single_key": characters[present],
        "single_start": np.append(np.searchsorted(groups, present), len(groups)),
        "single_doc": entry[heads] & 0xFFFF,
        "single_info": fields | often.astype(np.uint64) << 4,
    }


def word_arrays(words: Sequence[str]) -> Arrays:
    """words, ascending, as one blob and where each starts in it."""
    encoded = [word.encode("utf-8", "surrogatepass") for word in words]
    at = np.cumsum([0, *map(len, encoded)])
    return {"word_blob": np.frombuffer(b"".join(encoded), np.uint8), "word_at": at}


def _words(found: Scan, places: _Places) -> tuple[Arrays, Array]:
    occurring = found.words()
    words = sorted(set(occurring))
    numbers = {word: number for number, word in enumerate(words)}
    number = np.fromiter((numbers[word] for word in occurring), np.uint64, len(occurring))
    posting, of = places.postings(found.word_place)
    packed = np.sort(number[of] << 32 | posting)
    return word_arrays(words) | {"word_start": starts_of(packed >> 32, len(words))}, packed.astype(np.uint32)


def _word_marks(text: str, found: Scan) -> Array:
    """One bit a place of the batch, packed: does a word begin there (or did one end right before)?"""
    marks = np.zeros(int(found.place_of[-1]) + 1, bool)
    marks[found.place_of[boundaries(text)]] = True
    return np.packbits(marks[:-1])


def build(documents: Sequence[IndexDocument]) -> Arrays:
    """The arrays of a segment of these documents, in their order. Raises TooManyRows."""
    text = "".join(part for document in documents for text in document.texts for part in (text, "\n"))
    found = scan(text)
    places = _Places(documents, found)
    arrays, pair_posts = _pairs(found, places)
    of_words, word_posts = _words(found, places)
    arrays |= of_words
    arrays["word_start"] = arrays["word_start"] + len(pair_posts)
    arrays["post"] = np.concatenate([pair_posts, word_posts])
    arrays |= places.row_arrays()
    arrays["word_mark"] = _word_marks(text, found)
    arrays |= {
        "doc_id": np.array([document.id for document in documents]),
        "doc_source": np.array([document.source for document in documents]),
        "doc_day": np.array([document.day for document in documents]),
        "doc_time": np.array([document.time for document in documents]),
        "doc_flags": np.array([document.flags for document in documents]),
        "doc_length": places.lengths,
        "doc_stamp": np.array([document.stamp for document in documents], np.uint64),
    }
    return {name: np.ascontiguousarray(arrays[name], dtype) for name, dtype in DTYPES.items()}
