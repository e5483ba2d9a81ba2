"""Hostile text in every field of every article, and in addresses: nothing of it runs, loads or leads to a script.

`python -m bench.xss` does the same with each payload on each kind of page, and prints a table.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import escape
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.alarm import BESIDE, INSPECT, Alarm, admin_pages, alarm, asked_pages, list_pages
from tests.browser.conftest import Site, served
from tests.browser.hostile_site import Listed, batched, fill
from tests.hostile import CANARY, payloads

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAYLOADS = payloads()
BATCHES = batched(PAYLOADS)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Listed]]:
    folder = tmp_path_factory.mktemp("hostile")
    with served(folder / "data") as (site, start):
        found = fill(site, folder, BATCHES, PAYLOADS, both=False)
        start()
        yield site, found


@pytest.fixture
def watched(hostile: tuple[Site, Listed], chromium: Browser) -> Iterator[Alarm]:
    with alarm(chromium, hostile[0]) as window:
        yield window
        assert not window.what, "\n".join(window.what[:60])
        assert window.pages > 0


def batch_text() -> str:
    return "".join(batch.text for batch in BATCHES)


def test_the_archive_took_the_payloads(hostile: tuple[Site, Listed]) -> None:
    assert all(f"alert({payload.number})" in batch_text() for payload in PAYLOADS if CANARY in payload.text)
    assert len(hostile[1]["articles"]) >= len(BATCHES)
    assert len(hostile[1]["sources"]) >= 250
    assert len(hostile[1]["revision"]) >= 3
    assert len(hostile[1]["figure"]) >= len(BATCHES)


def test_the_alarm_rings(chromium: Browser, hostile: tuple[Site, Listed]) -> None:
    """Raw payloads on a page that does not defend itself: the alarm must hear those that need no click, and see the rest."""
    frames = "".join(f'<iframe srcdoc="{escape(payload.numbered)}"></iframe>' for payload in PAYLOADS)
    with alarm(chromium, hostile[0]) as window:
        window.context.route("**/*", lambda route: route.abort())
        window.context.route("http://control.test/", lambda route: route.fulfill(body=frames, content_type="text/html"))
        window.page.goto("http://control.test/", wait_until="commit")
        ran: set[str] = set()
        deadline = time.monotonic() + 180  # hundreds of frames, perhaps on a busy machine
        while (len(ran) < 80 or len(window.what) < len(ran) + 5) and time.monotonic() < deadline:
            window.page.wait_for_timeout(200)
            ran = {said.split("(")[1] for said in window.what if "ran alert(" in said}
        assert len(ran) >= 80
        assert sum("asked for" in said for said in window.what) >= 5
        seen = window.page.evaluate(
            f"""texts => {{
                {INSPECT}
                const read = text => new DOMParser().parseFromString(text, 'text/html');
                return texts.map(text => inspect(read(text), 'http://a.test/').length);
            }}""",
            [payload.text for payload in PAYLOADS],
        )
        assert sum(count > 0 for count in seen) >= 220


def test_the_alarm_hears_what_the_policy_blocks(chromium: Browser, hostile: tuple[Site, Listed]) -> None:
    with alarm(chromium, hostile[0]) as window:
        page = {"body": "<script>alert(1)</script><img src=x onerror=alert(2)>", "content_type": "text/html"}
        headers = {"Content-Security-Policy": "default-src 'self'"}
        window.context.route("**/*", lambda route: route.abort())
        window.context.route("http://control.test/", lambda route: route.fulfill(headers=headers, **page))
        window.page.goto("http://control.test/", wait_until="load")
        deadline = time.monotonic() + 60
        while sum("blocked script-src" in said for said in window.what) < 2 and time.monotonic() < deadline:
            window.page.wait_for_timeout(50)
        assert sum("blocked script-src" in said for said in window.what) == 2
        assert not any("ran" in said for said in window.what)


def test_every_article(hostile: tuple[Site, Listed], watched: Alarm) -> None:
    beside: set[str] = set()
    for _, public_id in hostile[1]["articles"]:
        watched.visit(f"/articles/{public_id}/")
        beside.update(watched.links(BESIDE))
    assert any("/versions/" in path for path in beside)
    for path in sorted(beside)[:12]:
        watched.visit(path)


def test_suggestions(watched: Alarm) -> None:
    watched.visit("/search/")
    box = watched.page.locator("main input[name=q]").first
    shown = 0
    for text in ("<", "<img", '"', "javascript", "{{", "</", "alert", "="):
        with watched.page.expect_response(
            lambda answer, text=text: answer.url.endswith(urlencode({"q": text}))
        ) as told:
            box.fill(text)
        suggestions = told.value.json()["suggestions"]
        expect(watched.page.locator("[role=option]:visible")).to_have_count(len(suggestions))
        shown += len(suggestions)
        watched.inspect()
    assert shown > 0


def test_lists_feeds_and_interfaces(hostile: tuple[Site, Listed], watched: Alarm) -> None:
    for path in list_pages(hostile[1]):
        watched.visit(path)


def test_payloads_in_the_address(watched: Alarm) -> None:
    for path in asked_pages(batch.text for batch in BATCHES[::2]):
        watched.visit(path)


def test_the_admin(hostile: tuple[Site, Listed], watched: Alarm) -> None:
    watched.log_in()
    for path in admin_pages(hostile[1], 3, (batch.text for batch in BATCHES[::12])):
        watched.visit(path)


def test_without_a_policy_the_escaping_holds_alone(chromium: Browser, hostile: tuple[Site, Listed]) -> None:
    with alarm(chromium, hostile[0], bypass_csp=True) as window:
        window.log_in()
        for path in list_pages(hostile[1]):
            window.visit(path)
        for _, public_id in hostile[1]["articles"][::4]:
            window.visit(f"/articles/{public_id}/")
        for path in admin_pages(hostile[1], 1, ()):
            window.visit(path)
        assert not window.what, "\n".join(window.what[:60])
