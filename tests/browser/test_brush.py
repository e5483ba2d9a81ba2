"""The brush over a search's timeline: with a pointer, with a finger, with the keyboard; a click stays a click."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]


def steps(page: Page) -> list[tuple[str, str, int]]:
    told = str(page.locator(".timeline").get_attribute("data-steps")).split(" ")
    return [(first, last, int(count)) for first, last, count in (step.split(",") for step in told)]


def label(page: Page) -> Locator:
    return page.locator(".timeline__label")


def span(page: Page) -> tuple[list[str], list[str]]:
    asked = parse_qs(urlsplit(page.url).query)
    return asked.get("from", []), asked.get("to", [])


def test_a_stroke_narrows_the_days(window: Window, site: Site) -> None:
    page = window().goto("/en/search/?sort=oldest")
    told = steps(page)
    box = page.locator(".timeline > svg").bounding_box()
    assert box is not None and len(told) > 2
    y = box["y"] + 30
    page.mouse.move(box["x"] + box["width"] - 3, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 3, y, steps=6)
    expect(label(page)).to_contain_text(f"{sum(count for _first, _last, count in told)} articles")
    with page.expect_navigation():
        page.mouse.up()
    assert span(page) == ([told[0][0]], [told[-1][1]])
    assert "sort=oldest" in page.url


def test_a_click_is_the_bars_own_link(window: Window) -> None:
    page = window().goto("/en/search/")
    href = str(page.locator(".timeline a").first.get_attribute("href"))
    with page.expect_navigation():
        page.locator(".timeline a").first.click()
    assert page.url.endswith(href)


def tab_to_the_bars(page: Page) -> None:
    """By the key alone: `focus()` comes to a bar past whatever the Tab key stops at before it. A link leads past the
    results, which come first."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.found__jump')"):
            page.keyboard.press("Enter")
        if page.evaluate("document.activeElement.closest('.timeline') !== null"):
            return
    pytest.fail("The Tab key never comes to the timeline.")


def test_the_keyboard(window: Window) -> None:
    page = window().goto("/en/search/")
    told = steps(page)
    tab_to_the_bars(page)
    page.keyboard.press("Shift+ArrowRight")
    expect(label(page)).to_contain_text("press Enter to see them")
    page.keyboard.press("Escape")
    expect(page.locator(".timeline__brush")).to_have_count(0)
    page.keyboard.press("Shift+ArrowRight")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert span(page) == ([told[0][0]], [told[1][1]])


def test_all_bars_are_one_stop_of_the_tab_key(window: Window) -> None:
    page = window().goto("/en/search/")
    bars = page.locator(".timeline a")
    assert bars.count() > 2
    expect(page.locator('.timeline a[tabindex="0"]')).to_have_count(1)
    tab_to_the_bars(page)
    expect(bars.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    expect(bars.nth(1)).to_have_attribute("tabindex", "0")
    expect(bars.first).to_have_attribute("tabindex", "-1")
