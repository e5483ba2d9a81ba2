"""Does every page of a real archive keep to itself and hold together? A crawl by Chromium, in the three languages.

    python -m bench.crawl FOLDER [--each 3] [--pages 500] [--seed 1] [--width 320]

FOLDER: an archive (NEWSARCHIVE_DATA); it is served here, by gunicorn. Opens `--each` pages of every type in each language,
then `--pages` more, shared among the languages, from link to link. Prints each request to another host, each error and
warning of the console, each request that failed, each page that answers otherwise than it should and each that scrolls
sideways. Exit code 1 if there was any.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from bench.serving import chromium, serving
from tests.browser.conftest import Site, Watched
from tests.browser.crawling import Crawl
from tests.browser.page_types import STATUSES, addresses

LANGUAGES = ("zh-hans", "zh-hant", "en")


def crawled(crawl: Crawl, data: Path, language: str, each: int, pages: int, seed: int) -> None:
    types = addresses(data, each, seed)
    for name, paths in types.items():
        before = len(crawl.offences)
        for path in paths:
            crawl.look(f"/{language}{path}", STATUSES.get(name, 200))
        print(f"{language:8} {name:20} {len(paths):4} pages, {len(crawl.offences) - before} offences", flush=True)
    many = addresses(data, 40, seed)
    starts = [f"/{language}{path}" for name, paths in many.items() if name not in STATUSES for path in paths]
    before = len(crawl.offences)
    crawl.walk(starts, language, pages, seed)
    print(f"{language:8} {'from link to link':20} {pages:4} pages, {len(crawl.offences) - before} offences", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--each", type=int, default=3)
    options.add_argument("--pages", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--width", type=int, default=320)
    given = options.parse_args()
    began = time.monotonic()
    opened, offences = 0, list[str]()
    with serving(given.folder) as url, chromium() as browser:
        for number, language in enumerate(LANGUAGES):
            context = browser.new_context(viewport={"width": given.width, "height": 800}, locale="zh-CN")
            context.set_default_timeout(20_000)
            crawl = Crawl(Watched(context.new_page(), context, Site(url, {})))
            share = len(range(number, given.pages, len(LANGUAGES)))
            crawled(crawl, given.folder, language, given.each, share, given.seed)
            opened += len(crawl.opened)
            offences += crawl.offences
            context.close()
    print(*offences, sep="\n")
    print(f"{opened} pages, {len(offences)} offences, {time.monotonic() - began:.0f} s")
    return 1 if offences else 0


if __name__ == "__main__":
    raise SystemExit(main())
