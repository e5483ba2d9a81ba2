"""check_database: whether what is stored is whole and says of itself what is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

import zstandard
from django.db.models import F

from articles.ingest.content import day_of
from articles.ingest.digesting import overall, table_digests
from articles.ingest.settling import light, original_bytes, standing
from articles.models import Article, ImportRun, Original, OutboxRow, Revision

PAGE = 200
_PLACE = re.compile(r'<figure data-figure="(\d+)"></figure>')


@dataclass(frozen=True, slots=True)
class CheckReport:
    """problems: a sentence each; none means the database is sound. digest: one for all tables. waiting: index updates due.
    unfinished: import runs that were stopped before their end."""

    problems: tuple[str, ...]
    digest: str
    tables: dict[str, str]
    counts: dict[str, int] = field(default_factory=dict)
    waiting: int = 0
    unfinished: int = 0


def check_database() -> CheckReport:
    """Look at every row. Minutes for a million articles; memory does not grow."""
    problems = [*_originals(), *_versions(), *_articles()]
    tables = table_digests()
    return CheckReport(
        problems=tuple(problems),
        digest=overall(tables),
        tables=tables,
        counts={
            "articles": Article.objects.count(),
            "originals": Original.objects.count(),
            "revisions": Revision.objects.count(),
        },
        waiting=OutboxRow.objects.count(),
        unfinished=ImportRun.objects.filter(finished_at=None).count(),
    )


def _originals() -> Iterator[str]:
    """Every file decompresses to the bytes it was."""
    rows = Original.objects.only("sha256", "size", "path", "compressed")
    for original in rows.iterator(PAGE):
        try:
            data = original_bytes(original)
        except zstandard.ZstdError as error:
            yield f"The original {original.path} cannot be decompressed ({error})."
            continue
        if sha256(data).hexdigest() != original.sha256 or len(data) != original.size:
            yield f"The original {original.path} is not the file that was imported: its sha256 or size differs."


def _versions() -> Iterator[str]:
    """What is shown and what is kept as a revision follows from the originals."""
    originals = light(Original.objects.all()).select_related(None).order_by("article_id").iterator(PAGE)
    for pk, group in groupby(originals, key=lambda original: original.article_id):
        versions = list(group)
        article = Article.objects.only("public_id", "original_id", "content_hash", "edited_at").get(pk=pk)
        now = standing(versions)
        if article.edited_at is None and article.original_id != now.current.pk:
            yield f"Article {article.public_id} does not show its current version ({now.current.path})."
        wanted = {key: original.pk for key, original in now.earliest.items() if key != article.content_hash}
        if len(versions) == 1 and not wanted:
            continue
        stored = dict(article.revisions.values_list("content_hash", "original_id"))
        if stored != wanted:
            yield f"Article {article.public_id} does not keep the revisions that follow from its originals."


def _articles() -> Iterator[str]:
    without = Article.objects.filter(original=None, edited_at=None).values_list("public_id", flat=True)
    yield from (f"Article {public_id} has no original." for public_id in without.iterator(PAGE))
    strangers = Article.objects.exclude(original=None).exclude(original__article=F("pk"))
    yield from (
        f"Article {article.public_id} shows an original of another article." for article in strangers.only("public_id")
    )
    names = ("public_id", "body_html", "text", "length", "figure_count", "published_at", "day")
    for article in Article.objects.only(*names).prefetch_related("figures").iterator(PAGE):
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
