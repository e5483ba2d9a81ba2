"""Every type of page under a finger and a mouse: targets of 24 by 24 CSS pixels, or with room around them (WCAG 2.5.8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Site, Watched
from tests.browser.page_types import STATUSES, addresses
from tests.browser.test_tab import NOT_OURS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Window = Callable[..., Watched]
SMALL = (Path(__file__).parent / "targets.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("width", "options"),
    [(390, {"has_touch": True, "is_mobile": True}), (768, {}), (1280, {})],
    ids=["finger", "768", "1280"],
)
def test_no_target_is_too_small_and_too_near_to_another(
    site: Site, window: Window, width: int, options: dict[str, bool]
) -> None:
    watched = window(width=width, reduced_motion="reduce", **options)
    found = {}
    for name, paths in addresses(Path(site.environment["NEWSARCHIVE_DATA"])).items():
        if name in NOT_OURS:
            continue
        page = watched.goto(f"/en{paths[0]}", STATUSES.get(name, 200))
        if small := page.evaluate(SMALL):
            found[name] = small[:5]
    assert found == {}


def test_a_mouse_finds_days_of_24_pixels_on_the_archive(window: Window) -> None:
    page = window(width=1280).goto("/en/archive/")
    sides = page.locator(".heatmap__days a").evaluate_all(
        "all => all.map((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height))"
    )
    assert min(sides) >= 24
