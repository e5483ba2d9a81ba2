"""How days and times of day are written: one form on every page, in the interface language."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import dateformat
from django.utils.translation import pgettext

from articles.display.zones import archive_time, local_time, offset_text
from articles.models import Article


def full_day(value: date) -> str:
    return dateformat.format(value, pgettext("date format", "j F Y"))


def short_day(value: date) -> str:
    """Where many stand below each other, or there is little room."""
    return dateformat.format(value, pgettext("compact date format", "j M Y"))


def day_of_year(value: date) -> str:
    return dateformat.format(value, pgettext("date format without the year", "j F"))


def near_day(value: date | None, beside: date) -> str:
    """A neighbouring day, short: two of them stand beside each other; with its year where that is another one."""
    if value is None:
        return ""
    if value.year != beside.year:
        return short_day(value)
    return dateformat.format(value, pgettext("compact date format without the year", "j M"))


def full_year(value: date) -> str:
    return dateformat.format(value, pgettext("year format", "Y"))


def full_month(value: date | None) -> str:
    """Empty for None: a month without a neighbour."""
    if value is None:
        return ""
    return dateformat.format(value, pgettext("month and year format", "F Y"))


def month_only(value: date) -> str:
    return dateformat.format(value, pgettext("month format", "M"))


def whole_month(value: date) -> str:
    """Where there is room for its whole name."""
    return dateformat.format(value, pgettext("whole month format", "F"))


def weekday(value: date) -> str:
    return dateformat.format(value, "l")


def clock(value: datetime | None) -> str:
    """Time of day in the archive's zone, as its days are."""
    return f"{archive_time(value):%H:%M}" if value else ""


def own_day(value: datetime) -> str:
    """The archive's day of something that the archive did."""
    return full_day(archive_time(value))


def own_moment(value: datetime) -> str:
    """The same with the time and the offset."""
    return _moment(archive_time(value))


def outlet_moment(article: Article, at: datetime, precision: str = "minute") -> str:
    """A time of the article in its outlet's zone, as its page writes it; only the day where no more is known."""
    local = local_time(article, at) or at
    return full_day(local) if precision == "day" else _moment(local)


_STEP_NAMES = {"day": full_day, "month": full_month, "year": full_year}


def step_name(start: date, step: str) -> str:
    """A step of a timeline by its first day. step: "day", "month" or "year"."""
    return _STEP_NAMES[step](start)


def _moment(local: datetime) -> str:
    return f"{full_day(local)} {local:%H:%M} {offset_text(local)}"
