"""How a comparison is drawn and told: scales, points, gaps, dates, shares."""

from __future__ import annotations

import math
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest

from articles.pages.compare.form import Comparison
from articles.pages.compare.labels import period_label, share_label
from articles.pages.compare.words import with_word
from articles.pages.drawing import chart, scales
from articles.pages.drawing.chart import Value
from articles.pages.drawing.scales import Across
from articles.search.analysis.comparison import Period
from articles.search.filters import Filters, Outlet

START = date(2020, 1, 6)


def periods(*articles: int) -> list[Period]:
    days = [START + timedelta(n) for n in range(len(articles))]
    return [Period(day, day, count) for day, count in zip(days, articles, strict=True)]


@pytest.mark.parametrize(
    ("highest", "measure", "top", "step"),
    [
        (0.163, "share", 0.2, 0.05),
        (0.45, "share", 0.5, 0.1),
        (0.02, "share", 0.02, 0.005),
        (0.0031, "share", 0.004, 0.001),
        (0.0, "share", 0.01, 0.002),
        (1.0, "share", 1.0, 0.2),
        (63, "count", 80, 20),
        (3, "count", 3, 1),
        (0, "count", 1, 1),
    ],
)
def test_scales_are_round(highest: float, measure: Any, top: float, step: float) -> None:
    scale = scales.scale(highest, measure)
    assert scale.top == pytest.approx(top)
    assert scale.step == pytest.approx(step)
    assert scale.top >= highest
    assert scale.ticks[0] == 0 and scale.ticks[-1] == pytest.approx(top)
    assert len({scale.label(tick) for tick in scale.ticks}) == len(scale.ticks)
    assert (scale.y(0), scale.y(scale.top), scale.y(10 * scale.top)) == (100, 0, -900)


def test_thousandths_are_told_as_such() -> None:
    scale = scales.scale(0.0031, "share")
    assert scale.unit == 0.001
    assert [scale.label(tick) for tick in scale.ticks] == ["0", "1", "2", "3", "4"]


def test_a_point_of_few_articles_is_hollow_and_does_not_set_the_scale() -> None:
    row = chart.values(periods(2, 400, 500, 400), [2, 40, 60, 40])
    assert [value.is_doubtful("share") for value in row] == [True, False, False, False]
    assert chart.highest([row], "share") == 0.12
    assert not row[0].is_doubtful("count")
    line = chart.drawn([row], "share", scales.scale(0.12, "share"), Across(periods(2, 400, 500, 400)))[0]
    assert [point.hollow for point in line.points] == [True, False, False, False]
    assert line.points[0].y == 0
    assert line.faint.count("L") == 1 and line.firm.count("L") == 2


def test_a_line_ends_where_it_leaves_the_scale() -> None:
    held = periods(10, 1000, 1000, 20)
    row = chart.values(held, [5, 100, 50, 10])  # 50 %, 10 %, 5 %, 50 % of a scale to 10 %
    line = chart.drawn([row], "share", scales.scale(0.1, "share"), Across(held))[0]
    assert [point.above for point in line.points] == [400, 0, 0, 400]
    # From 400 % over the edge at 12.5 % down to the edge itself at 37.5 %: nothing of it is inside. And from the middle
    # (5 %) at 62.5 % up to 400 % over the edge at 87.5 %: the edge is a ninth of the way.
    assert line.faint == "M375 0L375 0M625 500L652.778 0"
    assert [(point.x, point.y) for point in line.points] == [(12.5, 0), (37.5, 0), (62.5, 50), (87.5, 0)]


def test_between_two_points_beyond_the_scale_there_is_no_line() -> None:
    held = periods(10, 10, 1000, 1000)
    line = chart.drawn([chart.values(held, [5, 6, 100, 50])], "share", scales.scale(0.1, "share"), Across(held))[0]
    assert line.faint.count("L") == 1


def test_what_is_told_beyond_the_scale_covers_nothing() -> None:
    held = periods(*[10] * 6, *[1000] * 14)
    rows = [chart.values(held, [n] * 6 + [100] * 14) for n in (5, 6)]
    lines = chart.drawn(rows, "share", scales.scale(0.1, "share"), Across(held))
    told = chart.off(lines, 19)
    assert len(told) == 12 and {each.number for each in told} == {1, 2}
    places = [(each.level, each.point.x) for each in told if each.shown]
    assert len(places) > 3
    for n, (level, x) in enumerate(places):
        assert all(level != other or abs(x - at) >= 19 for other, at in places[n + 1 :])
    last = chart.values(periods(*[1000] * 9, 10), [100] * 9 + [5])
    at_the_end = chart.drawn([last], "share", scales.scale(0.1, "share"), Across(periods(*[1] * 10)))
    assert [(each.left, each.level) for each in chart.off(at_the_end, 19)] == [(True, 0)]


def test_few_is_thirty_or_a_twentieth_of_what_is_usual() -> None:
    assert chart.few(periods(40, 50, 0, 60)) == 30
    assert chart.few(periods(78, 1900, 2000, 2100)) == math.ceil(1950 / 20)
    assert chart.few([]) == 30


def test_where_there_are_only_few_articles_they_set_the_scale() -> None:
    row = chart.values(periods(5, 4), [1, 2])
    assert chart.highest([row], "share") == 0.5


def test_neighbouring_gaps_are_one_band() -> None:
    held = periods(1, 0, 0, 1, 0)
    bands = chart.gaps(held, Across(held))
    assert [(band.x, band.width) for band in bands] == [(20, 40), (80, 20)]


def test_a_lonely_point_has_its_mark() -> None:
    held = periods(*[100, 0] * 40)
    row = chart.values(held, [5] * 80)
    line = chart.drawn([row], "share", scales.scale(0.05, "share"), Across(held))[0]
    assert len(line.points) == 40
    assert all(point.marked for point in line.points)
    assert line.firm == ""


def test_columns_are_shared_out_among_the_points() -> None:
    held = periods(100, 100)
    rows = [chart.values(held, [10, 50]), chart.values(held, [90, 50]), chart.values(held, [40, 0])]
    lines = chart.drawn(rows, "share", scales.scale(1, "share"), Across(held))
    first = sorted((line.points[0] for line in lines), key=lambda point: point.y)
    assert first[0].hit_y == 0
    assert sum(point.hit_height for point in first) == pytest.approx(100)
    for above, below in pairwise(first):
        assert above.hit_y + above.hit_height == pytest.approx(below.hit_y)
    assert all(point.hit_y <= point.y <= point.hit_y + point.hit_height for point in first)


def test_lines_that_meet_share_the_place() -> None:
    held = periods(100)
    rows = [chart.values(held, [0]), chart.values(held, [50]), chart.values(held, [0])]
    lines = chart.drawn(rows, "share", scales.scale(1, "share"), Across(held))
    assert [(line.points[0].hit_y, line.points[0].hit_height) for line in lines] == [(75, 12.5), (0, 75), (87.5, 12.5)]


def test_names_at_the_ends_do_not_cover_each_other() -> None:
    assert chart.spread([50, None, 51, 99, 100], 6) == [50, None, 56, 94, 100]
    crowded = chart.spread([98.0, 99.0, 100.0], 6)
    assert crowded == [88, 94, 100]


@pytest.mark.parametrize(
    ("first", "last", "step", "kind"),
    [
        (date(2020, 1, 6), date(2020, 1, 12), "day", "day"),
        (date(2020, 7, 17), date(2020, 11, 1), "week", "month"),
        (date(2010, 1, 1), date(2019, 12, 31), "month", "year"),
        (date(1900, 1, 1), date(2020, 1, 1), "year", "year"),
        (date(2020, 5, 3), date(2020, 5, 3), "day", "day"),
        (date.min, date.max, "year", "year"),
    ],
)
def test_dates_below_the_chart_can_be_read(first: date, last: date, step: Any, kind: str) -> None:
    ticks = scales.date_ticks(step, Across([Period(first, last, 1)]))
    assert 0 < len(ticks) <= 8 or (first, last) == (date.min, date.max)
    assert {tick.kind for tick in ticks} == {kind}
    assert all(0 <= tick.x <= 96 for tick in ticks)
    assert not ticks[0].minor


def test_shares_are_told_with_digits_that_count() -> None:
    assert [share_label(share) for share in (None, 0.0, 0.4, 0.0459, 0.00085)] == ["–", "0%", "40.0%", "4.59%", "0.85‰"]


def test_a_cut_month_is_told_by_its_days() -> None:
    whole = Period(date(2020, 2, 1), date(2020, 2, 29), 1)
    cut = Period(date(2020, 2, 10), date(2020, 2, 29), 1)
    assert period_label(whole, "month") != period_label(cut, "month")
    assert "–" in period_label(cut, "month")


def test_alternatives_take_brackets_before_a_word_is_added() -> None:
    assert with_word("洪水 地震", "桥") == "洪水 地震 桥"
    assert with_word("洪水 OR 地震", "桥") == "(洪水 OR 地震) 桥"
    assert with_word("洪水｜地震", "桥") == "(洪水｜地震) 桥"


def test_the_address_holds_everything_and_no_defaults() -> None:
    filters = Filters((Outlet(1, "one"),), since=date(2020, 1, 1), exact=True)
    asked = Comparison(("洪水", "a&b"), filters, "count", "week", True)
    assert asked.address() == "/compare/?" + urlencode(
        [("q", "洪水"), ("q", "a&b"), ("source", "one"), ("from", "2020-01-01"), ("by", "count"), ("step", "week"),
         ("split", "source"), ("form", "typed")]
    )  # fmt: skip
    assert Comparison(("洪水",)).is_plain and not asked.is_plain
    assert Value(Period(START, START, 0), 0).share is None
