"""The front page: the newest day, as a newspaper would set it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Figure, Image, Source
from articles.views import dates, tallies
from articles.views.conditional import archive_page
from articles.views.longest import OF_A_LINE, longest_of

#: Articles read for the front page; a day with more is there in full on its own page.
READ = 150
#: Beside a lead with a picture, which is tall, and beside one without.
SECONDS_TALL, SECONDS_LOW = 5, 3
IN_SECTION = 6
RECENT_DAYS = 6
OF_RECENT_DAY = 4
#: Years, and articles of each, shown of this day in other years.
SAME_DAYS, OF_SAME_DAY = 6, 3
#: Pictures in the strip; a single one is no strip.
STRIP_MOST, STRIP_LEAST = 4, 2


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
class PastDay:
    """articles: its longest reads."""

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
    others = [story for story in stories if story not in leads]
    strip = _strip(others)
    context = {
        "held": held,
        "day": newest,
        "count": held.by_day.get(newest, len(stories)),
        "leads": leads,
        "strip": strip,
        "sections": _sections(newest, [_plain(story) if story in strip else story for story in others]),
        **_past(held, newest),
    }
    return render(request, "articles/home.html", context)


def rescued_figures(articles: list[Article]) -> dict[int, Figure]:
    """By article: its first figure whose picture the archive has."""
    kept = Image.objects.exclude(file="").exclude(sha256="")
    figures = Figure.objects.filter(article__in=articles, image__in=kept).select_related("image").order_by("-position")
    return {figure.article_id: figure for figure in figures}


def _stories(day: date) -> list[Story]:
    listed = Article.objects.listed().filter(day=day).order_by("-published_at", "-id")
    articles = list(listed.only(*OF_A_LINE, "standfirst")[:READ])
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


def _strip(stories: list[Story]) -> list[Story]:
    """The day's pictures: those of different outlets first, none where there are too few for a strip."""
    pictured = sorted((story for story in stories if story.figure), key=_uncaptioned)
    one_each = list({story.article.source_id: story for story in reversed(pictured)}.values())[::-1]
    chosen = [*one_each, *(story for story in pictured if story not in one_each)][:STRIP_MOST]
    return chosen if len(chosen) >= STRIP_LEAST else []


def _uncaptioned(story: Story) -> bool:
    return not (story.figure and story.figure.caption)


def _plain(story: Story) -> Story:
    """Its picture is in the strip already."""
    return replace(story, figure=None)


def _past(held: tallies.Days, newest: date) -> dict[str, object]:
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
