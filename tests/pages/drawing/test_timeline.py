"""Ticks of a timeline, and the whole of it beside the days chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from articles.pages.drawing.timeline import overview, ticks
from articles.pages.search_state import BarLink, bar_links
from articles.search.evaluate import time_buckets
from articles.search.evaluate.time_buckets import Step
from articles.search.request.request import SearchRequest
from articles.search.types import Bar


def bars(step: Step, first: date, last: date) -> list[BarLink]:
    numbers = range(time_buckets.number(step, first), time_buckets.number(step, last) + 1)
    made = [Bar(time_buckets.first_day(step, each), time_buckets.last_day(step, each), 1) for each in numbers]
    return bar_links(SearchRequest("字"), made)


@pytest.mark.parametrize(
    ("step", "first", "last", "labels"),
    [
        ("day", date(2020, 7, 17), date(2020, 11, 1), ["1 Aug", "1 Sep", "1 Oct"]),
        ("day", date(2020, 9, 1), date(2020, 9, 30), ["7 Sep", "14 Sep", "21 Sep"]),
        ("month", date(2018, 3, 1), date(2021, 3, 1), ["2019", "2020"]),
        ("month", date(2005, 1, 1), date(2021, 8, 1), ["2008", "2011", "2014", "2017"]),
        ("year", date(1950, 1, 1), date(2020, 1, 1), ["1960", "1980", "2000"]),
        ("day", date(2020, 9, 1), date(2020, 9, 2), []),
        ("day", date(2020, 9, 1), date(2020, 9, 3), ["2 Sep"]),
    ],
)
def test_ticks_stand_where_something_begins(step: Step, first: date, last: date, labels: list[str]) -> None:
    with translation.override("en"):
        found = ticks(bars(step, first, last))
    assert [tick.label for tick in found] == labels
    assert all(14 <= tick.at <= 86 for tick in found)


def test_the_overview_marks_the_days_chosen() -> None:
    links = bars("day", date(2020, 1, 1), date(2020, 4, 9))  # a hundred days
    shown = overview(links, date(2020, 1, 11), date(2020, 1, 20))
    assert shown and (shown.x, shown.width) == (100, 100)
    assert shown.drawn.count("<a ") == 100
    half = overview(links, date(2020, 2, 20), None)
    assert half and (half.x, half.width) == (500, 500)


@pytest.mark.parametrize(
    ("since", "until"),
    [(None, None), (date(2019, 1, 1), date(2021, 1, 1)), (date(2021, 1, 1), None), (None, date(2019, 1, 1))],
)
def test_there_is_none_where_it_would_show_nothing_more(since: date | None, until: date | None) -> None:
    assert overview(bars("day", date(2020, 1, 1), date(2020, 1, 31)), since, until) is None
    assert overview([], date(2020, 1, 1), date(2020, 1, 1) + timedelta(1)) is None
