"""An article that was opened from a search, walked with real keys, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]


def tab_to(page: Page, selector: str) -> None:
    """By the key alone: what it never comes to nobody reaches without a mouse."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"The Tab key never comes to {selector}.")


def test_from_the_search_through_the_hits_to_the_next_result_and_back(window: Window) -> None:
    page = window().goto("/en/search/?q=渡轮")
    tab_to(page, ".results h2 a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    total = page.locator("article mark[id]").count()
    assert total > 1
    tab_to(page, ".hits [data-hit='1']")
    for place in (1, 2):
        page.keyboard.press("Enter")
        expect(page.locator(".hits__count")).to_have_text(f"hit {place} of {total}")
        assert urlsplit(page.url).fragment == f"hit-{place}"
        expect(page.locator(f"#hit-{place}")).to_be_in_viewport()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".hits__count")).to_have_text(f"hit 1 of {total}")
    first = page.locator("h1").inner_text()
    with page.expect_navigation():
        page.keyboard.press("n")
    expect(page.locator(".hits__results")).to_contain_text("result 2 of")
    assert page.locator("h1").inner_text() != first
    with page.expect_navigation():
        page.keyboard.press("p")
    expect(page.locator("h1")).to_have_text(first, use_inner_text=True)
    tab_to(page, ".hits__list a")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert urlsplit(page.url).path == "/en/search/"


def test_without_a_script_the_ways_stand_at_the_hit(window: Window) -> None:
    page = window(java_script_enabled=False).goto("/en/search/?q=渡轮")
    page.locator(".results h2 a").first.click()
    page.locator(".hits [data-hit='1']").click()
    for place in (1, 2):
        expect(page.locator(".hit__ways:visible")).to_have_count(1)
        expect(page.locator(f"#hit-{place}")).to_be_in_viewport()
        if place == 1:
            page.locator(".hit__ways:visible a").last.click()


def test_the_bar_covers_no_hit_on_a_telephone(window: Window) -> None:
    page = window(width=390, height=844).goto("/en/search/?q=渡轮")
    page.locator(".results h2 a").first.click()
    total = page.locator("article mark[id]").count()
    for place in range(1, min(total, 5) + 1):
        page.evaluate("place => location.replace('#hit-' + place)", place)
        bar, hit = page.locator(".hits").bounding_box(), page.locator(f"#hit-{place}").bounding_box()
        assert bar and hit and hit["y"] >= bar["y"] + bar["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
