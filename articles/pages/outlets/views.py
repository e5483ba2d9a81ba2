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

from articles import related
from articles.models import Article, Section, Source, SourceAlias
from articles.pages import archive_counts
from articles.pages.dates import start_of
from articles.pages.drawing import output
from articles.pages.drawing.heatmap import Addresses, Ground, legend, year_map
from articles.pages.etags import archive_page
from articles.pages.paging import Cursor, cursor_from, page_of
from articles.search.evaluate.time_buckets import first_day, last_day

PAGE = 50
#: Years whose every day is drawn on an outlet's page; its calendar has the others.
DRAWN_YEARS = 2
#: Other names and hosts of an outlet that are read.
KNOWN = 40
#: Sections named on its page.
SECTIONS = 40
#: Changes after publication are counted up to here.
CHANGED = 99


@dataclass(frozen=True, slots=True)
class ListedOutlet:
    """line: the `d` of an SVG path, its output from the archive's first week to its last."""

    source: Source
    holding: archive_counts.Holding
    line: str


@dataclass(frozen=True, slots=True)
class Jump:
    """A year, and the `?before=` of the page that begins with its last article."""

    year: int
    count: int
    before: str


@dataclass(frozen=True, slots=True)
class OutletFacts:
    """What an outlet is known by. names: others than its own."""

    names: list[str]
    hosts: list[str]


def outlet_rows() -> list[ListedOutlet]:
    """Every outlet that has articles, the biggest first."""
    holdings, weeks = archive_counts.holdings(), archive_counts.weeks_by_outlet()
    sources = Source.objects.in_bulk(holdings)
    ends = output.ends(weeks.values())

    def line(pk: int) -> str:
        return output.line(weeks[pk], *ends) if ends and pk in weeks else ""

    rows = [ListedOutlet(source, holdings[pk], line(pk)) for pk, source in sources.items()]
    return sorted(rows, key=lambda row: (-row.holding.count, row.source.name))


def outlet_asked(request: HttpRequest) -> Source | None:
    """Of `?source=<slug>`; None where nothing is asked. Raises Http404 where there is no such outlet."""
    slug = request.GET.get("source")
    if not slug:
        return None
    return outlet_at(slug)


@require_safe
@archive_page
def sources(request: HttpRequest) -> HttpResponse:
    held = archive_counts.days()
    ends = output.ends(archive_counts.weeks_by_outlet().values())
    first, last = (first_day("week", ends[0]), last_day("week", ends[1])) if ends else (None, None)
    context = {"rows": outlet_rows(), "held": held, "first": first, "last": last}
    return render(request, "outlets/sources.html", context)


@require_safe
@archive_page
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = outlet_at(slug)
    if found.slug != slug:
        return HttpResponsePermanentRedirect(reverse("source", args=[found.slug]))
    page = page_of(Article.objects.listed().filter(source=found), cursor_from(request), PAGE)
    held = archive_counts.days_of(found)
    context = {
        "source": found,
        "held": held,
        "first": next(iter(held.by_day), None),
        "last": next(reversed(held.by_day), None),
        "years": _jumps(held),
        "page": page,
        **(_portrait(found, held) if page.is_first else {}),
        "by_day": [(day, list(articles)) for day, articles in groupby(page.articles, key=lambda article: article.day)],
    }
    return render(request, "outlets/source.html", context)


def _portrait(source: Source, held: archive_counts.DayCounts) -> dict[str, object]:
    """What its first page tells of an outlet: its output, its last years by day, its habits, how it is known."""
    to, ground = Addresses.of(source), Ground(held.by_day)
    habits = archive_counts.habits_of(source)
    years = sorted(held.by_year(), reverse=True)
    return {
        "chart": output.chart(held, to),
        "heat_years": [year_map(year, ground, to) for year in years[:DRAWN_YEARS]],
        "year_count": len(years),
        "legend": legend(ground.most),
        "habits": habits,
        "bylined": round(100 * habits.bylined / habits.read) if habits.read else 0,
        "sections": sections_shown(source),
        "most_of_section": max((section.count for section in habits.sections), default=0),
        "known": _known(source, habits.hosts),
        "changed": related.changed_after_publication().filter(source=source)[: CHANGED + 1].count(),
        "most_changed": CHANGED,
    }


def sections_shown(source: Source) -> list[tuple[Section, int]]:
    """The outlet's sections as its files name them, those with the most articles first, and how many each has."""
    counts = archive_counts.sections_of(source)
    found = Section.objects.in_bulk(list(counts)[:SECTIONS]) if counts else {}
    for section in found.values():
        section.source = source
    return [(found[pk], count) for pk, count in counts.items() if pk in found]


def _known(source: Source, used: list[str]) -> OutletFacts:
    """used: hosts that its articles' addresses have."""
    aliases = list(
        source.aliases.exclude(kind=SourceAlias.Kind.SLUG).order_by("value").values_list("kind", "value")[:KNOWN]
    )
    names = [value for kind, value in aliases if kind == SourceAlias.Kind.NAME and value != source.name]
    hosts = [value for kind, value in aliases if kind == SourceAlias.Kind.HOST]
    return OutletFacts(names, list(dict.fromkeys([*used, *hosts])))


def outlet_at(slug: str) -> Source:
    """The outlet of an address, present or former. Raises Http404 where there never was one."""
    found = Source.objects.at(slug)
    if found is None:
        raise Http404(_("The archive knows no such outlet."))
    return found


def _jumps(held: archive_counts.DayCounts) -> list[Jump]:
    counts = sorted(held.by_year().items(), reverse=True)
    return [Jump(year, count, str(Cursor(_end_of(year), 0))) for year, count in counts]


def _end_of(year: int) -> datetime:
    """The first moment after the year, in the archive's zone."""
    return start_of(date(year + 1, 1, 1)) if year < date.max.year else datetime.max.replace(tzinfo=UTC)
