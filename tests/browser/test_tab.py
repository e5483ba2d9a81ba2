"""Every type of page by the Tab key: nothing but what can be seen, has a name and is of use."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Watched
from tests.browser.page_types import STATUSES, addresses

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
STOP = (Path(__file__).parent / "stops.js").read_text(encoding="utf-8")
MOST = 600
#: Whose pages are Django's or django-ninja's own.
NOT_OURS = {"login", "api-docs"}


def stops(page: Page) -> list[dict[str, Any]]:
    """What one press of Tab after the other comes to, up to the page's end."""
    found = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return found
        found.append(stop)
    pytest.fail(f"{page.url} has no end, or a trap: {found[-1]}")


def wrong(found: list[dict[str, Any]]) -> list[str]:
    wrongs = [
        f"{fault}: {stop['what']}" for stop in found for fault in ("visible", "name", "ring", "use") if not stop[fault]
    ]
    for before, after in pairwise(found):
        if before["href"] and (before["href"], before["part"]) == (after["href"], after["part"]):
            wrongs.append(f"twice in a row: {after['what']}")
    return wrongs


@pytest.mark.parametrize("width", [390, 1280])
def test_every_stop_is_seen_and_named_and_of_use(site: Site, window: Window, width: int) -> None:
    watched = window(width=width, reduced_motion="reduce")
    found = {}
    for name, paths in addresses(Path(site.environment["NEWSARCHIVE_DATA"])).items():
        if name in NOT_OURS:
            continue
        page = watched.goto(f"/en{paths[0]}", STATUSES.get(name, 200))
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        walked = stops(page)
        assert len(walked) > 3, f"{name}: the walk ends at once"
        if faults := wrong(walked):
            found[name] = faults
    assert found == {}


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/en/search/", ".timeline"), ("/en/archive/", ".output"), ("/en/compare/?q=渡&q=海", ".chart__plot")],
)
def test_all_marks_of_a_drawing_are_one_stop_and_the_arrows_go_on(window: Window, path: str, inside: str) -> None:
    page = window().goto(path)
    at = f"document.activeElement.closest('{inside}') && document.activeElement.localName"
    order = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        order.append(page.evaluate(at))
        if order[-1] or page.evaluate("document.activeElement === document.body"):
            break
    assert order[-1] == "a", "the first stop in the drawing is one of its links, not the drawing"
    addresses_seen = {page.evaluate("document.activeElement.getAttribute('href')")}
    for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        addresses_seen.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert len(addresses_seen) > 1, "the arrows go from one to the next"
    page.keyboard.press("Tab")
    assert page.evaluate(at) is None, "one more Tab leaves it"
