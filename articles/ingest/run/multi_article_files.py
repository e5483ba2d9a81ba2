"""What an import remembers of the files that hold many articles, while it is under one root.

The row of such a file is written after all of its entries: a run that is killed in between reads the file again, and the
rows of its entries answer for those that are stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from articles.ingest.archives.collections import HOLDS, MARK
from articles.ingest.rows import ledger
from articles.ingest.types import Done, Entry, Outcome
from articles.models import ImportRun
from articles.parsing.types import ParsedArticle

#: Entries looked up in the ledger at once.
_PAGE = 400


@dataclass(slots=True)
class Collector:
    """root: as the ledger names it. read: files of many entries that were read, and how the ledger knew them. moved: entries
    that stand in another place of their file now, and their former rows."""

    root: str
    read: list[tuple[Done, ledger.LedgerEntry | None]] = field(default_factory=list)
    moved: list[tuple[str, ledger.LedgerEntry]] = field(default_factory=list)

    def parts(self, path: str, row: ledger.LedgerEntry | None) -> Iterator[tuple[str, ledger.LedgerEntry]]:
        """The rows of a known file's entries that were there when it was last read; none for another file."""
        if row is None or not row.reason.startswith(HOLDS):
            return
        first = 1
        while True:
            names = [f"{path}{MARK}{number}" for number in range(first, first + _PAGE)]
            rows = ledger.known(self.root, names)
            yield from ((name, rows[name]) for name in names if name in rows and not rows[name].gone)
            if len(rows) < _PAGE:
                return
            first += _PAGE

    def elsewhere(self, path: str, entries: Sequence[Entry]) -> dict[str, ledger.LedgerEntry]:
        """By sha256: rows of these entries, wherever in the file they stood when it was last read."""
        digests = [sha256(entry.data).hexdigest() for entry in entries if entry.data is not None]
        return ledger.within(self.root, f"{path}{MARK}", digests)

    def write_moved(self, run: ImportRun | None, *, at_least: int = 0) -> None:
        """Write those rows, if they are so many; a dry run only forgets them."""
        if len(self.moved) < at_least:
            return
        if run:
            ledger.rename(run, self.root, self.moved)
        self.moved = []

    def close(self, run: ImportRun | None) -> Iterator[tuple[str, Outcome, str]]:
        """Write the rows of what was read; path, outcome and reason of each file."""
        lines: list[ledger.LedgerLine] = []
        for done, row in self.read:
            reason = "" if isinstance(done.parsed, ParsedArticle) else done.parsed.reason
            same = row is not None and not row.gone and (row.sha256, row.reason) == (done.ticket.sha256, reason)
            yield done.ticket.path, "unchanged" if same else "not-an-article", reason
            lines.append(ledger.LedgerLine(done, "not-an-article"))
        self.write_moved(run)
        if run:
            for start in range(0, len(lines), _PAGE):
                ledger.write(run, self.root, lines[start : start + _PAGE])
