"""How much the archive holds, by day and by outlet: counted on covering indexes, kept while the archive does not change.

Every figure that a page shows about the whole archive comes from here, so that no page counts by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar, cast

from django.core.cache import cache
from django.db.models import Count, Max, Min

from articles.derived import Change
from articles.editions import held
from articles.models import Article, ArticleQuerySet, Figure, ImportRun, Revision, Source, Tag, Tagging
from articles.pages.url_sections import Habits, habits
from articles.parsing.outlet_rules.outlets import section_names
from articles.search.evaluate.time_buckets import number

#: Seconds that a figure may be behind the archive: short enough that nobody waits for an import to show, long enough that
#: pages do not count all the time while one runs. Without a change nothing is counted again.
KEPT = 5
KEPT_LONG = 600
#: How long an unused figure stays in memory.
FORGOTTEN = 86_400

#: A run of more days than this without an article is a gap; fewer may be a week in which nothing was published.
GAP_DAYS = 7

#: Tags that the list of tags shows.
MOST_TAGS = 5_000

#: Articles of an outlet that tell its habits.
HABITS = 1000

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DayCounts:
    """by_day: articles of each day that has any, in order. undated: those without a day."""

    by_day: dict[date, int]
    undated: int

    @property
    def total(self) -> int:
        return sum(self.by_day.values()) + self.undated

    def by_month(self) -> dict[tuple[int, int], int]:
        return _summed(((day.year, day.month), count) for day, count in self.by_day.items())

    def by_year(self) -> dict[int, int]:
        return _summed((day.year, count) for day, count in self.by_day.items())


@dataclass(frozen=True, slots=True)
class Holding:
    """What the archive has of one outlet. first, last: days, None where all its articles are undated."""

    count: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A run of days without a single article; both ends belong to it."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Stock:
    figures: int
    rescued: int
    revisions: int
    last_import: ImportRun | None


def _summed(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    sums: dict[K, int] = defaultdict(int)
    for key, count in pairs:
        sums[key] += count
    return dict(sums)


def _kept(key: str, count: Callable[[], T], seconds: int) -> T:
    return cast(T, cache.get_or_set(f"{key}:{held(seconds)}", count, FORGOTTEN))


def editions(now: int) -> tuple[int, ...]:
    """Those that the figures on a page may be of. now: the archive's."""
    return held(KEPT, now), held(KEPT_LONG, now)


def _by_day(articles: ArticleQuerySet) -> DayCounts:
    found: dict[date | None, int] = dict(articles.order_by("day").values_list("day").annotate(Count("pk")))
    undated = found.pop(None, 0)
    return DayCounts({day: found[day] for day in sorted(day for day in found if day)}, undated)


def days() -> DayCounts:
    """One scan of the index on (visible, day)."""

    def counted() -> DayCounts:
        return _by_day(Article.objects.published())

    return _kept("tally:days", counted, KEPT)


def holdings() -> dict[int, Holding]:
    """By the outlet's primary key. One scan of the index on (source, day): 7 ms for 30,937 articles."""

    def counted() -> dict[int, Holding]:
        rows = Article.objects.published().order_by("source_id").values_list("source_id")
        return {pk: Holding(*spans) for pk, *spans in rows.annotate(Count("pk"), Min("day"), Max("day"))}

    return _kept("tally:holdings", counted, KEPT)


def changes() -> dict[int, int]:
    """Articles changed after publication, by the outlet's primary key. One walk through the index of those changes alone,
    and a look at each article's row for whether readers may see it: kept for ten minutes."""

    def counted() -> dict[int, int]:
        changed = Change.objects.filter(minor=False, article__visible=True).order_by("source_id")
        return dict(changed.values_list("source_id").annotate(Count("pk")))

    return _kept("tally:changes", counted, KEPT_LONG)


def days_of(source: Source) -> DayCounts:
    """One range of the index on (source, visible, day)."""

    def counted() -> DayCounts:
        return _by_day(Article.objects.published().filter(source=source))

    return _kept(f"tally:days:{source.pk}", counted, KEPT)


def weeks_by_outlet() -> dict[int, dict[int, int]]:
    """By the outlet's primary key, then by week, by its number (articles.search.evaluate.time_buckets). One scan of the
    index on (source, day)."""

    def counted() -> dict[int, dict[int, int]]:
        rows = Article.objects.published().filter(day__isnull=False).order_by("source_id", "day")
        found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for pk, day, count in rows.values_list("source_id", "day").annotate(Count("pk")).iterator(chunk_size=2000):
            found[pk][number("week", day)] += count
        return {pk: dict(weeks) for pk, weeks in found.items()}

    return _kept("tally:weeks", counted, KEPT_LONG)


def sections_of(source: Source) -> dict[int, int]:
    """Published articles by the section's primary key, most first. One range of the index on sections, or none."""

    def counted() -> dict[int, int]:
        rows = Article.objects.published().filter(section__source=source).order_by().values_list("section_id")
        return dict(rows.annotate(number=Count("pk")).order_by("-number", "section_id"))

    return _kept(f"tally:sections:{source.pk}", counted, KEPT)


@dataclass(frozen=True, slots=True)
class UsedTags:
    """total: of tags that articles have. most: primary key and number of articles, most first, no more than MOST_TAGS."""

    total: int
    most: list[tuple[int, int]]


def tags() -> UsedTags:
    """One scan of the table of tags and articles: kept for ten minutes."""

    def counted() -> UsedTags:
        rows = Tagging.objects.filter(article__visible=True).order_by().values_list("tag_id")
        found = sorted(rows.annotate(Count("pk")), key=lambda row: (-row[1], row[0]))
        return UsedTags(len(found), found[:MOST_TAGS])

    return _kept("tally:tags", counted, KEPT_LONG)


def tagged(tag: Tag) -> int:
    """Published articles with a tag."""
    return _kept(f"tally:tag:{tag.pk}", Article.objects.published().tagged(tag.pk).count, KEPT)


def habits_of(source: Source) -> Habits:
    """Of the outlet's newest articles only, so that one with a million costs no more: HABITS rows along an index."""

    def read() -> Habits:
        newest = Article.objects.published().filter(source=source).order_by("-published_at", "-id")
        return habits(newest.values_list("url_key", "byline")[:HABITS], section_names(source.slug))

    return _kept(f"tally:habits:{source.pk}", read, KEPT_LONG)


def gaps(by_day: dict[date, int], at_least: int = GAP_DAYS) -> list[Gap]:
    """The longest first. by_day: in order."""
    found, one = [], timedelta(days=1)
    before: date | None = None
    for day in by_day:
        if before and (day - before).days > at_least:
            found.append(Gap(before + one, day - one))
        before = day
    return sorted(found, key=lambda gap: -gap.days)


def stock() -> Stock:
    """Scans of whole tables: for the page about the archive only, kept for ten minutes."""

    def counted() -> Stock:
        return Stock(
            Figure.objects.filter(article__in=Article.objects.published()).count(),
            Figure.objects.filter(article__in=Article.objects.published()).exclude(image__file="").count(),
            Revision.objects.count(),
            ImportRun.objects.filter(finished_at__isnull=False).first(),
        )

    return _kept("tally:stock", counted, KEPT_LONG)
