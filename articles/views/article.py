"""One article, and the untouched file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import condition, require_safe
from django.views.decorators.vary import vary_on_cookie

from articles import ingest, related, search
from articles.models import Article, ImportedFile, ImportRun, Original, Revision
from articles.views.chosen import asks, offered, reading_of, shown_of, with_settings
from articles.views.conditional import archive_page
from articles.views.paging import Cursor, newer_than, older_than

ALIKE_SHOWN = 6
#: Other tellings of the story, and articles that link here, before a page of their own takes over.
TELLINGS_SHOWN = LINKING_SHOWN = 6


@require_safe
@vary_on_cookie
@archive_page
def article(request: HttpRequest, public_id: str) -> HttpResponse:
    articles = Article.objects.published().select_related("source", "original").defer("original__compressed")
    found = get_object_or_404(articles, public_id=public_id)
    newer, older = _beside(found)
    originals = found.originals.defer("compressed").order_by("path", "pk")
    revisions = found.revisions.select_related("original").defer("body_html", "text", "original__compressed")
    told = related.retellings(found, TELLINGS_SHOWN + 1)
    linking = related.linking_here(found, LINKING_SHOWN + 1)
    compared = [
        Other(revision, related.version_name(revision.original)) for revision in revisions.order_by("archived_at", "pk")
    ]
    reading = reading_of(request)
    figures = list(found.figures.select_related("image"))
    context = {
        # Whatever the address chose, it is this article's page.
        "canonical": request.build_absolute_uri(request.path_info),
        "reading": reading,
        "shown": shown_of(found, reading),
        "choices": offered(reading),
        "choosing": asks(request),
        "runs": _runs(found),
        "article": found,
        "held": related.held_targets(found),
        "told": told[:TELLINGS_SHOWN],
        "told_more": len(told) > TELLINGS_SHOWN,
        "linking": linking[:LINKING_SHOWN],
        "linking_more": len(linking) > LINKING_SHOWN,
        "figures": figures,
        "pictured": any(figure.image.file for figure in figures),
        "originals": list(originals),
        "revisions": compared,
        "newer": newer,
        "older": older,
        "alike": _alike(found, {one.article.pk for one in told}),
        "base_version": related.version_name(found.original) if found.original else "",
        "shown_version": _shown_version(found),
    }
    return with_settings(request, render(request, "articles/article.html", context), reading)


@dataclass(frozen=True, slots=True)
class Other:
    """version: what addresses of differences call the revision."""

    revision: Revision
    version: str


@dataclass(frozen=True, slots=True)
class Alike:
    article: Article
    same_story: bool


def _runs(found: Article) -> list[tuple[int, datetime]]:
    """The imports that last read the article's files, by the ledger: number, and when each began."""
    files = ImportedFile.objects.filter(original__article=found)
    runs = ImportRun.objects.filter(pk__in=files.values("run")).order_by("pk")
    return list(runs.values_list("pk", "started_at"))


def _shown_version(found: Article) -> str:
    """What addresses of differences call the version that is shown; "" where there is no file to compare with."""
    if found.original is None:
        return ""
    return related.EDITED if found.edited_at else related.version_name(found.original)


def _alike(found: Article, told: set[int]) -> list[Alike]:
    """Articles like this one, the same story in other outlets first; not those that are `told` of on the page already. The
    page does without them while the index is away."""
    try:
        similar = search.more_like(found, ALIKE_SHOWN + len(told))
    except search.SearchUnavailable:
        return []
    others = [each for each in similar if each.article_id not in told][:ALIKE_SHOWN]
    articles = Article.objects.listed().in_bulk([each.article_id for each in others])
    return [Alike(articles[e.article_id], e.same_story) for e in others if e.article_id in articles]


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
