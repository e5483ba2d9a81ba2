"""Tables: CSV and its kin, SQLite, Excel, Parquet. Each row becomes a JSON object under the names of its columns, as which
the archive keeps and reads it (articles.parsing.formats.json_articles). Streamed: a table may have any size."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from articles.ingest.archives.limits import Limits
from articles.parsing.formats.decoding import Decoded, decode
from articles.parsing.formats.fields import keys, plain_key
from articles.parsing.types import Refused

Row = bytes | Refused
Place = Path | bytes
#: Columns of a table that are looked at, and bytes by which its encoding and separator are told.
_MOST_COLUMNS, _LOOKED = 500, 256 * 1024
_SEPARATORS = ",\t;|\x01"


class NoTable(Exception):
    """A file that holds no table of articles; the text says why."""


def rows_of_csv(place: Place, limits: Limits, names: Mapping[str, str]) -> Iterator[Row]:
    """The rows below the first line, which names the columns. Raises NoTable."""
    start = _start(place)
    encoding = _encoding(start)
    if isinstance(encoding, Refused):
        yield encoding
        return
    sample = start.decode(encoding, "replace")
    separator = _separator(sample)
    csv.field_size_limit(limits.file)
    with _lines(place, encoding) as lines:
        reader = csv.reader(_without_nul(lines, limits), delimiter=separator, strict=False)
        try:
            columns = named(next(reader, []), names)
            for values in reader:
                if any(values):
                    yield row_of(columns, values, limits)
        except csv.Error as error:
            yield Refused(
                f"The table is broken at line {reader.line_num} ({error}); what comes after it cannot be read."
            )


def _without_nul(lines: Iterable[str], limits: Limits) -> Iterator[str]:
    for line in lines:
        if len(line) > limits.file:
            raise csv.Error("a line that is longer than any article")
        yield line.replace("\0", "")


def _lines(place: Place, encoding: str) -> io.TextIOWrapper:
    raw = io.BytesIO(place) if isinstance(place, bytes) else place.open("rb")
    return _Bounded(raw, encoding=encoding, errors="replace", newline="")


class _Bounded(io.TextIOWrapper):
    """Lines of a bounded length, so that a file without line ends is not read into memory whole."""

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        while line := self.readline(32 * 1024 * 1024):
            yield line


def _start(place: Place) -> bytes:
    if isinstance(place, bytes):
        return place[:_LOOKED]
    with place.open("rb") as file:
        return file.read(_LOOKED)


def _encoding(start: bytes) -> str | Refused:
    whole = start if len(start) < _LOOKED else start.rpartition(b"\n")[0] or start
    if not whole.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        whole = whole.replace(b"\x01", b"\t").replace(b"\0", b"")
    decoded = decode(whole)
    if not isinstance(decoded, Decoded):
        return decoded
    return {"utf-8": "utf-8-sig", "utf_8": "utf-8-sig"}.get(decoded.encoding.lower(), decoded.encoding)


def _separator(sample: str) -> str:
    """The one that parts the most columns with known names; then the one that stands most often in the first line."""
    line = next(iter(sample.lstrip("\ufeff").splitlines()), "")
    known = {separator: _known(next(csv.reader([line], delimiter=separator), [])) for separator in _SEPARATORS}
    return max(_SEPARATORS, key=lambda separator: (known[separator], line.count(separator)))


def _known(columns: list[str]) -> int:
    table = keys()
    return sum(any(plain_key(column) in names for names in table.values()) for column in columns[:_MOST_COLUMNS])


def named(columns: Iterable[object], names: Mapping[str, str]) -> list[str]:
    """The names of columns, if they are those of articles. Raises NoTable."""
    found = [str(column if column is not None else "").strip().lstrip("\ufeff") for column in columns][:_MOST_COLUMNS]
    if not holds_articles(found, names):
        shown = ", ".join(filter(None, found[:12])) or "no names"
        raise NoTable(
            f"Its columns ({shown[:300]}) name no headline with an address, and no text with one of headline, "
            "address and time. Say what they are with --map."
        )
    return found


def holds_articles(columns: Iterable[str], names: Mapping[str, str]) -> bool:
    """Whether rows with these columns can be articles: the rule of json_articles.read_json. names: of parts, by the plain
    names that the archive's owner gave for them."""
    plain = {plain_key(column) for column in columns}
    plain |= {keys()[part][0] for name, part in names.items() if name in plain and part in keys()}

    def has(*parts: str) -> bool:
        return any(name in plain for part in parts for name in keys()[part])

    headline, url = has("headline"), has("url")
    return (headline and url) or (has("html", "text") and (headline or url or has("published")))


def row_of(columns: list[str], values: Iterable[object], limits: Limits) -> Row:
    told = {
        column: value
        for column, each in zip(columns, values, strict=False)
        if column and (value := _plain(each)) not in (None, "")
    }
    data = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return data if len(data) <= limits.file else Refused(limits.too_large(len(data)))


def _plain(value: Any) -> Any:
    """A cell as JSON has it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        decoded = decode(bytes(value))
        return decoded.text if isinstance(decoded, Decoded) else None
    if isinstance(value, str):
        return value.strip()
    return (
        value if isinstance(value, bool | int | list | dict) or (isinstance(value, float) and value == value) else None
    )


def rows_of(kind: str, place: Place, limits: Limits, names: Mapping[str, str]) -> Iterator[Row]:
    """kind: "csv", "sqlite", "excel" or "parquet". Raises NoTable, before the first row or in its place."""
    if kind == "csv":
        return rows_of_csv(place, limits, names)
    from articles.ingest.archives import table_files  # its packages are opened only where there is such a file

    return table_files.READERS[kind](place, limits, names)
