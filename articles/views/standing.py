"""A search of the archive as it stood on some day: what of the articles shown has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from articles.models import Article, ImportedFile, Original
from articles.views.asked import Asked


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


def _changed(day: date, shown: Sequence[int]) -> int:
    """An editor's change; a version archived later; a version that a later import brought."""
    end = datetime.combine(day, time.max, settings.ARCHIVE_ZONE)
    later = Q(edited_at__gt=end) | Q(archived_at__gt=end) | Q(change__at__gt=end)
    changed = set(Article.objects.filter(later, pk__in=shown).order_by().values_list("pk", flat=True))
    brought = Original.objects.filter(
        article__in=shown, files__outcome=ImportedFile.Outcome.REVISED, files__run__started_at__gt=end
    )
    return len(changed | set(brought.values_list("article", flat=True)))
