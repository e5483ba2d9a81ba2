"""Reads corrupted copies of an archive's files, each in a process of its own making, at most five seconds of processor time.

    python -m bench.mutations FOLDER [--count 5000] [--seed 1] [--limit 5] [--import 1000]

Prints a table of outcomes by mutation (tests/parsing/mutations.py). Whatever crashed, hung or came out unsound is kept in
--keep and makes the exit code 1. --import: so many of them go through the real import_articles, too, into an archive of
their own in a temporary folder, which check_archive then verifies.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter, defaultdict
from multiprocessing.connection import Connection
from pathlib import Path

from articles.parsing import parse_file
from bench.processes import run
from tests.parsing.mutations import mutants, outcome

PATIENCE = 6
BAD = ("crashed", "hung", "unsound")


def reader(ends: Connection) -> None:
    """The child: reads what it is sent, answers with the outcome and the seconds of processor time."""
    while True:
        name, data = ends.recv()
        before = time.process_time()
        try:
            found = outcome(parse_file(data, name))
        except AssertionError as error:
            found = f"unsound: {error}"
        ends.send((found, time.process_time() - before))


class Reader:
    """A child that is replaced when it dies or does not answer in time. limit: seconds of processor time.

    A machine that does other work gives a process a part of its time: the clock's limit is PATIENCE times as long.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.start()

    def start(self) -> None:
        self.ours, theirs = multiprocessing.Pipe()
        self.child = multiprocessing.Process(target=reader, args=(theirs,), daemon=True)
        self.child.start()
        theirs.close()

    def ask(self, name: str, data: bytes) -> tuple[str, float]:
        self.ours.send((name, data))
        try:
            if self.ours.poll(self.limit * PATIENCE):
                found, seconds = self.ours.recv()
                return (found if seconds <= self.limit else f"hung: {seconds:.1f} s"), seconds
            verdict = "hung"
        except (EOFError, ConnectionResetError):
            verdict = "crashed"
        self.stop()
        self.start()
        return verdict, self.limit

    def stop(self) -> None:
        self.child.kill()
        self.child.join()
        self.ours.close()


def originals(folder: Path, seed: int) -> list[bytes]:
    """A thousand of the archive's files, spread over it."""
    paths = sorted(path for path in folder.rglob("*.md") if path.is_file())
    step = max(1, len(paths) // 1000)
    return [path.read_bytes() for path in paths[seed % step :: step]]


def read_all(
    files: list[bytes], count: int, seed: int, limit: float, keep: Path
) -> tuple[dict[str, Counter[str]], float]:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    slowest = 0.0
    child = Reader(limit)
    for number, (name, data) in enumerate(mutants(files, count, seed)):
        found, seconds = child.ask(f"{name}/{number}.md", data)
        slowest = max(slowest, seconds)
        word = found.split(":")[0]
        if number % 500 == 499:
            print(f"{number + 1:,} of {count:,}", file=sys.stderr, flush=True)
        table[name][word] += 1
        if word in BAD:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{number}-{name}.md").write_bytes(data)
            print(f"{word}: {number} {name}: {found[:300]}", flush=True)
    child.stop()
    return table, slowest


def show(table: dict[str, Counter[str]]) -> None:
    words = ["parsed", "parsed, with a doubt", "not an article", "refused", *BAD]
    print(f"| mutation | files | {' | '.join(words)} |\n|{'---|' * (len(words) + 2)}")
    for name, counts in [*sorted(table.items()), ("all", sum(table.values(), Counter()))]:
        print(f"| {name} | {sum(counts.values()):,} | {' | '.join(f'{counts[word]:,}' for word in words)} |")


def imported(files: list[bytes], count: int, seed: int) -> bool:
    """Through the command, as a user does; True if it ended with 0 or 1 and left a whole archive."""
    with tempfile.TemporaryDirectory(prefix="newsarchive-mutants-") as work:
        data, folder = Path(work) / "data", Path(work) / "files"
        for number, (name, mutant) in enumerate(mutants(files, count, seed + 1)):
            target = folder / name / f"{number}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(mutant)
        run(["migrate"], data)
        done = run(["import_articles", str(folder), "--workers", "1"], data)
        checked = run(["check_archive"], data)
        print(f"import_articles: exit {done.code}; {done.output.strip().splitlines()[-1]}")
        print(f"check_archive: exit {checked.code}; {checked.output.strip().splitlines()[-1]}")
        return done.code in (0, 1) and checked.code == 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--count", type=int, default=5000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--limit", type=float, default=5.0, help="seconds a file may take")
    options.add_argument("--import", dest="through", type=int, default=0, metavar="COUNT")
    options.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bad-mutants")
    given = options.parse_args()
    files = originals(given.folder, given.seed)
    table, slowest = read_all(files, given.count, given.seed, given.limit, given.keep)
    show(table)
    print(f"slowest: {slowest:.2f} s of processor time")
    whole = not given.through or imported(files, given.through, given.seed)
    return int(not whole or any(counts[word] for counts in table.values() for word in BAD))


if __name__ == "__main__":
    sys.exit(main())
