"""Merging: the same answers from one segment as from many, and edits that come between."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from articles.search.index.arrays import merge as module
from articles.search.index.arrays import store as store_module
from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import SegmentEntry, write_segment
from articles.search.index.arrays.layout import IndexDocument
from articles.search.index.arrays.merge import merge
from articles.search.index.arrays.segment import Segment
from articles.search.index.arrays.store import MAX_DOCUMENTS, Store, mergeable
from tests.search.archives import ANALYSIS, body, found, opened, put, random_documents, substrings

pytestmark = pytest.mark.usefixtures("no_sync")


def entry(name: str, documents: int, gone: int = 0) -> SegmentEntry:
    return SegmentEntry(name, 1, 1, documents, {}, "d" if gone else "", 0, gone)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("slice_of", [1, 50, module.SLICE])
def test_the_merged_segment_is_what_would_have_been_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, slice_of: int
) -> None:
    """Array by array, deletions and documents of several rows included."""
    monkeypatch.setattr(module, "SLICE", slice_of)
    random = Random(seed)
    docs = random_documents(random, random.randint(1, 20), pieces=random.choice([0, 2, 12]))
    cuts = sorted(random.sample(range(len(docs) + 1), min(3, len(docs))))
    batches = [docs[a:b] for a, b in zip([0, *cuts], [*cuts, len(docs)], strict=True) if a < b]
    store = opened(tmp_path, *batches)
    gone = {doc.id for doc in docs if random.random() < 0.3}
    put(store, gone=gone)
    segments = store.snapshot().segments
    if not segments:
        assert gone == {doc.id for doc in docs}
        return
    merged = merge(tmp_path, segments)
    expected = build([doc for doc in docs if doc.id not in gone])
    arrays = Segment(tmp_path, merged).arrays
    assert set(arrays) == set(expected)
    assert [name for name in expected if not np.array_equal(arrays[name], expected[name].ravel())] == []
    assert {name: arrays[name].dtype.str for name in arrays} == {name: expected[name].dtype.str for name in expected}
    assert merged.alive == len(docs) - len(gone)


@pytest.mark.usefixtures("short_rows")
def test_documents_of_many_rows_merge(tmp_path: Path) -> None:
    random = Random(1)
    docs = random_documents(random, 30)
    store = opened(tmp_path, *(docs[n : n + 3] for n in range(0, 30, 3)))
    put(store, gone=[docs[0].id, docs[4].id])
    pieces = substrings(random, docs, 60, longest=5)
    before = [found(store.snapshot(), piece) for piece in pieces]
    assert store.merge_once()
    assert [found(store.snapshot(), piece) for piece in pieces] == before


def test_eight_of_one_size_become_one(tmp_path: Path) -> None:
    store = opened(tmp_path, *([body(n, "中")] for n in range(7)))
    assert not store.merge_once()
    put(store, [body(7, "中")])
    assert store.merge_once()
    assert [e.documents for e in store.snapshot().manifest.segments] == [8]
    assert not store.merge_once()


def test_what_is_mergeable() -> None:
    small, large = [entry(f"s{n}", 5) for n in range(9)], [entry(f"l{n}", 1_000) for n in range(9)]
    assert mergeable(small[:7] + large[:7]) == []
    assert {e.name for e in mergeable(small + large)} == {f"s{n}" for n in range(8)}
    assert {e.name for e in mergeable(small[:7] + large)} == {f"l{n}" for n in range(8)}
    half_gone = entry("h", 1_000, 501)
    assert mergeable([half_gone]) == [half_gone]
    assert mergeable([entry("h", 1_000, 500)]) == []
    assert mergeable([entry("h", 10, 9)]) == [], "too small to bother"


def test_no_merge_grows_beyond_a_segment() -> None:
    giants = [entry(f"g{n}", MAX_DOCUMENTS // 2 + n) for n in range(9)]
    chosen = mergeable(giants)
    assert sum(e.alive for e in chosen) <= MAX_DOCUMENTS
    assert mergeable([entry(f"g{n}", MAX_DOCUMENTS - n) for n in range(9)]) == []


def test_merging_ends() -> None:
    """Each document is rewritten once per size class: the work of a million edits is not their square."""
    entries, written = [], 0
    for number in range(5_000):
        entries.append(entry(f"e{number}", 1))
        while chosen := mergeable(entries):
            size = sum(e.alive for e in chosen)
            written += size
            entries = [e for e in entries if e not in chosen] + [entry(f"m{number}-{size}", size)]
    assert len(entries) < 40
    assert written < 5_000 * 16


def test_a_merge_takes_no_more_than_it_is_given(tmp_path: Path) -> None:
    store = opened(tmp_path, *([body(10 * n + i, "中") for i in range(3)] for n in range(8)))
    assert not store.merge_once(at_most=23)
    assert store.merge_once(at_most=24)


def test_a_large_segment_that_waits_does_not_keep_small_ones_apart(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(100 + n, "中") for n in range(200)], *([body(n, "中")] for n in range(8)))
    put(store, gone=range(100, 250))
    assert store.merge_once(at_most=20)
    assert len(store.snapshot().segments) == 2
    assert store.merge_once()
    assert [segment.entry.deleted for segment in store.snapshot().segments] == ["", ""]


def test_what_changes_while_a_merge_runs_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = opened(tmp_path, *([body(n, f"中国{n}")] for n in range(8))), Store(tmp_path, ANALYSIS)

    def merge_slowly(folder: Path, segments: object) -> SegmentEntry:
        put(other, [body(3, "改过的"), body(100, "中国")], [3, 5])
        return merge(folder, segments)  # type: ignore[arg-type]

    monkeypatch.setattr(store_module, "merge", merge_slowly)
    assert store.merge_once()
    snapshot = store.snapshot()
    assert found(snapshot, "中国") == {0, 1, 2, 4, 6, 7, 100}
    assert found(snapshot, "改过") == {3}
    assert found(other.snapshot(), "中国") == {0, 1, 2, 4, 6, 7, 100}


def test_a_rebuild_that_comes_between_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = opened(tmp_path, *([body(n, "中国")] for n in range(8))), Store(tmp_path, ANALYSIS)

    def merge_slowly(folder: Path, segments: object) -> SegmentEntry:
        with other.lock():
            other.replace_all([write_segment(folder, build([body(50, "中国")]))])
        return merge(folder, segments)  # type: ignore[arg-type]

    monkeypatch.setattr(store_module, "merge", merge_slowly)
    store.merge_once()
    assert found(store.snapshot(), "中国") == {50}
    assert len(list(tmp_path.glob("*.arrays"))) == 1


def test_one_merge_at_a_time(tmp_path: Path) -> None:
    store = opened(tmp_path, *([body(n, "中")] for n in range(8)))
    with store.lock("merge"):
        assert not store.merge_once()
    assert store.merge_once()


def test_documents_too_long_for_one_segment_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MAX_ROWS", 7)
    docs: list[list[IndexDocument]] = [[body(n, "中")] for n in range(8)]
    store = opened(tmp_path, *docs)
    assert not store.merge_once()
    assert found(store.snapshot(), "中") == set(range(8))
