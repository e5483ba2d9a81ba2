"""The front page: the newest day, as a newspaper would set it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import search
from articles.models import Article, Source
from articles.pages import archive_counts, dates
from articles.pages.archive_span import last_usual_day, main_span
from articles.pages.etags import archive_page
from articles.pages.front.longest_reads import longest_of
from articles.pages.front.paper import counts_of, paper_of

RECENT_DAYS = 6
OF_RECENT_DAY = 4
#: Years, and articles of each, shown of this day in other years.
SAME_DAYS, OF_SAME_DAY = 6, 3


#: Searches that a visitor may begin with.
TO_TRY = 3


@dataclass(frozen=True, slots=True)
class PastDay:
    """articles: its longest reads."""

    day: date
    count: int
    articles: list[Article]


def to_try() -> list[str]:
    """Words of this archive that it used far more at some times than at others: a search for one always has something to
    show. None while the archive is small or its index is away."""
    try:
        charts = search.example_charts(tuple(Source.objects.order_by("pk").values_list("name", flat=True)))
    except search.SearchUnavailable:
        return []
    return [chart.lines[0].text for chart in charts if chart.lines][:TO_TRY]


@require_safe
@archive_page
def home(request: HttpRequest) -> HttpResponse:
    held = archive_counts.days()
    newest = last_usual_day(held.by_day, dates.today())
    if newest is None:
        return render(request, "front/home.html", {"held": held})
    counts = counts_of(newest)
    context = {
        "held": held,
        "span": main_span(held.by_month()),
        "outlet_count": len(archive_counts.holdings()),
        "to_try": to_try(),
        "day": newest,
        "count": sum(counts.values()),
        "paper": paper_of(newest, counts),
        **_past(held, newest),
    }
    return render(request, "front/home.html", context)


def _past(held: archive_counts.DayCounts, newest: date) -> dict[str, object]:
    """The days before, and this day in other years: today's, so that the page of an archive that no longer grows is
    another one tomorrow; where it has none, those of the day it shows."""
    before = [day for day in reversed(held.by_day) if day < newest][:RECENT_DAYS]
    known = [day for day in held.by_day if day < newest and day not in before]
    this_day = dates.today()
    same = dates.same_days(known, this_day)
    if not same:
        this_day, same = newest, dates.same_days(known, newest)
    same = sorted(same[:SAME_DAYS], reverse=True)
    recent, other_years = longest_of(before, OF_RECENT_DAY), longest_of(same, OF_SAME_DAY)
    return {
        "recent": [PastDay(day, held.by_day[day], recent[day]) for day in before],
        "this_day": this_day,
        "same_days": [PastDay(day, held.by_day[day], other_years[day]) for day in same],
    }
