"""A calendar as a heat map: how warm a day is, what its gaps are, and the days of a month as links."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import takewhile
from math import ceil, sqrt

from django.urls import reverse
from django.utils.html import escape
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.display.days import full_day
from articles.display.numbers import count_articles
from articles.models import Source
from articles.pages.archive_counts import GAP_DAYS

#: The heat scale has this many steps above nothing.
STEPS = 5
#: A leap year whose number is in no other part of a written day.
LEAP = 2000


def heat(count: int, most: int) -> int:
    """The square root keeps an ordinary day apart from an empty one beside a record day."""
    return ceil(STEPS * sqrt(count / most)) if count and most else 0


@dataclass(frozen=True, slots=True)
class HeatStep:
    """The counts that a colour stands for; both ends belong to it."""

    heat: int
    low: int
    high: int


def legend(most: int) -> list[HeatStep]:
    """Every step that some count up to `most` takes."""
    found: list[HeatStep] = []
    low = 1
    for step in range(1, STEPS + 1):
        high = int(most * step * step / STEPS**2)
        if high >= low:
            found.append(HeatStep(step, low, high))
            low = high + 1
    return found


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where days, months and years lead; those of an outlet keep to it."""

    base: str
    query: str

    @classmethod
    def of(cls, source: Source | None) -> Addresses:
        return cls(reverse("archive"), f"?{urlencode({'source': source.slug})}" if source else "")

    def to(self, *numbers: int) -> str:
        """`to(2020)`, `to(2020, 8)`, `to(2020, 8, 5)`"""
        parts = [f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:])]
        return f"{self.base}{'/'.join(parts)}/{self.query}"


@dataclass(frozen=True)
class Ground:
    """The days that have articles, and with them what the other days are."""

    by_day: dict[date, int]

    @cached_property
    def days(self) -> list[date]:
        return list(self.by_day)

    @cached_property
    def most(self) -> int:
        return max(self.by_day.values(), default=0)

    def emptiness(self, day: date) -> str:
        """Of a day without articles: "outside" the days that the archive covers, in a "gap" of more than a week, else
        a "quiet" day."""
        after = bisect_left(self.days, day)
        if after in (0, len(self.days)):
            return "outside"
        return "gap" if (self.days[after] - self.days[after - 1]).days > GAP_DAYS else "quiet"

    def month_emptiness(self, year: int, month: int) -> str:
        """Of a month without articles: it is longer than a week."""
        inside = bool(self.days) and (self.days[0].year, self.days[0].month) < (year, month)
        return "gap" if inside and (year, month) < (self.days[-1].year, self.days[-1].month) else "outside"


@dataclass(frozen=True, slots=True)
class HeatMonth:
    """cells: a link or a mark for each day. empty: see Ground, of a month without articles; then there are no cells."""

    first: date
    count: int
    href: str
    cells: SafeString
    empty: str


@dataclass(frozen=True, slots=True)
class HeatYear:
    """months: none where the year has nothing."""

    year: int
    count: int
    href: str
    months: list[HeatMonth]


@lru_cache(maxsize=8)
def _day_names(language: str) -> dict[tuple[int, int], str]:
    """By month and day: the day as `language` writes it, in the year LEAP. Ten times as fast as writing each."""
    months = ((month, monthrange(LEAP, month)[1]) for month in range(1, 13))
    return {(month, day): full_day(date(LEAP, month, day)) for month, last in months for day in range(1, last + 1)}


def day_name(day: date) -> str:
    return _day_names(get_language() or "")[day.month, day.day].replace(str(LEAP), f"{day.year:04}")


@lru_cache(maxsize=1 << 12)
def _counted(language: str, count: int) -> str:
    """Escaped: what is said of a day with so many articles. Most days of an archive have one of a few hundred numbers."""
    return escape(count_articles(count) if count else _("nothing"))


def year_map(year: int, ground: Ground, addresses: Addresses) -> HeatYear:
    months = [_month(year, month, ground, addresses) for month in range(1, 13)]
    count = sum(month.count for month in months)
    return HeatYear(year, count, addresses.to(year), months if count else [])


def _month(year: int, month: int, ground: Ground, addresses: Addresses) -> HeatMonth:
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    count = sum(ground.by_day.get(day, 0) for day in days)
    cells = [_cell(day, ground, addresses) for day in days] if count else []
    empty = "" if count else ground.month_emptiness(year, month)
    return HeatMonth(days[0], count, addresses.to(year, month), SafeString("".join(cells)), empty)


def _cell(day: date, ground: Ground, addresses: Addresses) -> str:
    """`<a>` with articles, else `<i>`. The first of a month says in which row, Monday to Sunday, it stands."""
    row = f" row-{day.isoweekday()}" if day.day == 1 else ""
    if count := ground.by_day.get(day, 0):
        href = escape(addresses.to(day.year, day.month, day.day))
        title = f"{escape(day_name(day))} · {_counted(get_language() or '', count)}"
        return f'<a class="heat heat-{heat(count, ground.most)}{row}" href="{href}" title="{title}"></a>'
    empty = ground.emptiness(day)
    told = "" if empty == "outside" else f' title="{escape(day_name(day))} · {_counted(get_language() or "", 0)}"'
    return f'<i class="{empty}{row}"{told}></i>'


def years_between(kept: list[int], widest: int = 200) -> list[int]:
    """Every year from the last to the first: one without an article is a gap to be seen. But a single mistaken date
    must not draw centuries of empty rows: the run with the last years is drawn whole, the others as they are kept."""
    falling = sorted(kept, reverse=True)
    near = list(takewhile(lambda year: falling[0] - year < widest, falling))
    if not near:
        return []
    return [*range(near[0], near[-1] - 1, -1), *falling[len(near) :]]
