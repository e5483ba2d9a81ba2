"""Output over time: bars that lead to their month or year, and small lines on one time scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from articles.display.days import full_month, full_year
from articles.display.numbers import count_articles
from articles.pages.archive_counts import DayCounts
from articles.pages.drawing.heatmap import Addresses

#: More months than this are drawn as years, more years not at all: narrower bars could not be told apart.
MOST_MONTHS, MOST_YEARS = 72, 200
#: The drawing's own units: from one bar to the next, and the height of the fullest one.
STEP, HEIGHT = 10, 100
#: CSS pixels from one bar to the next where there is room.
PIXELS = 44
#: Points of a small line, and its height.
POINTS, LOW = 104, 40
#: The share of articles that may lie before the first point, and as many after the last.
OUTSIDE = 0.001


@dataclass(frozen=True, slots=True)
class OutputBar:
    """At its place in the drawing, with where it leads and what it says."""

    x: int
    y: int
    height: int
    href: str
    label: str


@dataclass(frozen=True, slots=True)
class OutputChart:
    """bars: those with articles. width: of all steps, in the drawing's units; pixels: at most, in CSS pixels. first, last:
    what stands under the ends. most: of a bar."""

    bars: list[OutputBar]
    width: int
    pixels: int
    first: str
    last: str
    most: int
    by_year: bool


def chart(held: DayCounts, addresses: Addresses) -> OutputChart | None:
    """None where all is in one step, which says nothing, or in more than can be drawn."""
    by_month = {(year * 12 + month - 1): count for (year, month), count in held.by_month().items()}
    if by_month and max(by_month) - min(by_month) < MOST_MONTHS:
        return _chart(by_month, addresses, by_year=False)
    by_year = held.by_year()
    if by_year and max(by_year) - min(by_year) < MOST_YEARS:
        return _chart(by_year, addresses, by_year=True)
    return None


def _chart(counts: Mapping[int, int], addresses: Addresses, *, by_year: bool) -> OutputChart | None:
    """counts: by year, or by months since the year 0."""
    first, last, most = min(counts), max(counts), max(counts.values())
    steps = last - first + 1

    def numbers(at: int) -> tuple[int, ...]:
        return (at,) if by_year else (at // 12, at % 12 + 1)

    def name(at: int) -> str:
        return full_year(date(at, 1, 1)) if by_year else full_month(date(at // 12, at % 12 + 1, 1))

    def bar(at: int, count: int) -> OutputBar:
        height = max(2, round(count * HEIGHT / most))
        label = f"{name(at)} · {count_articles(count)}"
        return OutputBar((at - first) * STEP, HEIGHT - height, height, addresses.to(*numbers(at)), label)

    bars = [bar(at, count) for at, count in sorted(counts.items())]
    drawn = OutputChart(bars, steps * STEP, steps * PIXELS, name(first), name(last), most, by_year)
    return drawn if steps > 1 else None


def ends(weeks: Iterable[Mapping[int, int]]) -> tuple[int, int] | None:
    """The first and last week of a time scale that hardly any article lies outside of: one article of another decade, or
    with a mistaken date, must not squeeze all others into a corner."""
    sums: Counter[int] = Counter()
    for counts in weeks:
        sums.update(counts)
    if not sums:
        return None
    spared = sums.total() * OUTSIDE
    return _inside(sorted(sums.items()), spared), _inside(sorted(sums.items(), reverse=True), spared)


def _inside(counts: list[tuple[int, int]], spared: float) -> int:
    passed = 0
    for week, count in counts:
        passed += count
        if passed > spared:
            return week
    return counts[-1][0]


def line(weeks: Mapping[int, int], first: int, last: int) -> str:
    """The `d` of an SVG path: an area in a drawing POINTS wide and LOW high, as tall as the fullest of its steps.

    weeks: articles by week (tallies.weeks_by_outlet). first, last: the weeks at the drawing's ends.
    """
    per_point = (last - first) // POINTS + 1
    sums = [0] * ((last - first) // per_point + 1)
    for week, count in weeks.items():
        if first <= week <= last:
            sums[(week - first) // per_point] += count
    most = max(sums)
    if not most:
        return ""
    tops = (LOW - max(1.5, count * LOW / most) if count else LOW for count in sums)
    steps = (f"V{top:.4g}H{at * POINTS / len(sums):.4g}" for at, top in enumerate(tops, 1))
    return f"M0 {LOW}{''.join(steps)}V{LOW}Z"
