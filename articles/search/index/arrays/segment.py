"""One segment, mapped: from a term to its postings, from a posting to its document."""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from pathlib import Path

import numpy as np

from articles.search.index.arrays.build import BITS
from articles.search.index.arrays.files import SegmentEntry, map_arrays, read_deleted
from articles.search.index.arrays.layout import FIELDS, STRIDE
from articles.search.text.arrays import Array

_NOWHERE = slice(0, 0)
#: A word that is longer than any word: the upper end of a prefix.
_LAST = b"\xff" * 8


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

    def pair(self, first: str, second: str) -> slice:
        """Where the postings (ascending) of two CJK characters side by side stand in `post`."""
        keys, starts = self.arrays["pair_key"], self.arrays["pair_start"]
        key = ord(first) << 32 | ord(second)
        row = int(keys.searchsorted(np.uint64(key)))
        if row == len(keys) or keys.item(row) != key:
            return _NOWHERE
        return slice(starts.item(row), starts.item(row + 1))

    def character(self, char: str) -> slice:
        """Where the postings of a CJK character, whatever follows it, stand in `post`: pair by pair, not ascending."""
        keys, starts = self.arrays["pair_key"], self.arrays["pair_start"]
        low, high = keys.searchsorted(np.array([ord(char) << 32, (ord(char) + 1) << 32], np.uint64)).tolist()
        return slice(starts.item(low), starts.item(high))

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

    def word(self, word: str) -> slice:
        """Where the postings (ascending) of a word stand in `post`."""
        encoded = word.encode("utf-8", "surrogatepass")
        number = self._word_number(encoded)
        if number == self.word_count or self.word_at(number) != encoded:
            return _NOWHERE
        starts = self.arrays["word_start"]
        return slice(starts.item(number), starts.item(number + 1))

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
        documents: Array = (rows if self.one_row_each else self.arrays["row_doc"][rows]).astype(np.int64)
        return documents

    def grouped(self, postings: Array) -> tuple[Array, Array]:
        """(documents that hold them, int64, ascending; where the postings of each start, and their end)."""
        documents = postings >> np.uint32(16)
        if not self.one_row_each:
            documents = self.arrays["row_doc"][documents]
        edge = np.ones(len(postings) + 1, bool)
        np.not_equal(documents[1:], documents[:-1], out=edge[1:-1])
        edge[-1] = True
        edges = edge.nonzero()[0] if len(postings) else np.zeros(1, np.int64)
        return documents[edges[:-1]].astype(np.int64), edges

    @cached_property
    def field_from(self) -> tuple[Array, ...]:
        """The posting (uint32, one a document) that each field but the first begins with."""
        ends = self.arrays["row_end"].reshape(-1, len(FIELDS))
        row_doc, starts = self.arrays["row_doc"], []
        for number in range(len(FIELDS) - 1):
            # A field ends in the first row that it does not fill. What is assigned last stays: the first row.
            rows = (ends[:, number] < STRIDE).nonzero()[0][::-1]
            start = np.zeros(self.documents, np.uint32)
            start[row_doc[rows]] = rows.astype(np.uint32) << np.uint32(16) | ends[rows, number]
            starts.append(start)
        return tuple(starts)

    def before_body(self, postings: Array) -> Array:
        """Which postings stand before the body (bool). Counted ones only, as everywhere where fields are asked for."""
        early: Array = postings < self.field_from[-1][self.documents_of(postings)]
        return early

    def fields_of(self, postings: Array, documents: Array | None = None) -> Array:
        """The number of the field that each posting lies in (uint8). documents: of each posting, if they are known."""
        documents = self.documents_of(postings) if documents is None else documents
        field = np.full(len(postings), len(FIELDS) - 1, np.uint8)
        # Nearly all lie in the body: only the others are looked at more closely.
        early = (postings < self.field_from[-1][documents]).nonzero()[0]
        postings, documents = postings[early], documents[early]
        field[early] = sum((postings >= start[documents]).view(np.uint8) for start in self.field_from[:-1])
        return field

    def in_one_field(self, postings: Array, last: int) -> Array:
        """Whether what is `last` places on lies in the field that each posting lies in (bool)."""
        ends = postings + np.uint32(last)
        beyond = (ends & np.uint32(0xFFFF)) >= STRIDE
        # There the next row has it, too: fields begin with postings that are counted.
        ends[beyond] += np.uint32((1 << 16) - STRIDE)
        same: Array = self.fields_of(postings) == self.fields_of(ends)
        return same

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

    @cached_property
    def _field_edges(self) -> Array:
        """The place, among those of all documents, where each field of each document starts (int64, ascending), and the end
        of the last."""
        ends = np.cumsum(self.arrays["doc_length"].astype(np.int64))
        starts = [ends - self.arrays["doc_length"], *map(self.places_of, self.field_from)]
        return np.append(np.stack(starts, 1).ravel(), ends[-1:])

    def field_bounds(self, postings: Array) -> tuple[Array, Array]:
        """The first place of the field that each posting lies in, and the place after its last (int64)."""
        documents = self.documents_of(postings)
        number = documents * len(FIELDS) + self.fields_of(postings, documents)
        return self._field_edges[number], self._field_edges[number + 1]

    def bits(self, span: slice) -> Array:
        """The bits (build.BITS, uint8) of the postings of this span."""
        both = np.zeros(span.stop - span.start, np.uint8)
        for name, bit in BITS.items():
            both |= self._unpacked(self._packed(name, span), span) * np.uint8(bit)
        return both

    def are_words(self, span: slice) -> Array:
        """Which postings of this span both begin and end a word (uint8, 0 or 1)."""
        return self._unpacked(self._packed("post_begins", span) & self._packed("post_ends", span), span)

    def are_early(self, span: slice) -> Array:
        """Which postings of this span stand before the body (uint8, 0 or 1)."""
        return self._unpacked(self._packed("post_early", span), span)

    def _packed(self, name: str, span: slice) -> Array:
        packed: Array = self.arrays[name][span.start >> 3 : (span.stop + 7) >> 3]
        return packed

    @staticmethod
    def _unpacked(packed: Array, span: slice) -> Array:
        skipped = span.start & 7
        return np.unpackbits(packed)[skipped : skipped + span.stop - span.start]

    def bit(self, name: str, at: Array) -> Array:
        """One of build.BITS of the postings at these places of `post` (uint8, 0 or 1)."""
        bits: Array = self.arrays[name][at >> 3]
        bits >>= ~at.astype(np.uint8) & np.uint8(7)
        bits &= np.uint8(1)
        return bits

    @cached_property
    def without_text(self) -> Array:
        """Which documents (bool) have a body no longer than their headline: most say the headline again, or nothing."""
        row_doc = self.arrays["row_doc"]
        first = np.searchsorted(row_doc, np.arange(self.documents, dtype=row_doc.dtype))
        ends = self.arrays["row_end"].reshape(-1, len(FIELDS))[first].astype(np.int64)
        shorter: Array = self.arrays["doc_length"].astype(np.int64) - ends[:, -2] <= ends[:, 0]
        return shorter

    @cached_property
    def one_row_each(self) -> bool:
        return len(self.arrays["row_doc"]) == self.documents

    def counted_once(self, postings: Array) -> Array:
        """Without the matches that start in the overlap of a long document's row: the next row has them too."""
        return postings if self.one_row_each else postings[self.is_counted(postings)]

    def is_counted(self, postings: Array) -> Array:
        """Which postings `counted_once` keeps (bool)."""
        counted: Array = (postings & np.uint32(0xFFFF)) < STRIDE
        return counted
