"""Files that hold many articles (articles.parsing.formats.entries): each entry goes its way like a file, as `feed.xml#3`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.limits import Limits
from articles.ingest.archives.streams import Bomb
from articles.ingest.archives.tables import NoTable, rows_of
from articles.ingest.archives.warcs import beside, open_streams, pages
from articles.ingest.archives.zips import DAMAGED
from articles.ingest.types import Entry
from articles.parsing.by_name import container_by_path, kind_by_path
from articles.parsing.formats import telegram
from articles.parsing.formats.entries import entries_of, is_object_line, may_hold_many, stripped
from articles.parsing.types import Refused

#: Between a file's path and the number of an entry, which counts from 1.
MARK = "#"
#: Bytes by which Telegram's export is told.
_HEAD = 65_536
#: How the ledger's reason of such a file begins: it is answered for by the rows of its entries.
HOLDS = "It holds articles, each listed by itself"


@dataclass(slots=True)
class Collection:
    """A file that may hold many articles. path: of the file, whose entries are path#1, path#2 … data: its bytes; of a file
    larger than any article may be only `file` is given, and it counts if it is JSON Lines, which are read line by line.
    found: whether it does hold many, known once `entries` has begun; none: why it holds none, if its name said so.
    choice: what was asked for. aside: what of it is no page, counted. alive: called while it is read."""

    path: str
    limits: Limits
    data: bytes = b""
    file: Path | None = None
    found: bool = False
    none: str = ""
    choice: RecordChoice = field(default_factory=RecordChoice)
    aside: Counter[str] = field(default_factory=Counter)
    alive: Callable[[], None] | None = None

    def entries(self) -> Iterator[Entry]:
        """In the file's order, named by their places; nothing if it is one article or none."""
        parts = self._contained() or (_lines(self.file, self.limits) if self.file else _parts(self.data))
        if parts is None:
            return
        self.found = True
        try:
            yield from self._named(parts)
        except NoTable as error:
            self.found, self.none = False, str(error)

    def _contained(self) -> Iterator[bytes | Refused] | None:
        """What a web archive or table holds; None for other files."""
        kind = container_by_path(self.path)
        place = self.file or self.data
        if kind == "warc":
            return self._pages(place)
        return rows_of(kind, place, self.limits, self.choice.names) if kind else None

    def _pages(self, place: Path | bytes) -> Iterator[bytes | Refused]:
        try:
            for stream in open_streams(place, self.limits):
                stream.alive = self.alive
                yield from pages(stream, self.limits, self.choice, self.aside)
        except (*DAMAGED, Bomb) as error:
            yield Refused(f"The web archive is damaged ({error}). What came before is imported; fetch it again.")

    def reason(self, count: int) -> str:
        """The ledger's word on a file of `count` entries."""
        if not count and not self.aside:
            return "It is a feed or list without entries."
        names = f": {self.path}{MARK}1 to {MARK}{count}" if count else ""
        said = f" {self.choice.said}" if self.choice.said else ""
        return f"{HOLDS}{names}.{beside(self.aside)}{said}"

    def _named(self, parts: Iterator[bytes | Refused]) -> Iterator[Entry]:
        for number, part in enumerate(parts, 1):
            name = f"{self.path}{MARK}{number}"
            if isinstance(part, Refused):
                yield Entry(name, verdict=part)
            else:
                yield Entry(name, size=len(part), data=part)

    @property
    def state(self) -> dict[str, object]:
        return {"found": self.found, "none": self.none, "aside": self.aside}


def may_be_collection(origin: str, data: bytes) -> bool:
    """Whether it is worth while to look closer. origin: the file's path as the parser knows it."""
    return kind_by_path(origin) is None and may_hold_many(data)


def _parts(data: bytes) -> Iterator[bytes | Refused] | None:
    found = entries_of(data)
    return found.parts if found else None


def _lines(file: Path, limits: Limits) -> Iterator[bytes | Refused] | None:
    try:
        with file.open("rb") as stream:
            start = stream.read(_HEAD)
            if telegram.is_export(start.decode("utf-8", "replace")):
                return _messages(file, limits)
            stream.seek(0)
            return _each_line(file, limits) if is_object_line(stream.readline(limits.file)) else None
    except OSError:
        return None  # loading it says why


def _messages(file: Path, limits: Limits) -> Iterator[bytes | Refused]:
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        yield from telegram.messages_in(stream, limits.file)


def _each_line(file: Path, limits: Limits) -> Iterator[bytes | Refused]:
    try:
        with file.open("rb") as stream:
            while line := stream.readline(limits.file + 1):
                if len(line) > limits.file:
                    yield Refused(limits.too_large(len(line)))
                    while line and not line.endswith(b"\n"):
                        line = stream.readline(limits.file)
                elif line.strip():
                    yield stripped(line)
    except OSError as error:
        yield Refused(f"The rest of the file cannot be read: {error.strerror}.")
