"""A full disk, a folder that cannot be written, a database that fails: a sentence that says what to do, not a traceback."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import DatabaseError

#: No room: on the disk, of a quota, or of a limit on the size of files.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: SQLite reports a full disk as FULL while it writes its tables, and as a failed write while it writes beside them.
_SQLITE_FULL, _SQLITE_IOERR = sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR


@contextmanager
def faults_named(stands: str) -> Iterator[None]:
    """Ends a command with 2 where the disk or the database fails. stands: what is done already, and how to go on."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        raise CommandError(f"{sentence(error)} {stands}", returncode=2) from error


def sentence(error: OSError | DatabaseError) -> str:
    """What has happened."""
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return f"There is no room on the disk{_where(error)} ({error.strerror}). Free some space."
        return f"A file could not be read or written ({error})."
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF  # the rest says where
    if code == _SQLITE_FULL:
        return f"There is no room on the disk of the database ({error}). Free some space."
    if code == _SQLITE_IOERR:
        return f"The disk of the database could not be read or written ({error}); it may be full."
    return f"The database could not be read or written ({error}). Run `manage.py migrate` if it is new."


def _where(error: OSError) -> str:
    return f" for {error.filename}" if error.filename else ""
