"""Which edition of the archive a page was made from, so that it is made again only when something has changed."""

from __future__ import annotations

import time
from typing import cast

from django.apps.registry import Apps, apps
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Sum

from articles.derived import Edition

#: The row that triggers count in (migration 0008); on PostgreSQL the first of a few (migration 0015).
FIRST = 1


def begin(apps: Apps = apps, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """After a migration or a flush: the row that triggers count in. It starts at the time in milliseconds since 1970, so
    that an archive begun anew does not come by the numbers of the one before. apps: the models as of that
    migration; a flush names none."""
    if not apps.is_installed("articles") or "edition" not in apps.all_models["articles"]:
        return  # migrated back to before it
    Edition.objects.using(using).get_or_create(pk=FIRST, defaults={"number": time.time_ns() // 1_000_000})


def current() -> int:
    """The edition now: one row read, on PostgreSQL as many as ever wrote at once."""
    found: int | None = Edition.objects.aggregate(edition=Sum("number"))["edition"]
    return found or 0


def held(seconds: int, now: int | None = None) -> int:
    """The edition as it was at most so many seconds ago: for figures that are dear to count, and may be that old. Whatever
    is counted meanwhile is kept under this number. now: the edition, where the caller has just read it."""
    return cast(int, cache.get_or_set(f"edition:{seconds}", current if now is None else now, seconds))
