"""The admin in the archive's colours, by the system's choice and by its own switch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import ADMIN, PASSWORD, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
LIGHT, DARK = "rgb(251, 248, 242)", "rgb(23, 21, 18)"
PAGES = ("/admin/", "/admin/articles/article/", "/admin/articles/article/1/change/", "/admin/articles/importrun/")
RUN = """async () => {
  const values = ['color-contrast', 'link-in-text-block', 'select-name'];
  const found = await axe.run(document, {runOnly: {type: 'rule', values}, resultTypes: ['violations']});
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.length} × ${nodes[0].target} ${nodes[0].failureSummary}`);
}"""


def logged_in(watched: Watched) -> Page:
    page = watched.goto("/admin/login/")
    page.locator("#id_username").fill(ADMIN)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    expect(page.locator("#user-tools")).to_be_visible()
    return page


def paper(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_switch_wins_over_the_system(window: Window) -> None:
    page = logged_in(window(color_scheme="light"))
    switch = page.locator("#header .theme-toggle")
    assert paper(page) == LIGHT
    switch.click()
    assert paper(page) == DARK
    page.reload()
    assert paper(page) == DARK
    switch.click()
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert paper(page) == LIGHT
    page.evaluate("localStorage.removeItem('theme')")
    page.reload()
    assert paper(page) == DARK


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read(window: Window, scheme: str) -> None:
    watched = window(color_scheme=scheme)
    page = logged_in(watched)
    found: list[str] = []
    for path in PAGES:
        watched.goto(path)
        page.evaluate(Axe().axe_script)
        found += [f"{path}: {one}" for one in page.evaluate(RUN)]
    watched.errors[:] = [each for each in watched.errors if "inline style" not in each and "preload" not in each]
    assert found == []
