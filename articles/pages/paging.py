"""Walking a long list by where the last page ended: no OFFSET, no COUNT (docs/architecture.md, "Pages")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from articles.models import Article, ArticleQuerySet

CURSOR = re.compile(r"(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)|),(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The article that the page before ended with. at: its time, None among the undated, who follow the dated ones."""

    at: datetime | None
    pk: int

    @classmethod
    def of(cls, article: Article) -> Cursor:
        return cls(article.published_at, article.pk)

    def __str__(self) -> str:
        at = f"{self.at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z" if self.at else ""
        return f"{at},{self.pk}"


@dataclass(frozen=True, slots=True)
class Page:
    """before: what the next page's `?before=` says, empty on the last one."""

    articles: list[Article]
    before: str
    is_first: bool


def cursor_from(request: HttpRequest) -> Cursor | None:
    """`?before=<UTC time>,<id>`, or None on the first page. Raises Http404 where it is neither."""
    given = request.GET.get("before")
    if given is None:
        return None
    if match := CURSOR.fullmatch(given):
        try:
            return Cursor(datetime.fromisoformat(match[1]) if match[1] else None, int(match[2]))
        except ValueError:
            pass  # the 31st of February: answered like any other nonsense
    raise Http404(_("This page of the list does not exist. Start again from its first page."))


def older_than(articles: ArticleQuerySet, cursor: Cursor | None, limit: int) -> list[Article]:
    """At most `limit` articles after `cursor`, newest first, the undated last. One query, two where the dated end.

    Two segments, so that each is one range of an index on either database: PostgreSQL puts NULLs first in a falling
    index, SQLite last.
    """
    found: list[Article] = []
    if cursor is None or cursor.at is not None:
        dated = articles.filter(published_at__isnull=False).order_by("-published_at", "-id")
        if cursor is not None:
            # `<=` gives the index its range; the exclusion only weighs ties.
            dated = dated.filter(published_at__lte=cursor.at).exclude(published_at=cursor.at, id__gte=cursor.pk)
        found = list(dated[:limit])
    if len(found) < limit:
        undated = articles.filter(published_at__isnull=True).order_by("-id")
        if cursor is not None and cursor.at is None:
            undated = undated.filter(id__lt=cursor.pk)
        found += undated[: limit - len(found)]
    return found


def newer_than(articles: ArticleQuerySet, cursor: Cursor) -> Article | None:
    """The dated article that stands just before `cursor`'s dated one; None at the top."""
    newer = articles.filter(published_at__gte=cursor.at).exclude(published_at=cursor.at, id__lte=cursor.pk)
    return newer.order_by("published_at", "id").first()


def page_of(articles: ArticleQuerySet, cursor: Cursor | None, size: int) -> Page:
    found = older_than(articles, cursor, size + 1)
    shown = found[:size]
    return Page(shown, str(Cursor.of(shown[-1])) if len(found) > size else "", cursor is None)
