"""What the compare page shows: the chart, its numbers and its words, ready for the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.display.days import full_day, full_year
from articles.display.numbers import number as number_label
from articles.pages.compare import words as compare_words
from articles.pages.compare.form import Comparison
from articles.pages.compare.labels import period_label, share_label, short
from articles.pages.compare.words import WordLink
from articles.pages.drawing import chart as charting
from articles.pages.drawing import scales
from articles.pages.drawing.chart import Band, Drawn, Off, Point, Value
from articles.pages.drawing.scales import Across, DateTick, Measure, Scale
from articles.search.analysis.comparison import Compared, Period, QueryCounts
from articles.search.evaluate.time_buckets import Step

#: Per cent of the chart's height between two names at the ends of lines.
_NAMES_APART = 6.5
#: Per cent of its width that a mark and a number over its edge take, on a narrow screen.
_NUMBER = 19.0
#: Characters of a query that fit there.
_NAME_FITS = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the chart, its words for whoever points at it, and the search for its articles. off: for one beyond the
    scale; share: its number, written there."""

    point: Point
    label: str
    href: str
    share: str
    off: Off | None


@dataclass(frozen=True, slots=True)
class Series:
    """number: from 1; decides colour, dashes and mark. name_y: of its name at the end of its line, if it fits there."""

    number: int
    line: QueryCounts
    href: str
    share: str
    drawn: Drawn
    spots: tuple[Spot, ...]
    name_y: float | None
    words: tuple[WordLink, ...]


@dataclass(frozen=True, slots=True)
class UpTick:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class AcrossTick:
    tick: DateTick
    label: str


@dataclass(frozen=True, slots=True)
class NumbersRow:
    """Of the table: cells are (matches, share) by query."""

    label: str
    period: Period
    few: bool
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ComparisonChart:
    """unit: of the numbers on the axis. few: points of fewer articles are hollow; 0 where none is. levels: of numbers over
    the upper edge."""

    unit: str
    up: tuple[UpTick, ...]
    across: tuple[AcrossTick, ...]
    bands: tuple[Band, ...]
    series: tuple[Series, ...]
    first: str
    last: str
    few: int
    levels: int


def up_ticks(scale: Scale) -> tuple[UpTick, ...]:
    return tuple(UpTick(scale.y(value), scale.label(value)) for value in scale.ticks)


def unit_label(scale: Scale, measure: Measure) -> str:
    if measure == "count":
        return ""
    return "%" if scale.unit == 0.01 else "‰"


def across_ticks(step: Step, across: Across) -> tuple[AcrossTick, ...]:
    ticks: list[AcrossTick] = []
    for tick in scales.date_ticks(step, across):
        new_year = not ticks or ticks[-1].tick.day.year != tick.day.year
        ticks.append(AcrossTick(tick, _tick_label(tick, new_year)))
    return tuple(ticks)


def _tick_label(tick: DateTick, new_year: bool) -> str:
    """The year stands where it begins."""
    if tick.kind == "year":
        return full_year(tick.day)
    if tick.kind == "month":
        form = pgettext("short month and year format", "M Y") if new_year else pgettext("month format", "M")
    else:
        form = pgettext("short date format", "j M Y") if new_year else pgettext("short date without the year", "j M")
    return dateformat.format(tick.day, form)


def chart(comparison: Comparison, compared: Compared) -> ComparisonChart | None:
    """None where nothing is dated."""
    if not compared.periods:
        return None
    rows = [charting.values(compared.periods, line.matches) for line in compared.lines]
    across, scale = Across(compared.periods), scales.scale(charting.highest(rows, comparison.by), comparison.by)
    lines = charting.drawn(rows, comparison.by, scale, across)
    names = charting.spread([line.end_y for line in lines], _NAMES_APART)
    steps = {period: period_label(period, compared.step) for period in compared.periods}
    off = charting.off(lines, _NUMBER)
    series = tuple(
        _series(
            n,
            comparison,
            compared,
            steps,
            line,
            drawn,
            names[n - 1],
            {each.point.x: each for each in off if each.number == n},
        )
        for n, (line, drawn) in enumerate(zip(compared.lines, lines, strict=True), 1)
    )
    return ComparisonChart(
        unit=unit_label(scale, comparison.by),
        up=up_ticks(scale),
        across=across_ticks(compared.step, across),
        bands=tuple(charting.gaps(compared.periods, across)),
        series=series,
        first=full_day(compared.periods[0].start),
        last=full_day(compared.periods[-1].end),
        few=charting.few(compared.periods) if any(point.hollow for line in lines for point in line.points) else 0,
        levels=max((each.level + 1 for each in off), default=0),
    )


def _series(
    n: int,
    comparison: Comparison,
    compared: Compared,
    steps: Mapping[Period, str],
    line: QueryCounts,
    drawn: Drawn,
    name_y: float | None,
    off: Mapping[float, Off],
) -> Series:
    """steps: each period in words. off: of its points beyond the scale, by x."""

    def spot(point: Point) -> Spot:
        value = point.value
        of_its_step = share_label(value.share)
        label = _("%(query)s: %(share)s (%(matches)s of %(articles)s articles)") % {
            "query": short(line.text),
            "share": of_its_step,
            "matches": number_label(value.matches),
            "articles": number_label(value.period.articles),
        }
        return Spot(
            point,
            f"{steps[value.period]}\n{label}",
            comparison.search(line.text, value.period),
            of_its_step,
            off.get(point.x),
        )

    share = share_label(line.total / compared.articles if compared.articles else None)
    fits = len(line.text) <= _NAME_FITS
    spots = tuple(map(spot, drawn.points))
    return Series(
        n,
        line,
        comparison.search(line.text),
        share,
        drawn,
        spots,
        name_y if fits else None,
        compare_words.links(comparison, line),
    )


def rows(compared: Compared) -> list[NumbersRow]:
    """Every number of the chart."""

    least = charting.few(compared.periods)

    def row(at: int, period: Period) -> NumbersRow:
        values = [Value(period, line.matches[at]) for line in compared.lines]
        cells = tuple((value.matches, share_label(value.share)) for value in values)
        return NumbersRow(period_label(period, compared.step), period, 0 < period.articles < least, cells)

    return [row(at, period) for at, period in enumerate(compared.periods)]


@dataclass(frozen=True, slots=True)
class ComparisonExample:
    """A comparison that is ready to be looked at."""

    texts: tuple[str, ...]
    href: str
    lines: tuple[Drawn, ...]
    across: tuple[AcrossTick, ...]


def example(texts: tuple[str, ...], compared: Compared) -> ComparisonExample:
    """compared: at least one period."""
    rows = [charting.values(compared.periods, line.matches) for line in compared.lines]
    across, scale = Across(compared.periods), scales.scale(charting.highest(rows, "share"), "share")
    lines = tuple(charting.drawn(rows, "share", scale, across))
    return ComparisonExample(texts, Comparison(texts).address(), lines, across_ticks(compared.step, across))
