"""From matches to what a page shows: order, one page, facets, a timeline. Arrays in, small values out."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

import numpy as np
from whoosh import query as wq

from articles.search.arrays.layout import NO_DAY, NO_TIME
from articles.search.arrays.store import Snapshot
from articles.search.arrays.types import Array
from articles.search.evaluate import Evaluator, Matches
from articles.search.types import Bar, Sort

#: The longest span (days) that "auto" shows day by day, and the longest that it shows month by month.
_DAYS_UP_TO, _MONTHS_UP_TO = 62, 3700
#: Numbers in a span up to this are counted in an array of that length, others by sorting.
_DENSE = 1 << 16


def _keys(snapshot: Snapshot, found: Matches, sort: Sort) -> Array:
    """The greater the earlier in the list."""
    if sort == "relevance":
        return found.score
    time = snapshot.column("doc_time")[found.docs]
    # Undated articles (the smallest time) come last when sorted by "oldest", too.
    return time if sort == "newest" else np.where(time == time.dtype.type(NO_TIME), time, -time)


def order(snapshot: Snapshot, found: Matches, sort: Sort, start: int, stop: int) -> Array:
    """Indexes into the matches, from `start` to `stop` (half-open) in the order asked for; a total order, so that every
    match is on exactly one page."""
    stop = min(stop, len(found))
    if start >= stop:
        return np.zeros(0, np.int64)
    first = _keys(snapshot, found, sort)
    if stop < len(found):
        # Only what can be on the page is sorted; equal keys at the edge all stay until the tie is broken.
        edge = np.partition(first, len(first) - stop)[len(first) - stop]
        near = np.flatnonzero(first >= edge)
    else:
        near = np.arange(len(found))
    docs = found.docs[near]
    ids = snapshot.column("doc_id")[docs]
    # Ties are broken by time or score, then by the greater id.
    second = snapshot.column("doc_time")[docs] if sort == "relevance" else found.score[near]
    chosen: Array = near[np.lexsort((-ids, -second, -first[near]))[start:stop]]
    return chosen


def page(snapshot: Snapshot, found: Matches, sort: Sort, start: int, stop: int) -> tuple[Array, Array]:
    """(ids, scores) of the matches from `start` to `stop` (half-open) in the order asked for."""
    chosen = order(snapshot, found, sort, start, stop)
    return snapshot.column("doc_id")[found.docs[chosen]], found.score[chosen]


def scored_page(
    evaluator: Evaluator, query: wq.Query, found: Matches, sort: Sort, start: int, stop: int
) -> tuple[Array, Array]:
    """As `page`, of matches of `query` that were not scored, since they are ordered by date: what is on the page is scored
    now. The greater id comes first on ties."""
    docs = found.docs[order(evaluator.snapshot, found, sort, start, stop)]
    ascending = np.sort(docs)
    scores = evaluator.scores(query, ascending)[ascending.searchsorted(docs)]
    return evaluator.snapshot.column("doc_id")[docs], scores


def best_of_each(snapshot: Snapshot, found: Matches, groups: Array, sort: Sort) -> tuple[Matches, Array]:
    """Of the matches of one group the one that `page` would show first, of group 0 every one; and for each that is left how
    many more its group has. groups: int64, one for each match."""
    several = np.flatnonzero(groups)
    part, story = found.only(several), groups[several]
    second = snapshot.column("doc_time")[part.docs] if sort == "relevance" else part.score
    order = np.lexsort((-snapshot.column("doc_id")[part.docs], -second, -_keys(snapshot, part, sort), story))
    _values, first, count = np.unique(story[order], return_index=True, return_counts=True)
    kept = groups == 0
    more = np.zeros(len(found), np.int64)
    kept[several[order[first]]] = True
    more[several[order[first]]] = count - 1
    return found.only(kept), more[kept]


def _counted(values: Array, low: int, high: int) -> Array:
    """How often each number from `low` to `high` (inclusive) occurs in `values`."""
    return np.bincount(values - values.dtype.type(low), minlength=high - low + 1)


def source_counts(snapshot: Snapshot, docs: Array) -> list[tuple[int, int]]:
    """(outlet, count), the most first."""
    sources = snapshot.column("doc_source")[docs]
    if not len(sources):
        return []
    low, high = int(sources.min()), int(sources.max())
    if high - low < _DENSE:
        counts = _counted(sources, low, high)
        values = np.flatnonzero(counts)
        counts = counts[values]
        values += low
    else:
        values, counts = np.unique(sources, return_counts=True)
    return sorted(zip(values.tolist(), counts.tolist(), strict=True), key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Steps of a timeline as ordinals: step i covers edges[i] up to edges[i + 1], half-open. The last edge may be the day
    after the last day that a date can be. spans: the first and the last day of each step."""

    edges: Array
    spans: tuple[tuple[date, date], ...]

    def bars(self, days: Array, low: int, high: int) -> tuple[Bar, ...]:
        """days: ordinals from `low` to `high`, in any order."""
        if high - low < _DENSE:
            before = np.zeros(high - low + 2, np.int64)
            np.cumsum(_counted(days, low, high), out=before[1:])
            at = before[np.minimum(np.maximum(self.edges, low), high + 1) - low]
            counts = at[1:] - at[:-1]
        else:
            counts = np.diff(np.searchsorted(np.sort(days), self.edges))
        return tuple(Bar(start, end, count) for (start, end), count in zip(self.spans, counts.tolist(), strict=True))


def _month_edges(first: date, last: date) -> list[int]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [*(date(month // 12, month % 12 + 1, 1).toordinal() for month in months), _after_month(last)]


def _after_month(day: date) -> int:
    return day.replace(day=monthrange(day.year, day.month)[1]).toordinal() + 1


@lru_cache(maxsize=64)
def _steps(low: int, high: int, step: str) -> _Steps:
    """The steps that cover the days from `low` to `high` (ordinals, inclusive)."""
    first, last = date.fromordinal(low), date.fromordinal(high)
    if step == "day":
        edges = list(range(low, high + 2))
    elif step == "month":
        edges = _month_edges(first, last)
    else:
        years = range(first.year, last.year + 1)
        edges = [*(date(year, 1, 1).toordinal() for year in years), last.replace(month=12, day=31).toordinal() + 1]
    spans = tuple((date.fromordinal(start), date.fromordinal(end - 1)) for start, end in pairwise(edges))
    return _Steps(np.array(edges), spans)


def timeline(snapshot: Snapshot, docs: Array, step: str) -> tuple[Bar, ...]:
    """Counts by "day", "month" or "year" (or "auto") from the first dated match to the last, with zeros in between."""
    days = snapshot.column("doc_day")[docs]
    days = days[days != NO_DAY]
    if not len(days):
        return ()
    low, high = int(days.min()), int(days.max())
    if step == "auto":
        step = "day" if high - low < _DAYS_UP_TO else "month" if high - low < _MONTHS_UP_TO else "year"
    return _steps(low, high, step).bars(days, low, high)
