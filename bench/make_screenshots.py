"""Screenshots of every page of a running archive, narrow to wide, light and dark.

    .venv/bin/python bench/make_screenshots.py http://127.0.0.1:8000/ screenshots/
    .venv/bin/python bench/make_screenshots.py http://127.0.0.1:8000/ docs/screenshots/ --readme

The second writes only those that the README shows, as small WebP files; make them from the sample (`make run`).
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

WIDTHS = {360: 780, 768: 1024, 1280: 860}
SCHEMES = ("light", "dark")
#: (page, width, scheme) of those in the README.
README = {
    ("home", 1280, "light"),
    ("home", 360, "dark"),
    ("article", 1280, "light"),
    ("article", 768, "dark"),
    ("search", 1280, "light"),
    ("pictures", 1280, "light"),
}
SWITCHES = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def pages(site: str, query: str, searched: str) -> dict[str, str]:
    """Name and path of one page of each type; article and day are those of the newest result of `query`."""
    try:
        with build_opener(ProxyHandler({})).open(f"{site}/api/search?sort=newest&q={quote(query)}") as answer:
            results = json.load(answer)["results"]
    except URLError as error:
        sys.exit(f"No archive answers at {site} ({error.reason}). Start one with `make run`.")
    if not results:
        sys.exit(f"Nothing is found for {query!r} there. Name something that is: --query 词")
    article = results[0]
    year, month, day = article["published_at"][:10].split("-")
    return {
        "home": "/",
        "archive": "/archive/",
        "year": f"/archive/{year}/",
        "month": f"/archive/{year}/{month}/",
        "day": f"/archive/{year}/{month}/{day}/",
        "undated": "/archive/undated/",
        "sources": "/sources/",
        "article": f"/articles/{article['id']}/",
        "search": f"/search/?q={quote(searched)}",
        "search-empty": "/search/?q=" + quote("一个谁也没有写过的词"),
        "search-help": "/search/help/",
        "pictures": "/pictures/",
        "about": "/about/",
        "api": "/api/docs",
        "not-found": "/nowhere/",
    }


def take(browser: Browser, address: str, width: int, scheme: str, whole: bool) -> bytes:
    """A PNG of the page: the whole of it, or what the window shows first."""
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=1,
        locale="zh-CN",
    )
    try:
        page = context.new_page()
        page.goto(address, wait_until="load")
        # Pictures further down are loaded only once they come near. (`wait_for_function` would need eval, which the
        # pages' Content Security Policy forbids.)
        page.evaluate("""Promise.all(Array.from(document.images).map(image => {
            image.loading = 'eager';
            return image.decode().catch(() => null);
        }))""")
        return page.screenshot(full_page=whole)
    finally:
        context.close()


def keep(folder: Path, name: str, png: bytes, small: bool) -> None:
    if not small:
        (folder / f"{name}.png").write_bytes(png)
        return
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(folder / f"{name}.webp", quality=82, method=6)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("site", help="address of a running archive")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--query", default="渡轮首航", help="what leads to an article worth showing")
    parser.add_argument("--search", default="灯塔", help="what the search page shows")
    parser.add_argument("--readme", action="store_true", help="only those of the README, small")
    parser.add_argument("--language", default="", choices=["", "zh-hans", "zh-hant", "en"])
    asked = parser.parse_args()
    site = asked.site.rstrip("/")
    asked.folder.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        sys.exit("No Chromium was found. Install it, or set CHROMIUM to its path.")
    switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
    prefix = f"/{asked.language}" if asked.language else ""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        for name, path in pages(site, asked.query, asked.search).items():
            for width in WIDTHS:
                for scheme in SCHEMES:
                    if asked.readme and (name, width, scheme) not in README:
                        continue
                    png = take(browser, site + prefix + path, width, scheme, whole=not asked.readme)
                    keep(asked.folder, f"{name}-{width}-{scheme}", png, small=asked.readme)
        browser.close()


if __name__ == "__main__":
    main()
