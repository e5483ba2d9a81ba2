"""The store as a whole: whatever is committed, replaced, deleted and merged, it answers as reading every text does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles.search.index.arrays import store as module
from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import IndexDamaged, write_segment
from articles.search.index.arrays.layout import IndexDocument
from articles.search.index.arrays.store import Snapshot, Store
from tests.search import oracle
from tests.search.archives import ANALYSIS, body, document, found, hans, often, opened, put, texts

batches = st.lists(st.tuples(st.integers(1, 12), texts, texts), min_size=1, max_size=4, unique_by=lambda row: row[0])


class Life(RuleBasedStateMachine):
    """Random commits and merges; `now` is what the index should hold."""

    folder: Path
    held: list[tuple[Snapshot, list[IndexDocument]]]

    @initialize()
    def begin(self) -> None:
        Life.folder = Life.folder.with_name(f"{int(Life.folder.name) + 1}")
        self.store, self.reader = Store(Life.folder, ANALYSIS), Store(Life.folder, ANALYSIS)
        self.now: dict[int, IndexDocument] = {}
        self.held = []

    @rule(batch=batches)
    def replace(self, batch: list[tuple[int, str, str]]) -> None:
        docs = [document(number, headline, "", "", text) for number, headline, text in batch]
        put(self.store, docs, [doc.id for doc in docs])
        self.now |= {doc.id: doc for doc in docs}

    @rule(gone=st.sets(st.integers(1, 14), max_size=5))
    def delete(self, gone: set[int]) -> None:
        put(self.store, gone=gone)
        self.now = {number: doc for number, doc in self.now.items() if number not in gone}

    @rule()
    def merge(self) -> None:
        self.store.merge_once()

    @rule()
    def hold(self) -> None:
        self.held.append((self.store.snapshot(), list(self.now.values())))

    @rule(batch=batches)
    def replace_all(self, batch: list[tuple[int, str, str]]) -> None:
        docs = [document(number, headline, "", "", text) for number, headline, text in batch]
        with self.store.drafting(), self.store.lock() as held:
            assert held
            self.store.replace_all([write_segment(self.store.folder, build(docs))])
        self.now = {doc.id: doc for doc in docs}

    @rule(piece=hans)
    def a_snapshot_never_changes(self, piece: str) -> None:
        for snapshot, docs in self.held:
            assert found(snapshot, piece) == set(oracle.holding(docs, piece))

    @rule(piece=hans, random=st.randoms(use_true_random=False))
    def everything_is_found(self, piece: str, random: Random) -> None:
        docs = list(self.now.values())
        for store in (self.store, self.reader, Store(self.folder, ANALYSIS)):
            snapshot = store.snapshot()
            for wanted in (piece, *self._cut(random, docs)):
                expected = oracle.holding(docs, wanted)
                assert found(snapshot, wanted) == set(expected)
                assert often(snapshot, wanted) == sum(expected.values())

    @staticmethod
    def _cut(random: Random, docs: list[IndexDocument]) -> Iterator[str]:
        """Runs of Han characters of the documents."""
        for doc in docs:
            text = oracle.visible(doc.texts[3])
            run = max("".join(char if oracle.only_cjk(char) else " " for char in text).split(), key=len, default="")
            if run:
                start = random.randrange(len(run))
                yield run[start : start + random.randint(1, 5)]

    @invariant()
    def the_columns_are_those_of_the_documents(self) -> None:
        if not hasattr(self, "store"):
            return
        snapshot = self.reader.snapshot()
        alive = snapshot.alive
        stamps = dict(
            zip(snapshot.column("doc_id")[alive].tolist(), snapshot.column("doc_stamp")[alive].tolist(), strict=True)
        )
        assert stamps == {doc.id: doc.stamp for doc in self.now.values()}
        assert snapshot.alive_count == len(self.now)
        lengths = [oracle.field_ends(doc)[-1] for doc in self.now.values()]
        assert snapshot.mean_length == pytest.approx(sum(lengths) / len(lengths) if lengths else 1.0)


@pytest.mark.usefixtures("no_sync")
@pytest.mark.parametrize("rows", ["one row each", "many rows"])
def test_any_life_of_a_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str, request: pytest.FixtureRequest
) -> None:
    if rows == "many rows":
        request.getfixturevalue("short_rows")
    monkeypatch.setattr(module, "FAN", 2)
    monkeypatch.setattr(module, "_SMALLEST", 2)
    Life.folder = tmp_path / "0"
    run_state_machine_as_test(Life, settings=settings(max_examples=30, stateful_step_count=25))


def test_a_store_without_anything(tmp_path: Path) -> None:
    store = Store(tmp_path / "none", ANALYSIS)
    assert not store.exists()
    snapshot = store.snapshot()
    assert (snapshot.documents, snapshot.alive_count, snapshot.mean_length) == (0, 0, 1.0)
    assert found(snapshot, "中") == set()
    assert not store.merge_once()


def test_one_store_sees_what_another_has_committed(tmp_path: Path) -> None:
    writer, reader = opened(tmp_path, [body(1, "中")]), Store(tmp_path, ANALYSIS)
    first = reader.snapshot()
    assert reader.snapshot() is first
    put(writer, [body(2, "中")])
    second = reader.snapshot()
    assert found(second, "中") == {1, 2} and found(first, "中") == {1}
    assert second.segments[0] is first.segments[0], "what has been verified is not read again"


@pytest.mark.usefixtures("no_sync")
def test_no_commit_is_overlooked_however_fast_they_come(tmp_path: Path) -> None:
    """A file's inode may be used again within one tick of the clock."""
    writer, reader = opened(tmp_path, [body(0, "中")]), Store(tmp_path, ANALYSIS)
    for number in range(1, 200):
        put(writer, [body(1, "中" * number)], [1])
        if number % 2 == 0:
            assert often(reader.snapshot(), "中") == number + 1


def test_a_commit_is_seen_whatever_the_file_system_says_of_it(tmp_path: Path) -> None:
    """Same inode, same time, same size, as a file system with few inodes and a coarse clock may have it."""
    writer, reader = opened(tmp_path, [body(1, "中")]), Store(tmp_path, ANALYSIS)
    reader.snapshot()
    path = tmp_path / "manifest.json"
    before = path.stat()
    put(writer, [body(1, "国")], [1])
    newer = path.read_bytes()
    path.write_bytes(newer)
    os.utime(path, ns=(before.st_mtime_ns, before.st_mtime_ns))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "stat", lambda *given, **named: before)
        assert found(reader.snapshot(), "国") == {1}


def test_a_snapshot_answers_after_its_files_are_gone(tmp_path: Path) -> None:
    store = opened(tmp_path, *([body(n, f"中国{n}")] for n in range(8)))
    old = store.snapshot()
    assert store.merge_once()
    put(store, gone=range(8))
    assert list(tmp_path.glob("*.arrays")) == []
    assert found(old, "中国") == set(range(8))
    assert found(store.snapshot(), "中国") == set()


LEFT = (".segment-ab.arrays.cd", "segment-ab.arrays", "segment-ab-cd.deleted", ".manifest.json.ab")


def test_what_dead_processes_have_left_is_swept_at_once(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(1, "中")])
    for name in (*LEFT, "notes.txt"):
        (tmp_path / name).write_bytes(b"half")
    put(store, [body(2, "中")])
    assert [name for name in LEFT if (tmp_path / name).exists()] == []
    assert (tmp_path / "notes.txt").exists(), "a person's"
    assert found(store.snapshot(), "中") == {1, 2}


def test_nothing_is_swept_while_anybody_drafts(tmp_path: Path) -> None:
    """However old it looks: a clock may jump, and a rebuild of millions takes hours."""
    store, other = opened(tmp_path, [body(1, "中")]), Store(tmp_path, ANALYSIS)
    with other.drafting():
        entry = write_segment(tmp_path, build([body(3, "中")]))
        for name in (*LEFT, entry.name):
            (tmp_path / name).touch()
            os.utime(tmp_path / name, (0, 0))
        put(store, [body(2, "中")])
        assert all((tmp_path / name).exists() for name in LEFT)
        with other.lock():
            other.commit([entry], [])
    assert not any((tmp_path / name).exists() for name in LEFT), "and then it is"
    assert found(store.snapshot(), "中") == {1, 2, 3}


def test_a_sweep_takes_nothing_from_a_damaged_index(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(1, "中")])
    manifest = (tmp_path / "manifest.json").read_bytes()
    (tmp_path / "manifest.json").write_text("{")
    with store.drafting():
        pass
    (tmp_path / "manifest.json").write_bytes(manifest)
    assert found(Store(tmp_path, ANALYSIS).snapshot(), "中") == {1}


def test_what_a_commit_replaces_leaves_no_files(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(1, "中"), body(2, "中")])
    for number in range(3, 40):
        put(store, [body(number, "中")], [number - 1])
        while store.merge_once():
            pass
    named = {name for e in store.snapshot().manifest.segments for name in (e.name, e.deleted)} - {""}
    assert {path.name for path in tmp_path.iterdir() if path.suffix in (".arrays", ".deleted")} == named


def test_another_analysis_asks_for_a_rebuild(tmp_path: Path) -> None:
    opened(tmp_path, [body(1, "中")])
    with pytest.raises(IndexDamaged, match="another version"):
        Store(tmp_path, "other").snapshot()


def test_replace_all_heals_a_damaged_index(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(1, "中")])
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(IndexDamaged):
        store.snapshot()
    with store.drafting(), store.lock():
        store.replace_all([write_segment(tmp_path, build([body(2, "中")]))])
    assert found(store.snapshot(), "中") == {2}


def test_ids_that_nobody_has_change_nothing(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(1, "中")])
    put(store, gone=[99, -1, 2**60])
    assert store.snapshot().manifest.segments[0].deleted == ""
    assert found(store.snapshot(), "中") == {1}
