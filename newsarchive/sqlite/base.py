"""A connection that can still read where nothing can be written, and one that keeps SQLite's two small files alive.

In WAL mode a connection needs the files -wal and -shm beside the database, for reading too. The last one to close removes
them, and on a disk that is full or read-only the next cannot make them: every page would be an error.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3 import base

from newsarchive.disk import cannot_write

_kept: list[sqlite3.Connection] = []


def unchanging(database: Path) -> str | None:
    """The address by which SQLite reads a file as one that nobody changes, without files beside it; none where that would
    leave out what the log still holds. Nobody does change it: a writer would need the two files, which cannot be made."""
    log = database.with_name(f"{database.name}-wal")
    if not database.is_file() or (log.exists() and log.stat().st_size):
        return None
    return f"{database.resolve().as_uri()}?immutable=1"


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        try:
            return super().get_new_connection(conn_params)
        except sqlite3.OperationalError as error:
            address = unchanging(Path(conn_params["database"]))
            if address is None or not cannot_write(error):
                raise
            return super().get_new_connection(conn_params | {"database": address})


def keep_open() -> None:
    """For as long as this process lives, -wal and -shm stay: one connection that has read once and is never used again. To
    be called after a fork (sqlite.org/howtocorrupt.html, 2.6)."""
    name = Path(settings.DATABASES["default"]["NAME"])
    if settings.DATABASES["default"]["ENGINE"] != "newsarchive.sqlite" or _kept:
        return
    with suppress(sqlite3.OperationalError):  # what is wrong, the first page says
        connection = sqlite3.connect(f"{name.resolve().as_uri()}?mode=rw", uri=True, check_same_thread=False)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        _kept.append(connection)
