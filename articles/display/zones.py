"""In which zone a time is shown: the one rule of pages, feeds, files, citations, linked data, the API and the admin.

What an outlet did (it published, its feed stamped) is in the outlet's zone; what this archive did (it imported, an editor
corrected or hid) is in the archive's. Offsets are whole minutes.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from django.conf import settings

from articles.models import Article

MINUTES_OF_DAY = 24 * 60


def zone_of(article: Article) -> tzinfo:
    """The offset that is stated with the time, else the outlet's home zone, else UTC where the article says so, else the
    archive's zone. A zone that is none (an export of another hand, a system without it) counts as not given.

    The offset first: an outlet away from its home (the New York Times in Chinese) writes its readers' time, and dates its
    addresses by it. A feed's stamp in UTC states nothing: that is how feeds count.
    """
    minutes = article.published_offset
    if minutes and abs(minutes) < MINUTES_OF_DAY:
        return timezone(timedelta(minutes=minutes))
    if article.source.home_zone:
        try:
            return ZoneInfo(article.source.home_zone)
        except (KeyError, ValueError, OSError):  # unknown; no name of a zone; a folder of zones
            return settings.ARCHIVE_ZONE
    return UTC if minutes == 0 and article.published_rule == "body" else settings.ARCHIVE_ZONE


def local_time(article: Article, at: datetime | None) -> datetime | None:
    """`at` (aware), a time that the outlet knows of, in the zone of zone_of. None for None. Asks the database for nothing if
    the article came with its outlet."""
    return _in(zone_of(article), at) if at else None


def archive_time(at: datetime) -> datetime:
    """`at` (aware), a time of the archive's own, in the archive's zone, whose days its pages are."""
    return _in(settings.ARCHIVE_ZONE, at)


def _in(zone: tzinfo, at: datetime) -> datetime:
    """RFC 3339 has no seconds in an offset, and zones had them until about 1900: Shanghai was 8:05:43 ahead."""
    try:
        local = at.astimezone(zone)
        seconds = (local.utcoffset() or timedelta()).total_seconds()
        return local if seconds % 60 == 0 else at.astimezone(timezone(timedelta(minutes=round(seconds / 60))))
    except OverflowError:  # the first or last day of the calendar
        return at.astimezone(UTC)


def filed_under(article: Article) -> date | None:
    """The day whose page lists the article, if that is not the day it says itself: the archive counts all outlets' days in
    one zone."""
    told = local_time(article, article.published_at)
    return article.day if told and article.day != told.date() else None


def archive_offset(day: date) -> str:
    """`UTC+8`: the archive's zone at noon of a day."""
    return offset_text(datetime.combine(day, time(12), settings.ARCHIVE_ZONE))


def offset_text(at: datetime) -> str:
    """`UTC+8`, `UTC−3:30`; `UTC` itself."""
    minutes = round((at.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def iso_moment(article: Article, at: datetime | None, precision: str = "minute") -> str:
    """ISO 8601 with the offset that a page shows; the day alone where no more is known (precision "day"); "" for None."""
    local = local_time(article, at)
    if local is None:
        return ""
    return local.date().isoformat() if precision == "day" else local.isoformat()
