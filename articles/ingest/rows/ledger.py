"""The ledger: every file seen, and what became of it. An unchanged file costs it nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection, transaction

from articles.ingest.types import Done, Entry, Outcome
from articles.models import ImportedFile, ImportRun, Original
from articles.parsing.types import ParsedArticle

#: The row of an archive itself, beside those of its members.
WHOLE = ""
READ_WHOLE = "The archive itself; read to its end."
_KNOWN = (
    "pk", "size", "mtime_ns", "sha256", "outcome", "reason", "gone", "original__source_given", "original_id",
)  # fmt: skip
_CHANGES = ("size", "mtime_ns", "sha256", "outcome", "reason", "gone", "original", "run")


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What the ledger says of a file. source_given, original: of the Original it led to."""

    pk: int
    size: int | None
    mtime_ns: int | None
    sha256: str
    outcome: str
    reason: str
    gone: bool
    source_given: str | None
    original: int | None = None


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A row to write."""

    done: Done
    outcome: Outcome
    original: int | None = None


def path_hash(root: str, path: str) -> str:
    """The ledger's key. NUL is in no path."""
    return sha256(f"{root}\0{path}".encode()).hexdigest()


def known(root: str, paths: Iterable[str]) -> dict[str, LedgerEntry]:
    """The rows of these paths, by path."""
    hashes = [path_hash(root, path) for path in paths]
    rows = ImportedFile.objects.filter(path_hash__in=hashes).values_list("path", *_KNOWN)
    return {row[0]: LedgerEntry(*row[1:]) for row in rows}


def within(root: str, prefix: str, digests: Sequence[str]) -> dict[str, LedgerEntry]:
    """By sha256: rows of what was found under a path that begins with `prefix`, refused files left out."""
    rows = ImportedFile.objects.filter(root=root[-1000:], sha256__in=digests, path__startswith=prefix, gone=False)
    found = rows.exclude(outcome=ImportedFile.Outcome.REFUSED).order_by("-pk").values_list(*_KNOWN)
    return {row[3]: LedgerEntry(*row) for row in found}


def identity_of(row: LedgerEntry | None, digest: str) -> str:
    """Of the article that a file led to when its bytes were the same; "" if it led to none."""
    if row is None or row.original is None or row.sha256 != digest:
        return ""
    return Original.objects.filter(pk=row.original).values_list("article__identity", flat=True).first() or ""


def unmoved(entry: Entry, row: LedgerEntry) -> bool:
    """Whether it is the same as last time, unopened: a file on disk that looks so, or bytes that their path names."""
    if entry.load is not None:
        return not row.gone
    return not row.gone and entry.mtime_ns is not None and (entry.size, entry.mtime_ns) == (row.size, row.mtime_ns)


def write(run: ImportRun, root: str, lines: Sequence[LedgerLine]) -> None:
    """Insert or replace rows; of two files with one name the later counts. Where bytes that are known already came from this
    very file, as when another import has read it meanwhile, the row goes on saying what they were when they came first."""
    again = [line.done.ticket.path for line in lines if line.outcome == "duplicate"]
    before = known(root, again) if again else {}
    rows = {line.done.ticket.path: _row(run, root, line) for line in lines}
    for path, row in before.items():
        if (row.sha256, row.original, row.gone) == (rows[path].sha256, rows[path].original_id, False):
            rows[path].outcome = row.outcome
    ImportedFile.objects.bulk_create(
        rows.values(), update_conflicts=True, unique_fields=["path_hash"], update_fields=_CHANGES
    )


def _row(run: ImportRun, root: str, line: LedgerLine) -> ImportedFile:
    ticket, parsed = line.done.ticket, line.done.parsed
    return ImportedFile(
        root=root[-1000:],
        path=ticket.path,
        path_hash=path_hash(root, ticket.path),
        size=ticket.size,
        mtime_ns=ticket.mtime_ns,
        sha256=ticket.sha256,
        outcome=line.outcome,
        reason="" if isinstance(parsed, ParsedArticle) else parsed.reason,
        original_id=line.original,
        run=run,
    )


def rename(run: ImportRun, root: str, rows: Sequence[tuple[str, LedgerEntry]]) -> None:
    """What stood under one path stands under another: the new path's row says what the old one's said."""
    for start in range(0, len(rows), 400):
        renamed = [
            ImportedFile(
                root=root[-1000:],
                path=path,
                path_hash=path_hash(root, path),
                size=known.size,
                mtime_ns=known.mtime_ns,
                sha256=known.sha256,
                outcome=known.outcome,
                reason=known.reason,
                original_id=known.original,
                run=run,
            )
            for path, known in rows[start : start + 400]
        ]
        ImportedFile.objects.bulk_create(
            renamed, update_conflicts=True, unique_fields=["path_hash"], update_fields=_CHANGES
        )


def touch(rows: Sequence[tuple[int, Entry]]) -> None:
    """Remember the new stamps of files whose bytes are the ones known."""
    table = connection.ops.quote_name(ImportedFile._meta.db_table)
    values = [(entry.size, entry.mtime_ns, False, pk) for pk, entry in rows]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET size = %s, mtime_ns = %s, gone = %s WHERE id = %s", values)  # noqa: S608


@dataclass(frozen=True, slots=True)
class Missing:
    """A file that the ledger has and its root no longer."""

    pk: int
    sha256: str
    outcome: Outcome


def missing(root: str, run: ImportRun | None, met: set[int]) -> list[Missing]:
    """The files of a root that this run has not met. met: the hashes of the paths that it has. Not by the rows that it wrote
    or saw: another import of the same folder may have written them again, or before it."""
    rows = ImportedFile.objects.filter(root=root[-1000:], gone=False).exclude(path=WHOLE).exclude(run=run)
    found = rows.values_list("path", "pk", "sha256", "outcome").iterator()
    return [Missing(*row) for path, *row in found if hash(path) not in met]  # type: ignore[arg-type]


def move(root: str, gone: Missing, path: str) -> None:
    """A file found under another name: the new row takes the old one's outcome, the old row goes."""
    ImportedFile.objects.filter(path_hash=path_hash(root, path)).update(outcome=gone.outcome)
    ImportedFile.objects.filter(pk=gone.pk).delete()


def mark_gone(files: Sequence[Missing]) -> None:
    keys = [file.pk for file in files]
    for start in range(0, len(keys), 500):
        ImportedFile.objects.filter(pk__in=keys[start : start + 500]).update(gone=True)


def members(root: str) -> Iterable[tuple[str, str, str]]:
    """(path, outcome, reason) of what an archive held when it was last read."""
    rows = ImportedFile.objects.filter(root=root[-1000:], gone=False).exclude(path=WHOLE).order_by("pk")
    return rows.values_list("path", "outcome", "reason").iterator()


def articles_first_read_from(root: str, identities: Sequence[str]) -> set[str]:
    """Those of these articles that this archive got from that root."""
    rows = ImportedFile.objects.filter(
        root=root[-1000:], outcome=ImportedFile.Outcome.STORED, original__article__identity__in=identities
    )
    return set(rows.values_list("original__article__identity", flat=True))
