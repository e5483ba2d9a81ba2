"""A reader of a private archive at somebody else's computer: out with one press, and nothing is left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import ADMIN, PASSWORD, PATIENCE, Site, served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def private_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("private")) as (site, start):
        site.manage("import_articles", "sample/news")
        site.environment["PRIVATE"] = "1"
        start()
        yield site


@pytest.fixture
def computer(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(locale="en")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def log_in(page: Page, site: Site, path: str) -> None:
    page.goto(site.url + path)
    page.fill("[name=username]", ADMIN)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_one_press_and_nothing_is_left(private_site: Site, computer: BrowserContext) -> None:
    page = computer.new_page()
    log_in(page, private_site, "/archive/")
    page.goto(private_site.url + "/sources/")
    page.evaluate("localStorage.setItem('note', 'secret'); sessionStorage.setItem('note', 'secret')")
    page.get_by_role("contentinfo").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are logged out")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert computer.cookies() == []
    page.go_back()
    expect(page.locator("[name=password]")).to_be_visible()


def test_a_page_kept_from_another_reader_logs_out_all_the_same(private_site: Site, computer: BrowserContext) -> None:
    """Pages are kept by the archive's edition: the same copy serves whoever logs in next."""
    page = computer.new_page()
    for _reader in range(2):
        log_in(page, private_site, "/archive/")
        page.get_by_role("contentinfo").get_by_role("button", name="Log out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are logged out")


def test_the_password_is_changed_in_the_browser(private_site: Site, computer: BrowserContext) -> None:
    page = computer.new_page()
    log_in(page, private_site, "/account/password/")
    page.fill("[name=old_password]", PASSWORD)
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", PASSWORD)
    page.get_by_role("button", name="Change password").click()
    expect(page.locator(".account__done")).to_contain_text("has been changed")
