"""What a worker process does: parse a file's bytes and compress them. No Django here, no database, no index."""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection

import zstandard

from articles.ingest.parse_one import parse
from articles.ingest.types import Done, Job
from articles.parsing.outlet_rules.outlets import use_rules
from articles.parsing.types import ParsedArticle

#: 0.05 ms and 2,090 bytes for an ordinary article of 4,080; level 12 takes 0.19 ms to save 4% of that.
COMPRESSION_LEVEL = 6
#: A parse tree that needs more than this is an attack, not an article.
MEMORY_LIMIT = 640 * 1024 * 1024
_compressor = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL, write_content_size=True)


def work(job: Job) -> Done:
    """One file, from bytes to what storing needs."""
    parsed = parse(job.data, job.ticket.origin, job.ticket.profile)
    return Done(job.ticket, parsed, _compressor.compress(job.data) if isinstance(parsed, ParsedArticle) else b"")


def serve(connection: Connection, rules: tuple[str, str] = ("", "")) -> None:
    """The worker's loop: receive a list of (bytes, origin, profile), answer one (parsed, compressed) for each, until the
    other end closes. An answer leaves as soon as it is ready, so that a file that hangs or crashes is known by its place.
    rules: the owner's, as outlets.own_rules gives them."""
    use_rules(*rules)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the importing process's to handle
    limit_memory(MEMORY_LIMIT)
    try:
        while True:
            for data, origin, profile in connection.recv():
                parsed = parse(data, origin, profile)
                compressed = _compressor.compress(data) if isinstance(parsed, ParsedArticle) else b""
                connection.send((parsed, compressed))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the importer is gone, or wants no more


def limit_memory(size: int) -> None:
    """This process may use no more than `size` bytes."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
