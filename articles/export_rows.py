"""An article as a row of a table or as a line of JSON, for those who go on working with it elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from articles.citing.values import one_line
from articles.display.citable import Place
from articles.display.histories import removed_at
from articles.display.languages import lang_of
from articles.display.zones import archive_time, iso_moment
from articles.ingest.rows.filing import tags_of
from articles.models import Article, ArticleQuerySet, Revision
from articles.spreadsheets import BOM, lines

COLUMNS = (
    "id", "headline", "outlet", "byline", "dateline", "published", "archived", "address", "permanent_address", "language",
    "length", "standfirst",
)  # fmt: skip
#: They came later: behind everything else, so that no column of a file moves.
LATER = ("revisions", "edited", "section", "tags", "removed")
#: For editors: of hidden articles too, with what is doubtful about them.
EDITORS = ("script", "visible", "edited_fields", "problems", "text")


def counted(articles: ArticleQuerySet) -> ArticleQuerySet:
    """With what `values` asks for, in the same query: how many other versions the archive holds of each, and when it was
    taken out of its repository."""
    others = Revision.objects.filter(article=OuterRef("pk")).order_by().values("article").annotate(number=Count("pk"))
    return (
        articles.with_tags()
        .select_related("section")
        .annotate(other_versions=Coalesce(Subquery(others.values("number"), output_field=IntegerField()), 0))
        .annotate(removed_at=removed_at())
    )


def _times(article: Article) -> dict[str, str]:
    """As articles.display.zones writes them; empty where nothing is known."""
    return {
        "published": iso_moment(article, article.published_at, article.published_precision),
        "archived": iso_moment(article, article.archived_at),
    }


def values(article: Article, place: Place) -> dict[str, Any]:
    """By the names of COLUMNS and LATER; byline and tags are lists. article: of `counted`."""
    return {
        "id": article.public_id,
        "headline": one_line(article.headline),
        "outlet": one_line(article.source.name),
        "byline": [one_line(str(name)) for name in article.byline],
        "dateline": one_line(article.dateline),
        **_times(article),
        "address": one_line(article.url),
        "permanent_address": place.address(article.public_id),
        "language": lang_of(article),
        "length": article.length,
        "standfirst": one_line(article.standfirst),
        "revisions": vars(article)["other_versions"],
        "edited": archive_time(article.edited_at).isoformat() if article.edited_at else "",
        "section": one_line(article.section.name) if article.section else "",
        "tags": [one_line(name) for name in tags_of(article)],
        "removed": archive_time(removed).isoformat() if (removed := vars(article)["removed_at"]) else "",
    }


def csv_head(*more: str) -> str:
    """more: names of columns of this file alone."""
    return BOM + lines([[*COLUMNS, *more, *LATER]])


def csv_row(article: Article, place: Place, *more: str) -> str:
    found = values(article, place)
    found |= {name: "、".join(found[name]) for name in ("byline", "tags")}
    return lines([[*(found[name] for name in COLUMNS), *more, *(found[name] for name in LATER)]])


def editors_row(article: Article, place: Place) -> str:
    """A row below csv_head(*EDITORS). Asks for the text where it was deferred."""
    visible, edited = "yes" if article.visible else "no", ", ".join(map(str, article.edited_fields))
    return csv_row(article, place, article.script, visible, edited, article.problems, article.text)


def json_row(article: Article, place: Place) -> dict[str, Any]:
    """With the text (paragraphs, one a line) and everyone the article names. Asks for the text where it was deferred."""
    return values(article, place) | {
        "contributors": article.contributors,
        "captures": article.captures,
        "also": article.also,
        "text": article.text,
    }
