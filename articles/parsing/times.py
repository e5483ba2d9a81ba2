"""Times: every date style of the archives, and which of a file's statements counts (DESIGN.md section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from .types import ParsedTime, Precision, TimeRule

_ABBREVIATIONS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
#: Where most outlets of these archives keep their clocks; used only when neither the file nor its outlet tells.
_USUAL_ZONE = "Asia/Shanghai"
_FIRST, _LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_MONTHS = {name.lower(): number for number, name in enumerate(_ABBREVIATIONS, 1)}
_CLOCK = r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2})(?:\.\d{1,9})?)?"
_ZONE = r"(?:\s*(?P<zone>Z|GMT|UTC|EST|EDT|PST|PDT|CST|CET|CEST|BST|[+-]\d{2}:?\d{2}))?"
_STYLES = tuple(
    re.compile(style, re.IGNORECASE)
    for style in (
        rf"(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?:(?:[T ]|\s+){_CLOCK}{_ZONE})?",
        rf"(?:[A-Z]{{3}},\s*)?(?P<day>\d{{1,2}}) (?P<name>[A-Z]{{3}})[A-Z]* (?P<year>\d{{4}})(?:,?\s+{_CLOCK}{_ZONE})?",
        rf"(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>\d{{4}})(?:\s*-?\s*{_CLOCK}{_ZONE})?",
        rf"(?P<year>\d{{4}})[/.](?P<month>\d{{1,2}})[/.](?P<day>\d{{1,2}})(?:\s*-?\s*{_CLOCK}{_ZONE})?",
        rf"(?P<year>\d{{4}})\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?日(?:\s*(?:星期.|周.|週.)?\s*(?P<half>[上下]午|晚上)?\s*{_CLOCK}{_ZONE})?",
        rf"(?P<name>[A-Z]{{3}})[A-Z]* (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})(?:,?\s+{_CLOCK}{_ZONE})?",
    )
)
_NAMED = {
    "Z": 0,
    "GMT": 0,
    "UTC": 0,
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
    "CET": 1,
    "CEST": 2,
    "BST": 1,
    "CST": 8,
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as written: naive, unless it states its zone."""

    at: datetime
    precision: Precision

    @property
    def has_clock(self) -> bool:
        return self.precision != "day"


@dataclass(frozen=True, slots=True)
class Times:
    """published, archived, and a code for what is doubtful about them ("" for nothing)."""

    published: ParsedTime | None
    archived: ParsedTime | None
    doubt: str
    problems: tuple[str, ...]


def read_date(text: str) -> Stated | None:
    """The date that `text` consists of, in any known style; None if it is something else."""
    text = text.strip()
    if not 8 <= len(text) <= 60:
        return None
    for style in _STYLES:
        if match := style.fullmatch(text):
            return _stated(match.groupdict())
    return None


def comment_time(milliseconds: int | None) -> datetime | None:
    """The feed comment's moment in UTC; None if there is none or it is none of our age."""
    if milliseconds is None or not _FIRST.timestamp() <= milliseconds / 1000 <= _LAST.timestamp():
        return None
    return datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(milliseconds=milliseconds % 1000)


def front_time(value: str) -> Stated | None:
    """The front matter's date; without a zone it is UTC (Jekyll's default on the machines that wrote these)."""
    value = value.strip()
    try:
        stated: Stated | None = Stated(
            datetime.fromisoformat(value.replace(" +", "+")), "day" if len(value) <= 10 else "second"
        )
    except ValueError:
        stated = read_date(value)
    if stated is None or not _FIRST.year <= stated.at.year < _LAST.year:
        return None
    return stated if stated.at.tzinfo else Stated(stated.at.replace(tzinfo=UTC), stated.precision)


def settle(
    body: Stated | None,
    comment: datetime | None,
    front_stated: Stated | None,
    date_line: Stated | None,
    *,
    date_zone: str,
    home_zone: str,
    comment_doubt: bool,
) -> Times:
    """Which statement counts: the body's clock, else the 日期 line, else the comment, else the front matter.

    The comment is what the feed said. Where it is later than the front matter's date the feed stamped local time as UTC:
    archived_at is then the front matter's, and the comment is read in the outlet's zone (DESIGN.md section 4).
    """
    front = front_stated.at if front_stated else None
    late = bool(comment and front and comment > front)
    archived = _archived(comment, front, late)
    published = (
        _in_zone(body, date_zone, comment, "body")
        or _in_zone(date_line, date_zone, comment, "date-line")
        or _by_comment(comment, front, late, home_zone)
        or (ParsedTime(front_stated.at, front_stated.precision, "front-matter") if front_stated else None)
    )
    doubt = "comment-later" if late else ("comment-zone" if comment and not front and comment_doubt else "")
    return Times(published, archived, doubt, _problems(published, archived))


def _problems(published: ParsedTime | None, archived: ParsedTime | None) -> tuple[str, ...]:
    if published is None:
        return ("no-time",)
    if archived and published.at > archived.at + timedelta(days=1):
        return ("published-after-archived",)
    return ()


def _archived(comment: datetime | None, front: datetime | None, late: bool) -> ParsedTime | None:
    if comment and not late:
        return ParsedTime(comment, "second", "comment")
    return ParsedTime(front, "second", "front-matter") if front else None


def _by_comment(comment: datetime | None, front: datetime | None, late: bool, home_zone: str) -> ParsedTime | None:
    if comment is None:
        return None
    if late and front:
        local = _with_offset(comment, home_zone or _USUAL_ZONE)
        return ParsedTime(local, "second", "comment") if local <= front else ParsedTime(front, "second", "front-matter")
    return ParsedTime(comment, "second", "comment")


def _in_zone(stated: Stated | None, zone: str, comment: datetime | None, rule: TimeRule) -> ParsedTime | None:
    if stated is None or (rule == "body" and not stated.has_clock):
        return None
    if stated.at.tzinfo:
        return ParsedTime(stated.at, stated.precision, rule)
    if not zone:
        zone = _likelier(stated.at, comment)
    return ParsedTime(_with_offset(stated.at, zone), stated.precision, rule)


def _likelier(at: datetime, comment: datetime | None) -> str:
    """Zone of a clock that states none, of an unknown outlet: the usual one or UTC, the nearest not after the comment."""
    if comment is None:
        return _USUAL_ZONE
    waits = {zone: comment - _with_offset(at, zone) for zone in (_USUAL_ZONE, "UTC")}
    possible = {zone: wait for zone, wait in waits.items() if wait >= timedelta(0)}
    return min(possible, key=lambda zone: possible[zone]) if possible else _USUAL_ZONE


def _with_offset(at: datetime, zone: str) -> datetime:
    """A fixed offset instead of a zone: the value is compared and stored, never moved across a clock change."""
    offset = at.replace(tzinfo=_zone(zone)).utcoffset() or timedelta(0)
    return at.replace(tzinfo=timezone(offset) if offset else UTC)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _stated(parts: dict[str, str | None]) -> Stated | None:
    name = parts.get("name")
    month = _MONTHS.get(name[:3].lower(), 0) if name else int(parts["month"] or 0)
    hour, minute, second = (int(parts[key] or 0) for key in ("hour", "minute", "second"))
    if parts.get("half") in ("下午", "晚上") and hour < 12:
        hour += 12
    try:
        at = datetime(
            int(parts["year"] or 0), month, int(parts["day"] or 0), hour, minute, second, tzinfo=_offset(parts["zone"])
        )
    except ValueError:
        return None
    if not _FIRST.year <= at.year < _LAST.year:
        return None
    precision: Precision = "second" if parts["second"] else ("minute" if parts["hour"] else "day")
    return Stated(at, precision)


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    hours: float | None = _NAMED.get(zone.upper())
    if hours is None:
        digits = zone[1:].replace(":", "")
        hours = (int(digits[:2]) + int(digits[2:]) / 60) * (-1 if zone[0] == "-" else 1)
    if abs(hours) >= 24:
        return None
    return timezone(timedelta(hours=hours)) if hours else UTC
