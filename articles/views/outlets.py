"""The outlets, and the articles of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article, Source, SourceAlias
from articles.views import tallies
from articles.views.conditional import archive_page
from articles.views.dates import start_of
from articles.views.paging import Cursor, cursor_from, page_of

PAGE = 50
#: Width of the drawing that shows an outlet's span inside the whole archive's.
WIDTH = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """start, width: of the outlet's span, on the scale 0 to WIDTH of the whole archive's."""

    source: Source
    holding: tallies.Holding
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Jump:
    """A year, and the `?before=` of the page that begins with its last article."""

    year: int
    count: int
    before: str


def outlet_rows() -> list[Row]:
    """Every outlet that has articles, the biggest first."""
    holdings = tallies.holdings()
    firsts = [held.first for held in holdings.values() if held.first]
    lasts = [held.last for held in holdings.values() if held.last]
    whole = (min(firsts), max(lasts)) if firsts and lasts else None
    sources = Source.objects.in_bulk(holdings)
    rows = [Row(source, holdings[pk], *_placed(holdings[pk], whole)) for pk, source in sources.items()]
    return sorted(rows, key=lambda row: (-row.holding.count, row.source.name))


def _placed(held: tallies.Holding, whole: tuple[date, date] | None) -> tuple[int, int]:
    if not (whole and held.first and held.last):
        return 0, 0
    length = (whole[1] - whole[0]).days + 1
    start = (held.first - whole[0]).days * WIDTH // length
    return start, max(8, ((held.last - held.first).days + 1) * WIDTH // length)


@require_safe
@archive_page
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/sources.html", {"rows": outlet_rows(), "held": tallies.days()})


@require_safe
@archive_page
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = Source.objects.filter(slug=slug).first()
    if found is None:
        return HttpResponsePermanentRedirect(reverse("source", args=[merged_into(slug).slug]))
    page = page_of(Article.objects.listed().filter(source=found), cursor_from(request), PAGE)
    held = tallies.days_of(found)
    context = {
        "source": found,
        "held": held,
        "first": next(iter(held.by_day), None),
        "last": next(reversed(held.by_day), None),
        "years": _jumps(held),
        "page": page,
        "by_day": [(day, list(articles)) for day, articles in groupby(page.articles, key=lambda article: article.day)],
    }
    return render(request, "articles/source.html", context)


def merged_into(slug: str) -> Source:
    """The outlet that kept the articles of the one that had this address. Raises Http404 where there was none."""
    alias = SourceAlias.objects.select_related("source").filter(kind=SourceAlias.Kind.SLUG, value=slug).first()
    if alias is None:
        raise Http404(_("The archive knows no such outlet."))
    return alias.source


def _jumps(held: tallies.Days) -> list[Jump]:
    counts = sorted(held.by_year().items(), reverse=True)
    return [Jump(year, count, str(Cursor(_end_of(year), 0))) for year, count in counts]


def _end_of(year: int) -> datetime:
    """The first moment after the year, in the archive's zone."""
    return start_of(date(year + 1, 1, 1)) if year < date.max.year else datetime.max.replace(tzinfo=UTC)
