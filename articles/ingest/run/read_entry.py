"""An entry's bytes, however it is found, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from articles.ingest.archives.collections import Collection, may_be_collection
from articles.ingest.archives.roots import Limits, load
from articles.ingest.run.apart import Apart
from articles.ingest.types import Entry, Ticket
from articles.parsing.by_name import kind_by_path
from articles.parsing.types import NotAnArticle, Refused


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's bytes. lines: its entries, if it is too large to be held in memory (then data is empty)."""

    data: bytes
    digest: str
    size: int
    lines: Iterator[Entry] | None = None


def open_entry(
    entry: Entry, origin: str, limits: Limits, apart: Apart, *, whole: bool = False
) -> Opened | NotAnArticle | Refused:
    """The bytes of an entry; of JSON Lines that are larger than an article may be, only their digest. origin: its path as
    the parser knows it. whole: it is an entry of such a file itself."""
    if entry.file and not whole and (entry.size or 0) > limits.file and kind_by_path(origin) is None:
        found = apart.entries(Collection(entry.path, limits, file=entry.file))
        if found is not None:
            return found if isinstance(found, Refused) else _large(entry, entry.file, found)
    read = entry.verdict or (entry.data if entry.data is not None else _load(entry, limits))
    return Opened(read, sha256(read).hexdigest(), len(read)) if isinstance(read, bytes) else read


def entries_in(opened: Opened, ticket: Ticket, limits: Limits, apart: Apart) -> Iterator[Entry] | Refused | None:
    """What a file holds, if that is many articles. An export holds its entries as they were taken apart."""
    if ticket.identity:
        return None
    if opened.lines is not None:
        return opened.lines
    if not may_be_collection(ticket.origin, opened.data):
        return None
    return apart.entries(Collection(ticket.path, limits, opened.data))


def _large(entry: Entry, file: Path, lines: Iterator[Entry]) -> Opened:
    return Opened(b"", sha256_of(file), entry.size or 0, lines)


def _load(entry: Entry, limits: Limits) -> bytes | Refused:
    if entry.load is not None:
        return entry.load()
    return load(entry.file, limits) if entry.file else Refused("It holds nothing that could be read.")


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
