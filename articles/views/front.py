"""The front page: the newest day, as a newspaper would set it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Figure, Image, Source
from articles.views import dates, tallies
from articles.views.conditional import archive_page

#: Articles read for the front page; a day with more is there in full on its own page.
READ = 150
#: Beside a lead with a picture, which is tall, and beside one without.
SECONDS_TALL, SECONDS_LOW = 5, 3
IN_SECTION = 6
RECENT_DAYS = 6
OF_RECENT_DAY = 4


@dataclass(frozen=True, slots=True)
class Story:
    article: Article
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Section:
    """An outlet's part of the front page. count: of the whole day."""

    source: Source
    count: int
    stories: list[Story]


@dataclass(frozen=True, slots=True)
class RecentDay:
    day: date
    count: int
    articles: list[Article]


@require_safe
@archive_page
def home(request: HttpRequest) -> HttpResponse:
    held = tallies.days()
    # A mistaken date in the future must not hold the front page.
    newest = (
        Article.objects.published()
        .filter(day__lte=dates.today())
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )
    if newest is None:
        return render(request, "articles/home.html", {"held": held})
    stories = _stories(newest)
    leads = _leads(stories)
    context = {
        "held": held,
        "day": newest,
        "count": held.by_day.get(newest, len(stories)),
        "leads": leads,
        "sections": _sections(newest, [story for story in stories if story not in leads]),
        "recent": _recent(held, newest),
    }
    return render(request, "articles/home.html", context)


def rescued_figures(articles: list[Article]) -> dict[int, Figure]:
    """By article: its first figure whose picture the archive has."""
    kept = Image.objects.exclude(file="").exclude(sha256="")
    figures = Figure.objects.filter(article__in=articles, image__in=kept).select_related("image").order_by("-position")
    return {figure.article_id: figure for figure in figures}


def _stories(day: date) -> list[Story]:
    articles = list(Article.objects.listed().filter(day=day).order_by("-published_at", "-id")[:READ])
    figures = rescued_figures(articles)
    return [Story(article, figures.get(article.pk)) for article in articles]


def _leads(stories: list[Story]) -> list[Story]:
    """The longest reads of the day, each from another outlet, and first one with a picture to show if there is any."""
    ranked = sorted(stories, key=lambda story: -story.article.length)
    first_of_outlet = list({story.article.source_id: story for story in reversed(ranked)}.values())
    first_of_outlet.sort(key=lambda story: -story.article.length)
    pictured = [story for story in ranked if story.figure]
    lead = (pictured or ranked)[0]
    others = (story for story in first_of_outlet if story.article.source_id != lead.article.source_id)
    return [lead, *islice(others, SECONDS_TALL if lead.figure else SECONDS_LOW)]


def _sections(day: date, stories: list[Story]) -> list[Section]:
    by_source: dict[int, list[Story]] = defaultdict(list)
    for story in stories:
        by_source[story.article.source_id].append(story)
    rows = (
        Article.objects.published().filter(day=day).order_by("source_id").values_list("source_id").annotate(Count("pk"))
    )
    counts: dict[int, int] = dict(rows)
    sections = [
        Section(found[0].article.source, counts.get(pk, len(found)), found[:IN_SECTION])
        for pk, found in by_source.items()
    ]
    return sorted(sections, key=lambda section: (-section.count, section.source.name))


def _recent(held: tallies.Days, newest: date) -> list[RecentDay]:
    """The days before, each with its longest reads."""
    wanted = [day for day in reversed(held.by_day) if day < newest][:RECENT_DAYS]
    nth = Window(RowNumber(), partition_by=[F("day")], order_by=[F("length").desc(), F("id").desc()])
    chosen = Article.objects.listed().filter(day__in=wanted).alias(nth=nth).filter(nth__lte=OF_RECENT_DAY)
    by_day: dict[date | None, list[Article]] = defaultdict(list)
    for article in chosen.order_by("-length", "-id"):
        by_day[article.day].append(article)
    return [RecentDay(day, held.by_day[day], by_day[day]) for day in wanted]
