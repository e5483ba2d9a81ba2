"""Several processes at one index, and processes that die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from articles.search.index.arrays.store import Store
from tests.search import committers
from tests.search.archives import ANALYSIS, body, found, put

ROOT = Path(__file__).resolve().parents[4]


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.search.committers", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_that_commit_at_once_lose_nothing(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    count = 20
    others = [
        spawn.Process(target=committers.commit_many, args=(str(tmp_path), first, count)) for first in (1_000, 2_000)
    ]
    for process in others:
        process.start()
    for process in others:
        process.join(60)
        assert process.exitcode == 0
    snapshot = Store(tmp_path, ANALYSIS).snapshot()
    ids = snapshot.column("doc_id")[snapshot.alive].tolist()
    written = [*range(1_000, 1_000 + count), *range(2_000, 2_000 + count)]
    assert sorted(ids) == written
    assert found(snapshot, "中国") == {number for number in written if number % 2}
    assert found(snapshot, "换了") == {number for number in written if not number % 2}


def test_an_index_survives_being_killed_at_any_moment(tmp_path: Path) -> None:
    with start("killed", str(tmp_path), "10", "11") as process:
        output, _errors = process.communicate(timeout=300)
    assert process.returncode == 0
    states = [set(map(int, line.split())) for line in output.splitlines()]
    assert len(states) == 10
    commits = [max(state) // committers.BATCH + 1 if state else 0 for state in states]
    assert [committers.state_after(count) for count in commits] == states, "each commit is there whole, or not at all"
    assert commits == sorted(commits), "what has been committed stays"
    assert commits[-1] > 10
    put(Store(tmp_path, ANALYSIS), [body(-1, "还能写")])
    assert found(Store(tmp_path, ANALYSIS).snapshot(), "还能写") == {-1}


def test_the_lock_dies_with_its_process_and_is_not_inherited(tmp_path: Path) -> None:
    with start("hold", str(tmp_path)) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        store = Store(tmp_path, ANALYSIS)
        try:
            with store.lock(wait=0) as held:
                assert not held
            process.kill()
            process.wait()
            os.kill(child, 0)  # it lives
            with store.lock(wait=1) as held:
                assert held
        finally:
            os.kill(child, signal.SIGKILL)


def test_threads_take_turns(tmp_path: Path) -> None:
    store, inside, together = Store(tmp_path, ANALYSIS), [], []

    def work() -> None:
        for _ in range(10):
            with store.lock() as held:
                assert held
                inside.append(1)
                together.append(len(inside))
                time.sleep(0.0005)
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1] * 40


def test_a_lock_that_is_held_is_waited_for_and_given_up(tmp_path: Path) -> None:
    store = Store(tmp_path, ANALYSIS)
    with store.lock() as held:
        assert held
        began = time.monotonic()
        with store.lock(wait=0.1) as second:
            assert not second
        assert 0.1 <= time.monotonic() - began < 30
        with store.lock("merge", wait=0) as other:
            assert other
    with store.lock(wait=0) as again:
        assert again


def test_the_lock_is_released_by_an_error(tmp_path: Path) -> None:
    store = Store(tmp_path, ANALYSIS)
    with pytest.raises(KeyError), store.lock():
        raise KeyError
    with store.lock(wait=0) as held:
        assert held


def test_readers_in_threads_map_each_segment_once(tmp_path: Path) -> None:
    put(Store(tmp_path, ANALYSIS), [body(n, "中") for n in range(50)])
    store, seen = Store(tmp_path, ANALYSIS), []
    barrier = threading.Barrier(6)

    def read() -> None:
        barrier.wait()
        seen.append(store.snapshot())

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(snapshot.segments[0].arrays) for snapshot in seen}) == 1


def test_a_segment_that_another_process_writes_for_hours_is_not_swept(tmp_path: Path) -> None:
    store = Store(tmp_path, ANALYSIS)
    put(store, [body(1, "慢慢来")])
    with start("draft", str(tmp_path)) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        put(store, [body(2, "慢慢来")])
        assert (tmp_path / name).exists()
        process.communicate("go\n", timeout=60)
    assert process.returncode == 0
    assert found(Store(tmp_path, ANALYSIS).snapshot(), "慢慢来") == {1, 2, 7}


def test_a_segment_of_a_process_that_was_killed_goes_with_the_next_commit(tmp_path: Path) -> None:
    store = Store(tmp_path, ANALYSIS)
    put(store, [body(1, "慢慢来")])
    with start("draft", str(tmp_path)) as process:
        assert process.stdout
        name = process.stdout.readline().strip()
        process.kill()
    os.utime(tmp_path / name)
    put(store, [body(2, "慢慢来")])
    assert not (tmp_path / name).exists()
    assert found(store.snapshot(), "慢慢来") == {1, 2}
