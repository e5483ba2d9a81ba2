"""An archive that other processes use: a data folder, and on PostgreSQL a database of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings


@dataclass(frozen=True)
class OwnArchive:
    """url: its DATABASE_URL, empty for SQLite. login: the same for psycopg."""

    folder: Path
    url: str = ""
    login: dict[str, Any] = field(default_factory=dict)

    def manage(self, *arguments: str) -> subprocess.Popen[str]:
        """A command of manage.py that has been started. What it prints is both its outputs."""
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=os.environ | {"NEWSARCHIVE_DATA": str(self.folder), "DEBUG": "1", "DATABASE_URL": self.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def execute(self, statement: str) -> list[tuple[Any, ...]]:
        """One statement, committed; the rows that it answers."""
        database: Any = psycopg.connect(**self.login) if self.url else sqlite3.connect(self.folder / "db.sqlite3")
        with closing(database) as connection:
            cursor = connection.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            connection.commit()
            return rows


@contextmanager
def own_archive(folder: Path) -> Iterator[OwnArchive]:
    """In this folder; the database is removed in the end."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.postgresql":
        yield OwnArchive(folder)
        return
    name = f"own_{uuid4().hex}"
    login = {key.lower(): database[key] or None for key in ("HOST", "PORT", "USER", "PASSWORD")}
    url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
    with psycopg.connect(**login, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield OwnArchive(folder, url, login | {"dbname": name})
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
