"""What a reading process does: take archives and files of many entries apart. No Django here, no database, no index."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from typing import Any, Protocol

from articles.ingest.parse_one import PARSER_FAULTS
from articles.ingest.run.worker import limit_memory
from articles.ingest.types import Entry

#: The list of what a zip holds takes about 1 KB a file: enough for a million.
MEMORY_LIMIT = 2 * 1024 * 1024 * 1024
#: What is worth a message: entries, bytes, and the seconds after which one is sent in any case.
ENTRIES, BYTES, SECONDS = 64, 256 * 1024, 0.5


class Task(Protocol):
    """A Tar, a Zip or a Collection. state: attributes that reading changes, by name."""

    @property
    def state(self) -> dict[str, object]: ...
    def entries(self) -> Iterator[Entry]: ...


#: Entries, the task's state behind them, and whether it was the last message; the reason if the reading failed.
Message = tuple[list[Entry], dict[str, Any], bool, str]


def serve(connection: Connection) -> None:
    """The process's loop: receive a task, answer with messages, until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the importing process's to handle
    limit_memory(MEMORY_LIMIT)
    try:
        while True:
            task: Task = connection.recv()
            for message in messages(task, connection.send):
                connection.send(message)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the importer is gone, or wants no more


def messages(task: Task, beat: Callable[[Message], None] | None = None) -> Iterator[Message]:
    """All entries of a task, in messages. beat: takes an empty message now and then while a task reads on for long without
    an entry, as over a film in a .tar. What a fault leaves unread is told with the last message; those before it stay."""
    waiting: list[Entry] = []
    size, sent, reason = 0, time.monotonic(), ""

    def alive() -> None:
        nonlocal sent
        if beat and time.monotonic() - sent > SECONDS:
            sent = time.monotonic()
            beat(([], task.state, False, ""))

    if hasattr(task, "alive"):
        task.alive = alive
    try:
        for entry in task.entries():
            waiting.append(entry)
            size += len(entry.data or b"")
            if len(waiting) >= ENTRIES or size >= BYTES or time.monotonic() - sent > SECONDS:
                yield waiting, task.state, False, ""
                waiting, size, sent = [], 0, time.monotonic()
    except PARSER_FAULTS as fault:
        reason = f"The reader failed on it ({type(fault).__name__}: {fault}). Please report this file."
    yield waiting, task.state, True, reason
