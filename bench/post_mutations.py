"""Reads corrupted posts, so many of each format (tests/parsing/post_mutations.py), each in five seconds of processor time.

    python -m bench.post_mutations [--count 2000] [--seed 1]

Prints a table of outcomes by format. Whatever crashed, hung or came out unsound is kept, and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.mutations import BAD, Reader, show
from tests.parsing.post_mutations import FORMATS, post_mutants


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=2000, help="of each format")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bad-posts")
    given = options.parse_args()
    table: dict[str, Counter[str]] = {}
    slowest = 0.0
    child = Reader(5.0)
    for kind, data in FORMATS.items():
        table[kind] = Counter()
        for number, (name, mutant) in enumerate(post_mutants(data, given.count, given.seed)):
            found, seconds = child.ask(f"{kind}/{number}.md", mutant)
            slowest = max(slowest, seconds)
            word = found.split(":")[0]
            table[kind][word] += 1
            if word in BAD:
                given.keep.mkdir(parents=True, exist_ok=True)
                (given.keep / f"{kind}-{number}-{name}.md").write_bytes(mutant)
                print(f"{word}: {kind} {number} {name}: {found[:300]}", flush=True)
    child.stop()
    show(table)
    print(f"slowest: {slowest:.2f} s of processor time")
    return int(any(counts[word] for counts in table.values() for word in BAD))


if __name__ == "__main__":
    sys.exit(main())
