"""What each type of page costs: until the answer begins, on the wire, in requests of a first visit, in SQL.

    python -m bench.pages FOLDER [TENFOLD] [--addresses 60] [--seed 1] [--only search,day]

FOLDER: an archive (NEWSARCHIVE_DATA), with its index. TENFOLD: another one, with ten times the articles; its times stand
beside. Each is served here by gunicorn as gunicorn.conf.py has it (two workers), without DEBUG, style sheets and scripts
collected. Nothing else should run meanwhile. For each type of page `--addresses` addresses of the archive are asked for, one
after the other over one connection, after one request of each type that does not count.

median, p95: milliseconds from sending the request until the head of the answer has come. KB: of the page; sent: compressed,
as it came. first visit: requests, and KB sent with heads, of a Chromium that has nothing cached. SQL: queries with nothing
kept from before: median, and the most. 304: share of requests with If-None-Match so answered, and their median.
Exit code 1 where a page is over the limits (median 30 ms, p95 80 ms, ten-fold 1.5 times; a search may grow).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request

from bench.page_times import Reader, Times
from bench.processes import ROOT
from bench.serving import chromium, serving
from tests.browser.page_types import SEARCHES, STATUSES, addresses

MEDIAN_MS, P95_MS, TENFOLD = 30.0, 80.0, 1.5
#: Queries are counted for so many addresses of a type.
COUNTED = 10
HEAD = ("page", "median", "p95", "KB", "sent", "first visit", "SQL", "304", "ms of 304")


@dataclass(frozen=True)
class Cost:
    """visit: requests of a first visit, and bytes sent. queries: of some addresses."""

    times: Times
    visit: tuple[int, int]
    queries: list[int]


def first_visit(browser: Browser, address: str) -> tuple[int, int]:
    """Requests of a browser that has nothing cached, and bytes sent to it, heads included."""
    done: list[Request] = []
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.on("requestfinished", lambda request: done.append(request))
        page.goto(address, wait_until="networkidle")
        sizes = [request.sizes() for request in done]
        return len(done), sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    finally:
        context.close()


def counted(data: Path, types: dict[str, list[str]]) -> dict[str, list[int]]:
    asked = json.dumps({name: paths[:COUNTED] for name, paths in types.items()})
    command = [sys.executable, "-m", "bench.page_queries", str(data.resolve())]
    done = subprocess.run(command, cwd=ROOT, input=asked, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, list[int]] = json.loads(done.stdout)
    return found


def timed(
    data: Path, types: dict[str, list[str]], requests: int
) -> tuple[dict[str, Times], dict[str, tuple[int, int]]]:
    with serving(data) as url, chromium() as browser:
        reader = Reader(urlsplit(url).netloc)
        for paths in types.values():
            for _worker in range(2):
                reader.ask(paths[-1])
        times = {name: reader.times(paths, requests) for name, paths in types.items()}
        return times, {name: first_visit(browser, url + paths[0]) for name, paths in types.items()}


def costs(data: Path, asked: argparse.Namespace) -> dict[str, Cost]:
    found = addresses(data, asked.addresses, asked.seed)
    only = set(asked.only.split(",")) if asked.only else set(found)
    types = {name: paths for name, paths in found.items() if paths and name in only}
    times, visits = timed(data, types, asked.addresses)
    queries = counted(data, types)
    return {name: Cost(times[name], visits[name], queries[name]) for name in types}


def row(name: str, cost: Cost) -> list[str]:
    size, sent = cost.times.bytes()
    requests, total = cost.visit
    share, ms = cost.times.unchanged()
    middle, most = median(cost.queries), max(cost.queries)
    return [
        name, f"{cost.times.median():.1f}", f"{cost.times.p95():.1f}", f"{size / 1000:.1f}", f"{sent / 1000:.1f}",
        f"{requests}, {total / 1000:.0f} KB", f"{middle:g}" + (f" – {most}" if most != middle else ""),
        f"{share:.0%}", f"{ms:.1f}" if share else "–",
    ]  # fmt: skip


def beside(cost: Cost, large: Cost | None) -> list[str]:
    """The times of the ten-fold archive, and how many times the smaller one's its median is."""
    if large is None:
        return ["–", "–", "–"]
    ratio = large.times.median() / cost.times.median()
    return [f"{large.times.median():.1f}", f"{large.times.p95():.1f}", f"{ratio:.2f}"]


def over(name: str, cost: Cost, large: Cost | None) -> list[str]:
    """What is more than it may be, in words."""
    found = []
    if cost.times.statuses() != {STATUSES.get(name, 200)}:
        found.append(f"{name}: answered {sorted(cost.times.statuses())}")
    if cost.times.median() > MEDIAN_MS:
        found.append(f"{name}: median {cost.times.median():.1f} ms")
    if cost.times.p95() > P95_MS:
        found.append(f"{name}: p95 {cost.times.p95():.1f} ms")
    if large and name not in SEARCHES and large.times.median() > TENFOLD * cost.times.median():
        found.append(f"{name}: ten-fold {large.times.median() / cost.times.median():.2f} times as long")
    return found


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("tenfold", type=Path, nargs="?")
    options.add_argument("--addresses", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="names of types, separated by commas")
    asked = options.parse_args()
    small = costs(asked.folder, asked)
    large = costs(asked.tenfold, asked) if asked.tenfold else {}
    head = [*HEAD, "ten-fold median", "ten-fold p95", "ratio"] if large else list(HEAD)
    rows = [row(name, cost) + (beside(cost, large.get(name)) if large else []) for name, cost in small.items()]
    print(table(head, rows))
    wrong = [sentence for name, cost in small.items() for sentence in over(name, cost, large.get(name))]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
