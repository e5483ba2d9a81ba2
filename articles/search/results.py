"""From matches to what a page shows: order, one page, facets, a timeline. Arrays in, small values out."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np

from articles.search.arrays.layout import NO_DAY
from articles.search.arrays.store import Snapshot
from articles.search.arrays.types import Array
from articles.search.evaluate import Matches
from articles.search.types import Bar, Sort

#: The longest span (days) that "auto" shows day by day, and the longest that it shows month by month.
_DAYS_UP_TO, _MONTHS_UP_TO = 62, 3700


def _rank(snapshot: Snapshot, found: Matches, sort: Sort) -> tuple[Array, Array]:
    """Two keys, each the greater the earlier in the list; ties of both are broken by the greater id."""
    time = snapshot.column("doc_time")[found.docs]
    if sort == "newest":
        return time, found.score
    if sort == "oldest":
        # Undated articles (the smallest time) come last here too.
        return np.where(time == time.dtype.type(-(1 << 62)), time, -time), found.score
    return found.score, time


def page(snapshot: Snapshot, found: Matches, sort: Sort, start: int, stop: int) -> tuple[Array, Array]:
    """(ids, scores) of the matches from `start` to `stop` (half-open) in the order asked for; a total order, so that
    every match is on exactly one page."""
    stop = min(stop, len(found))
    if start >= stop:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    first, second = _rank(snapshot, found, sort)
    if stop < len(found):
        # Only what can be on the page is sorted; equal keys at the edge all stay until the tie is broken.
        edge = np.partition(first, len(first) - stop)[len(first) - stop]
        near = np.flatnonzero(first >= edge)
    else:
        near = np.arange(len(found))
    ids = snapshot.column("doc_id")[found.docs[near]]
    order = np.lexsort((-ids, -second[near], -first[near]))[start:stop]
    return ids[order], found.score[near[order]]


def source_counts(snapshot: Snapshot, docs: Array) -> list[tuple[int, int]]:
    """(outlet, count), the most first."""
    values, counts = np.unique(snapshot.column("doc_source")[docs], return_counts=True)
    order = np.lexsort((values, -counts))
    return list(zip(values[order].tolist(), counts[order].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class _Steps:
    """Steps of a timeline as ordinals: step i covers edges[i] up to edges[i + 1], half-open. The last edge may be the day
    after the last day that a date can be."""

    edges: Array

    def bars(self, days: Array) -> tuple[Bar, ...]:
        counts = np.diff(np.searchsorted(np.sort(days), self.edges))
        edges = self.edges.tolist()
        return tuple(
            Bar(date.fromordinal(start), date.fromordinal(end - 1), count)
            for start, end, count in zip(edges, edges[1:], counts.tolist(), strict=False)
        )


def _month_edges(first: date, last: date) -> list[int]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [*(date(month // 12, month % 12 + 1, 1).toordinal() for month in months), _after_month(last)]


def _after_month(day: date) -> int:
    return day.replace(day=monthrange(day.year, day.month)[1]).toordinal() + 1


def timeline(snapshot: Snapshot, docs: Array, step: str) -> tuple[Bar, ...]:
    """Counts by "day", "month" or "year" (or "auto") from the first dated match to the last, with zeros in between."""
    days = snapshot.column("doc_day")[docs]
    days = days[days != NO_DAY]
    if not len(days):
        return ()
    low, high = int(days.min()), int(days.max())
    if step == "auto":
        step = "day" if high - low < _DAYS_UP_TO else "month" if high - low < _MONTHS_UP_TO else "year"
    first, last = date.fromordinal(low), date.fromordinal(high)
    if step == "day":
        edges = list(range(low, high + 2))
    elif step == "month":
        edges = _month_edges(first, last)
    else:
        years = range(first.year, last.year + 1)
        edges = [*(date(year, 1, 1).toordinal() for year in years), last.replace(month=12, day=31).toordinal() + 1]
    return _Steps(np.array(edges)).bars(days)
