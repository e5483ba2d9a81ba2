"""How a comparison's numbers, steps and queries are written."""

from __future__ import annotations

from articles.display.days import full_day, full_month, full_year, near_day
from articles.search.analysis.comparison import Period
from articles.search.evaluate.time_buckets import Step, first_day, last_day, number

#: Characters of a query among numbers.
_SHORT = 40


def share_label(share: float | None) -> str:
    """In per cent with two or three digits that count, below a thousandth in thousandths; a dash without any."""
    if share is None:
        return "–"
    if not share:
        return "0%"
    if share < 0.001:
        return f"{share * 1000:.2f}‰"
    return f"{share * 100:.{2 if share < 0.1 else 1}f}%"


def short(text: str) -> str:
    """A query among numbers; the legend has it whole."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def period_label(period: Period, step: Step) -> str:
    """A whole month or year by its name, else the days from and to."""
    at = number(step, period.start)
    whole = (period.start, period.end) == (first_day(step, at), last_day(step, at))
    if period.start == period.end:
        return full_day(period.start)
    if whole and step == "month":
        return full_month(period.start)
    if whole and step == "year":
        return full_year(period.start)
    return f"{full_day(period.start)} – {near_day(period.end, period.start)}"
