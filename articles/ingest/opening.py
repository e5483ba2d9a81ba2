"""An entry's bytes, however it is found, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from articles.ingest.reading import Limits, load
from articles.ingest.reading.collections import Collection, collection_in, large_collection
from articles.ingest.types import Entry, Ticket
from articles.parsing.types import NotAnArticle, Refused


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's bytes. large: its entries, if it is too large to be held in memory (then data is empty)."""

    data: bytes
    digest: str
    size: int
    large: Collection | None = None

    def collection(self, ticket: Ticket) -> Collection | None:
        """What it holds, if that is many articles. An export holds its entries as they were taken apart."""
        if ticket.identity:
            return None
        return self.large or collection_in(ticket.path, ticket.origin, self.data)


def open_entry(entry: Entry, origin: str, limits: Limits) -> Opened | NotAnArticle | Refused:
    """The bytes of an entry; of JSON Lines that are larger than an article may be, only their digest. origin: its path as
    the parser knows it."""
    if entry.file and (entry.size or 0) > limits.file and (large := _large(entry, entry.file, origin, limits)):
        return Opened(b"", sha256_of(entry.file), entry.size or 0, large)
    read = entry.verdict or (entry.data if entry.data is not None else _load(entry, limits))
    return Opened(read, sha256(read).hexdigest(), len(read)) if isinstance(read, bytes) else read


def _large(entry: Entry, file: Path, origin: str, limits: Limits) -> Collection | None:
    try:
        return large_collection(entry.path, origin, file, limits)
    except OSError:
        return None  # loading it says why


def _load(entry: Entry, limits: Limits) -> bytes | Refused:
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
