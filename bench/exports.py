"""Everything a search finds, in every format, from a running archive, read back by others' parsers.

    python -m bench.exports http://127.0.0.1:8000 中国

prints for each format how many articles were read back, of how many the search finds, with the size, the time to the first
byte and the whole time; and the search's feed as feedparser sees it. Exit 1 where a count differs. The times are the
server's and the transfer's, without the reading back.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import time
from collections.abc import Callable
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

import bibtexparser
import feedparser
import rispy

#: Loopback needs no proxy, whatever the environment says.
OPENER = build_opener(ProxyHandler({}))


def _csv(text: str) -> list[str]:
    assert text.startswith("\ufeff"), "a spreadsheet would not know that this is UTF-8"
    return [row["id"] for row in csv.DictReader(io.StringIO(text[1:], newline=""))]


def _jsonl(text: str) -> list[str]:
    return [json.loads(line)["id"] for line in text.split("\n") if line]


def _ris(text: str) -> list[str]:
    return [entry["id"].rpartition("-")[2] for entry in rispy.loads(text)]


def _bib(text: str) -> list[str]:
    read = bibtexparser.parse_string(text)
    assert not read.failed_blocks, read.failed_blocks[0]
    return [entry.key.rsplit("-", 1)[1] for entry in read.entries]


def _csl(text: str) -> list[str]:
    return [item["id"].rsplit("-", 1)[1] for item in json.loads(text)]


READERS: dict[str, Callable[[str], list[str]]] = {"csv": _csv, "jsonl": _jsonl, "ris": _ris, "bib": _bib, "json": _csl}


def fetched(address: str) -> tuple[bytes, float, float]:
    """(body, seconds to the first byte, seconds in all)."""
    began = time.perf_counter()
    with OPENER.open(address, timeout=600) as answer:
        first = answer.read(1)
        to_first = time.perf_counter() - began
        return first + answer.read(), to_first, time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", help="such as http://127.0.0.1:8000")
    parser.add_argument("query", nargs="?", default="")
    parser.add_argument("--formats", nargs="+", choices=READERS, default=list(READERS))
    given = parser.parse_args()
    query = quote(given.query)
    body, _first, _all = fetched(f"{given.site}/api/search?q={query}&page_size=1")
    # The API takes names as typed, the page with their regional forms.
    asked = f"q={query}&sort=newest&form=typed"
    expected = json.loads(body)["total"]
    print(f"{given.query or 'everything'}: {expected:,} articles")
    print(f"{'format':8}{'read back':>12}{'MB':>9}{'first byte':>12}{'in all':>9}")
    wrong, orders = 0, set()
    for kind in given.formats:
        body, to_first, in_all = fetched(f"{given.site}/search/export.{kind}?{asked}")
        ids = READERS[kind](body.decode())
        orders.add(tuple(ids))
        wrong += len(ids) != expected or len(set(ids)) != expected
        print(f"{kind:8}{len(ids):12,}{len(body) / 1e6:9.1f}{to_first:11.2f}s{in_all:8.2f}s", flush=True)
    body, to_first, in_all = fetched(f"{given.site}/search/feed/?{asked}")
    read = feedparser.parse(body)
    wrong += bool(read.bozo) + (len(orders) > 1)
    print(f"{'feed':8}{len(read.entries):12,}{len(body) / 1e6:9.1f}{to_first:11.2f}s{in_all:8.2f}s  bozo={read.bozo}")
    print("all formats name the same articles in the same order" if len(orders) == 1 else "THE FORMATS DIFFER")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
