"""Pages as a reader meets them: kind where there is nothing, rescued pictures shown, dark where it is wanted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Site, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]


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
    assert page.locator("main figure").count() == 0
    link = page.locator("main .captions a[href*='pictures.example']")
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
