"""What the archive holds, and what crawlers may do."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.addresses import absolute
from articles.pages import archive_counts
from articles.pages.archive_span import main_span
from articles.pages.etags import archive_page
from articles.pages.outlets.views import outlet_rows

GAPS_SHOWN = 12
#: What crawlers leave alone (RFC 9309; `*` is any text): what has no end, files beside a page, what is one reader's own.
#: A search for nothing but words may be read, so that it can be found and shared; templates say `noindex` of the others.
CLOSED = (
    "/search/*&",
    "/search/export",
    "/search/feed/",
    "/search/selection/",
    "/compare/data",
    "/selection/",
    "/articles/*/cite.",
    "/articles/*/offline.html",
    "/articles/*/original/",
    "/account/",
    "/admin/",
    "/api/",
)


@require_safe
@archive_page
def about(request: HttpRequest) -> HttpResponse:
    held = archive_counts.days()
    gaps = archive_counts.gaps(held.by_day)
    context = {
        "held": held,
        "span": main_span(held.by_month()),
        "first": next(iter(held.by_day), None),
        "last": next(reversed(held.by_day), None),
        "rows": outlet_rows(),
        "gaps": gaps[:GAPS_SHOWN],
        "gap_count": len(gaps),
        "stock": archive_counts.stock(),
        "zone": settings.NEWSARCHIVE_TIME_ZONE,
    }
    return render(request, "about/about.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers find the articles through the sitemap; narrowed searches have no end."""
    if settings.PRIVATE:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES)]
        closed = [f"Disallow: {prefix}{path}" for prefix in prefixes for path in CLOSED]
        lines = ["User-agent: *", *closed, f"Sitemap: {absolute(request, reverse('sitemap'))}"]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
