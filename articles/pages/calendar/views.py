"""The archive by time: all years, a year, a month, a day, and what has no day. Years and months also of one outlet."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.forms import JumpForm
from articles.models import Article, Source
from articles.pages import archive_counts, dates
from articles.pages.drawing.heatmap import Addresses, Ground, heat, legend, year_map, years_between
from articles.pages.drawing.output import chart
from articles.pages.etags import archive_page
from articles.pages.front.longest_reads import OF_A_LINE, longest_of
from articles.pages.front.paper import counts_of, paper_of
from articles.pages.outlets.views import outlet_asked
from articles.pages.paging import cursor_from, page_of

DAY_PAGE = 100
#: Below a paper, which has most of what a reader looks for; the page takes 27 ms with these, 32 with a hundred.
BELOW_PAPER = 60
#: A day with fewer articles, or of one outlet, is a list only: a paper of them would say everything twice.
PAPER_LEAST = 8
#: All that a line of the list below a day's paper shows.
OF_DAYS_LINE = (*OF_A_LINE, "published_at", "published_precision")
LIST_PAGE = 50
OF_DAY_IN_MONTH = 3
#: Years of which the whole archive's page draws every day; of those before, it draws the months.
DRAWN_YEARS = 12
GAPS_SHOWN = 8
#: Other years named on a day's page.
SAME_DAYS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """A day or month of a calendar. heat: 0 (nothing) to STEPS. empty: why there is nothing (heatmap.Ground)."""

    day: date
    count: int
    heat: int
    href: str
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """weeks: rows of seven, None outside the month. count: of the month."""

    day: date
    count: int
    href: str
    weeks: list[list[Cell | None]]


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    count: int
    href: str
    months: list[Cell]


@dataclass(frozen=True, slots=True)
class DayRow:
    cell: Cell
    articles: list[Article]


@dataclass(frozen=True, slots=True)
class Hole:
    """A gap, and the days with articles on both sides of it."""

    gap: archive_counts.Gap
    before: Cell
    after: Cell


def weekday_names() -> list[tuple[str, str]]:
    """Two letters (in Chinese one character) and the whole name, from Monday."""
    short = [_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su")]
    return [(name, str(WEEKDAYS[n])) for n, name in enumerate(short)]


def _held(source: Source | None) -> archive_counts.DayCounts:
    return archive_counts.days_of(source) if source else archive_counts.days()


@require_safe
@archive_page
def archive(request: HttpRequest) -> HttpResponse:
    """All years. `?day=2020-08-05` leads to that day (302), which names the nearest where it has nothing; 400 where it is
    none."""
    source, jump = outlet_asked(request), JumpForm(request.GET)
    held, to = _held(source), Addresses.of(source)
    wrong = not jump.is_valid()
    if not wrong and (wanted := jump.cleaned_data["day"]):
        return HttpResponseRedirect(_address_of(wanted, held, to))
    ground, by_year = Ground(held.by_day), held.by_year()
    kept = sorted(by_year, reverse=True)
    drawn, older = years_between(kept[:DRAWN_YEARS]), kept[DRAWN_YEARS:]
    gaps = archive_counts.gaps(held.by_day)
    context = {
        "source": source,
        "held": held,
        "first": ground.days[0] if ground.days else None,
        "last": ground.days[-1] if ground.days else None,
        "ends": _ends(held),
        "chart": chart(held, to),
        "years": [year_map(year, ground, to) for year in drawn],
        "older": _months_of(older, held, to),
        "legend": legend(ground.most),
        "holes": [_hole(gap, held, to) for gap in gaps[:GAPS_SHOWN]],
        "hole_count": len(gaps),
        "errors": jump.errors.get("day", []),
    }
    return render(request, "calendar/archive.html", context, status=400 if wrong else 200)


def _address_of(day: date, held: archive_counts.DayCounts, to: Addresses) -> str:
    """Of a day on which the outlet has nothing, the day of all outlets: that names the nearest."""
    numbers = (day.year, day.month, day.day)
    return to.to(*numbers) if day in held.by_day else Addresses.of(None).to(*numbers)


def _ends(held: archive_counts.DayCounts) -> tuple[date | None, date | None]:
    """The first and the last day that have articles."""
    return next(iter(held.by_day), None), next(reversed(held.by_day), None)


def _months_of(years: list[int], held: archive_counts.DayCounts, to: Addresses) -> list[Year]:
    by_month, by_year = held.by_month(), held.by_year()
    most = max(by_month.values(), default=0)

    def cell(year: int, month: int) -> Cell:
        count = by_month.get((year, month), 0)
        return Cell(date(year, month, 1), count, heat(count, most), to.to(year, month))

    return [Year(year, by_year[year], to.to(year), [cell(year, n) for n in range(1, 13)]) for year in years]


def _hole(gap: archive_counts.Gap, held: archive_counts.DayCounts, to: Addresses) -> Hole:
    before = date.fromordinal(gap.start.toordinal() - 1)
    after = date.fromordinal(gap.end.toordinal() + 1)
    return Hole(gap, *(Cell(day, held.by_day[day], 0, to.to(day.year, day.month, day.day)) for day in (before, after)))


@require_safe
@archive_page
def year(request: HttpRequest, year: int) -> HttpResponse:
    dates.day_or_404(year)
    source = outlet_asked(request)
    held, to = _held(source), Addresses.of(source)
    ground = Ground(held.by_day)
    counts = {day: count for day, count in held.by_day.items() if day.year == year}
    most = max(counts.values(), default=0)
    before, after = dates.neighbours(sorted(held.by_year()), year)
    gaps = [gap for gap in archive_counts.gaps(held.by_day) if gap.start.year <= year <= gap.end.year]
    context = {
        "source": source,
        "first": date(year, 1, 1),
        "last": date(year, 12, 31),
        "ends": _ends(held),
        "weekdays": weekday_names(),
        "count": sum(counts.values()),
        "months": [_month(date(year, n, 1), ground, most, to) for n in range(1, 13)] if counts else [],
        "legend": legend(most),
        "holes": [_hole(gap, held, to) for gap in gaps[:GAPS_SHOWN]] if counts else [],
        "hole_count": len(gaps),
        "up_url": f"{to.base}{to.query}",
        "before": before,
        "before_url": to.to(before) if before else "",
        "after": after,
        "after_url": to.to(after) if after else "",
    }
    return render(request, "calendar/year.html", context, status=200 if counts else 404)


def _month(first: date, ground: Ground, most: int, to: Addresses) -> Month:
    def cell(day: date) -> Cell | None:
        if day.month != first.month:
            return None
        count = ground.by_day.get(day, 0)
        empty = "" if count else ground.emptiness(day)
        return Cell(day, count, heat(count, most), to.to(day.year, day.month, day.day), empty)

    weeks = [[cell(day) for day in week] for week in _weeks(first)]
    total = sum(cell.count for week in weeks for cell in week if cell)
    return Month(first, total, to.to(first.year, first.month), weeks)


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
    source = outlet_asked(request)
    held, to = _held(source), Addresses.of(source)
    counts = {day: count for day, count in held.by_day.items() if (day.year, day.month) == (year, month)}
    before, after = dates.neighbours(sorted(held.by_month()), (year, month))
    most = max(counts.values(), default=0)
    drawn = _month(first, Ground(held.by_day), most, to)
    context = {
        "source": source,
        "first": first,
        "last": max(cell.day for week in drawn.weeks for cell in week if cell),
        "ends": _ends(held),
        "weekdays": weekday_names(),
        "month": drawn,
        "rows": _day_rows(drawn, source),
        "legend": legend(most),
        "up_url": to.to(year),
        "before": date(*before, 1) if before else None,
        "before_url": to.to(*before) if before else "",
        "after": date(*after, 1) if after else None,
        "after_url": to.to(*after) if after else "",
    }
    return render(request, "calendar/month.html", context, status=200 if counts else 404)


def _day_rows(month: Month, source: Source | None) -> list[DayRow]:
    """The month's days, each with its longest reads."""
    cells = [cell for week in month.weeks for cell in week if cell and cell.count]
    by_day = longest_of([cell.day for cell in cells], OF_DAY_IN_MONTH, source)
    return [DayRow(cell, by_day[cell.day]) for cell in cells]


@require_safe
@archive_page
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    wanted = dates.day_or_404(year, month, day)
    held = archive_counts.days()
    before, after = dates.neighbours(list(held.by_day), wanted)
    counts = counts_of(wanted)
    sources = Source.objects.in_bulk(counts)
    chosen, cursor = _chosen(request, sources), cursor_from(request)
    articles = Article.objects.listed()
    articles = articles.filter(dates.near(wanted), source=chosen) if chosen else articles.filter(day=wanted)
    set_as_paper = not chosen and len(counts) > 1 and sum(counts.values()) >= PAPER_LEAST
    context = {
        "day": wanted,
        "count": sum(counts.values()),
        "outlets": sorted(
            ((sources[pk], count) for pk, count in counts.items()), key=lambda pair: (-pair[1], pair[0].name)
        ),
        "chosen": chosen,
        "set_as_paper": set_as_paper,
        "paper": paper_of(wanted, counts) if set_as_paper and not cursor else None,
        "page": page_of(
            articles.only(*OF_DAYS_LINE) if set_as_paper else articles,
            cursor,
            BELOW_PAPER if set_as_paper and not cursor else DAY_PAGE,
        ),
        "same_days": [(day, held.by_day[day]) for day in dates.same_days(held.by_day, wanted)][:SAME_DAYS],
        "before": before,
        "after": after,
    }
    return render(request, "calendar/day.html", context, status=200 if counts else 404)


def _chosen(request: HttpRequest, sources: dict[int, Source]) -> Source | None:
    found = outlet_asked(request)
    if found and found.pk not in sources:
        raise Http404(_("This outlet has no article on this day."))
    return found


@require_safe
@archive_page
def undated(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.listed().filter(published_at__isnull=True)
    context = {"count": archive_counts.days().undated, "page": page_of(articles, cursor_from(request), LIST_PAGE)}
    return render(request, "calendar/undated.html", context)
