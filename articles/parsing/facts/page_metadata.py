"""What a page's markup, an entry of a feed or a JSON object states beside the text; and the moments they state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from articles.parsing.facts.dates import FIRST, LAST, Stated, read_date
from articles.parsing.types import TimeRule

#: Beyond this a number counts milliseconds: as seconds it would lie in the year 5138.
_SECONDS = 100_000_000_000
_NUMBER = re.compile(r"\d{9,13}(?:\.\d{1,9})?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_DAY_ONLY = re.compile(r"\d{4}-?\d{2}-?\d{2}$")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Said:
    """rule: where `published` was read. archived: when the file says it was saved. names: bylines as written.
    outlet: who publishes. A naive time is the outlet's. exact: names are names, one each, whatever they look like."""

    rule: TimeRule
    published: Stated | None = None
    modified: Stated | None = None
    archived: Stated | None = None
    names: tuple[str, ...] = ()
    outlet: str = ""
    exact: bool = False


def read_moment(value: object) -> Stated | None:
    """A date in ISO 8601, RFC 822 or a style of dates.py, or seconds or milliseconds since 1970; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch(float(value))
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= _LONGEST:
        return None
    text = value.strip()
    if _NUMBER.match(text):
        return _epoch(float(text))
    return _iso(text) or read_date(text) or _rfc822(text)


def _epoch(number: float) -> Stated | None:
    seconds = number / 1000 if number >= _SECONDS else number
    if not FIRST.timestamp() <= seconds <= LAST.timestamp():
        return None
    return Stated(datetime.fromtimestamp(seconds, UTC), "second")


def _iso(text: str) -> Stated | None:
    try:
        at = datetime.fromisoformat(text.replace(" +", "+"))
    except ValueError:
        return None
    if not FIRST.year <= at.year < LAST.year:
        return None
    if _DAY_ONLY.match(text):
        return Stated(at, "day")
    return Stated(at, "second" if text.count(":") > 1 + ("+" in text[10:] and text[-3] == ":") else "minute")


def _rfc822(text: str) -> Stated | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return Stated(at, "second") if FIRST.year <= at.year < LAST.year else None
