"""Every type of page in every language: nothing leaves the site, nothing goes wrong, nothing sticks out, narrow or wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, get_resolver, resolve

from tests.browser.conftest import Site, Watched
from tests.browser.crawling import Crawl
from tests.browser.page_types import STATUSES, addresses

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
#: Feeds, files and what machines read. `offline` is a file to keep: tests/pages/article/test_offline_copy.py opens it.
#: What only somebody who is logged in sees: tests/browser/test_leaving.py.
NO_PAGES = {
    "cite", "compare_data", "day_feed", "feed", "offline", "opensearch", "original", "picture", "robots", "search_export",
    "removed_feed", "section_feed", "tag_feed", "search_selection",
    "search_feed", "account", "log_out", "password", "sitemap", "sitemap_section", "source_feed", "thumbnail",
}  # fmt: skip
LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


def types(site: Site, each: int = 1) -> dict[str, list[str]]:
    return addresses(Path(site.environment["NEWSARCHIVE_DATA"]), each)


def test_every_page_of_the_site_is_among_the_types(site: Site) -> None:
    named = {one.name for one in get_resolver("articles.urls").url_patterns if isinstance(one, URLPattern) and one.name}
    paths = [urlsplit(path).path for several in types(site).values() for path in several]
    walked = {resolve(path).url_name for path in paths if path != "/nowhere/"}
    assert named - walked == NO_PAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_of_page_is_whole(site: Site, window: Window, language: str) -> None:
    watched = window(width=320)
    crawl = Crawl(watched)
    for name, paths in types(site, each=2).items():
        for path in paths:
            crawl.look(f"/{language}{path}", STATUSES.get(name, 200))
            assert watched.page.locator("html").get_attribute("lang") in (language, LANGUAGES[language]), path
            assert watched.page.locator("h1").count() == 1, path
            watched.page.set_viewport_size({"width": 1920, "height": 800})
            watched.page.wait_for_function("innerWidth === 1920")
            assert watched.sideways() <= 0, f"{path} is wider than a window of 1920"
            watched.page.set_viewport_size({"width": 320, "height": 800})
            watched.page.wait_for_function("innerWidth === 320")
    assert not crawl.offences, "\n".join(crawl.offences)


def test_a_walk_from_link_to_link(site: Site, window: Window) -> None:
    crawl = Crawl(window(width=320))
    for language in LANGUAGES:
        starts = [f"/{language}{path}" for name, paths in types(site).items() if name not in STATUSES for path in paths]
        crawl.walk(starts, language, pages=15, seed=5)
    assert len(set(crawl.opened)) > 40
    assert not crawl.offences, "\n".join(crawl.offences)


def test_a_crawl_notices(site: Site, window: Window) -> None:
    """That what it looks for would be seen: a page of another status, a wide one, an error on the console."""
    crawl = Crawl(window(width=320))
    crawl.look("/nowhere/")
    assert "answered 404" in crawl.offences[0]
    watched = crawl.watched
    watched.context.add_init_script("console.error('broken')")
    watched.context.add_init_script(
        "addEventListener('load', () => { document.querySelector('main').style.width = '900px'; })"
    )
    crawl.look("/about/")
    assert any("px wider" in one for one in crawl.offences)
    assert any("broken" in one for one in crawl.offences)
