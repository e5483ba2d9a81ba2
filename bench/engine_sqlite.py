"""SQLite FTS5: its trigram tokenizer, and text that was cut into pairs before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from articles.search.index.arrays.layout import IndexDocument
from articles.search.text.fold import fold
from bench.engine_cases import Case
from bench.engine_corpus import characters, is_character, month_of, pairs, segmented, text_of

_ROWS = "CREATE TABLE article (id INTEGER PRIMARY KEY, source INTEGER, day INTEGER, month INTEGER, time INTEGER)"
#: One pass over the index for everything that a page shows.
_ASK = """
WITH hit AS MATERIALIZED (SELECT a.id, a.source, a.month, {order} AS place FROM {tables} WHERE {where})
SELECT 0, count(*), 0 FROM hit
UNION ALL SELECT 1, source, count(*) FROM hit GROUP BY source
UNION ALL SELECT 2, month, count(*) FROM hit GROUP BY month
UNION ALL SELECT * FROM (SELECT 3, id, place FROM hit ORDER BY place LIMIT 20)
"""


def _opened(folder: Path) -> sqlite3.Connection:
    database = sqlite3.connect(folder / "index.sqlite")
    # Nothing is synced while building and everything is mapped while reading: no disk slows it down.
    for setting in ("journal_mode = off", "synchronous = off", "mmap_size = 8589934592", "temp_store = memory"):
        database.execute(f"PRAGMA {setting}")
    return database


def _row(document: IndexDocument) -> tuple[int, ...]:
    return document.id, document.source, document.day, month_of(document.day), document.time


def build_pairs(documents: Iterable[IndexDocument], folder: Path) -> None:
    database = _opened(folder)
    database.execute(_ROWS)
    # "one" holds each character once: for queries of one character.
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5(text, one, content='', tokenize='unicode61 remove_diacritics 0')"
    )
    for document in documents:
        text = text_of(document)
        database.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?)", _row(document))
        database.execute(
            "INSERT INTO words (rowid, text, one) VALUES (?, ?, ?)", (document.id, segmented(text), characters(text))
        )
    database.execute("INSERT INTO words (words) VALUES ('optimize')")
    database.commit()


def build_trigram(documents: Iterable[IndexDocument], folder: Path) -> None:
    """The folded text stands in a file of its own (for queries that are too short for trigrams), which is no part of the
    index and not counted as such."""
    database = _opened(folder)
    plain = folder.parent / f"{folder.name}-plain.sqlite"
    plain.unlink(missing_ok=True)
    database.execute("ATTACH ? AS plain", (str(plain),))
    database.execute(_ROWS)
    database.execute("CREATE TABLE plain.plain (id INTEGER PRIMARY KEY, text TEXT)")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='trigram case_sensitive 1')")
    for document in documents:
        text = fold(text_of(document))
        database.execute("INSERT INTO article VALUES (?, ?, ?, ?, ?)", _row(document))
        database.execute("INSERT INTO plain VALUES (?, ?)", (document.id, text))
        database.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (document.id, text))
    database.execute("INSERT INTO words (words) VALUES ('optimize')")
    database.commit()


def _filters(case: Case) -> tuple[list[str], list[Any]]:
    where, values = [], []
    if case.source:
        where.append("a.source = ?")
        values.append(case.source)
    if case.since:
        where.append("a.day BETWEEN ? AND ?")
        values += [case.since, case.until]
    return where, values


class Pairs:
    def __init__(self, folder: Path) -> None:
        self.database = _opened(folder)

    @staticmethod
    def _part(text: str) -> str:
        return f'one : "{fold(text)}"' if is_character(text) else f'text : "{" ".join(pairs(text))}"'

    def _match(self, case: Case) -> str:
        parts = [self._part(part) for part in case.every]
        if case.any_of:
            parts.append("(" + " OR ".join(map(self._part, case.any_of)) + ")")
        if case.prefix:
            parts.append(f'text : "{case.prefix}" *')
        return " AND ".join(parts) + "".join(f" NOT ({self._part(part)})" for part in case.without)

    def _where(self, case: Case) -> tuple[str, str, list[Any]]:
        where, values = _filters(case)
        return (
            "words JOIN article a ON a.id = words.rowid",
            " AND ".join(["words MATCH ?", *where]),
            [self._match(case), *values],
        )

    def ask(self, case: Case) -> int:
        tables, where, values = self._where(case)
        order = "-a.time" if case.newest else "bm25(words)" if "MATCH" in where else "0"
        rows = self.database.execute(_ASK.format(order=order, tables=tables, where=where), values).fetchall()
        return int(rows[0][1])

    def ids(self, case: Case) -> set[int]:
        tables, where, values = self._where(case)
        return {row[0] for row in self.database.execute(f"SELECT a.id FROM {tables} WHERE {where}", values)}


class Trigram(Pairs):
    """What is shorter than three characters is looked for in the texts themselves."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.database.execute("ATTACH ? AS plain", (str(folder.parent / f"{folder.name}-plain.sqlite"),))

    @staticmethod
    def _part(text: str) -> str:
        return f'"{fold(text)}"'

    def _where(self, case: Case) -> tuple[str, str, list[Any]]:
        where, values = _filters(case)
        tables = "article a JOIN plain p ON p.id = a.id"
        long = [self._part(part) for part in (*case.every, case.prefix) if len(part) >= 3]
        if long:
            tables = "words JOIN article a ON a.id = words.rowid JOIN plain p ON p.id = words.rowid"
            where.insert(0, "words MATCH ?")
            values.insert(0, " AND ".join(long))
        for part in case.every:
            if len(part) < 3:
                where.append("instr(p.text, ?)")
                values.append(fold(part))
        if case.any_of:
            where.append("(" + " OR ".join("instr(p.text, ?)" for _part in case.any_of) + ")")
            values += map(fold, case.any_of)
        where += ["NOT instr(p.text, ?)" for _part in case.without]
        values += map(fold, case.without)
        if len(where) == 1 and long:
            tables = "words JOIN article a ON a.id = words.rowid"
        return tables, " AND ".join(where), values
