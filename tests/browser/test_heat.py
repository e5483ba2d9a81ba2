"""The calendar in a real browser: by keyboard, by mouse, by finger, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
DAYS = ".heatmap__days a"


def tab_stops(page: Page, selector: str = DAYS) -> int:
    return int(page.locator(selector).evaluate_all("links => links.filter(link => link.tabIndex === 0).length"))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href')"))


def test_a_year_is_one_stop_and_the_arrows_go_through_its_days(window: Window) -> None:
    page = window(width=1280).goto("/en/archive/")
    addresses = page.locator(DAYS).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    days = sorted(addresses)
    assert len(days) > 3
    assert tab_stops(page) == page.locator(".heatmap:has(.heatmap__days a)").count()
    page.locator(f'a[href="{days[-1]}"]').focus()
    page.keyboard.press("ArrowUp")
    assert focused(page) == days[-2]
    page.keyboard.press("ArrowDown")
    assert focused(page) == days[-1]
    page.keyboard.press("ArrowRight")
    assert focused(page) == days[-1], "there is no later day"
    page.keyboard.press("Home")
    first_of_year = next(day for day in days if day[:18] == days[-1][:18])
    assert focused(page) == first_of_year
    title = page.evaluate("document.activeElement.title")
    expect(page.locator("[data-heat-said]")).to_have_text(title)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first_of_year}")


def test_without_javascript_every_day_is_a_link(window: Window) -> None:
    page = window(width=1280, java_script_enabled=False).goto("/en/archive/")
    assert tab_stops(page) == page.locator(DAYS).count()
    address = page.locator(DAYS).first.get_attribute("href")
    page.locator(DAYS).first.click()
    page.wait_for_url(f"**{address}")


def test_a_finger_presses_the_month(window: Window) -> None:
    page = window(width=360, has_touch=True, is_mobile=True).goto("/en/archive/")
    month = page.locator(".heatmap__month:has(a)").first
    box = month.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    address = month.locator("[data-whole]").get_attribute("href")
    month.locator(DAYS).first.tap(force=True)
    page.wait_for_url(f"**{address}")
