"""The index follows the outbox (docs/architecture.md, "Search").

Triggers of the database put a row there in the transaction that changes an article (migration 0002). Rows are taken
newest first, so that an edit never waits behind an import; a row is removed only after the index has committed. The
arrays are built before the write lock is taken, so it is held for milliseconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from articles.models import Article, OutboxRow
from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import IndexDamaged, SegmentEntry, write_deleted, write_segment
from articles.search.index.arrays.layout import IndexDocument
from articles.search.index.arrays.store import Store
from articles.search.index.documents import CHARACTERS, COUNT, all_documents, by_size, documents
from articles.search.index.process_store import store
from articles.search.types import IndexBusy, Progress, SearchUnavailable

#: Rows taken at once: few while a person waits, many in bulk.
_FEW, _MANY = 50, 2_000
#: So long a request works on other people's changes before it answers.
_PATIENCE_SECONDS = 0.5
#: A request merges no more than this (documents): a tenth of a second. Larger ones wait for `update`.
_SMALL_MERGE = 600

log = logging.getLogger(__name__)


def _take(count: int) -> dict[int, int]:
    """article: row, of the newest rows."""
    rows = OutboxRow.objects.order_by("-id").values_list("article_id", "id")[:count]
    return dict(rows)


def _busy() -> IndexBusy:
    return IndexBusy(_("The index is being written by another process. Try again in a minute."))


def _drain(index: Store, count: int) -> tuple[int, bool]:
    """Takes in up to `count` rows; how many, and whether they could be removed (not while a rebuild runs)."""
    rows = _take(count)
    if not rows:
        return 0, True
    with index.drafting():
        return len(rows), _committed(index, rows)


def _committed(index: Store, rows: dict[int, int]) -> bool:
    """Whether the rows could be removed, too."""
    entries = [
        (write_segment(index.folder, build(piece)), [document.id for document in piece])
        for piece in by_size(documents(rows), CHARACTERS, COUNT)
    ]
    with index.lock() as held:
        if not held:
            raise _busy()
        # A row that is gone was taken in by someone else since, perhaps with newer content: ours must not replace it.
        still = set(OutboxRow.objects.filter(id__in=rows.values()).values_list("article_id", flat=True))
        added = [_without_stale(index, entry, ids, still) for entry, ids in entries]
        index.commit([entry for entry in added if entry.alive], [article for article in rows if article in still])
        with index.lock("rebuild", wait=0) as no_rebuild:
            if no_rebuild:
                with transaction.atomic():
                    OutboxRow.objects.filter(id__in=[rows[article] for article in still]).delete()
    return no_rebuild


def _without_stale(index: Store, entry: SegmentEntry, ids: list[int], still: set[int]) -> SegmentEntry:
    stale = np.array([article not in still for article in ids])
    return write_deleted(index.folder, entry, stale) if stale.any() else entry


def _some_do_not_wait() -> bool:
    """Whether there are articles that the outbox does not name; the first of them ends the look."""
    named = OutboxRow.objects.filter(article_id=OuterRef("pk"))
    return Article.objects.filter(~Exists(named)).exists()


def freshen() -> int:
    """Takes in what the outbox holds, for a request that has changed something; returns how many articles.

    Bounded: a backlog of a whole import is left to `update`. Raises SearchUnavailable if the index cannot be written.
    """
    index = store()
    if not index.exists() and _some_do_not_wait():
        return 0  # the index is lost: a few articles must not pass for all of them, `update` builds it anew
    index.folder.mkdir(parents=True, exist_ok=True)
    began, taken = time.monotonic(), 0
    try:
        while time.monotonic() - began < _PATIENCE_SECONDS:
            count, removed = _drain(index, _FEW)
            taken += count
            if count < _FEW or not removed:
                break
        index.merge_once(at_most=_SMALL_MERGE)
    except IndexDamaged as error:
        raise SearchUnavailable(f"{error}. Run `manage.py rebuild_index`.") from error
    return taken


def update(progress: Progress | None = None) -> int:
    """Takes in everything that the outbox holds; returns how many articles. An index that is missing or damaged is rebuilt.

    Raises SearchUnavailable if another process keeps writing.
    """
    index = store()
    index.folder.mkdir(parents=True, exist_ok=True)
    try:
        index.snapshot()
    except IndexDamaged as error:
        log.warning("%s: the index is rebuilt.", error)
        return rebuild(progress)
    if not index.exists():
        return rebuild(progress)
    taken, total = 0, OutboxRow.objects.count()
    while True:
        count, removed = _drain(index, _MANY)
        taken += count
        if progress:
            progress(taken, max(total, taken))
        while index.merge_once():
            pass
        if not count:
            return taken
        if not removed:
            time.sleep(0.5)  # a rebuild runs; what it does not see stays in the outbox for us


def rebuild(progress: Progress | None = None) -> int:
    """Builds the whole index anew beside the old one, which answers until the new one takes its place in one step.

    Returns how many articles the new one holds. Raises SearchUnavailable if another rebuild runs.
    """
    index = store()
    index.folder.mkdir(parents=True, exist_ok=True)
    locked = index.lock("rebuild", wait=0)
    with locked as held, index.lock("merge", wait=30.0 if held else 0) as no_merge, index.drafting():
        if not (held and no_merge):
            raise _busy()
        # These rows are of changes that this rebuild reads from the database itself. Not "up to the highest": PostgreSQL
        # numbers a row before its transaction commits, so that a lower one may appear later.
        covered = list(OutboxRow.objects.values_list("id", flat=True))
        total, done = Article.objects.published().count(), 0
        entries = []
        for entry, count in _built(index):
            entries.append(entry)
            done += count
            if progress:
                progress(done, max(total, done))
        with index.lock() as writing:
            if not writing:
                raise _busy()
            index.replace_all(index.compacted(entries))
            with transaction.atomic():
                for first in range(0, len(covered), _MANY):
                    OutboxRow.objects.filter(id__in=covered[first : first + _MANY]).delete()
    while index.merge_once():
        pass
    _rest()
    return done


def _rest() -> None:
    """What changed while a rebuild ran."""
    index = store()
    while _drain(index, _MANY)[0]:
        while index.merge_once():
            pass


def _built(index: Store) -> Iterator[tuple[SegmentEntry, int]]:
    """Segments of all published articles, each as large as memory allows."""
    waiting: list[IndexDocument] = []
    for batch in all_documents():
        waiting += batch
        pieces = list(by_size(waiting, CHARACTERS, COUNT))
        for piece in pieces[:-1]:
            yield write_segment(index.folder, build(piece)), len(piece)
        waiting = pieces[-1] if pieces else []
    if waiting:
        yield write_segment(index.folder, build(waiting)), len(waiting)
