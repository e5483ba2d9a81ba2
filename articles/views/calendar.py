"""The archive by time: all years, a year, a month, a day, and what has no day."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article, Source
from articles.views import dates, tallies
from articles.views.conditional import archive_page
from articles.views.paging import cursor_from, page_of

DAY_PAGE = 100
LIST_PAGE = 50
OF_DAY_IN_MONTH = 3
#: The heat scale has this many steps above nothing.
STEPS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A day or month of a calendar. heat: 0 (nothing) to STEPS."""

    day: date
    count: int
    heat: int


@dataclass(frozen=True, slots=True)
class Month:
    """weeks: rows of seven, None outside the month. count: of the month."""

    day: date
    count: int
    weeks: list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    count: int
    months: list[Cell]


@dataclass(frozen=True, slots=True)
class DayRow:
    cell: Cell
    articles: list[Article]


def heat(count: int, most: int) -> int:
    """The square root keeps an ordinary day apart from an empty one beside a record day."""
    return ceil(STEPS * sqrt(count / most)) if count and most else 0


def weekday_names() -> list[tuple[str, str]]:
    """Two letters (in Chinese one character) and the whole name, from Monday."""
    short = [_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su")]
    return [(name, str(WEEKDAYS[n])) for n, name in enumerate(short)]


@require_safe
@archive_page
def archive(request: HttpRequest) -> HttpResponse:
    held = tallies.days()
    by_month, by_year = held.by_month(), held.by_year()
    most = max(by_month.values(), default=0)

    def months(year: int) -> list[Cell]:
        counts = [by_month.get((year, month), 0) for month in range(1, 13)]
        return [Cell(date(year, n, 1), count, heat(count, most)) for n, count in enumerate(counts, 1)]

    years = [Year(year, by_year.get(year, 0), months(year)) for year in _span(by_year)]
    return render(request, "articles/archive.html", {"held": held, "years": years})


def _span(years: Iterable[int]) -> Iterable[int]:
    """Every year from the last to the first: one without an article is a gap to be seen. But a single mistaken date
    must not draw centuries of empty rows."""
    kept = sorted(years)
    if kept and kept[-1] - kept[0] < 200:
        return range(kept[-1], kept[0] - 1, -1)
    return reversed(kept)


@require_safe
@archive_page
def year(request: HttpRequest, year: int) -> HttpResponse:
    dates.day_or_404(year)
    held = tallies.days()
    counts = {day: count for day, count in held.by_day.items() if day.year == year}
    most = max(counts.values(), default=0)
    before, after = dates.neighbours(sorted(held.by_year()), year)
    context = {
        "first": date(year, 1, 1),
        "weekdays": weekday_names(),
        "count": sum(counts.values()),
        "months": [_month(date(year, n, 1), counts, most) for n in range(1, 13)] if counts else [],
        "before": before,
        "after": after,
    }
    return render(request, "articles/year.html", context, status=200 if counts else 404)


def _month(first: date, counts: dict[date, int], most: int) -> Month:
    def cell(day: date) -> Cell | None:
        count = counts.get(day, 0)
        return Cell(day, count, heat(count, most)) if day.month == first.month else None

    weeks = _weeks(first)
    total = sum(count for day, count in counts.items() if day.month == first.month)
    return Month(first, total, [[cell(day) for day in week] for week in weeks])


def _weeks(first: date) -> list[list[date]]:
    """Weeks from Monday. The calendar ends with year 9999 and starts with year 1: there the days outside are left out."""
    days = Calendar().itermonthdays3(first.year, first.month)
    # A day outside the month only fills a place, so it may be any day of another month.
    other = date(2000, 1 if first.month != 1 else 2, 1)
    placed = [date(y, m, d) if m == first.month else other for y, m, d in days]
    return [placed[start : start + 7] for start in range(0, len(placed), 7)]


@require_safe
@archive_page
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = dates.day_or_404(year, month)
    held = tallies.days()
    counts = {day: count for day, count in held.by_day.items() if (day.year, day.month) == (year, month)}
    before, after = dates.neighbours(sorted(held.by_month()), (year, month))
    most = max(counts.values(), default=0)
    context = {
        "first": first,
        "weekdays": weekday_names(),
        "month": _month(first, counts, most),
        "rows": _day_rows(counts, most),
        "before": date(*before, 1) if before else None,
        "after": date(*after, 1) if after else None,
    }
    return render(request, "articles/month.html", context, status=200 if counts else 404)


def _day_rows(counts: dict[date, int], most: int) -> list[DayRow]:
    """The month's days, each with its longest reads."""
    nth = Window(RowNumber(), partition_by=[F("day")], order_by=[F("length").desc(), F("id").desc()])
    chosen = Article.objects.listed().filter(day__in=counts).alias(nth=nth).filter(nth__lte=OF_DAY_IN_MONTH)
    by_day: dict[date | None, list[Article]] = defaultdict(list)
    for article in chosen.order_by("-length", "-id"):
        by_day[article.day].append(article)
    return [DayRow(Cell(day, count, heat(count, most)), by_day[day]) for day, count in counts.items()]


@require_safe
@archive_page
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    wanted = dates.day_or_404(year, month, day)
    before, after = dates.neighbours(list(tallies.days().by_day), wanted)
    rows = (
        Article.objects.published()
        .filter(day=wanted)
        .order_by("source_id")
        .values_list("source_id")
        .annotate(Count("pk"))
    )
    counts: dict[int, int] = dict(rows)
    sources = Source.objects.in_bulk(counts)
    chosen = _chosen(request, sources)
    articles = Article.objects.listed().filter(day=wanted)
    context = {
        "day": wanted,
        "count": sum(counts.values()),
        "outlets": sorted(
            ((sources[pk], count) for pk, count in counts.items()), key=lambda pair: (-pair[1], pair[0].name)
        ),
        "chosen": chosen,
        "page": page_of(articles.filter(source=chosen) if chosen else articles, cursor_from(request), DAY_PAGE),
        "before": before,
        "after": after,
    }
    return render(request, "articles/day.html", context, status=200 if counts else 404)


def _chosen(request: HttpRequest, sources: dict[int, Source]) -> Source | None:
    slug = request.GET.get("source")
    if not slug:
        return None
    for source in sources.values():
        if source.slug == slug:
            return source
    raise Http404(_("This outlet has no article on this day."))


@require_safe
@archive_page
def undated(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.listed().filter(published_at__isnull=True)
    context = {"count": tallies.days().undated, "page": page_of(articles, cursor_from(request), LIST_PAGE)}
    return render(request, "articles/undated.html", context)
