"""Of what time the archive is, as one tells a visitor: the months that most of it is of, and the last day of usual size.
Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

#: Of the articles with a day, the share that the span of months holds.
MOST_OF_IT = 0.9
#: Days with articles that tell what is usual, and the share of their median from which on a day is a usual one. Of 31,000
#: articles, some 310 a day, the last day had 31 and a single one lay two years before the others.
RECENT, USUAL = 60, 0.25


@dataclass(frozen=True, slots=True)
class Span:
    """Of months, by their first days; both belong to it. whole: no article with a day lies outside."""

    first: date
    last: date
    whole: bool


def main_span(by_month: Mapping[tuple[int, int], int]) -> Span | None:
    """The shortest run of months with most of the articles, the earliest of equals; None where none has a day. by_month:
    articles by (year, month), in order."""
    months = list(by_month)
    wanted = MOST_OF_IT * sum(by_month.values())
    best: tuple[int, int, int] | None = None
    start, held = 0, 0
    for end, month in enumerate(months):
        held += by_month[month]
        while held - by_month[months[start]] >= wanted:
            held -= by_month[months[start]]
            start += 1
        length = _number(month) - _number(months[start])
        if held >= wanted and (best is None or length < best[0]):
            best = length, start, end
    if best is None:
        return None
    (year, month_of), (last_year, last_month) = months[best[1]], months[best[2]]
    return Span(date(year, month_of, 1), date(last_year, last_month, 1), best[2] - best[1] + 1 == len(months))


def _number(month: tuple[int, int]) -> int:
    return month[0] * 12 + month[1]


def last_usual_day(by_day: Mapping[date, int], today: date) -> date | None:
    """The day that the front page shows: not after today, for a date may be mistaken, and no straggler. by_day: articles, in
    order."""
    recent = [day for day in by_day if day <= today][-RECENT:]
    if not recent:
        return None
    usual = USUAL * median(by_day[day] for day in recent)
    return next(day for day in reversed(recent) if by_day[day] >= usual)
