"""Files that hold many articles (articles.parsing.entries): each entry goes its way like a file, as `feed.xml#3`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.ingest.reading.limits import Limits
from articles.ingest.types import Entry
from articles.parsing.entries import entries_of, is_object_line, stripped
from articles.parsing.layout import kind_by_path
from articles.parsing.types import Refused

#: Between a file's path and the number of an entry, which counts from 1.
MARK = "#"
#: How the ledger's reason of such a file begins: it is answered for by the rows of its entries.
HOLDS = "It holds articles, each listed by itself"


@dataclass(frozen=True, slots=True)
class Collection:
    """entries: in the file's order, named by their places."""

    entries: Iterator[Entry]


def collection_in(path: str, origin: str, data: bytes) -> Collection | None:
    """None for a file that is one article or none. path: of the file, whose entries are path#1, path#2 … origin: as the
    parser knows it."""
    if kind_by_path(origin) is not None:
        return None
    found = entries_of(data)
    return Collection(_numbered(path, found.parts)) if found else None


def large_collection(path: str, origin: str, file: Path, limits: Limits) -> Collection | None:
    """A file larger than any article may be, if it is JSON Lines: these are read line by line. Raises OSError."""
    with file.open("rb") as stream:
        if kind_by_path(origin) is not None or not is_object_line(stream.readline(limits.file)):
            return None
    return Collection(_numbered(path, _lines(file, limits)))


def reason_of(path: str, count: int) -> str:
    """The ledger's word on a file of `count` entries."""
    return f"{HOLDS}: {path}{MARK}1 to {MARK}{count}." if count else "It is a feed or list without entries."


def _numbered(path: str, parts: Iterator[bytes | Refused]) -> Iterator[Entry]:
    for number, part in enumerate(parts, 1):
        name = f"{path}{MARK}{number}"
        if isinstance(part, Refused):
            yield Entry(name, verdict=part)
        else:
            yield Entry(name, size=len(part), data=part)


def _lines(file: Path, limits: Limits) -> Iterator[bytes | Refused]:
    with file.open("rb") as stream:
        while line := stream.readline(limits.file + 1):
            if len(line) > limits.file:
                yield Refused(limits.too_large(len(line)))
                while line and not line.endswith(b"\n"):
                    line = stream.readline(limits.file)
            elif line.strip():
                yield stripped(line)
