"""check_database: whether what is stored is whole and says of itself what is true."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import groupby, islice

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Prefetch

from articles.ingest.export.checking_history import history_problems
from articles.ingest.export.checking_pages import page_problems
from articles.ingest.export.checking_pictures import picture_problems
from articles.ingest.export.digest import overall, table_digests
from articles.ingest.export.exporting import sound_original
from articles.ingest.export.one_state import one_state
from articles.ingest.rows.apply_versions import VersionOrder, light, standing
from articles.ingest.rows.article_columns import day_of
from articles.models import Article, Image, ImportRun, Original, OutboxRow, Revision

PAGE = 200
#: Sentences of one kind that a report holds; all are counted, and told to on_problem.
HELD = 1_000
_PLACE = re.compile(r'<figure data-figure="(\d+)"></figure>')

#: Called with (rows looked at, rows in all), about once a page of them.
OnProgress = Callable[[int, int], None]


@dataclass(slots=True)
class CheckReport:
    """problems: a sentence each, the first HELD of each kind; none means that all is sound. kinds: how many of each kind.
    digest: one for all tables; "" if the database could not be read to its end. waiting: index updates due. unfinished:
    import runs that were stopped before their end."""

    problems: tuple[str, ...] = ()
    kinds: Counter[str] = field(default_factory=Counter)
    digest: str = ""
    tables: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    unfinished: int = 0


def check_database(*, quick: bool = False, on_progress: OnProgress | None = None) -> CheckReport:
    """Look at every row, every original and every picture, as they stand when it begins. Memory does not grow.

    quick: pictures have to be there, but are not read: 75 seconds of CPU for 10,000 of half a megabyte, and what the disk
    takes; all else takes 5 for 10,000 articles. What cannot be read is a problem, never an exception."""
    report = CheckReport()
    try:
        with one_state():
            _check(report, quick, on_progress or (lambda done, total: None))
    except DatabaseError as error:
        _add(report, "database", f"The database cannot be read ({error}).")
    return report


def _check(report: CheckReport, quick: bool, on_progress: OnProgress) -> None:
    _collect(report, "database", page_problems())
    _collect(report, "database", _counted(report))
    total = report.counts.get("articles", 0) * 2 + report.counts.get("originals", 0) + report.counts.get("pictures", 0)
    steps = _Steps(total, on_progress)
    _collect(report, "originals", _originals(steps))
    _collect(report, "versions", _versions(steps))
    _collect(report, "articles", _articles(steps))
    _collect(report, "history", history_problems())
    _collect(report, "pictures", picture_problems(steps, quick=quick))
    _collect(report, "database", _digested(report))


@dataclass(slots=True)
class _Steps:
    total: int
    on_progress: OnProgress
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        if self.done % PAGE == 0:
            self.on_progress(self.done, max(self.total, self.done))


def _add(report: CheckReport, kind: str, problem: str) -> None:
    report.kinds[kind] += 1
    if report.kinds[kind] <= HELD:
        report.problems += (problem,)


def _collect(report: CheckReport, kind: str, problems: Iterator[str]) -> None:
    """What cannot be read any further (a damaged page, a value that is none) ends one part, not the others."""
    try:
        # On PostgreSQL an error ends the transaction, or else the savepoint.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            for problem in problems:
                _add(report, kind, problem)
    except (DatabaseError, ValueError) as error:
        _add(report, "database", f"The database cannot be read to its end: {kind}: {error}.")


def _counted(report: CheckReport) -> Iterator[str]:
    """Fills in the counts; no problem of its own."""
    report.counts["articles"] = Article.objects.count()
    report.counts["originals"] = Original.objects.count()
    report.counts["revisions"] = Revision.objects.count()
    report.counts["pictures"] = Image.objects.exclude(file="").count()
    report.waiting = OutboxRow.objects.count()
    report.unfinished = ImportRun.objects.filter(finished_at=None).count()
    yield from ()


def _digested(report: CheckReport) -> Iterator[str]:
    report.tables = table_digests()
    report.digest = overall(report.tables)
    yield from ()


def _originals(step: Callable[[], None]) -> Iterator[str]:
    """Every file decompresses to the bytes it was."""
    rows = Original.objects.only("sha256", "size", "path", "compressed", "article__public_id").select_related("article")
    for original in rows.iterator(PAGE):
        step()
        data, why = sound_original(original)
        if data is None:
            yield why


def _versions(step: Callable[[], None]) -> Iterator[str]:
    """What is shown and what is kept as a revision follows from the originals."""
    originals = light(Original.objects.all()).select_related(None).order_by("article_id").iterator(PAGE)
    groups = ((pk, list(group)) for pk, group in groupby(originals, key=lambda original: original.article_id))
    shown = Article.objects.only("public_id", "original_id", "content_hash", "edited_at")
    kept = Prefetch("revisions", Revision.objects.only("article", "content_hash", "original").order_by())
    while page := dict(islice(groups, PAGE)):
        articles = shown.prefetch_related(kept).in_bulk(list(page))
        for pk, versions in page.items():
            step()
            if article := articles.get(pk):
                yield from _version_problems(article, standing(versions))
            else:
                yield f"The original {versions[0].path} belongs to an article that is not there."


def _version_problems(article: Article, now: VersionOrder) -> Iterator[str]:
    if article.edited_at is None and article.original_id != now.current.pk:
        yield f"Article {article.public_id} does not show its current version ({now.current.path})."
    wanted = {key: original.pk for key, original in now.earliest.items() if key != article.content_hash}
    stored = {revision.content_hash: revision.original_id for revision in article.revisions.all()}
    if stored != wanted:
        yield f"Article {article.public_id} does not keep the revisions that follow from its originals."


def _articles(step: Callable[[], None]) -> Iterator[str]:
    without = Article.objects.filter(original=None, edited_at=None).values_list("public_id", flat=True)
    yield from (f"Article {public_id} has no original." for public_id in without.iterator(PAGE))
    strangers = Article.objects.exclude(original=None).exclude(original__article=F("pk"))
    yield from (
        f"Article {article.public_id} shows an original of another article." for article in strangers.only("public_id")
    )
    names = ("public_id", "body_html", "text", "length", "figure_count", "published_at", "day")
    for article in Article.objects.only(*names).prefetch_related("figures").iterator(PAGE):
        step()
        figures = len(article.figures.all())
        if article.figure_count != figures:
            yield f"Article {article.public_id} counts {article.figure_count} figures and has {figures}."
        if article.length != len(article.text):
            yield f"Article {article.public_id} counts {article.length} characters and has {len(article.text)}."
        if article.day != day_of(article.published_at):
            yield f"Article {article.public_id} is filed under {article.day}, which is not the day of its time here."
        places = [int(place) for place in _PLACE.findall(article.body_html)]
        if len(places) != len(set(places)) or len(places) > figures:
            yield f"Article {article.public_id} has a place in its body for a picture it does not have."
