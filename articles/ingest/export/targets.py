"""Where an export is written: a folder or a .zip. It has its name only when all of it is on the disk, and what a killed
export left is cleared away by the next one beside it."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

_DRAFT = ".newsarchive-draft-"


class ExportTarget(Protocol):
    """Files are named by what they hold, so writing one again changes nothing. Rows are read from the database, and closed
    even where writing them fails: their cursor must not outlive the connection."""

    def file(self, name: str, data: bytes) -> None: ...
    def lines(self, name: str, rows: Generator[dict[str, Any]]) -> int: ...


@contextmanager
def writing(path: Path) -> Iterator[ExportTarget]:
    """A target that becomes `path` (nothing, or an empty folder) at the end: whole, or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path.parent)
    draft = path.with_name(f".{path.name}{_DRAFT}{secrets.token_hex(4)}")
    kind = _zip if path.suffix.lower() == ".zip" else _folder
    try:
        with kind(draft) as target:
            yield target
        draft.replace(path)
    except BaseException:
        _remove(draft)
        raise
    _sync(path.parent)


class _Folder:
    def __init__(self, draft: Path) -> None:
        self.draft = draft

    def file(self, name: str, data: bytes) -> None:
        path = self.draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def lines(self, name: str, rows: Generator[dict[str, Any]]) -> int:
        with closing(rows), (self.draft / name).open("wb") as stream:
            return sum(bool(stream.write(_line(row))) for row in rows)


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def file(self, name: str, data: bytes) -> None:
        if name not in self.archive.NameToInfo:  # a folder has one file of a name; a .zip would hold two
            self.archive.writestr(name, data)

    def lines(self, name: str, rows: Generator[dict[str, Any]]) -> int:
        with closing(rows), self.archive.open(name, "w", force_zip64=True) as stream:
            return sum(bool(stream.write(_line(row))) for row in rows)


@contextmanager
def _folder(draft: Path) -> Iterator[ExportTarget]:
    draft.mkdir()
    with _locked(draft):
        yield _Folder(draft)
        # All at the end: by then most of it is on the disk already, and a file costs little.
        for folder, _folders, files in os.walk(draft, topdown=False):
            for name in files:
                _sync(Path(folder) / name)
            _sync(Path(folder))


@contextmanager
def _zip(draft: Path) -> Iterator[ExportTarget]:
    with draft.open("xb") as stream, _locked(draft):
        archive = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED)
        try:
            yield _Zip(archive)
            archive.close()
        except BaseException:
            with suppress(OSError, ValueError):  # its end may not fit on a full disk either
                archive.close()
            raise
        stream.flush()
        os.fsync(stream.fileno())


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(draft: Path) -> Iterator[None]:
    """Tells other exports that this draft is being written; the system lets it go if the process dies."""
    handle = os.open(draft, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: such drafts are nobody's to clear away
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove drafts that nobody writes any more."""
    for draft in folder.glob(f".*{_DRAFT}*"):
        with suppress(OSError):
            handle = os.open(draft, os.O_RDONLY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove(draft)
            finally:
                os.close(handle)


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)
