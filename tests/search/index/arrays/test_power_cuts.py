"""A power cut at any moment of a commit, a merge or a rebuild: the index before it, the one after it, or IndexDamaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import IndexDamaged, write_segment
from articles.search.index.arrays.store import FAN, Store
from bench.powercut import Recorder, lay_out, recorded
from tests.search.archives import ANALYSIS, body, found, put, random_documents

QUESTIONS = ("中", "中国", "twitter", "国人", "换了")


def answers(folder: Path) -> tuple[frozenset[int], ...]:
    snapshot = Store(folder, ANALYSIS).snapshot()
    ids = frozenset(snapshot.column("doc_id")[snapshot.alive].tolist())
    return (ids, *(frozenset(found(snapshot, question)) for question in QUESTIONS))


def answers_or_none(folder: Path) -> tuple[frozenset[int], ...] | None:
    try:
        return answers(folder)
    except IndexDamaged:
        return None


def commit(store: Store, ids: list[int]) -> None:
    put(store, [body(number, f"换了{number}") for number in ids[:3]], ids[:4])


def merge(store: Store, ids: list[int]) -> None:
    assert store.merge_once()


def rebuild(store: Store, ids: list[int]) -> None:
    batches = [[body(number, "中国Twitter") for number in part] for part in (range(5), range(5, 9))]
    with store.drafting():
        entries = [write_segment(store.folder, build(batch)) for batch in batches]
        with store.lock() as held:
            assert held
            store.replace_all(store.compacted(entries))


def clear(store: Store, ids: list[int]) -> None:
    with store.lock() as held:
        assert held
        store.replace_all([])


def outcomes(recorder: Recorder, folder: Path) -> list[tuple[str, object]]:
    """(the step that was to come, what the index answers after a cut, None if it is damaged) of every state."""
    random = Random(8)
    seen: list[tuple[str, object]] = []
    known: dict[frozenset[tuple[str, bytes]], object] = {}
    for moment in recorder.moments:
        for state in moment.states(random, 20):
            files = frozenset(state.items())
            if files not in known:
                lay_out(state, folder)
                known[files] = answers_or_none(folder)
            seen.append((moment.what, known[files]))
    return seen


@pytest.mark.parametrize("work", [commit, merge, rebuild, clear])
def test_a_power_cut_never_leaves_a_wrong_index(tmp_path: Path, work: Callable[[Store, list[int]], None]) -> None:
    documents = random_documents(Random(9), FAN * 3, pieces=12)
    store = Store(tmp_path / "index", ANALYSIS)
    for at in range(0, len(documents), 3):
        put(store, documents[at : at + 3])
    put(store, gone=[documents[-1].id])
    before = answers(store.folder)
    with recorded(store.folder) as recorder:
        work(store, [document.id for document in documents])
    after = answers(store.folder)
    assert work is merge or before != after
    seen = outcomes(recorder, tmp_path / "cut")
    assert {answer for _what, answer in seen} == {before, after}, (
        "never wrong, and never damaged: all is synced in order"
    )
    assert {answer for what, answer in seen if what == "end"} == {after}, "what has returned stays"


def test_without_syncs_a_power_cut_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That the simulation above finds something to complain of: the same commit on a disk that syncs nothing."""
    monkeypatch.setattr(Recorder, "synced", lambda recorder, handle: None)
    store = Store(tmp_path / "index", ANALYSIS)
    put(store, [body(number, "中国") for number in range(5)])
    before = answers(store.folder)
    with recorded(store.folder) as recorder:
        commit(store, list(range(5)))
    after = answers(store.folder)
    seen = {answer for _what, answer in outcomes(recorder, tmp_path / "cut")}
    assert None in seen and before in seen, "lost or damaged"
    assert seen <= {before, after, None}, "but never wrong"


def test_a_draft_that_a_power_cut_left_is_swept_away(tmp_path: Path) -> None:
    store = Store(tmp_path, ANALYSIS)
    put(store, [body(1, "中国")])
    for name in (".segment-0a.arrays.1234", ".manifest.json.1234", "segment-0b.arrays", "segment-0b-12.deleted"):
        (tmp_path / name).write_bytes(b"half of")
    put(store, [body(2, "中国")])
    left = [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"]
    assert len(left) == 3 and not any("0a" in name or "0b" in name or "1234" in name for name in left)
    assert found(store.snapshot(), "中国") == {1, 2}
