"""RIS, the format every reference manager reads. Tags of a newspaper article (NEWS): Research Information Systems' format
of 2011, https://web.archive.org/web/20120526103719/http://refman.com/support/risformat_intro.asp"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from articles.citing.values import Citable, Name, one_line


def _day(day: date | None) -> str:
    """YYYY/MM/DD/ and nothing behind the last slash, where a season could stand."""
    return f"{day.year:04}/{day.month:02}/{day.day:02}/" if day else ""


def _name(name: Name) -> str:
    """A comma would part family and given name: a whole name must not have one."""
    if not name.family:
        return name.literal.replace(",", "，")
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _fields(item: Citable) -> Iterator[tuple[str, str]]:
    yield "TY", "NEWS"
    yield "ID", item.key
    for name in item.names:
        yield "AU", _name(name)
    yield "TI", item.title
    yield "T2", one_line(item.outlet)
    yield "PY", f"{item.day.year:04}" if item.day else ""
    yield "DA", _day(item.day)
    yield "Y2", _day(item.archived_day)
    yield "LA", item.language
    yield "UR", item.link
    # Not AN and AV: of the two Zotero keeps the first only, and JabRef takes an AN for the number.
    yield "DB", item.kept_in
    for word in item.words:
        yield "KW", word
    for note in item.notes:
        yield "N1", note


def ris(item: Citable) -> str:
    """One reference, with the empty line that ends it. Lines end with CR LF; a field is one line, so that nothing in a
    headline can pass for a tag."""
    lines = [f"{tag}  - {value}" for tag, value in _fields(item) if value]
    return "\r\n".join([*lines, "ER  - ", "", ""])
