"""A search of the archive as it stood on some day: what of the articles shown has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from articles import search as engine
from articles.models import Article, ImportedFile, Original, Source
from articles.pages.search_state import Asked, Offer


@dataclass(frozen=True, slots=True)
class AsOf:
    """changed: of the articles shown, how many are known to have been edited or revised after the day. over: whether the day
    is, so that nothing can come in on it any more."""

    day: date
    changed: int
    over: bool
    now: str


def as_of(asked: Asked, shown: Sequence[int]) -> AsOf | None:
    """shown: primary keys of the articles on the page. None where the search is of the archive as it is."""
    if asked.asof is None:
        return None
    over = asked.asof < timezone.localdate(timezone=settings.ARCHIVE_ZONE)
    return AsOf(asked.asof, _changed(asked.asof, shown) if over else 0, over, asked.with_(asof=None))


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


def before_all(asked: Asked, first: date | None, sources: dict[str, Source]) -> BeforeAll | None:
    """first: the day of the first arrival. sources: by slug. Raises SearchUnavailable."""
    if asked.asof is None or first is None or asked.asof >= first:
        return None
    until = min(asked.asof, asked.until or asked.asof)
    published = replace(asked, asof=None, until=until) if not asked.since or asked.since <= until else None
    return BeforeAll(
        asked.asof,
        first,
        until,
        _offered(published, sources) if published else None,
        _offered(replace(asked, asof=None), sources),
    )


def _offered(asked: Asked, sources: dict[str, Source]) -> Offer | None:
    question = replace(asked.question(sources), page=1, page_size=1, facets=False, timeline="")
    count = engine.ask(question).total
    return Offer(asked.text, count, asked.with_()) if count else None


def _changed(day: date, shown: Sequence[int]) -> int:
    """An editor's change; a version archived later; a version that a later import brought."""
    end = datetime.combine(day, time.max, settings.ARCHIVE_ZONE)
    later = Q(edited_at__gt=end) | Q(archived_at__gt=end) | Q(change__at__gt=end)
    changed = set(Article.objects.filter(later, pk__in=shown).order_by().values_list("pk", flat=True))
    brought = Original.objects.filter(
        article__in=shown, files__outcome=ImportedFile.Outcome.REVISED, files__run__started_at__gt=end
    )
    return len(changed | set(brought.values_list("article", flat=True)))
