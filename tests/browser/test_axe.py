"""axe-core finds nothing on any type of page: light and dark, in the three languages, everything unfolded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Watched
from tests.browser.page_types import STATUSES, addresses

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
AXE = Axe().axe_script
#: Every rule, best practices and those that axe leaves off until asked included; what it marks as an experiment is not.
RUN = """async ({dark}) => {
  const colours = ['color-contrast', 'link-in-text-block', 'target-size'];
  const rules = axe.getRules().filter(rule => !rule.tags.includes('experimental') && !rule.tags.includes('wcag2aaa'));
  const values = dark ? colours : rules.map(rule => rule.ruleId);
  const found = await axe.run(document, {runOnly: {type: 'rule', values}, resultTypes: ['violations']});
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.length} × ${nodes[0].target} ${nodes[0].failureSummary}`);
}"""
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true; })"


def violations(page: Page, dark: bool) -> list[str]:
    """dark: only the rules that colours can break, all others having been asked in light."""
    page.emulate_media(color_scheme="dark" if dark else "light")
    found: list[str] = page.evaluate(RUN, {"dark": dark})
    return found


def look(watched: Watched, name: str, path: str) -> list[str]:
    page = watched.goto(path, STATUSES.get(name, 200))
    expect(page.locator("[aria-busy=true]")).to_have_count(0)  # what comes after the page is looked at as well
    page.evaluate(UNFOLD)
    page.evaluate(AXE)
    found = {scheme: violations(page, scheme == "dark") for scheme in ("light", "dark")}
    return [f"{path} ({scheme}): {one}" for scheme, several in found.items() for one in several]


def test_the_sample_has_every_type_of_page(site: Site) -> None:
    found = addresses(Path(site.environment["NEWSARCHIVE_DATA"]))
    assert [name for name, paths in found.items() if not paths] == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_axe_finds_nothing(site: Site, window: Window, language: str) -> None:
    watched = window(width=1280, reduced_motion="reduce")
    found: list[str] = []
    for name, paths in addresses(Path(site.environment["NEWSARCHIVE_DATA"])).items():
        for path in paths:
            try:
                found += look(watched, name, f"/{language}{path}")
            except AssertionError as error:  # another status than it should have: the others are looked at all the same
                found.append(str(error))
    assert not found, "\n".join(found)


def both(page: Page) -> list[str]:
    page.evaluate(AXE)
    return violations(page, dark=False) + violations(page, dark=True)


def test_axe_finds_nothing_in_what_scripts_open(site: Site, window: Window) -> None:
    """The viewer of pictures, the list of keys, the suggestions while typing."""
    watched = window(reduced_motion="reduce")
    [pictured] = [one["id"] for one in site.json("/api/search?q=渡轮首航")["results"][:1]]
    page = watched.goto(f"/en/articles/{pictured}/")
    page.locator("a.figure__picture").first.click()
    expect(page.locator("dialog.viewer")).to_be_visible()
    assert both(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog.viewer")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("dialog.sheet")).to_be_visible()
    assert both(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog.sheet")).to_be_hidden()
    page.locator("input[name=q]").first.fill("渡轮")
    expect(page.locator("[role=option]").first).to_be_visible()
    assert both(page) == []


def test_axe_would_find_something(window: Window) -> None:
    """That it runs at all, under our policy: a picture without words is a violation."""
    watched = window()
    page = watched.goto("/about/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    page.evaluate(AXE)
    found: Any = violations(page, dark=False)
    assert any(one.startswith("image-alt") for one in found), found
