"""What a full or read-only disk looks like, and how much room is left before it comes to that."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Bytes. What an import writes before anybody has looked: SQLite's log, a commit of the index, a few hundred pictures.
LEAST = 512 * 1024 * 1024

_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
#: Of SQLite (sqlite.org/rescode.html): primary codes, and those of its I/O errors that come of writing.
_PRIMARY = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN})
_EXTENDED = frozenset({
    sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP,
})  # fmt: skip
#: Of PostgreSQL: disk_full, read_only_sql_transaction.
_STATES = frozenset({"53100", "25006"})


def cannot_write(error: BaseException | None) -> bool:
    """Whether this, or what it came of, is a disk that is full or read-only."""
    return any(_is_of_the_disk(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_of_the_disk(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in _ERRNOS
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _PRIMARY or code in _EXTENDED
    return getattr(error, "sqlstate", None) in _STATES


@dataclass(frozen=True, slots=True)
class Shortage:
    """A disk with less room than it should have. free, wanted: bytes."""

    folder: Path
    free: int
    wanted: int


def shortages(folders: Iterable[Path], index: Path) -> list[Shortage]:
    """Of the disks that hold these folders, each once, those with less than LEAST; of the index's disk, with less than a
    rebuild of the index would write beside it. Folders that are not there are left out."""
    wanted: dict[int, tuple[Path, int]] = {}
    for folder in (*folders, index):
        if folder.is_dir():
            device = folder.stat().st_dev
            first, most = wanted.get(device, (folder, LEAST))
            wanted[device] = (first, max(most, _size(folder)) if folder == index else most)
    found = [Shortage(folder, _free(folder), size) for folder, size in wanted.values()]
    return [one for one in found if one.free < one.wanted]


def _free(folder: Path) -> int:
    """For the user who asks, not for root: some of it is kept for root."""
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
