"""Days, months and years of the archive: their addresses and their neighbours."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TypeVar

from django.conf import settings
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


def today() -> date:
    return timezone.localdate(timezone=settings.ARCHIVE_ZONE)


def neighbours(kept: Sequence[T], wanted: T) -> tuple[T | None, T | None]:
    """The ones just before and just after `wanted` in `kept`, which is in order and need not hold it."""
    before, after = bisect_left(kept, wanted), bisect_right(kept, wanted)
    return (kept[before - 1] if before else None, kept[after] if after < len(kept) else None)
