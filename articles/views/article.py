"""One article, and the untouched file it came from."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import condition, conditional_page, require_safe

from articles import ingest, search
from articles.models import Article, Original
from articles.views.paging import Cursor, newer_than, older_than

ALIKE_SHOWN = 6


# The page depends on its article, figures, revisions and neighbours, on the interface and on the templates: only the
# page itself tells whether it has changed.
@require_safe
@conditional_page
def article(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Article.objects.published().select_related("source"), public_id=public_id)
    newer, older = _beside(found)
    originals = found.originals.defer("compressed").order_by("path", "pk")
    revisions = found.revisions.select_related("original").defer("body_html", "text", "original__compressed")
    context = {
        "article": found,
        "figures": list(found.figures.select_related("image")),
        "originals": list(originals),
        "revisions": list(revisions.order_by("archived_at", "pk")),
        "newer": newer,
        "older": older,
        "alike": _alike(found),
    }
    return render(request, "articles/article.html", context)


@dataclass(frozen=True, slots=True)
class Alike:
    article: Article
    same_story: bool


def _alike(found: Article) -> list[Alike]:
    """Articles like this one, the same story in other outlets first. The page does without them while the index is away."""
    try:
        similar = search.more_like(found, ALIKE_SHOWN)
    except search.SearchUnavailable:
        return []
    articles = Article.objects.listed().in_bulk([each.article_id for each in similar])
    return [Alike(articles[e.article_id], e.same_story) for e in similar if e.article_id in articles]


def _beside(found: Article) -> tuple[Article | None, Article | None]:
    """The outlet's articles just after and just before this one in time; none for an undated one."""
    if found.published_at is None:
        return None, None
    cursor = Cursor.of(found)
    others = Article.objects.listed().filter(source=found.source_id, published_at__isnull=False)
    older = older_than(others, cursor, 1)
    return newer_than(others, cursor), older[0] if older else None


def _original(public_id: str, sha256: str) -> QuerySet[Original]:
    return Original.objects.filter(article__in=Article.objects.published().filter(public_id=public_id), sha256=sha256)


def _version(request: HttpRequest, public_id: str, sha256: str) -> str | None:
    """Bytes named by their hash never change; but they are gone when the article is hidden."""
    return f'"{sha256}"' if _original(public_id, sha256).exists() else None


@require_safe
@condition(etag_func=_version)
def original(request: HttpRequest, public_id: str, sha256: str) -> HttpResponse:
    """The file as it came. A browser must never run what is in it (DESIGN.md section 6)."""
    found = _original(public_id, sha256).first()
    if found is None:
        raise Http404
    data = ingest.original_bytes(found)
    response = HttpResponse(data, content_type=f"text/plain{_charset(data)}")
    response["Content-Disposition"] = f'attachment; filename="{public_id}-{sha256[:8]}.txt"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache" if settings.PRIVATE else "no-cache"
    return response


def _charset(data: bytes) -> str:
    """Some files are GB18030 or Big5: then nothing is claimed."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return ""
    return "; charset=utf-8"
