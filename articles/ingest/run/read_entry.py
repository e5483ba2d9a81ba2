"""An entry's bytes, however it is found, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.collections import Collection, may_be_collection
from articles.ingest.archives.roots import Limits, load
from articles.ingest.run.apart import Apart
from articles.ingest.types import Done, Entry, Outcome, Ticket
from articles.parsing.by_name import container_by_path, kind_by_path
from articles.parsing.types import NotAnArticle, ParsedArticle, Refused


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's bytes. lines: its entries, if it is too large to be held in memory (then data is empty)."""

    data: bytes
    digest: str
    size: int
    lines: Parts | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The entries of a file that holds many, and the file, which knows when they are read what else it held."""

    entries: Iterator[Entry]
    collection: Collection


def open_entry(
    entry: Entry,
    origin: str,
    limits: Limits,
    apart: Apart,
    choice: RecordChoice | None = None,
    *,
    whole: bool = False,
) -> Opened | NotAnArticle | Refused:
    """The bytes of an entry; of JSON Lines that are larger than an article may be, only their digest. origin: its path as
    the parser knows it. whole: it is an entry of such a file itself. choice: what was asked for."""
    if not whole and entry.verdict is None and container_by_path(entry.path):
        return _contained(entry, limits, apart, choice or RecordChoice())
    if entry.file and not whole and (entry.size or 0) > limits.file and kind_by_path(origin) is None:
        collection = Collection(entry.path, limits, file=entry.file)
        found = apart.entries(collection)
        if found is not None:
            return _large(entry, entry.file, found, collection) if isinstance(found, Iterator) else found
    read = entry.verdict or (entry.data if entry.data is not None else _load(entry, limits))
    return Opened(read, sha256(read).hexdigest(), len(read)) if isinstance(read, bytes) else read


def _contained(entry: Entry, limits: Limits, apart: Apart, choice: RecordChoice) -> Opened | NotAnArticle | Refused:
    """A web archive or a table, which is never held in memory whole if it lies on the disk."""
    collection = Collection(entry.path, limits, entry.data or b"", file=entry.file, choice=choice)
    found = apart.entries(collection)
    if not isinstance(found, Iterator):
        return found or NotAnArticle("By its name it is a web archive or a table; it holds nothing that can be read.")
    if entry.file:
        return _large(entry, entry.file, found, collection)
    return Opened(b"", sha256(collection.data).hexdigest(), len(collection.data), Parts(found, collection))


def entries_in(opened: Opened, ticket: Ticket, limits: Limits, apart: Apart) -> Parts | NotAnArticle | Refused | None:
    """What a file holds, if that is many articles. An export holds its entries as they were taken apart."""
    if ticket.identity:
        return None
    if opened.lines is not None:
        return opened.lines
    if not may_be_collection(ticket.origin, opened.data):
        return None
    collection = Collection(ticket.path, limits, opened.data)
    found = apart.entries(collection)
    return Parts(found, collection) if isinstance(found, Iterator) else found


def _large(entry: Entry, file: Path, lines: Iterator[Entry], collection: Collection) -> Opened:
    return Opened(b"", sha256_of(file), entry.size or 0, Parts(lines, collection))


def _load(entry: Entry, limits: Limits) -> bytes | Refused:
    if entry.load is not None:
        return entry.load()
    return load(entry.file, limits) if entry.file else Refused("It holds nothing that could be read.")


def outcome_of(done: Done) -> tuple[Outcome, str] | None:
    """Outcome and reason of what is no article; None for an article."""
    if isinstance(done.parsed, ParsedArticle):
        return None
    return ("not-an-article" if isinstance(done.parsed, NotAnArticle) else "refused", done.parsed.reason)


def sha256_of(path: Path) -> str:
    """Of a file's bytes; "" if it cannot be read (its reading will say why)."""
    digest = sha256()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(1024 * 1024):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def few(entries: Iterator[Entry], most: int, most_bytes: int) -> Iterator[Entry]:
    """Up to `most` entries, fewer where members of an archive, which are in memory, are large."""
    size = 0
    for entry in islice(entries, most):
        yield entry
        size += len(entry.data or b"")
        if size > most_bytes:
            return
