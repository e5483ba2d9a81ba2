"""Days, weeks, months and years as numbers that follow each other, so that a timeline is one bincount. Pure.

A day is its proleptic ordinal. Weeks begin on Monday (ISO 8601): ordinal 1 is one.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Literal, get_args

import numpy as np

from articles.search.text.arrays import Array

Step = Literal["day", "week", "month", "year"]
#: From the finest to the coarsest.
STEPS: tuple[Step, ...] = get_args(Step)
_EPOCH = date(1970, 1, 1).toordinal()
#: Days that are still drawn day by day, week by week, month by month.
_DAYS_UP_TO, _WEEKS_UP_TO, MONTHS_UP_TO = 62, 400, 3700


def numbers(step: Step, days: Array) -> Array:
    """The number (int64) of the step that each day (ordinals, at least 1) lies in."""
    days = days.astype(np.int64)
    if step == "day":
        return days
    if step == "week":
        weeks: Array = (days - 1) // 7
        return weeks
    months: Array = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    return months if step == "month" else months // 12


def number(step: Step, day: date) -> int:
    """The same for one day."""
    match step:
        case "day":
            return day.toordinal()
        case "week":
            return (day.toordinal() - 1) // 7
        case "month":
            return day.year * 12 + day.month - 1
        case "year":
            return day.year


def first_day(step: Step, number: int) -> date:
    match step:
        case "day":
            return date.fromordinal(number)
        case "week":
            return date.fromordinal(number * 7 + 1)
        case "month":
            return date(number // 12, number % 12 + 1, 1)
        case "year":
            return date(number, 1, 1)


def last_day(step: Step, number: int) -> date:
    first = first_day(step, number)
    match step:
        case "day":
            return first
        case "week":
            return date.fromordinal(min(first.toordinal() + 6, date.max.toordinal()))
        case "month":
            return first.replace(day=monthrange(first.year, first.month)[1])
        case "year":
            return first.replace(month=12, day=31)


def fitting(first: date, last: date) -> Step:
    """The step that shows these days (inclusive) in some 10 to 120 points."""
    days = (last - first).days + 1
    if days <= _DAYS_UP_TO:
        return "day"
    return "week" if days <= _WEEKS_UP_TO else "month" if days <= MONTHS_UP_TO else "year"


def how_many(step: Step, first: date, last: date) -> int:
    """Steps that hold these days (inclusive), parts of one counted as one."""
    return number(step, last) - number(step, first) + 1


def not_more_than(most: int, step: Step, first: date, last: date) -> Step:
    """This step, or the finest coarser one that needs at most so many; years if none does."""
    coarser = STEPS[STEPS.index(step) :]
    return next((each for each in coarser if how_many(each, first, last) <= most), "year")
