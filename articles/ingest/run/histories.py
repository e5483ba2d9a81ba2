"""A history in a run: what the ledger knows of it before, and what its commits say of the versions once they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction

from articles.history import Repository, Witness
from articles.ingest.archives.git import places
from articles.ingest.archives.git.history import AT, History, HistoryReading
from articles.ingest.archives.git.notebook import REPLACED, Event, NotedCommit
from articles.ingest.archives.roots import Folder
from articles.ingest.rows import ledger, witnesses
from articles.ingest.rows.storing import one_writer
from articles.ingest.rows.witnesses import Word
from articles.ingest.types import Entry
from articles.models import ImportedFile, ImportRun, Original

PAGE = 400
REMOVED = Witness.What.REMOVED
#: What an event says of bytes that do not stand there any more.
GONE = (REMOVED, REPLACED)


def begin(root: History) -> bool:
    """Open a history with what the ledger knows of it. False if it cannot be read."""
    root.scratch = Path(settings.NEWSARCHIVE_DATA) / "tmp"
    row = Repository.objects.filter(root=root.text[-1000:]).first()
    if row:
        root.before = HistoryReading(frozenset(row.tips), frozenset(row.missing), row.head)
        refused = ImportedFile.objects.filter(root=root.text[-1000:], outcome=ImportedFile.Outcome.REFUSED)
        root.retry = [(path, blob) for path, _, blob in _versions(refused)]
    return root.open()


def note_of(folder: Folder) -> str:
    """What to say of a folder whose history is not read with it; "" for others."""
    if folder.only or not places.elsewhere(folder.root):
        return ""
    return f"The history of {folder.text} lies elsewhere and was left out. Name the repository itself to have it read, too."


def _versions(rows: Iterable[ImportedFile]) -> Iterator[tuple[str, str, str]]:
    for name in (row.path for row in rows):
        path, at, blob = name.rpartition(AT)
        if at and path and len(blob) in (40, 64) and "#" not in blob:
            yield path, at, blob


def name_in_history(folder: Folder, path: str, data: bytes) -> str:
    """How the ledger names these bytes under this path in the folder's history: gitformat-pack's name of a blob."""
    digest = hashlib.new(folder.algorithm, usedforsecurity=False)
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return f"{path}{AT}{digest.hexdigest()}"


def as_in_history(folder: Folder, entry: Entry, data: bytes, size: int) -> ledger.LedgerEntry | None:
    """What the ledger says of the same bytes under the same path in the folder's history."""
    if not folder.history:
        return None
    name = name_in_history(folder, entry.path, data)
    row = ledger.known(folder.history, [name]).get(name)
    return replace(row, size=size, mtime_ns=entry.mtime_ns) if row and row.outcome != "refused" else None


def finish(root: History, run: ImportRun) -> None:
    """After the last version: write what commits say of them, then that the repository is read. Safe to repeat."""
    if not root.fresh:
        return
    touched: set[int] = set()
    events = root.book.events()
    while page := list(islice(events, PAGE)):
        words = _words(root, page)
        with transaction.atomic():
            one_writer()
            witnesses.write(words)
        touched.update(word.original for word in words)
    witnesses.settle_seen(sorted(touched))
    _note_removals(root)
    if root.trouble:
        return  # the next run reads it again
    values = {"head": root.now.head, "tips": sorted(root.now.tips), "missing": sorted(root.now.missing)}
    Repository.objects.update_or_create(root=root.text[-1000:], defaults=values)


def _words(root: History, page: Sequence[tuple[NotedCommit, list[Event]]]) -> list[Word]:
    names = list({f"{event.path}{AT}{event.blob}" for _commit, events in page for event in events})
    rows: dict[str, int] = {}
    for start in range(0, len(names), PAGE):
        found = ledger.known(root.text, names[start : start + PAGE])
        rows.update((name, row.original) for name, row in found.items() if row.original)
    articles = _articles_of(rows.values())
    return [word for commit, events in page for word in _of_commit(commit, events, rows, articles)]


def _articles_of(originals: Iterable[int]) -> dict[int, int]:
    keys, found = list(set(originals)), dict[int, int]()
    for start in range(0, len(keys), PAGE):
        found.update(Original.objects.filter(pk__in=keys[start : start + PAGE]).values_list("pk", "article_id"))
    return found


def _of_commit(commit: NotedCommit, events: list[Event], rows: dict[str, int], articles: dict[int, int]) -> list[Word]:
    """One word on each version. An article that a commit takes away from one path and puts under another has changed; one
    whose file it gives to another article is taken out."""
    known = [(event, rows[name]) for event in events if (name := f"{event.path}{AT}{event.blob}") in rows]
    removed = {articles[key] for event, key in known if event.what in GONE}
    brought = {articles[key] for event, key in known if event.what not in GONE}
    words: dict[int, Word] = {}
    for event, key in known:
        what = REMOVED if event.what in GONE else event.what
        if articles[key] in removed & brought:
            if what == REMOVED:
                continue
            what = Witness.What.CHANGED
        words.setdefault(key, Word(key, commit.hash, commit.at, commit.rank, commit.subject, what, event.path))
    return list(words.values())


def _note_removals(root: History) -> None:
    """Mark for each article of this repository that its branch no longer shows the commit that took it out."""
    shown, elsewhere, gone = set[int](), set[int](), dict[int, int]()
    files = ImportedFile.objects.filter(root=root.text[-1000:]).exclude(original=None)
    rows = files.values_list("path", "original_id", "original__article_id").order_by("pk").iterator(PAGE)
    while page := list(islice(rows, PAGE)):
        blobs = {path: path.rpartition(AT)[2].partition("#")[0] for path, _original, _article in page}
        standing = root.book.standing(list(set(blobs.values())))
        for path, original, article in page:
            main = standing.get(blobs[path])
            if main is not None:
                (shown if main else elsewhere).add(article)
            gone[article] = original
    _clear(shown)
    for article in shown:
        gone.pop(article, None)
    keys = sorted(gone)
    for start in range(0, len(keys), PAGE):
        _mark(root, keys[start : start + PAGE], elsewhere, gone)


def _clear(articles: set[int]) -> None:
    """What is shown again was not taken out."""
    marked = Witness.objects.filter(final=True).values_list("pk", "original__article_id", "rewritten")
    back = [(pk, rewritten) for pk, article, rewritten in marked.iterator(PAGE) if article in articles]
    for start in range(0, len(back), PAGE):
        page = back[start : start + PAGE]
        Witness.objects.filter(pk__in=[pk for pk, rewritten in page if rewritten]).delete()
        Witness.objects.filter(pk__in=[pk for pk, rewritten in page if not rewritten]).update(final=False)


def _mark(root: History, articles: list[int], elsewhere: set[int], originals: dict[int, int]) -> None:
    """articles: that HEAD does not show. elsewhere: those that another branch or a tag does."""
    found = Witness.objects.filter(original__article_id__in=articles, what=REMOVED)
    rows = list(
        found.order_by("commit__rank", "pk").values_list(
            "pk", "original__article_id", "commit__hash", "final", "rewritten"
        )
    )
    known = root.book.knows(sorted({row[2] for row in rows}))
    last: dict[int, tuple[int, bool]] = {}
    for pk, article, commit, _final, rewritten in rows:
        if rewritten or known.get(commit) or (article not in elsewhere and commit in known):
            last[article] = (pk, rewritten)
    wanted = {pk for pk, _rewritten in last.values()}
    stale = [row[0] for row in rows if row[3] and row[0] not in wanted]
    Witness.objects.filter(pk__in=stale).update(final=False)
    Witness.objects.filter(pk__in=wanted, final=False).update(final=True)
    lost = [article for article in articles if article not in last and article not in elsewhere]
    _rewritten(root, [originals[article] for article in lost])


def _rewritten(root: History, originals: list[int]) -> None:
    """No commit took these out: the history goes on as if they had never been."""
    head = root.book.commit(root.now.head) if root.now.head else None
    if head is None:
        return
    paths = dict(
        ImportedFile.objects.filter(root=root.text[-1000:], original__in=originals).values_list("original", "path")
    )
    words = [
        Word(
            original=key,
            commit=head.hash,
            at=head.at,
            rank=head.rank,
            subject=head.subject,
            what=REMOVED,
            path=paths.get(key, "").rpartition(AT)[0],
            final=True,
            rewritten=True,
        )
        for key in originals
    ]
    with transaction.atomic():
        witnesses.write(words)
