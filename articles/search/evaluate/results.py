"""From matches to what a page shows: order, one page, facets, a timeline. Arrays in, small values out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from whoosh import query as wq

from articles.search.evaluate import time_buckets
from articles.search.evaluate.evaluate import Evaluator, Matches
from articles.search.evaluate.time_buckets import Step
from articles.search.index.arrays.layout import NO_DAY, NO_TIME
from articles.search.index.arrays.store import Snapshot
from articles.search.text.arrays import Array
from articles.search.types import Bar, Sort

Fit = Literal["auto", "fine"]
#: A timeline that fits itself to what was found, coarse or fine: the longest span (days) that is shown day by day.
_DAYS_UP_TO: dict[Fit, int] = {"auto": 62, "fine": 124}
#: And month by month: fine up to 200 bars.
_MONTHS_UP_TO: dict[Fit, int] = {"auto": time_buckets.MONTHS_UP_TO, "fine": 6_087}
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
        near = (first >= edge).nonzero()[0]
    else:
        near = np.arange(len(found))
    docs = found.docs[near]
    ids = snapshot.column("doc_id")[docs]
    # Ties are broken by time or score, then by the greater id.
    second = snapshot.column("doc_time")[docs] if sort == "relevance" else found.score[near]
    chosen: Array = near[np.lexsort((-ids, -second, -first[near]))[start:stop]]
    return chosen


def page(snapshot: Snapshot, found: Matches, sort: Sort, start: int, stop: int) -> tuple[Array, Array]:
    """(document numbers, scores) of the matches from `start` to `stop` (half-open) in the order asked for."""
    chosen = order(snapshot, found, sort, start, stop)
    return found.docs[chosen], found.score[chosen]


def scored_page(
    evaluator: Evaluator, query: wq.Query, found: Matches, sort: Sort, start: int, stop: int
) -> tuple[Array, Array]:
    """As `page`, of matches of `query` that were not scored, since they are ordered by date: what is on the page is scored
    now. The greater id comes first on ties."""
    docs = found.docs[order(evaluator.snapshot, found, sort, start, stop)]
    ascending = np.sort(docs)
    scores = evaluator.scores(query, ascending)[ascending.searchsorted(docs)]
    return docs, scores


def best_of_each(snapshot: Snapshot, found: Matches, groups: Array, sort: Sort) -> tuple[Matches, Array]:
    """Of the matches of one group the one that `page` would show first, of group 0 every one; and for each that is left how
    many more its group has. groups: int64, one for each match."""
    several = groups.nonzero()[0]
    part, story = found.only(several), groups[several]
    second = snapshot.column("doc_time")[part.docs] if sort == "relevance" else part.score
    order = np.lexsort((-snapshot.column("doc_id")[part.docs], -second, -_keys(snapshot, part, sort), story))
    _values, first, count = np.unique(story[order], return_index=True, return_counts=True)
    kept = groups == 0
    more = np.zeros(len(found), np.int64)
    kept[several[order[first]]] = True
    more[several[order[first]]] = count - 1
    return found.only(kept), more[kept]


def source_counts(snapshot: Snapshot, docs: Array) -> list[tuple[int, int]]:
    """(outlet, count), the most first."""
    if not len(docs):
        return []
    numbers, first = snapshot.source_number[docs], snapshot.first_source
    if int(numbers.max()) < _DENSE:
        counts = np.bincount(numbers)
        values = counts.nonzero()[0]
        counts = counts[values]
    else:
        values, counts = np.unique(numbers, return_counts=True)
    pairs = ((value + first, count) for value, count in zip(values.tolist(), counts.tolist(), strict=True))
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


@lru_cache(maxsize=1 << 14)
def _empty(step: Step, number: int) -> Bar:
    """Most steps of a rare word's timeline."""
    return Bar(time_buckets.first_day(step, number), time_buckets.last_day(step, number), 0)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The step of each document (intp, counted from `first`), the undated ones last: they are in step `undated`."""

    of: Array
    first: int
    undated: int


_numbers_of: WeakKeyDictionary[Snapshot, dict[Step, _Numbers]] = WeakKeyDictionary()


def _numbers(snapshot: Snapshot, step: Step) -> _Numbers:
    known = _numbers_of.setdefault(snapshot, {})
    if step not in known:
        days = snapshot.column("doc_day")
        dated = days != NO_DAY
        numbers = time_buckets.numbers(step, days)
        low, high = int(numbers[dated].min(initial=2**31)), int(numbers[dated].max(initial=-1))
        undated = max(high - low + 1, 0)
        known[step] = _Numbers(np.where(dated, numbers - low, undated).astype(np.intp), low, undated)
    return known[step]


def _fitting(snapshot: Snapshot, docs: Array, fit: Fit) -> Step:
    """The step that shows the dated ones of these well."""
    days = snapshot.column("doc_day")[docs]
    days = days[days != NO_DAY]
    span = int(days.max()) - int(days.min()) if len(days) else 0
    return "day" if span < _DAYS_UP_TO[fit] else "month" if span < _MONTHS_UP_TO[fit] else "year"


def timeline(snapshot: Snapshot, docs: Array, step: Step | Fit) -> tuple[Bar, ...]:
    """Counts by "day", "month" or "year" (or what fits of them: "auto", "fine") from the first dated match to the last, with
    zeros in between."""
    if not len(docs):
        return ()
    fitted = _fitting(snapshot, docs, step) if step == "auto" or step == "fine" else step
    numbers = _numbers(snapshot, fitted)
    counts = np.bincount(numbers.of[docs], minlength=1)[: numbers.undated]
    held = counts.nonzero()[0]
    if not len(held):
        return ()
    low, high = held.item(0), held.item(-1)
    counted = zip(range(low + numbers.first, high + numbers.first + 1), counts[low : high + 1].tolist(), strict=True)
    empty = ((_empty(fitted, number), count) for number, count in counted)
    return tuple(Bar(bar.start, bar.end, count) if count else bar for bar, count in empty)
