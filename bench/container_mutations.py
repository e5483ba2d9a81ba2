"""Reads corrupted web archives, tables and exports, so many of each kind, and parses what they give.

    python -m bench.container_mutations [--count 2000] [--seed 1]

Prints a table of outcomes by kind. What raises, or takes more than five seconds, is kept, and makes the exit code 1.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django

django.setup()

from articles.ingest.archives.collections import Collection  # noqa: E402
from articles.ingest.archives.limits import Limits  # noqa: E402
from articles.ingest.parse_one import parse  # noqa: E402
from articles.parsing.types import ParsedArticle, Refused  # noqa: E402
from tests.ingest.archives.test_tables import in_csv, in_excel, in_parquet, in_sqlite  # noqa: E402
from tests.ingest.archives.web_archives import answer, wacz, warc  # noqa: E402
from tests.parsing.formats.test_json_shapes import CHAT  # noqa: E402

PATIENCE = 5.0


def kinds() -> dict[str, tuple[str, bytes]]:
    packed = warc([answer(number) for number in range(3)])
    with tempfile.TemporaryDirectory() as folder:
        database = in_sqlite(Path(folder) / "a.db")
    return {
        "warc": ("a.warc", warc([answer(number) for number in range(3)], gzip=False)),
        "warc.gz": ("a.warc.gz", packed),
        "wacz": ("a.wacz", wacz(packed)),
        "csv": ("a.csv", in_csv()),
        "sqlite": ("a.db", database),
        "excel": ("a.xlsx", in_excel()),
        "parquet": ("a.parquet", in_parquet()),
        "telegram": ("result.json", json.dumps(CHAT, ensure_ascii=False).encode()),
    }


def mutant(whole: bytes, luck: random.Random) -> bytes:
    data = bytearray(whole)
    for _ in range(luck.randint(1, 8)):
        place = luck.randrange(len(data))
        data[place : place + luck.randint(0, 40)] = luck.randbytes(luck.randint(0, 40))
    return bytes(data[: luck.randrange(len(data))]) if luck.random() < 0.1 else bytes(data)


def outcome(name: str, data: bytes) -> str:
    """What became of a file: articles, refusals, both, or nothing."""
    found: set[str] = set()
    for entry in Collection(name, Limits(), data).entries():
        parsed = parse(entry.data, "a#1") if entry.data is not None else entry.verdict
        if isinstance(parsed, Refused) and "parser failed" in parsed.reason:
            raise AssertionError(parsed.reason)
        found.add("articles" if isinstance(parsed, ParsedArticle) else "refused" if isinstance(parsed, Refused) else "")
    return " and ".join(sorted(filter(None, found))) or "nothing"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=2000, help="of each kind")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    keep = Path(tempfile.gettempdir()) / "newsarchive-bad-containers"
    bad, slowest = 0, 0.0
    for kind, (name, whole) in kinds().items():
        counts: Counter[str] = Counter()
        luck = random.Random(given.seed)
        for number in range(given.count):
            data = mutant(whole, luck)
            started = time.process_time()
            try:
                word = outcome(name, data)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                word = f"raised {type(error).__name__}: {error}"[:120]
            slowest = max(slowest, seconds := time.process_time() - started)
            if word.startswith("raised") or seconds > PATIENCE:
                bad += 1
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number}-{name}").write_bytes(data)
            counts[word] += 1
        print(kind, dict(counts), flush=True)
    print(f"slowest: {slowest:.2f} s of processor time")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
