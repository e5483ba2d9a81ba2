"""Screenshots of every type of page of an archive: narrow to wide, light and dark, in the three languages.

    python -m bench.make_screenshots FOLDER SCREENSHOTS [--only home,day] [--width 360] [--scheme dark] [--language en]
    python -m bench.make_screenshots data docs/screenshots --readme

FOLDER: an archive (NEWSARCHIVE_DATA); it is served here, by gunicorn. Beside the screenshots one sheet for each type of page
shows all of them side by side. Prints what is wrong with a page: that it scrolls sideways, an error or a warning on the
console, a request that failed or left the site; exit code 1 if there was any.

The second writes only those that the README shows, as small WebP files; make them from the sample (`make run`).
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from PIL import Image
from playwright.sync_api import Browser

from bench.serving import chromium, serving
from tests.browser.conftest import Site, Watched
from tests.browser.crawling import Crawl
from tests.browser.page_types import STATUSES, addresses

HEIGHTS = {360: 780, 768: 1024, 1280: 860, 1920: 1080}
SCHEMES = ("light", "dark")
LANGUAGES = ("zh-hans", "zh-hant", "en")
#: (page, width, scheme) of those in the README.
README = {
    ("home", 1280, "light"),
    ("home", 360, "dark"),
    ("article", 1280, "light"),
    ("article", 768, "dark"),
    ("search", 1280, "light"),
    ("pictures", 1280, "light"),
}
#: Pixels of a sheet: between two pictures; of the tallest one, what is longer is cut.
GAP, TALLEST = 8, 1100
#: Pictures further down are loaded only once they come near. (`wait_for_function` would need eval, which the pages' Content
#: Security Policy forbids.)
LOAD_PICTURES = """Promise.all(Array.from(document.images).map(image => {
    image.loading = 'eager';
    return image.decode().catch(() => null);
}))"""


def readme_pages(site: str, query: str, searched: str) -> dict[str, str]:
    """The pages of the README: of articles the newest result of `query`."""
    with build_opener(ProxyHandler({})).open(f"{site}/api/search?sort=newest&q={quote(query)}") as answer:
        results = json.load(answer)["results"]
    if not results:
        raise SystemExit(f"Nothing is found for {query!r} there. Name something that is: --query 词")
    return {
        "home": "/",
        "article": f"/articles/{results[0]['id']}/",
        "search": f"/search/?q={quote(searched)}",
        "pictures": "/pictures/",
    }


def take(browser: Browser, site: str, path: str, width: int, scheme: str, status: int) -> tuple[Watched, list[str]]:
    """The page, open in a window, and what is wrong with it."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=1,
        locale="zh-CN",
    )
    crawl = Crawl(Watched(context.new_page(), context, Site(site, {})))
    crawl.look(path, status)
    crawl.watched.page.evaluate(LOAD_PICTURES)
    return crawl.watched, [f"{width} px, {scheme}: {one}" for one in crawl.offences]


def write_small(file: Path, png: bytes) -> None:
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(file, quality=82, method=6)


def write_sheet(file: Path, rows: Sequence[Sequence[Path]]) -> None:
    """The screenshots of a type of page on one sheet, wide ones made smaller than narrow ones."""
    shots = [[_small(path) for path in row] for row in rows]
    width = max(sum(shot.width + GAP for shot in row) for row in shots)
    height = max(shot.height for row in shots for shot in row) + GAP
    sheet = Image.new("RGB", (width, len(shots) * height), (128, 128, 128))
    for y, row in enumerate(shots):
        x = 0
        for shot in row:
            sheet.paste(shot, (x, y * height))
            x += shot.width + GAP
    sheet.save(file)


def _small(path: Path) -> Image.Image:
    with Image.open(path) as shot:
        width = min(shot.width, 200 + shot.width // 3)
        small = shot.convert("RGB").resize((width, max(1, shot.height * width // shot.width)))
    return small.crop((0, 0, width, min(TALLEST, small.height)))


def make_readme(browser: Browser, site: str, asked: argparse.Namespace) -> list[str]:
    wrong: list[str] = []
    pages = readme_pages(site, asked.query, asked.search)
    for name, width, scheme in sorted(README):
        watched, found = take(browser, site, pages[name], width, scheme, 200)
        write_small(asked.screenshots / f"{name}-{width}-{scheme}.webp", watched.page.screenshot())
        watched.context.close()
        wrong += found
    return wrong


def make_type(browser: Browser, site: str, asked: argparse.Namespace, name: str, path: str) -> Iterable[str]:
    """All screenshots of one page, and their sheet."""
    rows: list[list[Path]] = []
    for language in asked.language or LANGUAGES:
        rows.append([])
        for width in asked.width or HEIGHTS:
            for scheme in asked.scheme or SCHEMES:
                status = STATUSES.get(name, 200)
                watched, found = take(browser, site, f"/{language}{path}", width, scheme, status)
                rows[-1].append(asked.screenshots / f"{name}-{language}-{width}-{scheme}.png")
                watched.page.screenshot(path=rows[-1][-1], full_page=True)
                watched.context.close()
                yield from found
    write_sheet(asked.screenshots / f"sheet-{name}.png", rows)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("screenshots", type=Path)
    options.add_argument("--only", help="names of types, separated by commas")
    options.add_argument("--width", type=int, action="append", choices=list(HEIGHTS))
    options.add_argument("--scheme", action="append", choices=SCHEMES)
    options.add_argument("--language", action="append", choices=LANGUAGES)
    options.add_argument("--seed", type=int, default=1, help="another page of each type")
    options.add_argument("--readme", action="store_true", help="only those of the README, small")
    options.add_argument("--query", default="渡轮首航", help="what leads to the article of the README")
    options.add_argument("--search", default="灯塔", help="what the search page of the README shows")
    asked = options.parse_args()
    asked.screenshots.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with serving(asked.folder) as site, chromium() as browser:
        if asked.readme:
            wrong += make_readme(browser, site, asked)
        else:
            for name, paths in addresses(asked.folder, seed=asked.seed).items():
                if paths and name in (asked.only or name).split(","):
                    found = list(make_type(browser, site, asked, name, paths[0]))
                    print("\n  ".join([f"{name}: {paths[0]}", *found]), flush=True)
                    wrong += found
    print(f"{len(wrong)} offences")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
