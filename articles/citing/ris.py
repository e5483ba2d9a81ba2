"""RIS, the format every reference manager reads. Tags of a newspaper article (NEWS): Research Information Systems' format
of 2011, https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .values import Citable, one_line


def _day(day: date | None) -> str:
    """YYYY/MM/DD/ and nothing behind the last slash, where a season could stand."""
    return f"{day.year:04}/{day.month:02}/{day.day:02}/" if day else ""


def _fields(item: Citable) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", item.key
    for name in item.names:
        # A comma would part family and given name: a whole name must not have one.
        yield "AU", f"{name.family}, {name.given}" if name.family else name.literal.replace(",", "，")
    yield "TI", item.title
    yield "T2", one_line(item.outlet)
    yield "PY", f"{item.day.year:04}" if item.day else ""
    yield "DA", _day(item.day)
    yield "Y2", _day(item.archived_day)
    yield "LA", item.language
    yield "UR", item.address
    yield "DB", one_line(item.archive)
    yield "AN", item.public_id
    yield "AV", item.permanent
    for note in item.notes:
        yield "N1", note


def ris(item: Citable) -> str:
    """One reference, with the empty line that ends it. Lines end with CR LF; a field is one line, so that nothing in a
    headline can pass for a tag."""
    lines = [f"{tag}  - {value}" for tag, value in _fields(item) if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])
