"""The timeline of a search as a drawing. Its links are written here, not in a template: there are up to 124 of them, and
a template takes 0.2 ms of CPU for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.display.days import near_day, step_name, whole_month
from articles.display.numbers import count_articles
from articles.pages.search_state import HEIGHT, WIDTH, BarLink


@lru_cache(maxsize=1 << 13)
def _name(language: str, step: str, start: date) -> str:
    return step_name(start, step)


def drawn(links: Iterable[BarLink]) -> SafeString:
    """The bars that have articles, as SVG: each a link over its whole column."""
    language, colon = get_language() or "", _(": ")
    parts = []
    for link in links:
        if not link.bar.count:
            continue
        label = escape(_name(language, link.step, link.bar.start) + colon + count_articles(link.bar.count))
        parts.append(
            f'<a href="{escape(link.href)}" rel="nofollow" aria-label="{label}"><title>{label}</title>'
            f'<rect class="timeline__hit" x="{link.hit_x}" y="0" width="{link.hit_width}" height="{HEIGHT + 4}"/>'
            f'<rect class="timeline__bar" x="{link.x}" y="{link.y}" width="{link.width}" height="{link.height}"/></a>'
        )
    return mark_safe("".join(parts))  # noqa: S308 - texts have been escaped; the rest are whole numbers


#: Ticks between the ends, at most; none so near to an end (of a hundred) that it would run into it.
_TICKS, _END = 5, 14


@dataclass(frozen=True, slots=True)
class Tick:
    """at: hundredths of the width. minor: too near to an end for a narrow window."""

    at: int
    label: str

    @property
    def minor(self) -> bool:
        return not 32 <= self.at <= 66


def ticks(links: Sequence[BarLink]) -> list[Tick]:
    """Between the ends of the timeline, where years, months or weeks begin."""
    if len(links) < 3:
        return []
    step, first = links[0].step, links[0].bar.start
    for fits, name in _marks(step):
        found = [link for link in links[1:-1] if fits(link.bar.start)]
        found = [link for link in found if _END <= _at(link) <= 100 - _END]
        every = -(-len(found) // _TICKS)
        if len(found) > 1:
            return [Tick(_at(link), _named(link.bar.start, first, name)) for link in found[::every]]
    middle = links[len(links) // 2]
    return [Tick(_at(middle), _named(middle.bar.start, first, step))] if _END <= _at(middle) <= 100 - _END else []


def _at(link: BarLink) -> int:
    return round((link.hit_x + link.hit_width / 2) * 100 / WIDTH)


def _marks(step: str) -> list[tuple[Callable[[date], bool], str]]:
    """What begins at a mark, the coarsest first, and how it is named."""
    if step == "year":
        return [
            (lambda day: day.year % 10 == 0, "year"),
            (lambda day: day.year % 5 == 0, "year"),
            (lambda _day: True, "year"),
        ]
    if step == "month":
        return [(lambda day: day.month == 1, "year"), (lambda day: day.month % 3 == 1, "month")]
    return [(lambda day: day.day == 1, "day"), (lambda day: day.weekday() == 0, "day")]


def _divides(number: int, day: date) -> bool:
    return day.year % number == 0


def _named(day: date, first: date, step: str) -> str:
    if step == "month":
        return whole_month(day) if day.month != 1 else step_name(day, "year")
    return near_day(day, first) if step == "day" else step_name(day, step)


@dataclass(frozen=True, slots=True)
class Overview:
    """The timeline of all days, with the chosen ones: x and width in the drawing's units."""

    x: int
    width: int
    drawn: SafeString
    first: date
    last: date
    step: str


def overview(links: Sequence[BarLink], since: date | None, until: date | None) -> Overview | None:
    """None where there is nothing more to see than what is chosen."""
    if len(links) < 2:
        return None
    first, last = links[0].bar.start, links[-1].bar.end
    low, high = max(since or first, first), min(until or last, last)
    if low > high or (low, high) == (first, last):
        return None
    days = (last - first).days + 1
    x = (low - first).days * WIDTH // days
    width = max(((high - low) + timedelta(1)).days * WIDTH // days, 3)
    return Overview(x, width, drawn(links), first, links[-1].bar.start, links[0].step)
