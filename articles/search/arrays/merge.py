"""Several segments to one, without their deleted documents; a slice of the terms at a time, so memory stays bounded."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from articles.search.arrays.build import word_arrays
from articles.search.arrays.files import SegmentEntry, SegmentWriter
from articles.search.arrays.layout import COLUMNS, DTYPES, FIELDS
from articles.search.arrays.segment import Segment
from articles.search.arrays.types import Array

#: Postings sorted at a time: 8 bytes each, and as much again for the result.
SLICE = 4_000_000


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment on its way into the merged one. row_to, doc_to: the new number of each, -1 for what is deleted."""

    segment: Segment
    alive: Array
    doc_to: Array
    row_to: Array


def _lengths(starts: Array) -> Array:
    """How many postings lie between each start and the next."""
    lengths: Array = starts[1:].astype(np.int64) - starts[:-1].astype(np.int64)
    return lengths


def _parts(segments: Sequence[Segment]) -> list[_Part]:
    parts, docs, rows = [], 0, 0
    for segment in segments:
        alive = ~segment.deleted
        row_alive = alive[segment["row_doc"]]
        doc_to = np.where(alive, docs + np.cumsum(alive) - 1, -1)
        row_to = np.where(row_alive, rows + np.cumsum(row_alive) - 1, -1)
        parts.append(_Part(segment, alive, doc_to, row_to))
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


def _merged_terms(
    parts: Sequence[_Part], terms: Sequence[Array], starts: Sequence[Array], count: int
) -> Iterator[tuple[Array, Array]]:
    """(postings, postings per term) of each slice. terms[p]: the new number of each term of part p, ascending; starts[p]:
    where its postings start."""
    sizes = np.zeros(count, np.int64)
    for numbers, start in zip(terms, starts, strict=True):
        sizes[numbers] += _lengths(start)
    for first, last in _slices(sizes):
        packed = []
        for part, numbers, start in zip(parts, terms, starts, strict=True):
            low, high = np.searchsorted(numbers, [first, last])
            post = part.segment["post"][start[low] : start[high]]
            number = np.repeat(numbers[low:high], _lengths(start[low : high + 1]))
            row = part.row_to[post >> np.uint32(16)]
            kept = row >= 0
            posting = row[kept].astype(np.uint64) << np.uint64(16) | (post[kept] & np.uint32(0xFFFF))
            packed.append(number[kept].astype(np.uint64) << np.uint64(32) | posting)
        merged = np.sort(np.concatenate(packed))
        yield (
            merged.astype(np.uint32),
            np.bincount((merged >> np.uint64(32)).astype(np.int64) - first, minlength=last - first),
        )


def _write_pairs(writer: SegmentWriter, parts: Sequence[_Part]) -> tuple[Array, Array]:
    """Writes the postings; the keys that still have some, and their starts."""
    keys = np.unique(np.concatenate([part.segment["pair_key"] for part in parts]))
    terms = [np.searchsorted(keys, part.segment["pair_key"]) for part in parts]
    counts = []
    for postings, count in _merged_terms(parts, terms, [part.segment["pair_start"] for part in parts], len(keys)):
        writer.add("post", postings)
        counts.append(count)
    total = np.concatenate(counts) if counts else np.zeros(0, np.int64)
    return keys[total > 0], np.concatenate([[0], np.cumsum(total[total > 0])])


def _write_words(writer: SegmentWriter, parts: Sequence[_Part], base: int) -> tuple[list[str], Array]:
    lists = [[part.segment.word_at(n) for n in range(part.segment.word_count)] for part in parts]
    words = [word for word, _same in groupby(heapq.merge(*lists))]
    numbers = {word: number for number, word in enumerate(words)}
    terms = [np.fromiter((numbers[word] for word in found), np.int64, len(found)) for found in lists]
    counts = []
    for postings, count in _merged_terms(parts, terms, [part.segment["word_start"] for part in parts], len(words)):
        writer.add("post", postings)
        counts.append(count)
    total = np.concatenate(counts) if counts else np.zeros(0, np.int64)
    kept = [word.decode("utf-8", "surrogatepass") for word, count in zip(words, total.tolist(), strict=True) if count]
    return kept, base + np.concatenate([[0], np.cumsum(total[total > 0])])


def _write_singles(writer: SegmentWriter, parts: Sequence[_Part]) -> None:
    packed = []
    for part in parts:
        segment = part.segment
        key = np.repeat(segment["single_key"], _lengths(segment["single_start"]))
        doc = part.doc_to[segment["single_doc"]]
        kept = doc >= 0
        entry = key[kept].astype(np.uint64) << np.uint64(24) | doc[kept].astype(np.uint64) << np.uint64(8)
        packed.append(entry | segment["single_info"][kept])
    merged = np.sort(np.concatenate(packed))
    group = merged >> np.uint64(24)
    keys = np.unique(group)
    writer.add("single_key", keys.astype(DTYPES["single_key"]))
    starts = np.append(np.searchsorted(group, keys), len(group))
    writer.add("single_start", starts.astype(DTYPES["single_start"]))
    writer.add("single_doc", (merged >> np.uint64(8) & np.uint64(0xFFFF)).astype(DTYPES["single_doc"]))
    writer.add("single_info", (merged & np.uint64(0xFF)).astype(DTYPES["single_info"]))


def _alive_marks(part: _Part) -> Array:
    lengths = part.segment["doc_length"].astype(np.int64)
    marks = np.unpackbits(part.segment["word_mark"], count=int(lengths.sum()))
    return marks if part.alive.all() else marks[np.repeat(part.alive, lengths)]


def _write_documents(writer: SegmentWriter, parts: Sequence[_Part]) -> int:
    row_doc = np.concatenate([part.doc_to[part.segment["row_doc"][part.row_to >= 0]] for part in parts])
    writer.add("row_doc", row_doc.astype(DTYPES["row_doc"]))
    ends = [part.segment["row_end"].reshape(-1, len(FIELDS))[part.row_to >= 0].ravel() for part in parts]
    writer.add("row_end", np.concatenate(ends))
    writer.add("word_mark", np.packbits(np.concatenate([_alive_marks(part) for part in parts])))
    for name in COLUMNS:
        writer.add(name, np.concatenate([part.segment[name][part.alive] for part in parts]))
    return int(sum(part.alive.sum() for part in parts))


def merge(folder: Path, segments: Sequence[Segment]) -> SegmentEntry:
    """A new segment file with what is alive in `segments`, in their order. They must fit one segment."""
    parts = _parts(segments)
    with SegmentWriter(folder) as writer:
        writer.add("post", np.zeros(0, DTYPES["post"]))
        keys, starts = _write_pairs(writer, parts)
        words, word_start = _write_words(writer, parts, int(starts[-1]))
        rest = {"pair_key": keys, "pair_start": starts, **word_arrays(words), "word_start": word_start}
        for name, array in rest.items():
            writer.add(name, array.astype(DTYPES[name]))
        _write_singles(writer, parts)
        documents = _write_documents(writer, parts)
    return writer.entry(documents)
