"""Which documents of an index tell one story, for a search that shows each story once."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from articles.derived import Telling
from articles.search.index.arrays.store import Snapshot
from articles.search.text.arrays import Array

#: What a number was worked out from, and the numbers.
_known: WeakKeyDictionary[Snapshot, tuple[int, Array]] = WeakKeyDictionary()


def story_numbers(snapshot: Snapshot) -> Array:
    """The story of each document (int64), 0 where nobody else tells it. One query while nothing has been grouped anew:
    every grouping leaves a later moment than all before."""
    mark = Telling.objects.order_by("-grouped_ns").values_list("grouped_ns", flat=True).first() or 0
    known = _known.get(snapshot)
    if known is None or known[0] != mark:
        known = _known[snapshot] = mark, _numbers(snapshot)
    return known[1]


def _numbers(snapshot: Snapshot) -> Array:
    rows = Telling.objects.filter(story__isnull=False).order_by("article_id").values_list("article_id", "story")
    pairs = np.array(list(rows), np.int64).reshape(-1, 2)
    ids = snapshot.column("doc_id").astype(np.int64)
    numbers = np.zeros(len(ids), np.int64)
    if len(pairs):
        at = np.minimum(np.searchsorted(pairs[:, 0], ids), len(pairs) - 1)
        there = pairs[at, 0] == ids
        numbers[there] = pairs[at[there], 1]
    return numbers
