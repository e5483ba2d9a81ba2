"""Boxes beside the lines and the pictures of a search: one article, however often it stands there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_all_lines_of_an_article_are_selected_together(window: Callable[..., Watched]) -> None:
    page = window().goto("/zh-hans/search/?q=的&view=lines")
    boxes = page.locator(".line input[data-pick]")
    ids = [str(box.input_value()) for box in boxes.all()]
    often, times = Counter(ids).most_common(1)[0]
    assert 1 < times < len(ids)
    same = page.locator(f".line input[value='{often}']")
    same.last.check()
    expect(page.locator(".places__selection")).to_have_text("选文 (1)")
    expect(page.locator(".line input:checked")).to_have_count(times)
    expect(same.first).to_be_checked()
    page.locator("#pick button").click()
    expect(page.locator("[data-picked]")).to_have_attribute("data-picked", often)


def test_an_article_is_selected_beside_its_picture(window: Callable[..., Watched]) -> None:
    page = window().goto("/zh-hans/search/?q=&view=pictures")
    box = page.locator(".wall input[data-pick]").first
    chosen = box.input_value()
    box.check()
    expect(page.locator(".places__selection")).to_have_text("选文 (1)")
    page.locator("#pick button").click()
    expect(page.locator("[data-picked]")).to_have_attribute("data-picked", chosen)
