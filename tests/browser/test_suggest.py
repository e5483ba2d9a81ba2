"""Suggestions while typing: with the keyboard, with a pointer, with an input method, and not at all without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.conftest import Site, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]


def asked(page: Page) -> list[str]:
    """Every lookup from here on, in order; grows."""
    seen: list[str] = []

    def note(request: Request) -> None:
        if "/api/suggest" in request.url:
            seen.append(request.url)

    page.on("request", note)
    return seen


def box(page: Page) -> Locator:
    return page.get_by_role("combobox").first


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def chosen(page: Page) -> str:
    """The text of the option that the box points to, "" if it points to none."""
    text = page.evaluate(
        "(() => { const o = document.getElementById(document.querySelector('input[name=q]').getAttribute("
        "'aria-activedescendant')); return o && o.getAttribute('aria-selected') === 'true' "
        "? o.querySelector('.suggestions__text').textContent : '' })()"
    )
    return str(text)


def test_the_keyboard(window: Window) -> None:
    page = window().goto("/en/search/")
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    box(page).press_sequentially("渡")
    expect(options(page).first).to_be_visible()
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    texts = page.locator(".suggestions__text").all_inner_texts()
    assert texts and all(text.startswith("渡") for text in texts)
    expect(page.get_by_role("status").first).to_contain_text(str(len(texts)))
    box(page).press("ArrowDown")
    assert chosen(page) == texts[0]
    box(page).press("ArrowUp")
    assert chosen(page) == ""
    box(page).press("ArrowUp")
    assert chosen(page) == texts[-1]
    expect(box(page)).to_have_value("渡")
    box(page).press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_value("渡")  # Escape closes the list and keeps the words
    box(page).press("ArrowDown")
    expect(options(page).first).to_be_visible()
    box(page).press("ArrowDown")
    box(page).press("Enter")
    page.wait_for_url(re.compile(r"/search/\?"))
    expect(box(page)).to_have_value(texts[0])
    expect(page.locator(".found__total strong")).not_to_have_text("Nothing found")


def test_enter_without_a_choice_searches_for_what_was_typed(window: Window) -> None:
    page = window().goto("/")
    box(page).press_sequentially("渡")
    expect(options(page).first).to_be_visible()
    box(page).press("Enter")
    page.wait_for_url(re.compile(r"/search/\?"))
    expect(box(page)).to_have_value("渡")


def test_a_pointer(window: Window) -> None:
    page = window().goto("/en/")
    box(page).press_sequentially("渡")
    text = options(page).first.locator(".suggestions__text").inner_text()
    options(page).first.click()
    page.wait_for_url(re.compile(r"/search/\?"))
    expect(box(page)).to_have_value(text)


def test_an_outlet_is_asked_for_as_one(site: Site, window: Window) -> None:
    outlet = site.json("/api/search?q=渡轮首航")["results"][0]["source"]
    page = window().goto("/en/search/")
    box(page).fill(outlet[:2])
    expect(options(page).first).to_contain_text("outlet")
    options(page).first.click()
    page.wait_for_url(re.compile(r"/search/\?"))
    expect(box(page)).to_have_value(re.compile(r"^source:"))
    assert site.json(f"/api/search?q={box(page).input_value()}&page_size=1")["total"] > 0
    expect(page.locator(".found__total strong")).not_to_have_text("Nothing found")


def test_the_last_word_is_completed(window: Window) -> None:
    page = window().goto("/search/")
    box(page).press_sequentially("白鹭港 渡")
    expect(options(page).first).to_contain_text("白鹭港 渡")


def test_typing_on_asks_once_and_leaving_closes(window: Window) -> None:
    watched = window()
    page = watched.goto("/search/")
    watched.hold_the_clock()
    seen = asked(page)
    for letter in "渡轮":
        box(page).press_sequentially(letter)
        page.clock.run_for(100)
    assert seen == []
    page.clock.run_for(100)
    expect(options(page).first).to_be_visible()
    assert len(seen) == 1, "the pause after the last key is waited for"
    box(page).press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box(page).fill("   ")
    page.clock.run_for(1000)
    assert len(seen) == 1, "nothing typed, nothing asked"


def test_an_answer_that_comes_too_late_is_not_shown(window: Window) -> None:
    page = window().goto("/search/")
    # The first lookup is never answered.
    page.route("**/api/suggest?q=%E6%B8%A1", lambda route: None)
    with page.expect_request("**/api/suggest?q=%E6%B8%A1"):
        box(page).press_sequentially("渡")
    with page.expect_event("requestfailed", lambda request: "suggest" in request.url):
        box(page).fill("修理")
    expect(options(page).first).to_contain_text("修理")


def test_an_input_method(window: Window) -> None:
    """Characters that are not chosen yet ask nothing; unfinished pinyin is looked up; keys belong to the input method."""
    watched = window()
    page = watched.goto("/search/")
    watched.hold_the_clock()
    seen = asked(page)
    session = watched.context.new_cdp_session(page)
    box(page).focus()

    def compose(text: str) -> None:
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})

    compose("渡")
    page.clock.run_for(1000)
    assert seen == []
    compose("dulun")
    page.clock.run_for(1000)
    expect(options(page).first).to_contain_text(re.compile("渡[轮輪]"))
    assert len(seen) == 1 and seen[0].endswith("q=dulun")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'ArrowDown', isComposing: true, bubbles: true, cancelable: true}))"
    )
    assert chosen(page) == ""
    session.send("Input.insertText", {"text": "渡轮"})
    expect(box(page)).to_have_value("渡轮")
    with page.expect_request("**/api/suggest?*"):
        page.clock.run_for(1000)
    expect(options(page).first).to_contain_text(re.compile("渡[轮輪]"))
    assert len(seen) == 2


def test_a_site_that_is_away_is_no_trouble(window: Window) -> None:
    watched = window()
    page = watched.goto("/search/")
    page.route("**/api/suggest*", lambda route: route.abort())
    # Chromium's own line about the request, and ours.
    with page.expect_console_message(lambda said: "ERR_FAILED" in said.text), page.expect_event("requestfailed"):
        box(page).press_sequentially("渡")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert all("suggest" in error or "ERR_FAILED" in error for error in watched.errors)
    watched.errors.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize("path", ["/", "/search/", "/search/help/", "/archive/"])
def test_it_fits_and_can_be_read(window: Window, scheme: str, forced: str, path: str) -> None:
    watched = window(width=320, color_scheme=scheme, forced_colors=forced)
    page = watched.goto(path)
    box(page).press_sequentially("渡")
    expect(options(page).first).to_be_visible()
    box(page).press("ArrowDown")
    assert watched.sideways() <= 0
    place = page.get_by_role("listbox").bounding_box()
    assert place is not None and place["x"] >= 0 and place["x"] + place["width"] <= 320
    first, second = options(page).nth(0), options(page).nth(1)
    look = "o => { const s = getComputedStyle(o); return s.backgroundColor + s.boxShadow + s.color }"
    assert first.evaluate(look) != second.evaluate(look), "the chosen one is seen to be chosen"
    height = first.bounding_box()
    assert height is not None and height["height"] >= 40


def test_without_javascript_the_box_is_a_plain_one(window: Window) -> None:
    page = window(java_script_enabled=False).goto("/search/")
    assert page.locator("input[name=q][role]").count() == 0
    assert page.locator(".suggestions").count() == 0
    page.locator("input[name=q]").fill("渡轮")
    page.locator("input[name=q]").press("Enter")
    page.wait_for_url(re.compile(r"/search/\?"))
    assert page.locator("main mark").count() >= 1
