"""What articles have to do with others: changes after publication, stories, links."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import related
from articles.derived import Change
from articles.display.hiding import readable
from articles.models import Article, Source
from articles.pages import archive_counts
from articles.pages.etags import archive_page
from articles.pages.outlets.views import outlet_at
from articles.pages.paging import Cursor, cursor_from

PAGE = 50
#: Tellings of one story on its page. The largest story of the sample has seven.
MOST_TOLD = 200


def _article(public_id: str) -> Article:
    return readable(Article.objects.select_related("source", "original").defer("original__compressed"), public_id)


@require_safe
@archive_page
def changed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Articles that their outlets changed after publication: of one outlet, or of all."""
    source = outlet_at(slug) if slug else None
    if source and source.slug != slug:
        return HttpResponsePermanentRedirect(reverse("source_changed", args=[source.slug]))
    cursor = cursor_from(request)
    found = _changes_after(source, cursor)
    shown = found[:PAGE]
    more = str(Cursor(shown[-1].at, shown[-1].article_id)) if len(found) > PAGE else ""
    context = {
        "source": source,
        "changes": shown,
        "page": {"before": more, "is_first": cursor is None},
        "outlets": [] if source or cursor else _outlets_with_changes(),
    }
    return render(request, "article/changed.html", context)


def _outlets_with_changes() -> list[tuple[Source, int]]:
    """With how many, the most first."""
    counts = archive_counts.changes()
    sources = Source.objects.in_bulk(counts)
    pairs = [(source, counts[pk]) for pk, source in sources.items()]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0].name))


def _changes_after(source: Source | None, cursor: Cursor | None) -> list[Change]:
    """One more than a page. A range of the index, as paging.older_than."""
    changes = related.changed_after_publication()
    if source:
        changes = changes.filter(source=source)
    if cursor:
        changes = (
            changes.filter(at__lte=cursor.at).exclude(at=cursor.at, article__gte=cursor.pk)
            if cursor.at
            else changes.none()
        )
    return list(changes[: PAGE + 1])


@require_safe
@archive_page
def story(request: HttpRequest, public_id: str) -> HttpResponse:
    """Everyone who tells the same story."""
    article = _article(public_id)
    told = related.retellings(article, MOST_TOLD)
    if not told:
        raise Http404(_("No other article in the archive carries this story."))
    return render(request, "article/story.html", {"article": article, "told": told})


@require_safe
@archive_page
def linking(request: HttpRequest, public_id: str) -> HttpResponse:
    """All articles that link to one."""
    article = _article(public_id)
    cursor = cursor_from(request)
    found = related.linking_here(article, PAGE + 1, cursor.pk if cursor else None)
    shown = found[:PAGE]
    more = str(Cursor(None, shown[-1].pk)) if len(found) > PAGE else ""
    context = {"article": article, "linking": shown, "page": {"before": more, "is_first": cursor is None}}
    return render(request, "article/linking.html", context)
