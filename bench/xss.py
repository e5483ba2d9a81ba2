"""Every payload of tests/payloads.toml in every field, in both layouts, on every kind of page, in a real Chromium.

    python -m bench.xss [--work FOLDER] [--every N] [--without-policy]

Prints for each kind of page: pages opened, scripts that ran, attempts that only the Content Security Policy stopped,
requests to other hosts, and what else a page may not hold. All but the first must be zero. --every N: each Nth payload only.
--without-policy: with the browser told to ignore the policy, so that escaping and cleaning alone have to hold.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.alarm import Alarm, admin_pages, alarm, asked_pages, list_pages
from tests.browser.conftest import SWITCHES, served
from tests.browser.hostile_site import Listed, fill
from tests.hostile import Payload, payloads

COLUMNS = {"ran": ("ran", "dialog"), "blocked": ("blocked",), "requests": ("asked for", "went to", "opened")}


def kinds(found: Listed, chosen: list[Payload]) -> Iterator[tuple[str, Iterable[str]]]:
    texts = [payload.numbered for payload in chosen]
    yield "articles", (f"/articles/{public_id}/" for _, public_id in found["articles"])
    yield "lists, outlets, feeds, sitemaps, API", list_pages(found)
    yield "outlets", (f"/sources/{slug}/" for _, slug in found["sources"])
    yield "API, one article", (f"/api/articles/{public_id}" for _, public_id in found["articles"][::10])
    yield "payload in the address", asked_pages(texts)
    yield "search for the payload's words", (f"/search/?q=alert+{payload.number}" for payload in chosen)
    yield "admin", admin_pages(found, 20, texts[::10])
    yield "admin, one article", (f"/admin/articles/article/{pk}/change/" for pk, _ in found["articles"][::2])


def walk(window: Alarm, paths: Iterable[str]) -> tuple[int, list[str]]:
    """Pages opened, and what happened on them."""
    pages, what = window.pages, len(window.what)
    for path in paths:
        window.visit(path)
    return window.pages - pages, window.what[what:]


def line(name: str, pages: int, what: list[str]) -> str:
    counts = [sum(any(f": {start}" in one for start in starts) for one in what) for starts in COLUMNS.values()]
    cells = [pages, *counts, len(what) - sum(counts)]
    return f"| {name} | " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bench-xss")
    options.add_argument("--every", type=int, default=1)
    options.add_argument("--without-policy", action="store_true")
    given = options.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        sys.exit("No Chromium was found. Install it, or set CHROMIUM to its path.")
    switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
    chosen = payloads()[:: given.every]
    started, bad = time.monotonic(), 0
    (given.work / "data").mkdir(parents=True)
    with served(given.work / "data") as (site, start), sync_playwright() as playwright:
        found = fill(site, given.work, chosen, both=True)
        start()
        print(f"{len(chosen)} payloads, {len(found['articles'])} articles, {len(found['sources'])} outlets", flush=True)
        print("| pages | opened | ran | blocked | requests | other |\n|---|--:|--:|--:|--:|--:|", flush=True)
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        with alarm(browser, site, bypass_csp=given.without_policy) as window:
            window.log_in()
            for name, paths in kinds(found, chosen):
                pages, what = walk(window, paths)
                bad += len(what)
                print(line(name, pages, what), *what[:20], sep="\n", flush=True)
        browser.close()
    print(f"{bad} findings; {time.monotonic() - started:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
