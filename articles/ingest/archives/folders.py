"""Folders and single files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from articles.ingest.archives.limits import Limits
from articles.ingest.archives.names import storable
from articles.ingest.types import Entry
from articles.parsing.by_name import skipped_file, skipped_folder
from articles.parsing.types import NotAnArticle, Refused


class Folder:
    """A folder, in the order of its names; or only some files in it, when those were what was asked for.

    The folder's own name begins every `origin`: the parser reads outlets from folder names, and a folder and the .tar made
    of it give the same paths."""

    archive = False

    def __init__(self, root: Path, limits: Limits, only: tuple[Path, ...] = ()) -> None:
        self.root, self.limits, self.only = root, limits, only
        self.text = storable(str(root))
        #: True once `entries` has seen all there is: only then is a file that is missing known to be gone.
        self.complete = False
        #: The root of its history, as the ledger names it, and the hash that names bytes there; "" if it has none.
        self.history, self.algorithm = "", "sha1"
        self.prefix = f"{storable(root.name)}/" if root.name else ""

    def total(self) -> int:
        """Files, quickly counted."""
        if self.only:
            return len(self.only)
        count = 0
        for _, folders, files in os.walk(self.root):
            folders[:] = [name for name in folders if not skipped_folder(name)]
            count += len(files)
        return count

    def done(self) -> int | None:
        return None  # counted in files

    def entries(self) -> Iterator[Entry]:
        """Every file, and every folder that is not entered."""
        self._unread = False
        if self.only:
            for file in self.only:
                yield _file_entry(file, storable(file.name))
            return
        yield from self._walk(self.root)
        self.complete = not self._unread

    def _walk(self, top: Path) -> Iterator[Entry]:
        """Without recursion: a folder may be nested deeper than Python's stack."""
        pending: list[tuple[Path, str]] = [(top, "")]
        while pending:
            folder, prefix = pending.pop()
            try:
                with os.scandir(folder) as listing:
                    found = sorted(listing, key=lambda item: item.name)
            except OSError as error:
                self._unread = True
                yield Entry(
                    prefix.rstrip("/") or ".", verdict=Refused(f"The folder cannot be listed: {error.strerror}.")
                )
                continue
            deeper: list[tuple[Path, str]] = []
            for item in found:
                path = prefix + storable(item.name)
                if not item.is_dir(follow_symlinks=False):
                    yield self._linked(item, path) if item.is_symlink() else _file_entry(Path(item.path), path)
                elif verdict := skipped_folder(item.name):
                    yield Entry(path, verdict=verdict)
                else:
                    deeper.append((Path(item.path), f"{path}/"))
            pending.extend(reversed(deeper))

    def _linked(self, item: os.DirEntry[str], path: str) -> Entry:
        """A link is never followed: inside the folder its target is read anyway, outside it was not asked for."""
        try:
            inside = Path(item.path).resolve(strict=True).is_relative_to(self.root)
        except (OSError, RuntimeError):
            return Entry(path, verdict=Refused("A link that leads nowhere."))
        if inside:
            return Entry(
                path, verdict=NotAnArticle("A link to something in the same folder, which is read in its own place.")
            )
        return Entry(
            path, verdict=Refused("A link that leads out of the folder; it is not followed. Copy the file here.")
        )


def _file_entry(file: Path, path: str) -> Entry:
    if verdict := skipped_file(file.name):
        return Entry(path, verdict=verdict)
    try:
        status = file.lstat()
    except OSError as error:
        return Entry(path, verdict=Refused(f"It cannot be looked at: {error.strerror}."))
    if not stat.S_ISREG(status.st_mode):
        return Entry(path, verdict=Refused("It is no ordinary file (a pipe, socket or device)."))
    return Entry(path, size=status.st_size, mtime_ns=status.st_mtime_ns, file=file)


def load(file: Path, limits: Limits) -> bytes | Refused:
    """A file's bytes, or why not. The size is looked at before reading, and again by reading no further than allowed."""
    try:
        with file.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > limits.file:
                return Refused(limits.too_large(size))
            data = stream.read(limits.file + 1)
    except OSError as error:
        return Refused(f"It cannot be read: {error.strerror}.")
    return data if len(data) <= limits.file else Refused(limits.too_large(len(data)))
