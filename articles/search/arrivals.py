"""On which day each document of an index came into this archive, for a search of the archive as it stood on some day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from weakref import WeakKeyDictionary

import numpy as np
from django.conf import settings

from articles.models import Article
from articles.search.arrays.segment import Segment
from articles.search.arrays.store import Snapshot
from articles.search.arrays.types import Array

#: A document whose article is gone: after every day.
NEVER = np.iinfo(np.int32).max
#: Up to so many documents are asked for by their ids, so many at a time; more by the span of their ids.
_FEW, _AT_ONCE = 5_000, 500

#: An article comes once, and a segment is never rewritten: what was read stays true as long as the segment is there.
_known: WeakKeyDictionary[Segment, Array] = WeakKeyDictionary()


def import_days(snapshot: Snapshot) -> Array:
    """Ordinals (int32) of the days, in the archive's zone, of `Article.imported_at` of each document; NEVER for one whose
    article is gone. 30,937 articles are read in 0.2 s, once a process."""
    parts = []
    for segment in snapshot.segments:
        if segment not in _known:
            _known[segment] = _read(segment["doc_id"].astype(np.int64))
        parts.append(_known[segment])
    return np.concatenate([np.zeros(0, np.int32), *parts])


def _read(ids: Array) -> Array:
    days = np.full(len(ids), NEVER, np.int32)
    rows = dict(_rows(ids)) if len(ids) else {}
    zone = settings.ARCHIVE_ZONE
    for at, pk in enumerate(ids.tolist()):
        if pk in rows:
            days[at] = rows[pk].astimezone(zone).toordinal()
    return days


def _rows(ids: Array) -> Iterator[tuple[int, datetime]]:
    asked = Article.objects.order_by().values_list("pk", "imported_at")
    if len(ids) > _FEW:
        yield from asked.filter(pk__gte=int(ids.min()), pk__lte=int(ids.max())).iterator(chunk_size=2_000)
        return
    for start in range(0, len(ids), _AT_ONCE):
        yield from asked.filter(pk__in=ids[start : start + _AT_ONCE].tolist())
