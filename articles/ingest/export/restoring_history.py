"""What commits say of versions, brought back from an export."""

from __future__ import annotations

from itertools import islice

from django.db import transaction

from articles.ingest.export.exporting import HISTORY
from articles.ingest.export.lines import PAGE
from articles.ingest.export.reading import ExportFiles
from articles.ingest.export.schema import HistoryLine
from articles.ingest.rows.witnesses import Word, settle_seen, write
from articles.models import Original


def restore_history(files: ExportFiles) -> None:
    """Add what is not here yet, for originals that are; then let the versions follow from it."""
    if not files.holds(HISTORY):
        return  # of before git histories were read
    lines = (line for _number, line in files.lines(HISTORY, HistoryLine))
    touched: set[int] = set()
    while page := list(islice(lines, PAGE)):
        with transaction.atomic():
            keys = _originals(page)
            words = [
                _word(line, keys[line.identity, line.sha256]) for line in page if (line.identity, line.sha256) in keys
            ]
            write(words)
        touched.update(word.original for word in words)
    settle_seen(sorted(touched))


def _originals(page: list[HistoryLine]) -> dict[tuple[str, str], int]:
    rows = Original.objects.filter(
        sha256__in={line.sha256 for line in page}, article__identity__in={line.identity for line in page}
    )
    return {(identity, sha256): pk for pk, identity, sha256 in rows.values_list("pk", "article__identity", "sha256")}


def _word(line: HistoryLine, original: int) -> Word:
    at, rank = int(line.at.timestamp()), int(line.rank.timestamp())
    said = line.model_dump(include={"commit", "subject", "what", "path", "final", "rewritten"})
    return Word(original=original, at=at, rank=rank, **said)
