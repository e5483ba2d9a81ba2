"""Days, months and years of the archive: their addresses and their neighbours."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

T = TypeVar("T", date, tuple[int, int], int)


class FourDigits:
    """A year in an address: `2020`."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class TwoDigits(FourDigits):
    """A month or a day in an address: `08`."""

    regex = "[0-9]{2}"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


def day_or_404(year: int, month: int = 1, day: int = 1) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(_("There is no such day in the calendar.")) from error


def start_of(day: date) -> datetime:
    """Midnight in the archive's zone, aware."""
    return datetime.combine(day, time.min, settings.ARCHIVE_ZONE)


def near(day: date) -> Q:
    """Articles of a day, and that they are from about then: with that, one outlet's day is a short range of the index on
    (source, published_at), not a walk through all its articles. A day wider than the day itself on both sides, so that no
    time zone matters: `day` was set when the article came."""
    found = Q(day=day)
    if day > date.min + timedelta(days=2):
        found &= Q(published_at__gte=start_of(day - timedelta(days=1)))
    if day < date.max - timedelta(days=2):
        found &= Q(published_at__lt=start_of(day + timedelta(days=2)))
    return found


def today() -> date:
    return timezone.localdate(timezone=settings.ARCHIVE_ZONE)


def same_days(kept: Iterable[date], wanted: date) -> list[date]:
    """The days of other years with the same month and day, the nearest year first."""
    same = (day for day in kept if (day.month, day.day) == (wanted.month, wanted.day) and day != wanted)
    return sorted(same, key=lambda day: (abs(day.year - wanted.year), day))


def neighbours(kept: Sequence[T], wanted: T) -> tuple[T | None, T | None]:
    """The ones just before and just after `wanted` in `kept`, which is in order and need not hold it."""
    before, after = bisect_left(kept, wanted), bisect_right(kept, wanted)
    return (kept[before - 1] if before else None, kept[after] if after < len(kept) else None)
