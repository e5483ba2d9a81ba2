"""What a worker process does: parse a file's bytes and compress them. No Django here, no database, no index."""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from multiprocessing.connection import Connection

import zstandard

from articles.ingest.types import Done, Job
from articles.parsing import parse_file
from articles.parsing.outlets import use_rules
from articles.parsing.repeated import fingerprint
from articles.parsing.types import Parsed, ParsedArticle, Refused

#: 0.05 ms and 2,090 bytes for an ordinary article of 4,080; level 12 takes 0.19 ms to save 4% of that.
COMPRESSION_LEVEL = 6
#: A parse tree that needs more than this is an attack, not an article.
MEMORY_LIMIT = 640 * 1024 * 1024
#: What a fault of the parser on one odd file raises. It costs that file, never the run.
PARSER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)

_compressor = zstandard.ZstdCompressor(level=COMPRESSION_LEVEL, write_content_size=True)


def parse(data: bytes, origin: str) -> Parsed:
    """parse_file, with a fault of the parser turned into a refusal of this file."""
    try:
        parsed = parse_file(data, origin)
    except PARSER_FAULTS as fault:
        return Refused(f"The parser failed on it ({type(fault).__name__}: {fault}). Please report this file.")
    return _counted(_storable(parsed)) if isinstance(parsed, ParsedArticle) else parsed


def _counted(parsed: ParsedArticle | Refused) -> ParsedArticle | Refused:
    """With the fingerprint of its pieces."""
    if isinstance(parsed, Refused):
        return parsed
    return replace(parsed, fingerprint=fingerprint(parsed).pack())


def _storable(parsed: ParsedArticle) -> ParsedArticle | Refused:
    """Refuse what a database cannot hold: half a surrogate pair or a NUL would fail the whole batch."""
    figures = [
        text for figure in parsed.figures for text in (figure.image_url, figure.caption, figure.credit, figure.alt)
    ]
    text = "".join(
        [parsed.url, parsed.headline, parsed.filed_as, parsed.body_html, parsed.dateline, *parsed.byline, *figures]
        + [each.name for each in parsed.contributors]
        + [
            parsed.section,
            parsed.site_title,
            parsed.standfirst,
            *parsed.tags,
            *(part for pair in parsed.also for part in pair),
        ]
        + [each.url for each in parsed.captures]
    )
    try:
        text.encode()
    except UnicodeEncodeError:
        return Refused("It holds half a surrogate pair, which is no character. Save it as UTF-8 again.")
    if "\0" in text:
        return Refused("It holds NUL characters, so it is no text.")
    return parsed


def work(job: Job) -> Done:
    """One file, from bytes to what storing needs."""
    parsed = parse(job.data, job.ticket.origin)
    return Done(job.ticket, parsed, _compressor.compress(job.data) if isinstance(parsed, ParsedArticle) else b"")


def serve(connection: Connection, rules: tuple[str, str] = ("", "")) -> None:
    """The worker's loop: receive a list of (bytes, origin), answer one (parsed, compressed) for each, until the other end
    closes. An answer leaves as soon as it is ready, so that a file that hangs or crashes is known by its place.
    rules: the owner's, as outlets.own_rules gives them."""
    use_rules(*rules)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the importing process's to handle
    limit_memory(MEMORY_LIMIT)
    try:
        while True:
            for data, origin in connection.recv():
                parsed = parse(data, origin)
                compressed = _compressor.compress(data) if isinstance(parsed, ParsedArticle) else b""
                connection.send((parsed, compressed))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the importer is gone, or wants no more


def limit_memory(size: int) -> None:
    """This process may use no more than `size` bytes."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
