"""The index as a whole: what is committed, how it changes, and who may change it."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np
from whoosh.util.filelock import FileLock

from articles.search.index.arrays.build import rows_of
from articles.search.index.arrays.files import (
    IndexDamaged,
    IndexManifest,
    SegmentEntry,
    manifest_mark,
    read_deleted,
    read_manifest,
    sweep,
    write_deleted,
    write_manifest,
)
from articles.search.index.arrays.layout import COLUMNS, DTYPES, MAX_ROWS
from articles.search.index.arrays.merge import merge
from articles.search.index.arrays.segment import Segment
from articles.search.text.arrays import Array

#: So many segments of one size become one of the next size.
FAN = 8
#: A segment's size class grows by FAN from here (documents).
_SMALLEST = 64
#: The rows of a merged segment stay under MAX_ROWS with room for long documents.
MAX_DOCUMENTS = 60_000


class Snapshot:
    """One committed state, immutable. base[s]: the number of segment s's first document among all documents."""

    def __init__(self, manifest: IndexManifest, segments: tuple[Segment, ...]) -> None:
        self.manifest, self.segments = manifest, segments
        counts = [segment.documents for segment in segments]
        self.base = [sum(counts[:i]) for i in range(len(counts))]
        self.documents = sum(counts)
        self._norms: dict[tuple[float, float], Array] = {}

    def column(self, name: str) -> Array:
        """A doc_ array of layout.py over all documents."""
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, Array]:
        return {
            name: np.concatenate([np.zeros(0, DTYPES[name]), *(segment[name] for segment in self.segments)])
            for name in COLUMNS
        }

    @cached_property
    def alive(self) -> Array:
        """bool, one a document."""
        return ~np.concatenate([np.zeros(0, bool), *(segment.deleted for segment in self.segments)])

    @cached_property
    def alive_count(self) -> int:
        return int(self.alive.sum())

    @cached_property
    def all_alive(self) -> bool:
        return self.alive_count == self.documents

    def norm(self, k1: float, b: float) -> Array:
        """BM25's length normalisation (float32), k1 (1 - b + b length / mean length), one a document. What is
        only a headline counts as long as the mean: it is not brief, its text is missing."""
        known = self._norms.get((k1, b))
        if known is None:
            length = self.column("doc_length").astype(np.float32)
            bare = np.concatenate([np.zeros(0, bool), *(segment.without_text for segment in self.segments)])
            length[bare] = np.maximum(length[bare], np.float32(self.mean_length))
            known = self._norms[k1, b] = length * (k1 * b / self.mean_length) + k1 * (1 - b)
        return known

    @cached_property
    def first_source(self) -> int:
        """The smallest primary key of an outlet that has documents."""
        return int(self.column("doc_source").min(initial=0))

    @cached_property
    def source_number(self) -> Array:
        """The outlet of each document, counted from `first_source` (intp)."""
        number: Array = self.column("doc_source").astype(np.intp) - self.first_source
        return number

    @cached_property
    def mean_length(self) -> float:
        """Places of a living document, at least 1."""
        return max(1.0, float(self.column("doc_length")[self.alive].mean())) if self.alive_count else 1.0


def mergeable(entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
    """The segments to merge next, none if all is well: FAN of one size class, or one that is mostly deleted.

    So each document is rewritten once per class (about log8 of the archive), never for a single edit.
    """
    classes: dict[int, list[SegmentEntry]] = {}
    for entry in entries:
        if entry.alive * 2 < entry.documents and entry.documents > _SMALLEST:
            return [entry]
        size, level = max(entry.alive, 1), 0
        while size > _SMALLEST * FAN**level:
            level += 1
        classes.setdefault(level, []).append(entry)
    for _level, group in sorted(classes.items()):
        if len(group) >= FAN:
            chosen = sorted(group, key=lambda entry: entry.alive)[:FAN]
            while sum(entry.alive for entry in chosen) > MAX_DOCUMENTS:
                chosen.pop()
            if len(chosen) > 1:
                return chosen
    return []


def _fit(segments: Sequence[Segment]) -> bool:
    """Whether what is alive in these segments fits one."""
    alive = sum(segment.entry.alive for segment in segments)
    rows = sum(int(rows_of(s["doc_length"].astype(np.int64)[~s.deleted]).sum()) for s in segments)
    return alive <= MAX_DOCUMENTS and rows <= MAX_ROWS


class Store:
    """The index folder. Reading needs no lock; `commit` and `merge_once` take theirs. Safe in threads and processes."""

    def __init__(self, folder: Path, analysis: str) -> None:
        self.folder, self.analysis = folder, analysis
        self._snapshot: Snapshot | None = None
        self._guard = threading.Lock()

    def snapshot(self) -> Snapshot:
        """The newest committed state; maps only segments that are new to this process. Raises IndexDamaged."""
        now = self._snapshot
        if now is not None and now.manifest.mark == manifest_mark(self.folder):
            return now
        with self._guard:
            for attempt in range(3):
                try:
                    self._snapshot = self._read()
                    break
                except IndexDamaged:
                    # A commit and its sweep may have come between the manifest and a file of it.
                    if attempt == 2 or not manifest_mark(self.folder):
                        raise
                    time.sleep(0.01)
            assert self._snapshot is not None  # noqa: S101 - for the type checker: the loop breaks or raises
            return self._snapshot

    def exists(self) -> bool:
        return bool(manifest_mark(self.folder))

    def _read(self) -> Snapshot:
        manifest = read_manifest(self.folder, self.analysis) or IndexManifest(self.analysis)
        known = {segment.entry.name: segment for segment in self._snapshot.segments} if self._snapshot else {}
        segments = []
        for entry in manifest.segments:
            mapped = known.get(entry.name)
            if mapped is None:
                segments.append(Segment(self.folder, entry))
            else:
                same = mapped.entry == entry
                segments.append(mapped if same else mapped.with_deletions(self.folder, entry))
        return Snapshot(manifest, tuple(segments))

    @contextmanager
    def lock(self, name: str = "write", *, wait: float = 30.0) -> Iterator[bool]:
        """Whether the lock could be had within `wait` seconds. Held by this process only: workers do not inherit it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self.folder / f"{name}.lock"))
        until, held = time.monotonic() + wait, lock.acquire(blocking=False)
        while not held and time.monotonic() < until:
            time.sleep(0.005)
            held = lock.acquire(blocking=False)
        try:
            yield held
        finally:
            if held:
                lock.release()

    @contextmanager
    def drafting(self) -> Iterator[None]:
        """Whoever writes segments does so in here, until they are committed: nobody sweeps them meanwhile, however long it
        takes and whatever the clock does. Afterwards, if nobody else drafts, what dead processes have left is swept."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Not the lock of the writers: many may draft at once. The system lets go of it when a process dies.
        with (self.folder / "drafts.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
                with suppress(BlockingIOError):
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self._sweep()

    def _sweep(self) -> None:
        """Nobody drafts: what the manifest does not name is nobody's. A damaged one says nothing of what is."""
        with suppress(IndexDamaged):
            sweep(self.folder, read_manifest(self.folder, self.analysis) or IndexManifest(self.analysis))

    def commit(self, added: Iterable[SegmentEntry], gone: Iterable[int]) -> None:
        """Under the write lock, `added` drafted: the documents with ids `gone` leave the segments so far, then `added` join.
        One step for every reader."""
        manifest = read_manifest(self.folder, self.analysis) or IndexManifest(self.analysis)
        known = {segment.entry.name: segment for segment in self.snapshot().segments}
        ids = np.fromiter(gone, np.int64)
        entries = [self._without(known[entry.name], entry, ids) for entry in manifest.segments]
        self._publish(manifest, [*entries, *added])

    def _without(self, segment: Segment, entry: SegmentEntry, ids: Array) -> SegmentEntry:
        leaving = np.isin(segment["doc_id"], ids) & ~segment.deleted
        if not leaving.any():
            return entry
        deleted = segment.deleted | leaving
        # A segment that nothing is left of goes as a whole: no need of a file that says so.
        return (
            replace(entry, deleted_count=entry.documents)
            if deleted.all()
            else write_deleted(self.folder, entry, deleted)
        )

    def _publish(self, manifest: IndexManifest, entries: Sequence[SegmentEntry]) -> None:
        kept = tuple(entry for entry in entries if entry.alive)
        newer = replace(manifest, generation=manifest.generation + 1, segments=kept)
        write_manifest(self.folder, newer)
        for entry in manifest.segments:
            # What this commit itself replaced is nobody's draft.
            if entry.name not in {other.name for other in kept}:
                (self.folder / entry.name).unlink(missing_ok=True)
            if entry.deleted and entry.deleted not in {other.deleted for other in kept}:
                (self.folder / entry.deleted).unlink(missing_ok=True)

    def replace_all(self, added: Sequence[SegmentEntry]) -> None:
        """Under the write lock, `added` drafted: the index is these segments and no others. What was there before, damaged
        or not, goes."""
        try:
            manifest = read_manifest(self.folder, self.analysis) or IndexManifest(self.analysis)
        except IndexDamaged:
            manifest = IndexManifest(self.analysis)
        self._publish(manifest, added)

    def compacted(self, entries: Sequence[SegmentEntry]) -> list[SegmentEntry]:
        """As few segments as hold the same documents in the same order; for a rebuild, before anyone reads them."""
        result: list[SegmentEntry] = []
        group: list[Segment] = []
        # One after the other: a segment that has been merged leaves memory.
        for segment in chain((Segment(self.folder, entry) for entry in entries), [None]):
            if group and (segment is None or not _fit([*group, segment])):
                result.append(merge(self.folder, group) if len(group) > 1 else group[0].entry)
                for old in group if len(group) > 1 else ():
                    (self.folder / old.entry.name).unlink(missing_ok=True)
                group = []
            if segment is not None:
                group.append(segment)
        return result

    def merge_once(self, *, at_most: int = MAX_DOCUMENTS) -> bool:
        """Merges one group of segments if one is due and holds at most `at_most` documents; whether it did. The write lock
        is held for the swap only, so that an edit never waits for a merge."""
        with self.lock("merge", wait=0) as held, self.drafting():
            if not held:
                return False
            snapshot = self.snapshot()
            # A large one that waits for `update` must not keep the small ones apart.
            chosen = mergeable([entry for entry in snapshot.manifest.segments if entry.alive <= at_most])
            if not chosen or sum(entry.alive for entry in chosen) > at_most:
                return False
            names = {entry.name for entry in chosen}
            segments = [segment for segment in snapshot.segments if segment.entry.name in names]
            if not _fit(segments):
                return False
            merged = merge(self.folder, segments)
            with self.lock() as writing:
                if not writing:
                    raise TimeoutError("The index is being written by another process; the merge is left for later.")
                self._swap(segments, merged)
            return True

    def _swap(self, old: Sequence[Segment], merged: SegmentEntry) -> None:
        manifest = read_manifest(self.folder, self.analysis) or IndexManifest(self.analysis)
        entries = {entry.name: entry for entry in manifest.segments}
        if any(segment.entry.name not in entries for segment in old):
            (self.folder / merged.name).unlink(missing_ok=True)  # a rebuild came between
            return
        # Documents that were deleted while the merge ran are deleted in the merged segment, too.
        since = [read_deleted(self.folder, entries[segment.entry.name])[~segment.deleted] for segment in old]
        deleted = np.concatenate(since)
        result = write_deleted(self.folder, merged, deleted) if deleted.any() else merged
        names = {segment.entry.name for segment in old}
        self._publish(manifest, [*(e for e in manifest.segments if e.name not in names), result])
