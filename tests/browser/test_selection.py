"""A selection with notes and saved searches: kept in the browser, sent nowhere but for the file one asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import rispy
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
NOTE = "第三段的数字要核对。\n见第 4 页 {"


def picks(page: Page) -> list[str]:
    """Ids of the first three results, ticked."""
    boxes = page.locator(".results input[data-pick]")
    for n in range(3):
        boxes.nth(n).check()
    return [str(boxes.nth(n).input_value()) for n in range(3)]


def kept(entry: dict[str, Any]) -> str:
    """The id of an article in a RIS file, by where this archive keeps it."""
    return re.findall(r"/articles/(\w+)/", entry["name_of_database"])[-1]


def test_articles_are_picked_noted_and_downloaded(window: Window) -> None:
    watched = window()
    sent: list[Request] = []
    watched.context.on("request", lambda request: sent.append(request))
    page = watched.goto("/zh-hans/search/?q=的")
    link = page.locator(".places__selection")
    expect(link).to_have_count(0)
    ids = picks(page)
    expect(link).to_have_text("选文 (3)")
    assert [request.url for request in sent if "selection/" in request.url] == [], "picking asks the server nothing"

    page = watched.goto("/zh-hans/about/")
    page.locator(".places__selection").click()
    page.wait_for_url(re.compile(r"/zh-hans/selection/\?id="))
    assert [row.get_attribute("data-picked") for row in page.locator("[data-picked]").all()] == ids
    page.locator("textarea").first.fill(NOTE)
    page.reload()
    expect(page.locator("textarea").first).to_have_value(NOTE)
    assert not [request for request in sent if "核对" in (request.post_data or "") + request.url]

    # What is taken out is out of the file, and can be taken back.
    page.locator("[data-picked] input[data-pick]").nth(1).uncheck()
    expect(page.locator(".places__selection")).to_have_text("选文 (2)")
    with page.expect_download() as told:
        page.locator("button[value=ris]").click()
    read = rispy.loads(Path(told.value.path()).read_text())
    assert [kept(entry) for entry in read] == [ids[0], ids[2]]
    assert read[0]["notes"] == ["第三段的数字要核对。", "见第 4 页 {"]
    assert told.value.suggested_filename.endswith(".ris")
    page.locator("[data-picked] input[data-pick]").nth(1).check()
    expect(page.locator(".places__selection")).to_have_text("选文 (3)")

    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-clear]").click()
    expect(page.locator(".places__selection")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("选文还是空的")
    assert page.evaluate("JSON.parse(localStorage['newsarchive.selection']).items") == []


def test_an_article_can_be_picked_on_its_page_and_cited(window: Window) -> None:
    watched = window()
    page = watched.goto("/en/search/?q=的")
    page.locator(".results h2 a").first.click()
    page.wait_for_url(re.compile("/articles/"))
    page.locator("label.pick", has_text="Select").click()
    expect(page.locator(".places__selection")).to_have_text("Selection (1)")
    watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".cite summary").click()
    watched.hold_the_clock()
    page.locator("[data-copy=cite-gb7714]").click()
    expect(page.locator("[data-copy=cite-gb7714]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#cite-gb7714").text_content()
    # The page without ids is one's own selection; the address can be shared.
    watched.goto("/en/selection/")
    page.wait_for_url(re.compile(r"\?id="))
    other = window()
    shared = urlsplit(page.url)
    theirs = other.goto(f"{shared.path}?{shared.query}")
    expect(theirs.locator("[data-picked]")).to_have_count(1)
    expect(theirs.locator(".places__selection")).to_have_count(0)
    expect(theirs.locator(".selection__out")).to_have_count(0)
    with theirs.expect_download() as told:
        theirs.locator("button[value=gb7714]").click()
    assert Path(told.value.path()).read_text().startswith("[1] ")
    theirs.locator("[data-pick-all]").click()
    expect(theirs.locator(".places__selection")).to_have_text("Selection (1)")


def order(page: Page) -> list[str]:
    return [str(row.get_attribute("data-picked")) for row in page.locator("[data-picked]").all()]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_articles_are_moved_by_the_keyboard(window: Window) -> None:
    watched = window()
    page = watched.goto("/en/search/?q=的")
    a, b, c = picks(page)
    page.locator(".places__selection").click()
    page.wait_for_url(re.compile(r"/en/selection/\?id="))
    page.locator(f"#note-{c}").fill(NOTE)
    page.locator(f"#up-{c}").focus()
    height = "button => button.getBoundingClientRect().top"
    seen = page.locator(f"#up-{c}").evaluate(height)
    page.keyboard.press("Enter")
    said = page.get_by_role("status").filter(has_text="is now number")
    expect(said).to_have_text(re.compile("^“.+” is now number 2 of 3\\.$"))
    assert order(page) == [a, c, b]
    assert focused(page) == f"up-{c}"
    assert abs(page.locator(f"#up-{c}").evaluate(height) - seen) < 1, "it is pressed again where it is"
    page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile("number 1 of 3"))
    assert (order(page), focused(page)) == ([c, a, b], f"down-{c}")
    enabled = page.locator("[name=move]:enabled")
    assert enabled.evaluate_all("all => all.map(each => each.id)") == [f"down-{c}", f"up-{a}", f"down-{a}", f"up-{b}"]

    # The address, the addresses of the styles, the store, a file: all in this order, and so after a reload.
    assert re.findall(r"id=(\w+)", page.url) == [c, a, b]
    for link in page.locator(".chips a").all():
        assert re.findall(r"(?:id|style)=(\w+)", str(link.get_attribute("href")))[:3] == [c, a, b]
    assert re.findall(r"id=(\w+)", str(page.locator(".places__selection").get_attribute("href"))) == [c, a, b]
    with page.expect_download() as told:
        page.locator("button[value=ris]").click()
    read = rispy.loads(Path(told.value.path()).read_text())
    assert [(kept(entry), "notes" in entry) for entry in read] == [(c, True), (a, False), (b, False)]
    page.reload()
    assert order(page) == [c, a, b]
    expect(page.locator("textarea").first).to_have_value(NOTE)
    page.locator(".chips a:not([aria-current])").first.click()
    page.wait_for_url(re.compile("style="))
    page.locator(f"#down-{a}").click()
    assert re.search(r"style=\w+$", page.url) and order(page) == [c, b, a]


def test_what_is_taken_back_keeps_its_place(window: Window) -> None:
    page = window().goto("/en/search/?q=的")
    a, b, c = picks(page)
    page.locator(".places__selection").click()
    page.wait_for_url(re.compile(r"/en/selection/\?id="))
    boxes = page.locator("[data-picked] input[data-pick]")
    kept = "JSON.parse(localStorage['newsarchive.selection']).items.map(item => item.id)"
    for n in range(3):
        boxes.nth(n).uncheck()
        boxes.nth(n).check()
        assert page.evaluate(kept) == [a, b, c]
    boxes.nth(1).uncheck()
    page.locator(f"#up-{c}").click()
    page.locator(f"#down-{a}").click()
    assert (order(page), page.evaluate(kept)) == ([c, a, b], [c, a])
    # In a list that somebody shared what is not one's own is moved there only.
    page.goto(page.url.split("?")[0] + f"?id={b}&id={a}&id={c}")
    page.locator(f"#down-{b}").click()
    assert (order(page), page.evaluate(kept)) == ([a, b, c], [c, a])


@pytest.mark.parametrize("note", ["", "a note"])
def test_without_javascript_articles_are_moved_by_the_server(window: Window, note: str) -> None:
    page = window(width=360, java_script_enabled=False).goto("/en/search/?q=的")
    a, b, c = picks(page)
    page.locator(".take__picked button").click()
    page.locator(f"#note-{c}").fill(note)
    for expected in ([a, c, b], [c, a, b]):
        with page.expect_navigation():
            page.locator(f"#up-{c}").click()
        assert order(page) == expected
    assert focused(page) == f"down-{c}"
    expect(page.locator(f"#note-{c}")).to_have_value(note)
    assert re.findall(r"id=(\w+)", page.url) == ([] if note else [c, a, b])
    with page.expect_download() as told:
        page.locator("button[value=json]").click()
    items = json.loads(Path(told.value.path()).read_text())
    assert [item.get("note") for item in items] == [note or None, None, None]
    for button in page.locator("[name=move]").all():
        box = button.bounding_box()
        assert box is not None and min(box["width"], box["height"]) >= 24


def test_without_javascript_the_boxes_lead_to_the_selection(window: Window) -> None:
    watched = window(java_script_enabled=False)
    page = watched.goto("/en/search/?q=的")
    ids = picks(page)
    page.locator(".take__picked button").click()
    page.wait_for_url(re.compile("/selection/"))
    assert re.findall(r"id=(\w+)", page.url) == ids
    page.locator("textarea").nth(1).fill("a note")
    with page.expect_download() as told:
        page.locator("button[value=json]").click()
    items = json.loads(Path(told.value.path()).read_text())
    assert [item.get("note") for item in items] == [None, "a note", None]
    expect(page.locator(".saved")).to_be_hidden()


def test_a_broken_store_is_an_empty_one(window: Window) -> None:
    watched = window()
    page = watched.goto("/en/about/")
    for value in ("{", "[]", '{"items": 7}', '{"items": [{"id": "\\"><img src=x>"}]}', "null"):
        page.evaluate("v => { localStorage['newsarchive.selection'] = localStorage['newsarchive.saved'] = v }", value)
        page = watched.goto("/en/search/?q=的")
        expect(page.locator(".places__selection")).to_have_count(0)
        expect(page.locator("[data-save]")).to_be_visible()
    page.locator(".results input[data-pick]").first.check()
    expect(page.locator(".places__selection")).to_have_text("Selection (1)")


def test_a_file_chosen_while_another_is_read_is_read_too(window: Window) -> None:
    page = window().goto("/en/search/")
    page.locator(".saved summary").click()
    page.locator("[data-in]").evaluate(
        """async field => {
            const choose = query => {
                const text = JSON.stringify({searches: [{name: query, query: `q=${query}`}]});
                const chosen = new DataTransfer();
                chosen.items.add(new File([text], "saved.json"));
                field.files = chosen.files;
            };
            choose("first");
            field.dispatchEvent(new Event("change"));
            choose("second");
            await new Promise(done => setTimeout(done, 200));
            field.dispatchEvent(new Event("change"));
        }"""
    )
    expect(page.locator(".saved__list a")).to_have_count(2)
    assert sorted(page.locator(".saved__list a").all_inner_texts()) == ["first", "second"]


def test_back_from_another_page_shows_what_was_saved_there(window: Window) -> None:
    """The event is made here: under Playwright, Chromium keeps no page to go back to."""
    page = window().goto("/en/search/")
    page.evaluate(
        """() => {
            localStorage["newsarchive.saved"] = JSON.stringify({searches: [{name: "there", query: "q=there"}]});
            dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}));
        }"""
    )
    assert page.locator(".saved__list a").all_text_contents() == ["there"]


def test_searches_are_saved_renamed_moved_and_removed(window: Window, tmp_path: Path) -> None:
    watched = window()
    page = watched.goto("/en/search/?q=的&sort=oldest&page=2")
    page.locator("[data-save]").click()
    expect(page.locator("[data-save]")).to_be_hidden()
    page.locator(".saved summary").click()
    row = page.locator(".saved__list li")
    expect(row).to_have_count(1)
    row.locator("[data-rename]").click()
    row.locator("input").fill("<b>的</b>")
    row.locator("input").press("Enter")
    expect(row.locator("a")).to_have_text("<b>的</b>")
    assert str(row.locator("a").get_attribute("href")).endswith("/en/search/?q=%E7%9A%84&sort=oldest")

    with page.expect_download() as told:
        page.locator("[data-out]").click()
    kept = Path(told.value.path()).read_text()
    row.locator("[data-remove]").click()
    expect(row).to_have_count(0)
    watched.hold_the_clock()
    said = page.locator(".saved__said")
    bad = '{"searches": [{"name": "x", "query": "//evil.example/?q=javascript:alert(1)"}, 7, {"name": "n"}]}'
    for number, (text, count, answer) in enumerate(
        (("no json", 0, "no saved searches"), (bad, 1, "Saved"), (kept, 2, "Saved"), (kept, 2, "Saved"))
    ):
        # A file of its own each: Chromium does not read a file that was written after it was chosen.
        file = tmp_path / f"saved-{number}.json"
        file.write_text(text)
        said.evaluate("said => { said.textContent = '' }")
        page.locator("[data-in]").set_input_files(file)
        expect(said).to_contain_text(answer)
        expect(row).to_have_count(count)
    for link in row.locator("a").all():
        assert str(link.get_attribute("href")).startswith("/en/search/?")

    page = watched.goto("/en/search/")
    expect(page.locator("[data-save]")).to_be_hidden()
    page.locator(".saved summary").click()
    page.locator(".saved__list a", has_text="的").click()
    page.wait_for_url(re.compile(r"sort=oldest$"))
