"""Every type of page, in every language: nothing leaves the site, nothing goes wrong, nothing sticks out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Site, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
Window = Callable[..., Watched]


def pages(site: Site) -> list[str]:
    """One address, without language, of each type of page; of articles and searches several that differ."""
    long = site.json("/api/search?q=渡轮首航")["results"][0]
    english = site.json("/api/search?q=crane")["results"][0]
    revised = site.json("/api/search?q=雾河水位")["results"][0]
    video = site.json("/api/search?q=风筝节")["results"][0]
    return [
        "/",
        "/archive/",
        "/archive/2024/",
        "/archive/2024/05/",
        "/archive/2024/05/18/",
        "/archive/2022/01/",
        "/archive/undated/",
        "/sources/",
        f"/sources/{source_slug(site, long['id'])}/",
        *(f"/articles/{article['id']}/" for article in (long, english, revised, video)),
        "/search/",
        "/search/?q=渡轮",
        "/search/?q=的&from=2023-01-01&sort=newest",
        "/search/?q=一个谁也没有写过的词",
        "/search/?q=%22unbalanced",
        "/search/help/",
        "/pictures/",
        "/about/",
        "/api/docs",
        "/admin/login/",
    ]


def source_slug(site: Site, article: str) -> str:
    [name] = {site.json(f"/api/articles/{article}")["source"]}
    return site.manage(
        "shell", "--no-imports", "--command",
        f"from articles.models import Source; print(Source.objects.get(name={name!r}).slug)",
    ).strip()  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language_at_the_narrowest_and_at_the_widest(
    site: Site, window: Window, language: str
) -> None:
    watched = window(width=320)
    for path in pages(site):
        page = watched.goto(f"/{language}{path}")
        tag = page.locator("html").get_attribute("lang")
        assert str(tag).lower() == language, f"{path} says its language is {tag}"
        assert watched.sideways() <= 0, f"{path} is {watched.sideways()} px wider than a window of 320"
        page.set_viewport_size({"width": 1600, "height": 900})
        assert watched.sideways() <= 0, f"{path} is wider than a window of 1600"
        page.set_viewport_size({"width": 320, "height": 800})


@pytest.mark.parametrize("path", ["/articles/aaaaaaaaaaaa/", "/archive/2024/13/", "/sources/nobody/", "/nowhere/"])
def test_a_page_that_is_not_there_says_so_kindly(window: Window, path: str) -> None:
    watched = window(width=320)
    page = watched.goto(path, status=404)
    assert page.locator("h1").inner_text().strip()
    assert page.locator("a[href='/']").count() >= 1
    assert watched.sideways() <= 0


def test_rescued_pictures_are_shown_and_the_others_are_only_named(site: Site, window: Window) -> None:
    watched = window()
    rescued = site.json("/api/search?q=渡轮首航")["results"][0]["id"]
    page = watched.goto(f"/articles/{rescued}/")
    pictures = page.locator("main figure img")
    assert pictures.count() == 2
    for number in range(pictures.count()):
        # `decode` loads it, and fails if it cannot be shown.
        width = pictures.nth(number).evaluate("image => image.decode().then(() => image.naturalWidth)")
        assert width > 0
    away = site.json("/api/search?q=还在写信")["results"][0]["id"]
    page = watched.goto(f"/articles/{away}/")
    assert page.locator("main figure img").count() == 0
    link = page.locator("main figure a[href*='pictures.example']")
    assert "noreferrer" in str(link.get_attribute("rel"))


def test_dark_is_dark(window: Window) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        page = window(color_scheme=scheme).goto("/")
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        if colour == "rgba(0, 0, 0, 0)":
            colour = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        shades[scheme] = colour
    assert shades["light"] != shades["dark"]
