"""Unpacks archives and files of many entries in processes of their own, so that no file can hang or crash the import."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from types import TracebackType

from articles.ingest.archives.captured_pictures import CapturedPictures
from articles.ingest.archives.collections import MARK, Collection
from articles.ingest.archives.roots import Tar, Zip
from articles.ingest.run.pool import PATIENCE
from articles.ingest.run.reader import Message, Task, messages, serve
from articles.ingest.types import Entry
from articles.parsing.types import NotAnArticle, Refused


class Lost(Exception):
    """Nothing more is to be had of a file. The text says why."""


class Apart:
    """guarded: in processes of their own, else in this one. Use as a context manager."""

    def __init__(self, *, guarded: bool) -> None:
        # An archive is open while the collections in it are taken apart.
        self._archives, self._collections = _ReaderProcess(guarded), _ReaderProcess(guarded)

    def __enter__(self) -> Apart:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archives.stop()
        self._collections.stop()

    def members(self, root: Tar | Zip) -> Iterator[Entry]:
        """Every member of an archive. Whatever it does, those before it stand, and `root.trouble` says what was wrong."""
        try:
            for entries in self._archives.run(root):
                yield from entries
        except Lost as loss:
            root.complete, root.trouble = False, f"{loss} What came before is imported."

    def entries(self, collection: Collection) -> Iterator[Entry] | NotAnArticle | Refused | None:
        """Every entry of a file, if it holds many; None if it is one article or none. Refused if nobody can tell;
        NotAnArticle for a table or web archive that holds none."""
        pieces = self._collections.run(collection)
        try:
            first = next(pieces, [])
        except Lost as loss:
            return Refused(str(loss))
        if collection.none:
            return NotAnArticle(collection.none)
        return _numbered(collection, chain([first], pieces)) if collection.found else None

    def pictures(self, task: CapturedPictures) -> Iterator[Entry]:
        """The pictures of a web archive that are wanted, as far as they can be read."""
        with suppress(Lost):
            for entries in self._collections.run(task):
                yield from entries


def _numbered(collection: Collection, pieces: Iterator[list[Entry]]) -> Iterator[Entry]:
    count = 0
    try:
        for entries in pieces:
            count += len(entries)
            yield from entries
    except Lost as loss:
        reason = f"{loss} What comes after it in the file cannot be read."
        yield Entry(f"{collection.path}{MARK}{count + 1}", verdict=Refused(reason))


class _ReaderProcess:
    """One process, started when first needed. Spawned, not forked, as a worker is."""

    def __init__(self, guarded: bool) -> None:
        self._guarded = guarded
        self._process: multiprocessing.process.BaseProcess | None = None

    def run(self, task: Task) -> Iterator[list[Entry]]:
        """The entries of a task, whose state follows. Raises Lost."""
        for entries, state, _last, reason in self._received(task) if self._guarded else messages(task):
            for name, value in state.items():
                setattr(task, name, value)
            yield entries
            if reason:
                raise Lost(reason)

    def _received(self, task: Task) -> Iterator[Message]:
        whole = False
        if self._process is None:
            self._start()
        try:
            self._connection.send(task)
            while not whole:
                if not self._connection.poll(PATIENCE):
                    raise Lost(f"Reading it took more than {PATIENCE:.0f} seconds, so it was given up.")
                message: Message = self._connection.recv()
                whole = message[2]
                yield message
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            raise Lost("The reader crashed on it. Please report this file.") from error
        finally:
            if not whole:  # what it still sends is of no use to the next task
                self.stop()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def stop(self) -> None:
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join()
            self._process = None
