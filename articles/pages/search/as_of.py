"""A search of the archive as it stood on some day: what of the articles shown has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from articles import search as engine
from articles.models import Article, ImportedFile, Original
from articles.pages.search_state import Offer
from articles.search.request.request import SearchRequest


@dataclass(frozen=True, slots=True)
class AsOf:
    """changed: of the articles shown, how many are known to have been edited or revised after the day. over: whether the day
    is, so that nothing can come in on it any more."""

    day: date
    changed: int
    over: bool
    now: str


def as_of(search: SearchRequest, shown: Sequence[int]) -> AsOf | None:
    """shown: primary keys of the articles on the page. None where the search is of the archive as it is."""
    day = search.filters.as_of
    if day is None:
        return None
    over = day < timezone.localdate(timezone=settings.ARCHIVE_ZONE)
    return AsOf(day, _changed(day, shown) if over else 0, over, search.with_(as_of=None).address())


@dataclass(frozen=True, slots=True)
class BeforeAll:
    """A search of the archive as it stood on a day on which nothing had come in yet. first: the day on which something did.
    published: the articles that were published until the day asked for, which is what may have been meant, or until an
    earlier last day; today: those of the archive as it is. None where there are no such articles."""

    day: date
    first: date
    until: date
    published: Offer | None
    today: Offer | None


def before_all(search: SearchRequest, first: date | None) -> BeforeAll | None:
    """first: the day of the first arrival. Raises SearchUnavailable."""
    filters = search.filters
    if filters.as_of is None or first is None or filters.as_of >= first:
        return None
    until = min(filters.as_of, filters.until or filters.as_of)
    some = not filters.since or filters.since <= until
    return BeforeAll(
        filters.as_of,
        first,
        until,
        _offered(search.with_(as_of=None, until=until)) if some else None,
        _offered(search.with_(as_of=None)),
    )


def _offered(search: SearchRequest) -> Offer | None:
    count = engine.ask(search.question(page=1, page_size=1, facets=False, timeline="")).total
    return Offer(search.text, count, search.address()) if count else None


def _changed(day: date, shown: Sequence[int]) -> int:
    """An editor's change; a version archived later; a version that a later import brought."""
    end = datetime.combine(day, time.max, settings.ARCHIVE_ZONE)
    later = Q(edited_at__gt=end) | Q(archived_at__gt=end) | Q(change__at__gt=end)
    changed = set(Article.objects.filter(later, pk__in=shown).order_by().values_list("pk", flat=True))
    brought = Original.objects.filter(
        article__in=shown, files__outcome=ImportedFile.Outcome.REVISED, files__run__started_at__gt=end
    )
    return len(changed | set(brought.values_list("article", flat=True)))
