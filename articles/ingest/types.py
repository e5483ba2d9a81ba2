"""What travels between reading, the workers and storing. Frozen values; no Django (workers import this)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from articles.parsing.types import NotAnArticle, Parsed, Refused

Outcome = Literal["stored", "unchanged", "duplicate", "revised", "not-an-article", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("stored", "unchanged", "duplicate", "revised", "not-an-article", "refused")
Verdict = NotAnArticle | Refused


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which file this is, all the way to its ledger row. origin: the path as the parser and Original know it.
    profile: of its archive, as text (articles.parsing.formats.profile).
    identity, public_id: given by an export, which keeps those of the archive it came from; identity also where a file is
    read again by another profile. seen_at, before: given only by a history: when a commit last brought these bytes, and
    the ledger's paths of what they may have taken the place of."""

    path: str
    origin: str
    size: int | None = None
    mtime_ns: int | None = None
    sha256: str = ""
    source_given: str = ""
    profile: str = ""
    identity: str = ""
    public_id: str = ""
    seen_at: datetime | None = None
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Something found under a root. One of `file` (on disk, not read yet), `data` (an archive's member, already read),
    `load` (gives the bytes that the path names, the same ones for ever) or `verdict` (known without reading) is given.
    path: relative to the root, with "/", storable text. size: bytes. ticket: brought along by an export. origin: as the
    parser shall know it, if it is not the root's prefix and the path. seen_at, before: as in a Ticket."""

    path: str
    size: int | None = None
    mtime_ns: int | None = None
    file: Path | None = None
    data: bytes | None = None
    verdict: Verdict | None = None
    ticket: Ticket | None = None
    origin: str = ""
    load: Callable[[], bytes | Refused] | None = None
    seen_at: datetime | None = None
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Bytes to parse."""

    ticket: Ticket
    data: bytes


@dataclass(frozen=True, slots=True)
class Done:
    """A file with its verdict. compressed: the bytes as zstd; empty unless an article was found."""

    ticket: Ticket
    parsed: Parsed
    compressed: bytes = b""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file."""

    root: str
    path: str
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProgressStep:
    """How far an import is. done and total count `unit`; total is 0 while unknown. files: seen in all roots so far."""

    root: str
    files: int
    done: int
    total: int
    unit: Literal["files", "bytes"]
    refused: int


class Progress(Protocol):
    """Called about once a chunk of files, in the importing thread."""

    def __call__(self, step: ProgressStep) -> None: ...


@dataclass(slots=True)
class Report:
    """What a run did. files: every file that is neither stored nor unchanged, and why. notes: what else is to be known, a
    sentence each. seconds: wall clock."""

    paths: tuple[str, ...]
    dry_run: bool
    counts: Counter[Outcome] = field(default_factory=Counter)
    files: list[FileReport] = field(default_factory=list)
    gone: int = 0
    seconds: float = 0.0
    run: int | None = None
    notes: list[str] = field(default_factory=list)
    pictures: int = 0

    @property
    def seen(self) -> int:
        return self.counts.total()

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.seen / self.seconds if self.seconds else 0.0

    @property
    def refused(self) -> list[FileReport]:
        return [file for file in self.files if file.outcome == "refused"]

    def add(self, file: FileReport) -> None:
        self.counts[file.outcome] += 1
        if file.outcome not in ("stored", "unchanged"):
            self.files.append(file)

    def recount(self, root: str, paths: set[str], outcome: Outcome) -> None:
        """Files counted already turn out to be something else (unchanged, once it is known that they only moved)."""
        changed = [file for file in self.files if file.root == root and file.path in paths]
        self.files = [file for file in self.files if file.root != root or file.path not in paths]
        for file in changed:
            self.counts[file.outcome] -= 1
            self.add(replace(file, outcome=outcome))

    def as_json(self) -> dict[str, object]:
        """The document that `import_articles --report` writes."""
        return {
            "run": self.run,
            "dry_run": self.dry_run,
            "paths": list(self.paths),
            "counts": {outcome: self.counts[outcome] for outcome in OUTCOMES},
            "gone": self.gone,
            "seconds": round(self.seconds, 3),
            "files_per_second": round(self.rate, 1),
            "pictures": self.pictures,
            "notes": self.notes,
            "files": [
                {"root": file.root, "path": file.path, "outcome": file.outcome, "reason": file.reason}
                for file in self.files
            ],
        }
