"""How much the archive holds, by day and by outlet: counted on covering indexes, kept for a minute.

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

from articles.models import Article, ArticleQuerySet, Figure, ImportRun, Revision, Source

#: Seconds. Short enough that nobody waits for an import to show, long enough that a busy page never counts.
KEPT = 60
KEPT_LONG = 600

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Days:
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
    return cast(T, cache.get_or_set(key, count, seconds))


def _by_day(articles: ArticleQuerySet) -> Days:
    found: dict[date | None, int] = dict(articles.order_by("day").values_list("day").annotate(Count("pk")))
    undated = found.pop(None, 0)
    return Days({day: found[day] for day in sorted(day for day in found if day)}, undated)


def days() -> Days:
    """One scan of the index on (visible, day)."""

    def counted() -> Days:
        return _by_day(Article.objects.published())

    return _kept("tally:days", counted, KEPT)


def holdings() -> dict[int, Holding]:
    """By the outlet's primary key. Grouped by `visible`, not filtered: so the index on (source, visible, day) is enough."""

    def counted() -> dict[int, Holding]:
        rows = Article.objects.order_by("source_id", "visible").values_list("source_id", "visible")
        spans = rows.annotate(Count("pk"), Min("day"), Max("day"))
        return {pk: Holding(count, first, last) for pk, visible, count, first, last in spans if visible}

    return _kept("tally:holdings", counted, KEPT)


def days_of(source: Source) -> Days:
    """One range of the index on (source, visible, day)."""

    def counted() -> Days:
        return _by_day(Article.objects.published().filter(source=source))

    return _kept(f"tally:days:{source.pk}", counted, KEPT)


def gaps(by_day: dict[date, int], at_least: int = 7) -> list[Gap]:
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
