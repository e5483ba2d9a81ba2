"""One segment, mapped: from a term to its postings, from a posting to its document."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from pathlib import Path

import numpy as np

from articles.search.arrays.files import SegmentEntry, map_arrays, read_deleted
from articles.search.arrays.layout import FIELDS, STRIDE
from articles.search.arrays.types import Array

_NONE = np.zeros(0, np.uint32)
#: A word that is longer than any word: the upper end of a prefix.
_LAST = b"\xff" * 8


def _is_cjk_pair(term: str) -> bool:
    return len(term) == 2


class Segment:
    """Arrays by the names of layout.py. Immutable; deletions come with the manifest entry."""

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        self.entry = entry
        self.arrays = map_arrays(folder, entry)
        self.deleted = read_deleted(folder, entry)
        self.documents = entry.documents

    def with_deletions(self, folder: Path, entry: SegmentEntry) -> Segment:
        """The same mapping with the deletions of a newer manifest."""
        other = object.__new__(Segment)
        other.entry, other.arrays, other.documents = entry, self.arrays, self.documents
        other.deleted = read_deleted(folder, entry)
        return other

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def pair(self, first: str, second: str) -> Array:
        """Postings (uint32, ascending) of two CJK characters side by side."""
        keys, starts = self.arrays["pair_key"], self.arrays["pair_start"]
        key = np.uint64(ord(first) << 32 | ord(second))
        row = int(np.searchsorted(keys, key))
        if row == len(keys) or keys[row] != key:
            return _NONE
        return self.arrays["post"][starts[row] : starts[row + 1]]

    def character(self, char: str) -> Array:
        """Postings (ascending) of a CJK character, whatever follows it. For a frequent one this sorts a long array: where
        documents are enough, ask `character_documents`."""
        keys, starts = self.arrays["pair_key"], self.arrays["pair_start"]
        low, high = np.searchsorted(keys, np.array([ord(char) << 32, (ord(char) + 1) << 32], np.uint64))
        return np.sort(self.arrays["post"][starts[low] : starts[high]])

    def character_documents(self, char: str) -> tuple[Array, Array]:
        """(documents, info) of a CJK character, as single_doc and single_info of layout.py."""
        keys, starts = self.arrays["single_key"], self.arrays["single_start"]
        row = int(np.searchsorted(keys, np.uint32(ord(char))))
        if row == len(keys) or keys[row] != ord(char):
            return self.arrays["single_doc"][:0], self.arrays["single_info"][:0]
        span = slice(starts[row], starts[row + 1])
        return self.arrays["single_doc"][span], self.arrays["single_info"][span]

    @cached_property
    def _blob(self) -> bytes:
        return self.arrays["word_blob"].tobytes()

    def word_at(self, number: int) -> bytes:
        at = self.arrays["word_at"]
        return self._blob[at[number] : at[number + 1]]

    @property
    def word_count(self) -> int:
        return len(self.arrays["word_at"]) - 1

    def _word_number(self, word: bytes) -> int:
        """The first word that is not below `word`."""
        return bisect_left(range(self.word_count), word, key=self.word_at)

    def word(self, word: str) -> Array:
        """Postings of a word."""
        encoded = word.encode("utf-8", "surrogatepass")
        number = self._word_number(encoded)
        if number == self.word_count or self.word_at(number) != encoded:
            return _NONE
        starts = self.arrays["word_start"]
        return self.arrays["post"][starts[number] : starts[number + 1]]

    def words_with_prefix(self, prefix: str) -> tuple[int, int]:
        """The numbers of the words that start with prefix, as a half-open range."""
        encoded = prefix.encode("utf-8", "surrogatepass")
        return self._word_number(encoded), self._word_number(encoded + _LAST)

    def words_from_to(self, first: int, last: int) -> Array:
        """Postings (ascending) of the words with these numbers, half-open."""
        starts = self.arrays["word_start"]
        return np.sort(self.arrays["post"][starts[first] : starts[last]])

    def documents_of(self, postings: Array) -> Array:
        """The document of each posting (int64)."""
        rows = postings >> np.uint32(16)
        documents: Array = self.arrays["row_doc"][rows].astype(np.int64)
        return documents

    def grouped(self, postings: Array) -> tuple[Array, Array]:
        """(documents that hold them, int64, ascending; where the first posting of each stands)."""
        rows = postings >> np.uint32(16)
        documents = rows if self.one_row_each else self.arrays["row_doc"][rows]
        first = np.ones(len(postings), bool)
        np.not_equal(documents[1:], documents[:-1], out=first[1:])
        heads = np.flatnonzero(first)
        return documents[heads].astype(np.int64), heads

    @cached_property
    def field_ends(self) -> tuple[Array, ...]:
        """Where each field ends, one array (a row) a field."""
        ends = self.arrays["row_end"].reshape(-1, len(FIELDS))
        return tuple(np.ascontiguousarray(ends[:, number]) for number in range(len(FIELDS)))

    def fields_before_body(self, postings: Array) -> tuple[Array, Array]:
        """(indexes of the postings that lie in any field but the last, ascending; the number of each one's field, uint8)."""
        early = np.flatnonzero(postings.astype(np.uint16) < self.field_ends[-2][postings >> np.uint32(16)])
        few = postings[early]
        rows, inside = few >> np.uint32(16), few.astype(np.uint16)
        field = np.zeros(len(early), np.uint8)
        for ends in self.field_ends[:-2] if len(early) else ():
            field += inside >= ends[rows]
        return early, field

    def fields_of(self, postings: Array) -> Array:
        """The number of the field that each posting lies in (uint8)."""
        # Nearly all lie in the last field, the body.
        field = np.full(len(postings), len(FIELDS) - 1, np.uint8)
        early, number = self.fields_before_body(postings)
        field[early] = number
        return field

    @cached_property
    def _row_place(self) -> Array:
        """The place, among those of all documents, where each row starts."""
        lengths, row_doc = self.arrays["doc_length"].astype(np.int64), self.arrays["row_doc"]
        first = np.searchsorted(row_doc, row_doc)
        base = np.cumsum(lengths) - lengths
        place: Array = base[row_doc] + (np.arange(len(row_doc)) - first) * STRIDE
        return place

    def places_of(self, postings: Array) -> Array:
        """The place of each posting among those of all documents (int64, ascending)."""
        places: Array = self._row_place[postings >> np.uint32(16)] + (postings & np.uint32(0xFFFF))
        return places

    def bounds_of(self, postings: Array) -> tuple[Array, Array]:
        """The first place of each posting's document, and the place after its last."""
        lengths = self.arrays["doc_length"].astype(np.int64)
        ends, document = np.cumsum(lengths), self.documents_of(postings)
        return ends[document] - lengths[document], ends[document]

    def are_words(self, postings: Array, length: int) -> Array:
        """Whether a word begins at each posting and one ends `length` places on (bool)."""
        place = self.places_of(postings)
        begins = self._marked(place)
        place += length
        begins &= self._marked(place)
        result: Array = begins.view(bool)
        return result

    def _marked(self, place: Array) -> Array:
        """1 where a word begins at the place, else 0 (uint8)."""
        # Every document ends with a line's end, so the place after a match exists.
        marks: Array = self.arrays["word_mark"][place >> 3]
        marks >>= ~place.astype(np.uint8) & np.uint8(7)
        marks &= np.uint8(1)
        return marks

    @cached_property
    def one_row_each(self) -> bool:
        return len(self.arrays["row_doc"]) == self.documents

    def counted_once(self, postings: Array) -> Array:
        """Without the matches that start in the overlap of a long document's row: the next row has them too."""
        return postings if self.one_row_each else postings[(postings & np.uint32(0xFFFF)) < STRIDE]
