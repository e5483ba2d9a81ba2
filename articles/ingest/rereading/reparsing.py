"""Reading stored originals again with today's rules: one article, or all of them in batches with workers."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import zstandard
from django.conf import settings
from django.db import reset_queries, transaction
from django.db.models import Prefetch, QuerySet

from articles.ingest.own_rules import require_sound_rules
from articles.ingest.rereading.checkpoint import Checkpoint
from articles.ingest.rereading.reparse_diff import ReparseChange, difference, values_of
from articles.ingest.rows.apply_versions import (
    Settler,
    UnreadableOriginal,
    light,
    original_bytes,
    read_original,
    stamps,
)
from articles.ingest.rows.deciding import decide_root, heirs, name_hosts, unnamed_hosts
from articles.ingest.rows.profiles import keep_everywhere, profile_ids
from articles.ingest.rows.root_names import own_name
from articles.ingest.rows.sources import Here, drop_abandoned
from articles.ingest.rows.storing import one_writer
from articles.ingest.run.pool import Pool, default_workers
from articles.ingest.types import Done, Job, Ticket
from articles.models import Article, Figure, ImportedFile, ImportedRoot, Original, Source, Tagging
from articles.parsing.formats.profile import Profile
from articles.parsing.types import ParsedArticle, Refused

NOTHING: Mapping[str, Any] = MappingProxyType({})
#: Articles of one transaction: well under half a second, even where each of them changes.
BATCH = 100


@transaction.atomic
def reparse(article: Article) -> bool:
    """Read an article's originals again with today's rules; what an editor changed stays. True if anything changed.

    An original that the rules no longer read as an article leaves everything as it is."""
    stored = Article.objects.select_for_update().get(pk=article.pk)
    originals = list(stored.originals.all())
    try:
        parsed = {original.sha256: read_original(original) for original in originals}
    except (UnreadableOriginal, zstandard.ZstdError):
        return False
    if not originals:
        return False
    settler = Settler()
    changed = _settle(stored, originals, parsed, settler)
    drop_abandoned(settler.abandoned)
    if changed:
        article.refresh_from_db()
    return changed


@dataclass(slots=True)
class ReparseReport:
    """total: articles asked for. earlier: read by the run that this one went on from. read, changed, fields: with those;
    fields counts the articles in which a field changed. moved: articles that came to another outlet, by the names of both.
    renamed: outlets that have a name of their own now, by the host that they were called by. unreadable: sentences.
    seconds: wall clock of this run."""

    total: int
    earlier: int = 0
    read: int = 0
    changed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    renamed: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Articles a second, of this run."""
        return (self.read - self.earlier) / self.seconds if self.seconds else 0.0


def reparse_all(
    wanted: QuerySet[Article],
    *,
    workers: int | None = None,
    profile: Profile | None = None,
    checkpoint: Checkpoint | None = None,
    on_change: Callable[[ReparseChange], None] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> ReparseReport:
    """Read again the articles of `wanted` (any order; they are taken by primary key).

    workers: as in import_paths. profile: read them by it from now on; None: each by the one that it was read by.
    checkpoint: where to go on, brought forward after each batch; None makes a dry run, in
    which each batch is rolled back. on_change: called for each article that changed, once that is committed.
    on_progress: (articles read, articles in all). Parsing stands outside the transactions. A run that is killed leaves
    whole batches. Raises RulesError if the owner's outlet rules cannot be used."""
    require_sound_rules()
    started = time.monotonic()
    report = ReparseReport(total=wanted.count())
    if checkpoint:
        report.earlier = report.read = checkpoint.read
        report.changed, report.fields = checkpoint.changed, Counter(checkpoint.fields)
    if checkpoint and not checkpoint.kept and checkpoint.of_all:
        decide_again(report)
    with Pool(default_workers() if workers is None else workers) as pool:
        run = _ReparseRun(wanted, report, checkpoint, on_change, profile)
        for done in pool.run(run.jobs()):
            run.take(done)
            if on_progress:
                on_progress(report.read, report.total)
        run.store_complete()
    if checkpoint:
        report.renamed |= {each.before: each.after for each in name_hosts(unnamed_hosts())}
        checkpoint.done()
        if profile is not None and checkpoint.of_all:
            keep_everywhere(profile.text)
    report.seconds = time.monotonic() - started
    return report


def decide_again(report: ReparseReport) -> None:
    """For every PATH in the ledger: what follows from all of its files together, as today's rules see it."""
    told = Article.objects.filter(url_key="")
    if not told.exists():
        return
    known = dict(ImportedRoot.objects.values_list("root", "title"))
    roots = ImportedFile.objects.filter(original__article__in=told).order_by("root").values_list("root", flat=True)
    for root in roots.distinct():
        name = known.get(root) or own_name(root)
        ImportedRoot.objects.get_or_create(root=root, defaults={"title": name})
        moves, _note = decide_root(Here(root, name), titled=name != own_name(root), revise=True)
        report.moved.update({(each.before, each.after): each.count for each in moves})


@dataclass(slots=True)
class _Batch:
    """articles: primary keys, ascending. waiting: originals (primary keys) not parsed yet."""

    articles: list[int]
    waiting: set[str]
    done: list[Done] = field(default_factory=list)


@dataclass(slots=True)
class _ReparseRun:
    wanted: QuerySet[Article]
    report: ReparseReport
    checkpoint: Checkpoint | None
    on_change: Callable[[ReparseChange], None] | None
    profile: Profile | None = None
    batches: deque[_Batch] = field(default_factory=deque)
    moved: Counter[tuple[int, int]] = field(default_factory=Counter)

    def jobs(self) -> Iterator[Job | Done]:
        """Every original of every article wanted. The name of a ticket is the original's primary key."""
        after = self.checkpoint.after if self.checkpoint else 0
        ordered = self.wanted.order_by("pk").values_list("pk", flat=True)
        while keys := list(ordered.filter(pk__gt=after)[:BATCH]):
            after = keys[-1]
            originals = list(
                Original.objects.filter(article__in=keys).select_related("profile").order_by("article_id", "pk")
            )
            self.batches.append(_Batch(keys, {str(original.pk) for original in originals}))
            for original in originals:
                yield _job(original, self.profile)

    def take(self, done: Done) -> None:
        """A file that was read. What could not be unpacked comes early, so its batch is looked for."""
        batch = next(batch for batch in self.batches if done.ticket.path in batch.waiting)
        batch.waiting.remove(done.ticket.path)
        batch.done.append(done)
        if batch is self.batches[0] and not batch.waiting:
            self.store_complete()

    def store_complete(self) -> None:
        """Write the batches that are complete, in order: a checkpoint says that all before it is done."""
        while self.batches and not self.batches[0].waiting:
            batch = self.batches.popleft()
            changes = self._store(batch)
            self._count(batch, changes)
            if settings.DEBUG:
                reset_queries()  # Django then keeps every statement, whole articles in it

    def _store(self, batch: _Batch) -> list[ReparseChange]:
        with transaction.atomic():
            one_writer()
            settler, by = Settler(), _columns(self.profile)
            figures = Prefetch("figures", Figure.objects.select_related("image"))
            tags = Prefetch("taggings", Tagging.objects.select_related("tag"))
            # An article deleted since is not there; a file that arrived since is read from its bytes.
            rows = (
                Article.objects.filter(pk__in=batch.articles)
                .select_related("section")
                .select_for_update(of=("self",))
                .order_by("pk")
            )
            files = Prefetch("originals", light(Original.objects.all()))
            read, unread = _sorted_out(batch.done)
            changes = [
                change
                for article in rows.prefetch_related(figures, files, tags, "revisions")
                if article.pk not in unread and (change := _changed(article, read, settler, by))
            ]
            self._tell_moved(settler)
            if self.checkpoint is None:
                transaction.set_rollback(True)
        self.report.unreadable += [reason for reasons in unread.values() for reason in reasons]
        return changes

    def _tell_moved(self, settler: Settler) -> None:
        """An outlet that an import made and that nothing is left of goes; its address leads to where most of it went."""
        self.moved.update(settler.moved)
        names = dict(
            Source.objects.filter(pk__in={pk for way in settler.moved for pk in way}).values_list("pk", "name")
        )
        self.report.moved.update({(names[a], names[b]): count for (a, b), count in settler.moved.items()})
        drop_abandoned(settler.abandoned, heirs(self.moved))

    def _count(self, batch: _Batch, changes: list[ReparseChange]) -> None:
        report = self.report
        report.read += len(batch.articles)
        report.changed += len(changes)
        for change in changes:
            report.fields.update(change.fields.keys())
            if self.on_change:
                self.on_change(change)
        if self.checkpoint:
            point = self.checkpoint
            point.after, point.read, point.changed = batch.articles[-1], report.read, report.changed
            point.fields = report.fields
            point.save()


def _columns(profile: Profile | None) -> dict[str, Any]:
    """What an original that is read by it says of that."""
    if profile is None:
        return {}
    by: dict[str, Any] = {"profile_id": profile_ids([profile.text])[profile.text]}
    return by | ({"source_given": profile.outlet} if profile.outlet else {})


def _job(original: Original, profile: Profile | None) -> Job | Done:
    """profile: in place of the one that it was read by. identity: the article's primary key, to file it under if it is
    unreadable."""
    ticket = Ticket(
        path=str(original.pk),
        origin=original.path,
        sha256=original.sha256,
        identity=str(original.article_id),
        profile=original.profile_text if profile is None else profile.text,
    )
    try:
        return Job(ticket, original_bytes(original))
    except zstandard.ZstdError as error:
        return Done(ticket, Refused(f"Its stored bytes are damaged ({error}). Restore them from a backup."))


def _sorted_out(files: Collection[Done]) -> tuple[dict[str, tuple[str, ParsedArticle]], dict[int, list[str]]]:
    """By original: the path it was read under, and the article. By article: why originals of it could not be read."""
    read: dict[str, tuple[str, ParsedArticle]] = {}
    unread: dict[int, list[str]] = {}
    for done in files:
        if isinstance(done.parsed, ParsedArticle):
            read[done.ticket.path] = (done.ticket.origin, done.parsed)
        else:
            unread.setdefault(int(done.ticket.identity), []).append(f"{done.ticket.origin}: {done.parsed.reason}")
    return read, unread


def _changed(
    article: Article, read: Mapping[str, tuple[str, ParsedArticle]], settler: Settler, by: Mapping[str, Any]
) -> ReparseChange | None:
    originals = list(article.originals.all())
    parsed = {
        original.sha256: read[str(original.pk)][1]
        for original in originals
        # Renamed since: the path is part of what is read.
        if read.get(str(original.pk), ("",))[0] == original.path
    }
    if not originals:
        return None
    before = values_of(article, originals)
    if not _settle(article, originals, parsed, settler, by):
        return None
    for name in ("figures", "revisions", "taggings"):
        article._prefetched_objects_cache.pop(name, None)  # type: ignore[attr-defined]
    return difference(article, before, values_of(article, originals))


def _settle(
    article: Article,
    originals: Collection[Original],
    parsed: Mapping[str, ParsedArticle],
    settler: Settler,
    by: Mapping[str, Any] = NOTHING,
) -> bool:
    """by: the columns of an original that a new profile gives."""
    restamped = [_restamp(original, parsed[original.sha256], by) for original in originals if original.sha256 in parsed]
    settled = settler.settle(article, originals, parsed, rewrite=True)
    return any(restamped) or settled


def _restamp(original: Original, parsed: ParsedArticle, by: Mapping[str, Any]) -> bool:
    """What deciding between versions needs to know, as today's rules see it; by: and by which profile they were read."""
    today = {**stamps(parsed), **by}
    changed = [name for name, value in today.items() if getattr(original, name) != value]
    for name in changed:
        setattr(original, name, today[name])
    if changed:
        original.save(update_fields=changed)
    return bool(changed)
