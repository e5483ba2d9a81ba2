"""What people come for, from the import to the corrected article."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ADMIN, PASSWORD, Site, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]


def log_in(watched: Watched) -> Page:
    page = watched.goto("/admin/")
    page.locator("input[name=username]").fill(ADMIN)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    expect(page.locator("#user-tools")).to_contain_text(ADMIN)
    return page


def search(page: Page, text: str) -> None:
    box = page.locator("input[name=q]").first
    box.fill(text)
    box.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?"))


def test_the_import_said_what_became_of_the_files(site: Site) -> None:
    said = site.said["import_articles"]
    assert re.search(r"\b43\b", said), said
    assert "16" in site.said["fetch_images"]


@pytest.mark.parametrize(
    ("javascript", "asked", "headline", "correction", "asked_again"),
    [
        # Asked in simplified characters for what is written in traditional ones, and the other way round.
        (True, "三代守灯人写满四十本日志", "南嶼燈塔百年 三代守燈人寫滿四十本日誌", "琉璃瓦當", "琉璃瓦当"),
        (False, "冬天的修理鋪", "冬天的修理铺：一条街的旧东西在这里多活了几年", "青瓷茶盏", "青瓷茶盞"),
    ],
    ids=["with-javascript", "without-javascript"],
)
def test_from_the_front_page_to_an_article_and_back_after_an_edit(
    site: Site, window: Window, javascript: bool, asked: str, headline: str, correction: str, asked_again: str
) -> None:
    watched = window(java_script_enabled=javascript)
    page = watched.goto("/")
    expect(page.locator("main")).to_contain_text("白鹭港新渡轮首航")

    search(page, asked)
    assert page.locator("main mark").count() >= 1
    page.locator("main h2 a").first.click()
    page.wait_for_url("**/articles/*/?q=*")
    # As it stands without the search behind its address, whose ways from hit to hit stand in the headline.
    page.goto(page.url.partition("?")[0])
    expect(page.locator("h1")).to_have_text(headline)
    public_id = page.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]

    log_in(watched)
    page.goto(f"{site.url}/admin/articles/article/?q={public_id}")
    page.locator("#result_list tbody a[href*='/change/']").first.click()
    page.locator("[name=headline]").fill(f"{headline}（{correction}）")
    page.locator("[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.goto(f"{site.url}/search/?q={asked_again}")
    assert page.locator("main h2 a").count() == 1, "the first search after an edit finds it"
    page.locator("main h2 a").click()
    page.wait_for_url("**/articles/*/?q=*")
    page.goto(page.url.partition("?")[0])
    expect(page.locator("h1")).to_have_text(f"{headline}（{correction}）")


def test_narrowing_a_search_by_outlet_and_by_date(window: Window) -> None:
    page = window().goto("/search/?q=的&sort=oldest")
    everything = page.locator(".found__total").inner_text()
    page.locator(".facets a").first.click()
    page.wait_for_url(re.compile("source="))
    assert page.locator(".found__total").inner_text() != everything
    page.locator("input[name=from]").fill("2024-01-01")
    page.locator("main form [type=submit]").first.click()
    page.wait_for_url(re.compile("from=2024-01-01"))
    assert "source=" in page.url


def test_days_lead_to_their_neighbours_and_skip_the_gaps(window: Window) -> None:
    page = window().goto("/archive/2024/05/16/")
    page.locator("a[rel=prev]").first.click()
    page.wait_for_url("**/archive/2024/04/27/")
    page.locator("a[rel=next]").first.click()
    page.wait_for_url("**/archive/2024/05/16/")


def test_changing_the_language_stays_on_the_page(window: Window) -> None:
    page = window().goto("/zh-hans/archive/2024/05/18/")
    page.locator("a[hreflang=en], a[lang=en]").first.click()
    page.wait_for_url("**/en/archive/2024/05/18/")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_whole_site_can_be_used_with_the_keyboard(window: Window) -> None:
    page = window().goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert {"/", "q", "/archive/"} <= seen


def test_admin_pages_have_no_errors_under_the_strict_policy(site: Site, window: Window) -> None:
    watched = window()
    page = log_in(watched)
    for model in ("article", "source", "image", "importrun"):
        watched.goto(f"/admin/articles/{model}/")
        first = page.locator("#result_list tbody a[href*='/change/']").first
        if first.count():
            first.click()
            page.wait_for_url("**/change/**")
            expect(page.locator("#content h1")).to_be_visible()
