"""Tables that are no text: SQLite, Excel, Parquet. Read-only. What a hostile one does ends with the process
that reads it."""

from __future__ import annotations

import io
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from zlib import error as ZlibError

from articles.ingest.archives.limits import Limits
from articles.ingest.archives.tables import NoTable, Place, Row, holds_articles, named, row_of
from articles.parsing.types import Refused

#: Seconds that one step of SQLite may take.
_PATIENCE = 15.0
_MOST_TABLES = 200
#: Rows of an Excel sheet in which the names of columns are looked for, and rows of Parquet that are read at once.
_HEAD, _AT_ONCE = 10, 64
#: What a workbook may unpack to: its texts are held in memory by the package that reads it.
_UNPACKED = 512 * 1024 * 1024


def rows_of_sqlite(place: Place, limits: Limits, names: Mapping[str, str]) -> Iterator[Row]:
    """The rows of every table that holds articles, tables by name, rows in their order. Views and virtual tables
    are not read: they run what the file says."""
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(place, bytes):
            place = _written(Path(folder) / "table.db", place)
        yield from _sqlite_rows(place, limits, names)


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _sqlite_rows(path: Path, limits: Limits, names: Mapping[str, str]) -> Iterator[Row]:
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            _bind(database, limits)
            tables = _tables(database, names)
            if not tables:
                raise NoTable("It is a database without a table of articles. Say what its columns are with --map.")
            for table, columns in tables:
                picked = ", ".join(map(_quoted, columns))
                for values in database.execute(f"SELECT {picked} FROM {_quoted(table)}"):  # noqa: S608 - names in quotes
                    _begin(database)
                    yield row_of(columns, values, limits)
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        yield Refused(f"The database is damaged ({error}); what comes after it cannot be read.")


def _bind(database: sqlite3.Connection, limits: Limits) -> None:
    """https://www.sqlite.org/security.html: no code of the file's, bounded values, an end to every step."""
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.file)
    for statement in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
        database.execute(f"PRAGMA {statement}")
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    _begin(database)


def _begin(database: sqlite3.Connection) -> None:
    end = time.monotonic() + _PATIENCE
    database.set_progress_handler(lambda: time.monotonic() > end, 100_000)


def _tables(database: sqlite3.Connection, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    found = []
    listing = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name LIMIT 1000")
    for table, sql in listing.fetchall()[:_MOST_TABLES]:
        if (
            not isinstance(sql, str)
            or not sql.lstrip().upper().startswith("CREATE TABLE")
            or table.startswith("sqlite_")
        ):
            continue
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(table)})")]
        if holds_articles(columns, names):
            found.append((table, columns))
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def rows_of_excel(place: Place, limits: Limits, names: Mapping[str, str]) -> Iterator[Row]:
    """The rows of every sheet that holds articles, below the first row that names its columns. Values, never formulas."""
    import openpyxl

    if reason := _unreadable(place):
        yield Refused(reason)
        return
    file = io.BytesIO(place) if isinstance(place, bytes) else place
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except _BROKEN_BOOK as error:
        yield Refused(f"It is no workbook that can be read ({_short(error)}).")
        return
    reason = "It is a workbook without a sheet."
    found = False
    with closing(book):
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size may be a lie
            try:
                for row in _sheet_rows(sheet.iter_rows(values_only=True, max_col=500), limits, names):
                    found = True
                    yield row
            except NoTable as error:
                reason = str(error)
            except _BROKEN_BOOK as error:
                found = True
                yield Refused(f"The sheet is damaged ({_short(error)}); what comes after it cannot be read.")
    if not found:
        raise NoTable(reason)


_BROKEN_BOOK = (
    ArithmeticError, AttributeError, EOFError, KeyError, IndexError, OSError, RuntimeError, SyntaxError, TypeError,
    ValueError, zipfile.BadZipFile, ZlibError, NotImplementedError,
)  # fmt: skip


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]


def _unreadable(place: Place) -> str:
    """Why a workbook is not opened; "" if it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(place) if isinstance(place, bytes) else place) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except _BROKEN_BOOK as error:
        return f"It is no workbook that can be read ({_short(error)})."
    return f"The workbook unpacks to more than {_UNPACKED // 2**20} MiB. Save it as CSV." if size > _UNPACKED else ""


def _sheet_rows(rows: Iterator[tuple[Any, ...]], limits: Limits, names: Mapping[str, str]) -> Iterator[Row]:
    columns = _head(rows, names)
    for values in rows:
        if any(value not in (None, "") for value in values):
            yield row_of(columns, values, limits)


def _head(rows: Iterator[tuple[Any, ...]], names: Mapping[str, str]) -> list[str]:
    """The first row that names columns of articles. Above it people write titles."""
    reason = NoTable("It is an empty sheet.")
    for _, row in zip(range(_HEAD), rows, strict=False):
        try:
            return named(row, names)
        except NoTable as error:
            reason = reason if "columns" in str(reason) else error
    raise reason


def rows_of_parquet(place: Place, limits: Limits, names: Mapping[str, str]) -> Iterator[Row]:
    """The rows, some at a time. Raises NoTable where pyarrow, which is an optional requirement, is not there."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise NoTable("Parquet is read with pyarrow. Run: pip install -r requirements-parquet.txt") from error
    try:
        file = parquet.ParquetFile(io.BytesIO(place) if isinstance(place, bytes) else str(place), memory_map=False)
        columns = named(file.schema_arrow.names, names)
        for batch in file.iter_batches(batch_size=_AT_ONCE):
            for row in batch.to_pylist():
                yield row_of(columns, [row.get(column) for column in columns], limits)
    except (pyarrow.ArrowException, OSError, UnicodeError, OverflowError) as error:
        yield Refused(f"The table is damaged ({_short(error)}); what comes after it cannot be read.")


READERS: dict[str, Callable[[Place, Limits, Mapping[str, str]], Iterator[Row]]] = {
    "sqlite": rows_of_sqlite,
    "excel": rows_of_excel,
    "parquet": rows_of_parquet,
}
