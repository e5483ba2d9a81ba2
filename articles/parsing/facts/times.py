"""Times: which of a file's statements counts, and in which zone (docs/formats.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from articles.parsing.facts.dates import FIRST, LAST, YEARLESS, Stated, read_date
from articles.parsing.facts.page_metadata import Said
from articles.parsing.types import ParsedTime, TimeRule

__all__ = ["Stated", "Times", "comment_time", "front_time", "read_date", "settle", "settle_said"]

#: Where most outlets of these archives keep their clocks; used only when neither the file nor its outlet tells.
_USUAL_ZONE = "Asia/Shanghai"
#: A dateline this much earlier than the feed's stamp: the feed carried an old story, or stamped a change of it. In the
#: sample 30 of 16,000 datelines with a month are; ordinary ones are at most three days old.
_OLD = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Times:
    """published, archived, and a code for what is doubtful about them ("" for nothing; docs/formats.md lists them)."""

    published: ParsedTime | None
    archived: ParsedTime | None
    doubt: str
    problems: tuple[str, ...]


def comment_time(milliseconds: int | None) -> datetime | None:
    """The feed comment's moment in UTC; None if there is none or it is none of our age."""
    if milliseconds is None or not FIRST.timestamp() <= milliseconds / 1000 <= LAST.timestamp():
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
    if stated is None or not FIRST.year <= stated.at.year < LAST.year:
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
    dateline: Stated | None = None,
    address: Stated | None = None,
) -> Times:
    """Which statement counts: the body's clock, else the 日期 line, else the comment, else the front matter; where there is
    none of these a day: that of the body, of its dateline or its last line (（編輯：…）1091029), or of the address.

    The comment is what the feed said. Where it is later than the front matter's date the feed stamped local time as UTC:
    archived_at is then the front matter's, and the comment is read in the outlet's zone (docs/formats.md) - unless the
    body's clock lies between the two: then it is the front matter that is wrong (13 files of the sample, of two days).
    Nothing is published after it was archived: a later clock does not count, and `doubt` says so.
    """
    front = front_stated.at if front_stated else None
    late = bool(comment and front and comment > front)
    early = late and _between(front, body, comment, date_zone)
    archived = _archived(comment, front_stated, late and not early)
    told = _Told(date_zone, comment, archived, address)
    by_comment = _by_comment(comment, front, late and not early, home_zone)
    published = (
        told.clock(body)
        or told.time(date_line, "date-line")
        or by_comment
        or (ParsedTime(front_stated.at, front_stated.precision, "front-matter") if front_stated else None)
        or told.time(body, "body")
        or told.time(dateline, "dateline")
        or told.time(address, "address")
    )
    doubt = ("front-earlier" if early else "comment-later") if late else ""
    if comment and not front and comment_doubt:
        doubt = "comment-zone"
    doubt = doubt or told.doubt or _old_doubt(published, dateline)
    return Times(published, archived, doubt, () if published else ("no-time",))


@dataclass(slots=True)
class _Told:
    """Reads what a page states; doubt: what was wrong with it. zone: the outlet's, "" if it is not known."""

    zone: str
    comment: datetime | None
    archived: ParsedTime | None
    address: Stated | None
    doubt: str = ""

    def clock(self, stated: Stated | None) -> ParsedTime | None:
        return self.time(stated, "body") if stated and stated.has_clock else None

    def time(self, stated: Stated | None, rule: TimeRule) -> ParsedTime | None:
        """None for a time after the archive's, which a page cannot have stated when it was archived."""
        if stated is None or (at := self._in_year(stated.at)) is None:
            return None
        if at.tzinfo is None:
            at = _with_offset(at, self.zone or _likelier(at, self.comment))
            at = self._elsewhere(at) if self._late(at) else at
        if self._late(at):
            self.doubt = "body-later"
            return None
        return ParsedTime(at, stated.precision, rule)

    def _elsewhere(self, at: datetime) -> datetime:
        """A clock that the outlet's zone puts into the future, in the usual zone or UTC, where that comes nearer: a site
        may keep its readers' time. A clock that is only fast stays what it is."""
        naive, bound = at.replace(tzinfo=None), self._bound()
        other = _with_offset(naive, _likelier(naive, bound))
        if bound is None or not timedelta(0) <= bound - other < at - bound:
            return at
        self.doubt = "body-zone"
        return other

    def _bound(self) -> datetime | None:
        """The end of the day, where only the day of archiving is known."""
        if self.archived is None:
            return None
        return self.archived.at + (timedelta(days=1) if self.archived.precision == "day" else timedelta(0))

    def _late(self, at: datetime) -> bool:
        bound = self._bound()
        return bound is not None and at > bound

    def _in_year(self, at: datetime) -> datetime | None:
        """A date without a year is of the last year in which it was not in the future of the archive's time, or of the
        day in the address."""
        if at.year != YEARLESS:
            return at
        bound = self._bound() or (self.address and self.address.at.replace(tzinfo=UTC))
        if not bound:
            return None
        for year in (bound.year, bound.year - 1):
            try:
                dated = at.replace(year=year)
            except ValueError:  # 2月29日
                continue
            if (dated if dated.tzinfo else dated.replace(tzinfo=UTC)) <= bound + timedelta(days=1):
                return dated
        return None


def _between(front: datetime | None, body: Stated | None, comment: datetime | None, zone: str) -> bool:
    """Whether the body's clock lies after the front matter's date and not after the comment."""
    if front is None or comment is None or body is None or not body.has_clock or body.at.year == YEARLESS:
        return False
    if body.at.tzinfo is None and not zone:
        return False
    at = body.at if body.at.tzinfo else _with_offset(body.at, zone)
    return front < at <= comment


def _old_doubt(published: ParsedTime | None, dateline: Stated | None) -> str:
    if published is None or dateline is None or published.rule not in ("comment", "front-matter"):
        return ""
    if dateline.at.year == YEARLESS:
        return ""
    return "dateline-earlier" if published.at - dateline.at.replace(tzinfo=UTC) > _OLD else ""


def _archived(comment: datetime | None, front: Stated | None, late: bool) -> ParsedTime | None:
    if comment and not late:
        return ParsedTime(comment, "second", "comment")
    return ParsedTime(front.at, front.precision, "front-matter") if front else None


def _by_comment(comment: datetime | None, front: datetime | None, late: bool, home_zone: str) -> ParsedTime | None:
    if comment is None:
        return None
    if late and front:
        local = _with_offset(comment, home_zone or _USUAL_ZONE)
        return ParsedTime(local, "second", "comment") if local <= front else ParsedTime(front, "second", "front-matter")
    return ParsedTime(comment, "second", "comment")


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


def settle_said(said: Said, text: Times, *, date_zone: str) -> tuple[Times, datetime | None]:
    """Of a page, an entry of a feed or a JSON object: the time that its markup states, else what its text gives; and when
    it was last modified. A day in the markup yields to a clock in the text. date_zone: the outlet's, "" if unknown."""
    archived = _Told(zone=date_zone, comment=None, archived=None, address=None).time(said.archived, "saved")
    told = _Told(zone=date_zone, comment=None, archived=archived, address=None)
    published, modified = told.time(said.published, said.rule), told.time(said.modified, said.rule)
    by_text = text.published
    if published is None or (published.precision == "day" and by_text and by_text.precision != "day"):
        published = by_text
    times = Times(published, archived, told.doubt or text.doubt, () if published else ("no-time",))
    return times, modified.at if modified else None
