"""The keys n and p on the pages of a search, and input methods, whose keys are theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
#: What a browser sends while an input method has the key: Chromium, Firefox and Safari do not say it in the same way.
COMPOSED = [{"isComposing": True}, {"keyCode": 229}]


def test_n_and_p_go_to_the_next_and_the_previous_page_of_a_search(window: Window) -> None:
    page = window().goto("/en/search/?q=的&sort=oldest")
    first = page.locator(".results h2").first.inner_text()
    page.keyboard.press("n")
    page.wait_for_url("**page=2*")
    assert page.locator(".results h2").first.inner_text() != first
    page.keyboard.press("p")
    page.wait_for_url(lambda url: "page=2" not in url)
    expect(page.locator(".results h2").first).to_have_text(first)


@pytest.mark.parametrize("how", COMPOSED)
def test_an_input_method_has_its_keys_to_itself(window: Window, how: dict[str, object]) -> None:
    page = window().goto("/en/search/?q=的&sort=oldest")
    address = page.url
    page.evaluate(
        """(how) => ['n', 'j', '/', '?', 'o'].forEach((key) => document.body.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...how })))""",
        how,
    )
    assert page.url == address
    assert page.evaluate("document.activeElement === document.body")
    assert not page.locator("dialog[open]").count()
