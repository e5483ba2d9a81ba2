"""The buttons that copy a citation say that they did, the last one as long as any."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
FIRST, SECOND = "[data-copy=cite-gb7714]", "[data-copy=cite-apa]"


@pytest.fixture
def page(window: Window) -> Page:
    """An article's citations, at a standing clock."""
    watched = window()
    page = watched.goto("/en/search/?q=的")
    page = watched.goto(str(page.locator(".results h2 a").first.get_attribute("href")))
    watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".cite summary").click()
    watched.hold_the_clock()
    return page


def press(page: Page, selector: str) -> None:
    """And wait until it says so anew."""
    button = page.locator(selector)
    button.evaluate("button => { button.textContent = '…' }")
    button.click()
    expect(button).to_have_text("Copied")


def test_what_a_button_says_is_not_cut_short_by_an_earlier_press(page: Page) -> None:
    button, status = page.locator(FIRST), page.locator(".cite [data-copied]")
    before = button.inner_text()
    press(page, FIRST)
    page.clock.run_for(1500)
    press(page, FIRST)
    page.clock.run_for(1500)
    assert (button.inner_text(), status.text_content()) == ("Copied", "Copied")
    page.clock.run_for(1000)
    assert (button.inner_text(), status.text_content()) == (before, "")


def test_only_what_is_on_the_clipboard_says_so(page: Page) -> None:
    before = page.locator(FIRST).inner_text()
    press(page, FIRST)
    page.clock.run_for(1500)
    press(page, SECOND)
    assert page.locator(FIRST).inner_text() == before
    page.clock.run_for(1500)
    assert page.locator(SECOND).inner_text() == page.locator(".cite [data-copied]").text_content() == "Copied"
