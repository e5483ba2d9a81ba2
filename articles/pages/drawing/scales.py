"""The two sides of a chart: which numbers and dates stand there, and where a value or a day lies. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from articles.search.analysis.comparison import Period
from articles.search.evaluate.time_buckets import Step

Measure = Literal["share", "count"]
#: Lines across, at most; and dates below, at most.
_TICKS_UP, _TICKS_ACROSS = 5, 8


@dataclass(frozen=True, slots=True)
class Scale:
    """top: the value at the upper edge. step: between two lines across. unit: what a 1 on the axis stands for."""

    top: float
    step: float
    unit: float = 1.0

    @property
    def ticks(self) -> list[float]:
        """From 0, in values."""
        return [self.step * n for n in range(round(self.top / self.step) + 1)]

    def y(self, value: float) -> float:
        """Per cent from the upper edge; what is higher than the scale lies above it, below 0."""
        return round(100 * (1 - value / self.top), 2) + 0.0

    def label(self, value: float) -> str:
        """The number on the axis, without its unit."""
        digits = max(0, -math.floor(math.log10(self.step / self.unit) + 1e-9))
        return f"{value / self.unit:,.{digits}f}"


def scale(highest: float, measure: Measure) -> Scale:
    """A round one from 0 that holds `highest`: lines at 1, 2 or 5 times a power of ten. Counts have no half articles."""
    unit = 1.0
    if measure == "share":
        # Below half a per cent, in thousands.
        unit = 0.01 if highest > 0.005 or not highest else 0.001
        highest = highest or unit
    else:
        highest = max(highest, 1.0)
    rough = highest / unit / _TICKS_UP
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999)
    if measure == "count":
        step = max(step, 1.0)
    return Scale(step * math.ceil(highest / unit / step - 1e-9) * unit, step * unit, unit)


class Across:
    """Where days lie across the chart."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self.first = periods[0].start.toordinal()
        self.days = periods[-1].end.toordinal() + 1 - self.first

    def x(self, ordinal: float) -> float:
        """Per cent, of the beginning of a day."""
        return round(100 * (ordinal - self.first) / self.days, 3)

    def middle(self, period: Period) -> float:
        return self.x((period.start.toordinal() + period.end.toordinal() + 1) / 2)

    def sides(self, period: Period) -> tuple[float, float]:
        return self.x(period.start.toordinal()), self.x(period.end.toordinal() + 1)


@dataclass(frozen=True, slots=True)
class DateTick:
    """x: per cent. kind: how the date is written. minor: left out on a narrow screen."""

    day: date
    x: float
    kind: Literal["year", "month", "day"]
    minor: bool


def date_ticks(step: Step, across: Across) -> list[DateTick]:
    """Where years, months or days begin: as many as can be read."""
    first, last = across.first, across.first + across.days - 1
    for kind, every in _CALENDARS[step]:
        days = list(_beginnings(kind, every, date.fromordinal(first), date.fromordinal(last)))
        if len(days) <= _TICKS_ACROSS:
            break
    # Its text stands to the right of the line: not at the very end.
    kept = [day for day in days if across.x(day.toordinal()) <= 96]
    few = len(kept) > _TICKS_ACROSS // 2
    return [DateTick(day, across.x(day.toordinal()), kind, few and n % 2 == 1) for n, day in enumerate(kept)]


_Kind = Literal["year", "month", "day"]
_YEARS: list[tuple[_Kind, int]] = [("year", n) for n in (1, 2, 5, 10, 20, 50, 100, 1000)]
_MONTHS: list[tuple[_Kind, int]] = [("month", 1), ("month", 2), ("month", 3), ("month", 6), *_YEARS]
_DAYS: list[tuple[_Kind, int]] = [("day", 1), ("day", 2), ("day", 7), ("day", 14), *_MONTHS]
_CALENDARS: dict[Step, list[tuple[_Kind, int]]] = {"day": _DAYS, "week": _MONTHS, "month": _MONTHS, "year": _YEARS}


def _beginnings(kind: _Kind, every: int, first: date, last: date) -> Iterator[date]:
    """Beginnings of every nth year, month or day from `first` to `last`; the first day itself if there is no other."""
    if kind == "day":
        for ordinal in range(first.toordinal(), last.toordinal() + 1, every):
            yield date.fromordinal(ordinal)
        return
    months = every * 12 if kind == "year" else every
    begin = first.year * 12 + first.month - 1
    begin += (-begin) % months
    found = [date(n // 12, n % 12 + 1, 1) for n in range(begin, last.year * 12 + last.month, months) if n >= 12]
    found = [day for day in found if day >= first]
    yield from found or [first]
