"""Running manage.py as a user does, and measuring it from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Finished:
    """seconds: wall clock. peak_mb: the greatest sum of proportional set sizes of the process and its children."""

    code: int
    seconds: float
    peak_mb: float
    output: str


def _tree(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        children.setdefault(int(after_name[1]), []).append(int(stat.parent.name))
    found, queue = [], [pid]
    while queue:
        found.append(at := queue.pop())
        queue += children.get(at, [])
    return found


def proportional_mb(pid: int) -> float:
    """Memory of a process and its children; a page that n of them share counts 1/n in each."""
    total = 0
    for process in _tree(pid):
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return total / 1024


def start(arguments: Sequence[str], data: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"NEWSARCHIVE_DATA": str(data)}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


@contextmanager
def watched(process: subprocess.Popen[Any]) -> Iterator[list[float]]:
    """The proportional set sizes (MB) of a process and its children, until it ends; at least one."""
    sizes = [0.0]

    def watch() -> None:
        while process.poll() is None:
            sizes.append(proportional_mb(process.pid))
            time.sleep(0.3)

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield sizes
    watcher.join()


def run(arguments: Sequence[str], data: Path) -> Finished:
    began = time.monotonic()
    process = start(arguments, data)
    with watched(process) as peak:
        output, _ = process.communicate()
    return Finished(process.returncode, time.monotonic() - began, max(peak), output)


def kill_after(arguments: Sequence[str], data: Path, seconds: float) -> bool:
    """Runs it and kills it and its children with SIGKILL; whether it was still running."""
    process = start(arguments, data)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    return False
