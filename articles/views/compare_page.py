"""What the compare page shows: the chart, its numbers and its words, ready for the template."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.models import Source
from articles.search.comparing import Compared, Line, Outlet, Period
from articles.search.keyness import Keyword
from articles.search.steps import Step
from articles.templatetags.archive import full_day, full_year
from articles.templatetags.archive import number as number_told
from articles.views import charting, scales
from articles.views.charting import Band, Drawn, Point, Value
from articles.views.compare_form import Comparison
from articles.views.compare_told import period_told, share_told, short
from articles.views.scales import Across, DateTick, Measure, Scale

#: Per cent of the chart's height between two names at the ends of lines.
_NAMES_APART = 6.5
#: Characters of a query that fit there.
_NAME_FITS = 12
#: What binds weaker than a space: with a word added, such a query needs brackets.
_ALTERNATIVES = re.compile(r"[|｜或]|\bOR\b")


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the chart, its words for whoever points at it, and the search for its articles."""

    point: Point
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class WordLink:
    """times: how many times more frequent. length: of its bar, per cent of the surest word's. told: its numbers."""

    keyword: Keyword
    href: str
    times: str
    length: float
    told: str


@dataclass(frozen=True, slots=True)
class Series:
    """number: from 1; decides colour, dashes and mark. name_y: of its name at the end of its line, if it fits there."""

    number: int
    line: Line
    href: str
    share: str
    drawn: Drawn
    spots: tuple[Spot, ...]
    name_y: float | None
    words: tuple[WordLink, ...]


@dataclass(frozen=True, slots=True)
class UpTick:
    y: float
    told: str


@dataclass(frozen=True, slots=True)
class AcrossTick:
    tick: DateTick
    told: str


@dataclass(frozen=True, slots=True)
class Row:
    """Of the table: cells are (matches, share) by query."""

    told: str
    period: Period
    few: bool
    cells: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Small:
    """An outlet's own chart, on the scale that all of them share."""

    source: Source
    href: str
    articles: int
    lines: tuple[Drawn, ...]
    bands: tuple[Band, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """unit: of the numbers on the axis. few: points of fewer articles are hollow; 0 where none is."""

    unit: str
    up: tuple[UpTick, ...]
    across: tuple[AcrossTick, ...]
    bands: tuple[Band, ...]
    series: tuple[Series, ...]
    first: str
    last: str
    few: int


@dataclass(frozen=True, slots=True)
class Smalls:
    charts: tuple[Small, ...]
    up: tuple[UpTick, ...]
    across: tuple[AcrossTick, ...]
    unit: str

    @property
    def gaps(self) -> bool:
        return any(small.bands for small in self.charts)


def _up(scale: Scale) -> tuple[UpTick, ...]:
    return tuple(UpTick(scale.y(value), scale.told(value)) for value in scale.ticks)


def _unit(scale: Scale, measure: Measure) -> str:
    if measure == "count":
        return ""
    return "%" if scale.unit == 0.01 else "‰"


def _across(step: Step, across: Across) -> tuple[AcrossTick, ...]:
    ticks: list[AcrossTick] = []
    for tick in scales.date_ticks(step, across):
        new_year = not ticks or ticks[-1].tick.day.year != tick.day.year
        ticks.append(AcrossTick(tick, _tick_told(tick, new_year)))
    return tuple(ticks)


def _tick_told(tick: DateTick, new_year: bool) -> str:
    """The year stands where it begins."""
    if tick.kind == "year":
        return full_year(tick.day)
    if tick.kind == "month":
        form = pgettext("short month and year format", "M Y") if new_year else pgettext("month format", "M")
    else:
        form = pgettext("short date format", "j M Y") if new_year else pgettext("short date without the year", "j M")
    return dateformat.format(tick.day, form)


def chart(asked: Comparison, compared: Compared) -> Chart | None:
    """None where nothing is dated."""
    if not compared.periods:
        return None
    rows = [charting.values(compared.periods, line.matches) for line in compared.lines]
    across, scale = Across(compared.periods), scales.scale(charting.highest(rows, asked.by), asked.by)
    lines = charting.drawn(rows, asked.by, scale, across)
    names = charting.spread([line.end_y for line in lines], _NAMES_APART)
    steps = {period: period_told(period, compared.step) for period in compared.periods}
    series = tuple(
        _series(n, asked, compared, steps, line, drawn, names[n - 1])
        for n, (line, drawn) in enumerate(zip(compared.lines, lines, strict=True), 1)
    )
    return Chart(
        unit=_unit(scale, asked.by),
        up=_up(scale),
        across=_across(compared.step, across),
        bands=tuple(charting.gaps(compared.periods, across)),
        series=series,
        first=full_day(compared.periods[0].start),
        last=full_day(compared.periods[-1].end),
        few=charting.few(compared.periods) if any(point.hollow for line in lines for point in line.points) else 0,
    )


def _series(
    n: int,
    asked: Comparison,
    compared: Compared,
    steps: Mapping[Period, str],
    line: Line,
    drawn: Drawn,
    name_y: float | None,
) -> Series:
    """steps: each period in words."""

    def spot(point: Point) -> Spot:
        value = point.value
        told = _("%(query)s: %(share)s (%(matches)s of %(articles)s articles)") % {
            "query": short(line.text),
            "share": share_told(value.share),
            "matches": number_told(value.matches),
            "articles": number_told(value.period.articles),
        }
        return Spot(point, f"{steps[value.period]}\n{told}", asked.search(line.text, value.period))

    share = share_told(line.total / compared.articles if compared.articles else None)
    fits = len(line.text) <= _NAME_FITS
    spots = tuple(map(spot, drawn.points))
    return Series(n, line, asked.search(line.text), share, drawn, spots, name_y if fits else None, _words(asked, line))


def _words(asked: Comparison, line: Line) -> tuple[WordLink, ...]:
    most = max((word.g2 for word in line.words), default=1.0)

    def link(word: Keyword) -> WordLink:
        told = _("in %(inside)s articles of this search and %(outside)s others") % {
            "inside": number_told(word.inside),
            "outside": number_told(word.outside),
        }
        # G2 grows with the square of how far two shares are apart.
        length = round(100 * math.sqrt(word.g2 / most), 1)
        return WordLink(word, asked.search(with_word(line.text, word.word)), _times(word), length, told)

    return tuple(map(link, line.words))


def with_word(text: str, word: str) -> str:
    """The query that finds what has this word, too."""
    return f"({text}) {word}" if _ALTERNATIVES.search(text) else f"{text} {word}"


def _times(word: Keyword) -> str:
    if not word.outside:
        return _("only here")
    return f"{word.times:,.0f}×" if word.times >= 10 else f"{word.times:.1f}×"


def rows(compared: Compared) -> list[Row]:
    """Every number of the chart."""

    least = charting.few(compared.periods)

    def row(at: int, period: Period) -> Row:
        values = [Value(period, line.matches[at]) for line in compared.lines]
        cells = tuple((value.matches, share_told(value.share)) for value in values)
        return Row(period_told(period, compared.step), period, 0 < period.articles < least, cells)

    return [row(at, period) for at, period in enumerate(compared.periods)]


def smalls(asked: Comparison, compared: Compared, sources: Mapping[int, Source]) -> Smalls | None:
    """None without outlets. All share one scale: what is higher is more."""
    held = [outlet for outlet in compared.outlets if outlet.source_id in sources]
    if not held:
        return None
    of = [_outlet_rows(compared.periods, outlet) for outlet in held]
    across = Across(compared.periods)
    highest = max(charting.highest(values, asked.by) for values in of)
    scale = scales.scale(highest, asked.by)

    def small(outlet: Outlet, values: list[list[Value]]) -> Small:
        source = sources[outlet.source_id]
        articles = sum(outlet.articles)
        told = ", ".join(
            f"{short(line.text)} {share_told(sum(matches) / articles if articles else None)}"
            for line, matches in zip(compared.lines, outlet.matches, strict=True)
        )
        periods = [value.period for value in values[0]]
        lines = tuple(charting.drawn(values, asked.by, scale, across))
        href = asked.with_(slugs=(source.slug,), split=False)
        return Small(source, href, articles, lines, tuple(charting.gaps(periods, across)), told)

    charts = tuple(small(outlet, values) for outlet, values in zip(held, of, strict=True))
    ends = _up(scale)
    return Smalls(charts, (ends[0], ends[-1]), _across(compared.step, across), _unit(scale, asked.by))


def _outlet_rows(periods: Sequence[Period], outlet: Outlet) -> list[list[Value]]:
    """Shares are of the outlet's own articles."""
    own = [Period(period.start, period.end, count) for period, count in zip(periods, outlet.articles, strict=True)]
    return [charting.values(own, matches) for matches in outlet.matches]


@dataclass(frozen=True, slots=True)
class Example:
    """A comparison that is ready to be looked at."""

    texts: tuple[str, ...]
    href: str
    lines: tuple[Drawn, ...]
    across: tuple[AcrossTick, ...]


def example(texts: tuple[str, ...], compared: Compared) -> Example:
    """compared: at least one period."""
    rows = [charting.values(compared.periods, line.matches) for line in compared.lines]
    across, scale = Across(compared.periods), scales.scale(charting.highest(rows, "share"), "share")
    lines = tuple(charting.drawn(rows, "share", scale, across))
    return Example(texts, Comparison(texts).address(), lines, _across(compared.step, across))
