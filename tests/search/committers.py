"""What other processes do in the tests of test_processes.py. They start afresh: Django is set up here."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

#: Each commit adds so many documents, and takes out those of the commit so many before it.
BATCH, KEPT = 3, 4


def _ready() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
    django.setup()


def state_after(commits: int) -> set[int]:
    """The ids that stand in the index after so many commits of `commit_in_a_loop`."""
    return set(range(max(0, commits - KEPT) * BATCH, commits * BATCH))


def commit_many(folder: str, first: int, count: int) -> None:
    """One document a commit, and an old one replaced by every second."""
    _ready()
    from articles.search.index.arrays.store import Store
    from tests.search.archives import ANALYSIS, body, put

    store = Store(Path(folder), ANALYSIS)
    for number in range(first, first + count):
        put(store, [body(number, f"中国{number}")])
        if number % 2:
            put(store, [body(number - 1, f"换了{number - 1}")], [number - 1])
        store.merge_once()


def commit_in_a_loop(folder: Path, commits: int) -> None:
    """Until killed, from a state of so many commits."""
    from articles.search.index.arrays.store import Store
    from tests.search.archives import ANALYSIS, body, put

    store = Store(folder, ANALYSIS)
    while True:
        added = [body(number, f"中国{number}") for number in range(commits * BATCH, (commits + 1) * BATCH)]
        last = commits - KEPT
        gone = range(last * BATCH, (last + 1) * BATCH) if last >= 0 else ()
        put(store, added, gone)
        store.merge_once()
        commits += 1


def be_killed(folder: Path, times: int, seed: int) -> None:
    """Starts `commit_in_a_loop` and kills it at a random moment, again and again; prints what stands in the index after
    each time, as ids on a line."""
    _ready()
    from articles.search.index.arrays.store import Store
    from tests.search.archives import ANALYSIS, found

    moments, commits = random.Random(seed), 0
    for _time in range(times):
        if not (child := os.fork()):
            commit_in_a_loop(folder, commits)
        time.sleep(moments.uniform(0.01, 0.75))  # long enough to commit on a busy machine, too
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        snapshot = Store(folder, ANALYSIS).snapshot()
        ids = snapshot.column("doc_id")[snapshot.alive].tolist()
        assert found(snapshot, "中国") == set(ids)
        commits = max(ids) // BATCH + 1 if ids else 0
        print(*sorted(ids), flush=True)


def hold_the_lock(folder: Path) -> None:
    """Takes the write lock, starts a child that lives longer, says so, and waits to be killed."""
    _ready()
    import subprocess

    from articles.search.index.arrays.store import Store
    from tests.search.archives import ANALYSIS

    with Store(folder, ANALYSIS).lock() as held:
        assert held
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"], close_fds=False)
        print(child.pid, flush=True)
        time.sleep(30)


def draft(folder: Path) -> None:
    """Writes a segment that looks a day old, says its name, and commits it when told to."""
    _ready()
    from articles.search.index.arrays.build import build
    from articles.search.index.arrays.files import write_segment
    from articles.search.index.arrays.store import Store
    from tests.search.archives import ANALYSIS, body

    store = Store(folder, ANALYSIS)
    with store.drafting():
        entry = write_segment(folder, build([body(7, "慢慢来")]))
        os.utime(folder / entry.name, (time.time() - 86_400,) * 2)
        print(entry.name, flush=True)
        sys.stdin.readline()
        with store.lock() as held:
            assert held
            store.commit([entry], [])


if __name__ == "__main__":
    if sys.argv[1] == "killed":
        be_killed(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    elif sys.argv[1] == "draft":
        draft(Path(sys.argv[2]))
    else:
        hold_the_lock(Path(sys.argv[2]))
