"""Several segments to one, without their deleted documents; a slice of the terms at a time, so memory stays bounded."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from articles.search.index.arrays.build import packed_bits, word_arrays
from articles.search.index.arrays.files import SegmentEntry, SegmentWriter
from articles.search.index.arrays.layout import COLUMNS, DTYPES, FIELDS
from articles.search.index.arrays.segment import Segment
from articles.search.text.arrays import Array

#: Postings moved at a time: about 20 bytes each.
SLICE = 4_000_000


@dataclass(frozen=True, slots=True)
class _SegmentPart:
    """A segment on its way into the merged one. row_to, doc_to: the new number of each, -1 for what is deleted."""

    segment: Segment
    alive: Array
    doc_to: Array
    row_to: Array


def _lengths(starts: Array) -> Array:
    """How many postings lie between each start and the next."""
    lengths: Array = starts[1:].astype(np.int64) - starts[:-1].astype(np.int64)
    return lengths


def _parts(segments: Sequence[Segment]) -> list[_SegmentPart]:
    parts, docs, rows = [], 0, 0
    for segment in segments:
        alive = ~segment.deleted
        row_alive = alive[segment["row_doc"]]
        doc_to = np.where(alive, docs + np.cumsum(alive) - 1, -1)
        row_to = np.where(row_alive, rows + np.cumsum(row_alive) - 1, -1)
        parts.append(_SegmentPart(segment, alive, doc_to, row_to))
        docs, rows = docs + int(alive.sum()), rows + int(row_alive.sum())
    return parts


def _slices(sizes: Array) -> Iterator[tuple[int, int]]:
    """Half-open ranges of terms with about SLICE postings each; a term is never split."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + SLICE, "right")))
        yield first, last
        first = last


@dataclass(frozen=True, slots=True)
class _Terms:
    """The postings of one part, pairs or words. number: the new number of each term, ascending; start: where its postings
    start in the part's `post`, and the end of the last one's."""

    part: _SegmentPart
    number: Array
    start: Array

    def moved(self, first: int, last: int, count: int) -> tuple[Array, Array, Array]:
        """(postings, bits, postings of each of the `count` terms that are numbered from `first` to `last`, half-open), as
        they will be in the merged segment."""
        low, high = np.searchsorted(self.number, [first, last])
        start = self.start[low : high + 1].astype(np.int64)
        span = slice(int(start[0]), int(start[-1]))
        segment, row_to = self.part.segment, self.part.row_to
        posting, bits = segment["post"][span], segment.bits(span)
        often = np.zeros(count, np.int64)
        if self.part.alive.all():
            # All rows of the part move by the same number.
            often[self.number[low:high] - first] = np.diff(start)
            return posting + np.uint32(int(row_to[0]) << 16 if len(row_to) else 0), bits, often
        row = row_to[posting >> np.uint32(16)]
        kept = row >= 0
        before = np.concatenate([[0], np.cumsum(kept)])[start - span.start]
        often[self.number[low:high] - first] = np.diff(before)
        posting = row[kept].astype(np.uint32) << np.uint32(16) | posting[kept] & np.uint32(0xFFFF)
        return posting, bits[kept], often


def _merged_terms(lists: Sequence[_Terms], count: int) -> Iterator[tuple[Array, Array, Array]]:
    """(postings, bits, postings per term) of each slice of `count` terms. Nothing is sorted: the postings of a term are
    those of the first part, then those of the second, and so on."""
    sizes = np.zeros(count, np.int64)
    for each in lists:
        sizes[each.number] += _lengths(each.start)
    for first, last in _slices(sizes):
        moved = [each.moved(first, last, last - first) for each in lists]
        often = np.array([of_part for _posting, _bits, of_part in moved])
        total = often.sum(0)
        # Where the postings of each part (row) and term (column) go.
        target = np.cumsum(total) - total + np.cumsum(often, 0) - often
        postings, bits = np.empty(int(total.sum()), np.uint32), np.empty(int(total.sum()), np.uint8)
        for (posting, bit, of_part), goes_to in zip(moved, target, strict=True):
            shift = goes_to - (np.cumsum(of_part) - of_part)
            place = np.repeat(shift, of_part)
            place += np.arange(len(posting))
            postings[place], bits[place] = posting, bit
        yield postings, bits, total


def _write_terms(writer: SegmentWriter, lists: Sequence[_Terms], count: int, bits: list[Array]) -> Array:
    """Writes the postings and adds their bits to `bits`; how many there are of each term."""
    totals = [np.zeros(0, np.int64)]
    for postings, of_slice, total in _merged_terms(lists, count):
        writer.add("post", postings)
        bits.append(of_slice)
        totals.append(total)
    return np.concatenate(totals)


def _write_pairs(writer: SegmentWriter, parts: Sequence[_SegmentPart], bits: list[Array]) -> tuple[Array, Array]:
    """The keys that still have postings, and their starts."""
    keys = np.unique(np.concatenate([part.segment["pair_key"] for part in parts]))
    lists = [
        _Terms(part, np.searchsorted(keys, part.segment["pair_key"]), part.segment["pair_start"]) for part in parts
    ]
    total = _write_terms(writer, lists, len(keys), bits)
    return keys[total > 0], np.concatenate([[0], np.cumsum(total[total > 0])])


def _write_words(
    writer: SegmentWriter, parts: Sequence[_SegmentPart], bits: list[Array], base: int
) -> tuple[list[str], Array]:
    found = [[part.segment.word_at(n) for n in range(part.segment.word_count)] for part in parts]
    words = [word for word, _same in groupby(heapq.merge(*found))]
    numbers = {word: number for number, word in enumerate(words)}
    lists = [
        _Terms(part, np.fromiter((numbers[word] for word in here), np.int64, len(here)), part.segment["word_start"])
        for part, here in zip(parts, found, strict=True)
    ]
    total = _write_terms(writer, lists, len(words), bits)
    kept = [word.decode("utf-8", "surrogatepass") for word, count in zip(words, total.tolist(), strict=True) if count]
    return kept, base + np.concatenate([[0], np.cumsum(total[total > 0])])


def _write_documents(writer: SegmentWriter, parts: Sequence[_SegmentPart]) -> int:
    row_doc = np.concatenate([part.doc_to[part.segment["row_doc"][part.row_to >= 0]] for part in parts])
    writer.add("row_doc", row_doc.astype(DTYPES["row_doc"]))
    ends = [part.segment["row_end"].reshape(-1, len(FIELDS))[part.row_to >= 0].ravel() for part in parts]
    writer.add("row_end", np.concatenate(ends))
    for name in COLUMNS:
        writer.add(name, np.concatenate([part.segment[name][part.alive] for part in parts]))
    return int(sum(part.alive.sum() for part in parts))


def merge(folder: Path, segments: Sequence[Segment]) -> SegmentEntry:
    """A new segment file with what is alive in `segments`, in their order. They must fit one segment."""
    parts = _parts(segments)
    bits = [np.zeros(0, np.uint8)]
    with SegmentWriter(folder) as writer:
        writer.add("post", np.zeros(0, DTYPES["post"]))
        keys, starts = _write_pairs(writer, parts, bits)
        words, word_start = _write_words(writer, parts, bits, int(starts[-1]))
        rest = {"pair_key": keys, "pair_start": starts, **word_arrays(words), "word_start": word_start}
        for name, array in (rest | packed_bits(np.concatenate(bits))).items():
            writer.add(name, array.astype(DTYPES[name]))
        documents = _write_documents(writer, parts)
    return writer.entry(documents)
