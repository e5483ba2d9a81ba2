"""Reading in a real browser: settings, pictures one by one, keys; and what of it works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]


@pytest.fixture
def pictured(site: Site) -> str:
    """An article with two rescued pictures."""
    return f"/articles/{site.json('/api/search?q=渡轮首航')['results'][0]['id']}/"


def size_of(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.querySelector('.prose')).fontSize)"))


def characters_of(page: Page) -> float:
    """Han characters in a line."""
    return float(page.locator(".prose").bounding_box()["width"]) / size_of(page)  # type: ignore[index]


@pytest.mark.parametrize("script", [True, False])
def test_size_and_width_change_and_are_remembered(window: Window, pictured: str, script: bool) -> None:
    watched = window(width=1600, java_script_enabled=script)
    page = watched.goto(pictured)
    before = size_of(page), characters_of(page)
    page.evaluate("window.here = true")
    page.locator(".tools__type summary").click()
    page.locator("[data-set=size][data-to=huge]").click()
    expect(page.locator("[data-set=size][aria-current]")).to_have_attribute("data-to", "huge")
    page.locator("[data-set=width][data-to=narrow]").click()
    expect(page.locator("[data-set=width][aria-current]")).to_have_attribute("data-to", "narrow")
    page.wait_for_load_state("load")  # a new page may be there before its style sheet
    assert bool(page.evaluate("window.here")) == script, "with JavaScript nothing is loaded again"
    after = size_of(page), characters_of(page)
    assert after[0] > before[0]
    assert after[1] < before[1]
    page = watched.goto(pictured)
    assert (size_of(page), characters_of(page)) == after
    assert [cookie["name"] for cookie in watched.context.cookies()] == ["reading"]


def test_what_javascript_remembers_the_server_reads(window: Window, pictured: str) -> None:
    watched = window()
    page = watched.goto(f"{pictured}?script=hant&size=small")
    assert "?" not in page.url, "an address to hand on chooses nothing"
    page.locator("[data-set=width][data-to=wide]").click()
    page = watched.goto(pictured)
    reading = page.locator("article.reading")
    assert (reading.get_attribute("data-size"), reading.get_attribute("data-width")) == ("small", "wide")
    assert page.locator("h1").get_attribute("lang") == "zh-Hant"
    assert "渡輪" in page.locator("h1").inner_text()
    page.locator(".tools__script a").first.click()
    expect(page.locator("h1")).to_have_attribute("lang", "zh-Hans")


def test_the_panel_closes_by_escape_and_by_a_click_beside_it(window: Window, pictured: str) -> None:
    page = window(width=320).goto(pictured)
    summary, panel = page.locator(".tools__type summary"), page.locator(".tools__panel")
    summary.press("Enter")
    expect(panel).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    expect(panel).to_be_visible()
    page.locator("h1").click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_pictures_are_seen_large_one_after_the_other(window: Window, pictured: str, width: int) -> None:
    watched = window(width=width)
    page = watched.goto(pictured)
    first, viewer = page.locator("a.figure__picture").first, page.locator("dialog.viewer")
    first.click()
    expect(viewer).to_be_visible()
    shown = viewer.locator("img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    caption = page.locator("main figure .figure__caption").first.inner_text()
    assert caption in viewer.locator("figcaption").inner_text()
    address = shown.get_attribute("src")
    assert viewer.locator("[data-step='-1']").is_disabled()
    page.keyboard.press("ArrowRight")
    assert shown.get_attribute("src") != address
    assert viewer.locator("[data-step='1']").is_disabled()
    page.keyboard.press("ArrowRight")
    viewer.locator("[data-step='-1']").click()
    assert shown.get_attribute("src") == address
    assert watched.sideways() <= 0
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(first).to_be_focused()


def test_a_swipe_turns_to_the_next_picture(window: Window, pictured: str) -> None:
    page = window(width=360, has_touch=True).goto(pictured)
    page.locator("a.figure__picture").first.tap()
    place = page.locator(".viewer__place")
    expect(page.locator("dialog.viewer")).to_be_visible()
    before = place.inner_text()
    page.evaluate(
        """() => {
          const dialog = document.querySelector("dialog.viewer");
          const touch = x => new Touch({ identifier: 1, target: dialog, clientX: x, clientY: 300 });
          dialog.dispatchEvent(new TouchEvent("touchstart", { touches: [touch(300)], changedTouches: [touch(300)] }));
          dialog.dispatchEvent(new TouchEvent("touchend", { touches: [], changedTouches: [touch(120)] }));
        }"""
    )
    expect(place).not_to_have_text(before)


def test_without_javascript_the_link_leads_to_the_picture(window: Window, pictured: str) -> None:
    page = window(java_script_enabled=False).goto(pictured)
    link = page.locator("a.figure__picture").first
    answer = page.request.get(str(link.evaluate("link => link.href")))
    assert answer.headers["content-type"].startswith("image/")
    assert not page.locator("dialog").first.is_visible()
    assert not page.locator("[data-keys-open]").is_visible()


def test_keys_search_walk_and_open(window: Window) -> None:
    page = window().goto("/search/?q=的")
    page.keyboard.press("j")
    page.keyboard.press("j")
    here = page.evaluate(
        "[...document.querySelectorAll('[data-result]')].findIndex(e => e.contains(document.activeElement))"
    )
    assert here == 1
    page.keyboard.press("k")
    focused = str(page.evaluate("document.activeElement.href"))
    assert "/articles/" in focused
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.value").endswith("j"), "while typing, keys are letters"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/articles/*/?q=*")


def test_the_list_of_keys_switches_them_off_for_good(window: Window, pictured: str) -> None:
    watched = window()
    page = watched.goto(pictured)
    sheet = page.locator("dialog.sheet")
    page.keyboard.press("Control+/")
    assert page.evaluate("document.activeElement.type") != "search", "with a modifier a key is another's"
    page.keyboard.press("?")
    expect(sheet).to_be_visible()
    page.keyboard.press("j")
    sheet.locator("input").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("?")
    expect(sheet).to_be_hidden()
    page = watched.goto("/about/")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") != "search"
    page.locator("[data-keys-open]").click()
    sheet = page.locator("dialog.sheet")
    sheet.locator("input").check()
    sheet.locator("[data-close]").click()
    expect(sheet).to_be_hidden()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"


def test_next_and_previous_article_by_keys(window: Window, site: Site) -> None:
    page = window().goto(f"/articles/{site.json('/api/search?q=渡轮首航')['results'][0]['id']}/")
    way = {key: page.locator(f"main a[rel={rel}]") for key, rel in (("n", "next"), ("p", "prev"))}
    key = "n" if way["n"].count() else "p"
    wanted = way[key].get_attribute("href")
    page.keyboard.press(key)
    page.wait_for_url(f"**{wanted}")


def test_the_offline_copy_opens_without_a_connection(window: Window, pictured: str, tmp_path: Path) -> None:
    page = window().goto(pictured)
    with page.expect_download() as started:
        page.locator(".tools a[download]").click()
    kept = tmp_path / "kept.html"
    started.value.save_as(kept)
    assert started.value.suggested_filename == f"{pictured.split('/')[2]}.html"
    context = page.context.browser.new_context(offline=True)  # type: ignore[union-attr]
    try:
        alone, wrong = context.new_page(), []
        alone.on("console", lambda message: wrong.append(message.text))
        alone.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or wrong.append(asked.url))
        alone.goto(kept.as_uri())
        assert alone.evaluate("[...document.images].map(image => image.naturalWidth > 0)") == [True, True]
        assert alone.evaluate("getComputedStyle(document.body).maxWidth") != "none", "its style applies"
        assert wrong == []
    finally:
        context.close()


def test_the_data_block_is_no_script_to_the_policy(window: Window, pictured: str) -> None:
    """The window fails at its end for anything in the console."""
    page = window().goto(pictured)
    said = page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)")
    assert said["@type"] == "NewsArticle"
    assert all(image["url"].startswith("http://127.0.0.1") for image in said["image"])


def test_a_headline_is_copied_and_found_without_its_breaks(window: Window, pictured: str) -> None:
    page = window(width=320).goto(pictured)
    said = page.locator("h1").inner_text()
    assert page.locator("h1 wbr").count()
    copied = page.evaluate(
        "getSelection().selectAllChildren(document.querySelector('h1')), getSelection().toString().trim()"
    )
    assert copied == said
    assert "\u200b" not in copied
    page.evaluate("getSelection().removeAllRanges()")
    assert page.evaluate("words => window.find(words)", said.split()[0]), "found in the page as one word"


@pytest.mark.parametrize(("width", "size", "edge"), [(1280, "normal", "justify"), (390, "huge", "start")])
def test_lines_are_flush_on_both_sides_where_they_are_long(
    window: Window, pictured: str, width: int, size: str, edge: str
) -> None:
    page = window(width=width).goto(f"{pictured}?size={size}")
    edges = page.locator(".prose p:not(.runs)").evaluate_all("all => all.map(p => getComputedStyle(p).textAlign)")
    assert set(edges) == {edge}


@pytest.mark.parametrize("script", [True, False])
def test_another_script_opens_no_panel(window: Window, pictured: str, script: bool) -> None:
    watched = window(java_script_enabled=script)
    page = watched.goto(pictured)
    page.locator(".tools__type summary").click()
    page.locator("[data-set=size][data-to=large]").click()
    expect(page.locator("article.reading")).to_have_attribute("data-size", "large")
    page.locator(".tools__script a").last.click()
    expect(page.locator("h1")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator(".tools__panel")).to_be_hidden()
    expect(page.locator("article.reading")).to_have_attribute("data-size", "large")
