"""A worker that hangs or dies costs the file it was at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from articles.ingest.run import pool
from articles.ingest.run.pool import Pool
from articles.ingest.types import Done, Job, Ticket
from articles.parsing.types import ParsedArticle, Refused
from tests.ingest.conftest import feed_file


def jobs(count: int) -> Iterator[Job]:
    for number in range(count):
        yield Job(Ticket(f"{number}.md", f"林舟/{number}.md"), feed_file(f"第{number}篇"))


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_in_order_and_verdicts_pass_through(workers: int) -> None:
    verdict = Done(Ticket("bad", "bad"), Refused("x"))
    with Pool(workers) as running:
        done = list(running.run([*jobs(50), verdict, *jobs(10)]))
    assert verdict in done
    parsed = [item for item in done if item is not verdict]
    assert [item.ticket.path for item in parsed] == [f"{number}.md" for number in [*range(50), *range(10)]]
    assert all(isinstance(item.parsed, ParsedArticle) and item.compressed for item in parsed)


@pytest.mark.parametrize(("blow", "word"), [(signal.SIGKILL, "crashed"), (signal.SIGSTOP, "seconds")])
def test_a_lost_worker_costs_one_file(monkeypatch: pytest.MonkeyPatch, blow: signal.Signals, word: str) -> None:
    with Pool(1) as running:
        assert len(list(running.run(jobs(3)))) == 3
        child = running._idle.get()
        assert child is not None
        os.kill(child.process.pid or 0, blow)
        if blow == signal.SIGKILL:
            child.process.join()
        running._idle.put(child)
        monkeypatch.setattr(pool, "PATIENCE", 5.0)
        done = list(running.run(jobs(5)))
    assert isinstance(done[0].parsed, Refused)
    assert word in done[0].parsed.reason
    assert [isinstance(item.parsed, ParsedArticle) for item in done] == [False, True, True, True, True]


def test_stopping_early_leaves_no_process() -> None:
    with Pool(2) as running:
        results = running.run(jobs(500))
        next(results)
        results.close()  # type: ignore[attr-defined]
    assert running._idle.empty()


def test_a_worker_knows_no_django() -> None:
    code = (
        "import articles.ingest.run.worker, sys; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
