"""Worker processes: a file that hangs or crashes one does not end the import."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType

from articles.ingest.run.worker import serve, work
from articles.ingest.types import Done, Job
from articles.parsing.outlet_rules.outlets import own_rules
from articles.parsing.types import Refused

#: Seconds for one file. The slowest real one takes 0.2.
PATIENCE = 20.0
CHUNK_FILES, CHUNK_BYTES = 16, 256 * 1024
#: What may wait for a worker or for the database: enough to keep workers busy during a batch's transaction.
WAITING_CHUNKS, WAITING_BYTES = 16, 48 * 1024 * 1024


def default_workers() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Child:
    """One worker process. Spawned, not forked: it must inherit neither the database connection nor the index lock."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, own_rules()), daemon=True)
        self.process.start()
        theirs.close()

    def work(self, jobs: list[Job], done: list[Done]) -> str:
        """Append a Done for each job; stop at the first that fails and say why ("" if none did)."""
        try:
            self.connection.send([(job.data, job.ticket.origin, job.ticket.profile) for job in jobs])
            for job in jobs:
                if not self.connection.poll(PATIENCE):
                    return f"Reading it took more than {PATIENCE:.0f} seconds, so it was given up."
                parsed, compressed = self.connection.recv()
                done.append(Done(job.ticket, parsed, compressed))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self.process.join(1)
            return f"The parser crashed on it (exit code {self.process.exitcode}). Please report this file."
        return ""

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


class Pool:
    """workers: processes; 0 parses in this one (no protection against a file that hangs). Use as a context manager.

    Each process is driven by a thread of its own, which waits for it, restarts it, and touches nothing else."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._idle: SimpleQueue[_Child | None] = SimpleQueue()
        for _ in range(workers):
            self._idle.put(None)  # started when first needed
        self._threads = ThreadPoolExecutor(max_workers=max(workers, 1), thread_name_prefix="import")

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._idle.empty():
            child = self._idle.get()
            if child is not None:
                child.stop()

    def run(self, items: Iterable[Job | Done]) -> Iterator[Done]:
        """Every item's Done; jobs in their order, what is Done already at once. At most WAITING_* is in flight."""
        if self.workers == 0:
            yield from (item if isinstance(item, Done) else work(item) for item in items)
            return
        waiting: deque[tuple[Future[list[Done]], int]] = deque()
        try:
            for piece in _chunks(items):
                if isinstance(piece, Done):
                    yield piece
                    continue
                waiting.append((self._threads.submit(self._work, piece), _size(piece)))
                while waiting and (waiting[0][0].done() or self._crowded(waiting)):
                    yield from waiting.popleft()[0].result()
            while waiting:
                yield from waiting.popleft()[0].result()
        finally:
            for future, _ in waiting:
                future.cancel()

    def _crowded(self, waiting: deque[tuple[Future[list[Done]], int]]) -> bool:
        return len(waiting) > WAITING_CHUNKS * self.workers or sum(size for _, size in waiting) > WAITING_BYTES

    def _work(self, jobs: list[Job]) -> list[Done]:
        """In a thread: have a worker do these; a file that fails is refused and the worker replaced."""
        child = self._idle.get() or _Child()
        done: list[Done] = []
        try:
            while len(done) < len(jobs):
                if failure := child.work(jobs[len(done) :], done):
                    done.append(Done(jobs[len(done)].ticket, Refused(failure)))
                    child.stop()
                    child = _Child()
        finally:
            self._idle.put(child)
        return done


def _chunks(items: Iterable[Job | Done]) -> Iterator[list[Job] | Done]:
    """Jobs in lists of a size that is worth a message; what is Done as it comes."""
    chunk: list[Job] = []
    for item in items:
        if isinstance(item, Done):
            yield item
            continue
        chunk.append(item)
        if len(chunk) == CHUNK_FILES or _size(chunk) >= CHUNK_BYTES:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _size(chunk: list[Job]) -> int:
    return sum(len(job.data) for job in chunk)
