"""The rules file is sound."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from articles.parsing import outlet_for, outlets


def test_every_outlet_is_complete() -> None:
    for rule in outlets():
        assert re.fullmatch(r"[a-z0-9]+", rule.slug)
        assert rule.hosts
        assert rule.home_page.startswith("https://")
        assert ZoneInfo(rule.home_zone)
        assert ZoneInfo(rule.reading.date_zone)


def test_no_two_outlets_share_a_host_a_slug_or_a_name() -> None:
    for values in (
        [r.slug for r in outlets()],
        [h for r in outlets() for h in r.hosts],
        [n for r in outlets() for n in {r.name, *r.names}],
    ):
        assert len(values) == len(set(values))


def test_outlets_are_found() -> None:
    found = [
        outlet_for("cn.nytimes.com"),
        outlet_for("", "紐約時報"),
        outlet_for("x.example", "NYT"),
        outlet_for("zh.bitterwinter.org"),
    ]
    assert [rule and rule.slug for rule in found] == ["nytimes", "nytimes", "nytimes", "bitterwinter"]
    assert outlet_for("x.example", "unknown") is None
    assert outlet_for("", "") is None


def test_figures_named_groups_exist() -> None:
    for rule in outlets():
        assert all("names" in pattern.groupindex for pattern in rule.reading.bylines)
        assert all("credit" in pattern.groupindex for pattern in rule.reading.credits)
