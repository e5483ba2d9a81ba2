"""The compare chart: by keyboard, by finger, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
#: Words of the sample.
CHART = "/en/compare/?q=渡&q=海"
POINTS = ".chart__plot a"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''"))


def test_the_keyboard_walks_along_the_lines(window: Window) -> None:
    page = window().goto(CHART)
    assert page.locator(POINTS).count() > 2
    assert page.locator(f"{POINTS}[tabindex='0']").count() == 1
    page.locator(f"{POINTS}[tabindex='0']").focus()
    first = focused(page)
    told = page.locator(".chart__told")
    expect(told).to_be_visible()
    assert told.locator("li").count() == 2
    page.keyboard.press("End")
    assert focused(page) != first
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    assert focused(page) == first
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(told).to_be_visible()
    assert page.locator(f"{POINTS}[tabindex='0']").count() == 1


def test_the_pointer_shows_all_lines_of_a_step_and_follows_one(window: Window) -> None:
    page = window().goto(CHART)
    point = page.locator(POINTS).first
    point.locator(".chart__hit").hover()
    expect(page.locator(".chart__told")).to_be_visible()
    assert page.locator(".chart__told--at").inner_text() in str(point.get_attribute("aria-label"))
    point.locator(".chart__hit").click()
    page.wait_for_url("**/search/?q=*from=*")


def test_a_finger_sees_first_and_follows_then(window: Window) -> None:
    page = window(width=390, has_touch=True).goto(CHART)
    point = page.locator(f"{POINTS} .chart__hit").first
    point.tap()
    expect(page.locator(".chart__told")).to_be_visible()
    assert "/compare/" in page.url
    point.tap()
    page.wait_for_url("**/search/?q=*from=*")


def test_without_javascript_every_point_is_a_link_with_a_title_and_the_form_works(window: Window) -> None:
    page = window(java_script_enabled=False).goto("/en/compare/")
    page.locator(".weigh input[name=q]").nth(0).fill("渡")
    page.locator(".weigh input[name=q]").nth(2).fill("海")
    page.locator(".weigh button").click()
    page.wait_for_url("**/compare/?q=*&q=*")
    assert "from=" not in page.url
    titles = page.locator(f"{POINTS} > title")
    assert titles.count() == page.locator(POINTS).count() > 2
    assert "articles)" in str(titles.first.text_content())


def test_an_outlets_chart_leads_to_its_own(window: Window) -> None:
    page = window().goto(f"{CHART}&split=source")
    small = page.locator(".smalls li").first
    href = small.locator("h3 a").get_attribute("href")
    expect(small.locator("a")).to_have_count(1)
    small.locator(".smalls__frame").click(force=True)  # its heading's link lies over it
    page.wait_for_url(lambda url: url.endswith(str(href)))
    assert "source=" in page.url


def test_the_words_come_after_the_chart(window: Window) -> None:
    page = window().goto(CHART)
    expect(page.locator("#words .beside-words__all")).to_be_visible()
    assert page.locator("#words").count() == 1
    assert page.locator("[data-words]").count() == 0
    assert "words=" not in page.url


def test_without_javascript_a_link_leads_to_the_words(window: Window) -> None:
    page = window(java_script_enabled=False).goto(CHART)
    page.locator("[data-words]").click()
    page.wait_for_url("**&words=1#words")
    expect(page.locator("#words .beside-words__all")).to_be_visible()
