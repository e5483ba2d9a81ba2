"""A comparison, counted over the arrays of one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from whoosh import query as wq

from articles.search.analysis.collocates import QueryMatches, companions
from articles.search.analysis.comparison import MOST_STEPS, Compared, OutletCounts, Period, QueryCounts, Wanted
from articles.search.analysis.keyword_stats import Keyword
from articles.search.evaluate import time_buckets
from articles.search.evaluate.exact_script import ArchiveEvaluator, quotes_in_glyphs
from articles.search.evaluate.filtering import filtered
from articles.search.evaluate.filters import filter_queries
from articles.search.evaluate.time_buckets import Step
from articles.search.index.arrays.layout import NO_DAY
from articles.search.index.arrays.store import Snapshot
from articles.search.index.open_index import snapshot
from articles.search.query.language import Understood, understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import all_of
from articles.search.query.regional_names import Forms, known
from articles.search.text.arrays import Array

#: Without days asked for, the chart begins and ends where the archive does in earnest: a few articles (this share of them
#: at either end) that lie more than so many days apart from the rest do not stretch it. One mistaken date in 30,937
#: articles of 2020 says 2018.
_STRAY, _APART = 0.001, 31


@dataclass(frozen=True, slots=True)
class _Axis:
    """first, last: the days drawn. number: of the step that `first` lies in. count: of steps."""

    step: Step
    first: date
    last: date
    number: int
    count: int

    def place(self, days: Array) -> Array:
        """The step of each of these days (ordinals) that is drawn, counted from 0; -1 for all others."""
        inside = (days >= self.first.toordinal()) & (days <= self.last.toordinal())
        at: Array = np.full(len(days), -1, np.int64)
        at[inside] = time_buckets.numbers(self.step, days[inside]) - self.number
        return at


def _core(days: Array) -> tuple[int, int]:
    """The first and the last day (ordinals) without a few stray ones far apart. days: at least one."""
    values, counts = np.unique(days, return_counts=True)
    spare = int(len(days) * _STRAY)
    until = np.cumsum(counts)
    low, high = values[until > spare][0], values[until >= len(days) - spare][0]
    apart = np.flatnonzero(np.diff(values) > _APART)
    starts, ends = values[np.append(0, apart + 1)], values[np.append(apart, len(values) - 1)]
    return int(starts[starts <= low][-1]), int(ends[ends >= high][0])


def _axis(days: Array, wanted: Wanted) -> _Axis | None:
    """days: ordinals of the dated articles within the filters."""
    if not len(days):
        return None
    low, high = _core(days)
    first = date.fromordinal(int(days.min()) if wanted.filters.since else low)
    last = date.fromordinal(int(days.max()) if wanted.filters.until else high)
    step = time_buckets.not_more_than(MOST_STEPS, wanted.step or time_buckets.fitting(first, last), first, last)
    if time_buckets.how_many(step, first, last) > MOST_STEPS:
        # Centuries, by days that somebody typed wrong.
        first, last = date.fromordinal(low), date.fromordinal(high)
        step = time_buckets.not_more_than(MOST_STEPS, wanted.step or time_buckets.fitting(first, last), first, last)
        if time_buckets.how_many(step, first, last) > MOST_STEPS:
            first = date(last.year - MOST_STEPS + 1, 1, 1)
    return _Axis(step, first, last, time_buckets.number(step, first), time_buckets.how_many(step, first, last))


class _Counting:
    """One comparison over one snapshot."""

    def __init__(self, now: Snapshot, wanted: Wanted) -> None:
        self.now, self.wanted = now, wanted
        self.evaluator = ArchiveEvaluator(now)
        self.filters = filter_queries(wanted.filters)
        self.forms: Forms = {} if wanted.filters.exact else known()
        self._forms_key = tuple(self.forms.items())
        self.within: Array = np.zeros(now.documents, bool)
        self.within[self.evaluator.documents(all_of(self.filters))] = True
        self.days: Array = now.column("doc_day").astype(np.int64)
        self.axis = _axis(self.days[self.within & (self.days != NO_DAY)], wanted)
        self.places = self.axis.place(self.days) if self.axis else np.full(now.documents, -1, np.int64)

    def found(self, text: str) -> tuple[Understood, QueryMatches]:
        understood = understand(text, outlet_by_name, self.forms)
        query = wq.NullQuery if understood.query is None else understood.query
        if self.wanted.filters.exact:
            query = quotes_in_glyphs(query)
        docs = filtered(self.evaluator, query, self.filters, scored=False).kept.docs
        return understood, QueryMatches((text, self.wanted.filters, self._forms_key), query, docs)

    def by_step(self, docs: Array) -> tuple[int, ...]:
        """How many of these documents lie in each step."""
        places = self.places[docs]
        count = self.axis.count if self.axis else 0
        return tuple(np.bincount(places[places >= 0], minlength=count).tolist()) if count else ()

    def line(self, text: str, understood: Understood, found: QueryMatches, words: tuple[Keyword, ...]) -> QueryCounts:
        matches = self.by_step(found.docs)
        undated = int(np.count_nonzero(self.days[found.docs] == NO_DAY))
        total = len(found.docs)
        outside = total - undated - sum(matches)
        return QueryCounts(text, matches, total, undated, outside, understood.forms, understood.notices, words)

    def periods(self) -> tuple[Period, ...]:
        axis = self.axis
        if axis is None:
            return ()
        archived = self.by_step(np.flatnonzero(self.within))

        def period(at: int) -> Period:
            start, end = (
                time_buckets.first_day(axis.step, axis.number + at),
                time_buckets.last_day(axis.step, axis.number + at),
            )
            return Period(max(start, axis.first), min(end, axis.last), archived[at])

        return tuple(period(at) for at in range(axis.count))

    def outlets(self, found: Sequence[QueryMatches]) -> tuple[OutletCounts, ...]:
        """All that have matches on the chart, those with most first."""
        sources = self.now.source_number
        many = int(sources.max(initial=0)) + 1
        tables = [self._table(each.docs, many) for each in found]
        totals = sum((table.sum(axis=1) for table in tables), np.zeros(many, np.int64))
        chosen = [row for row in np.lexsort((np.arange(many), -totals)).tolist() if totals[row]]
        archived = self._table(np.flatnonzero(self.within), many)

        def outlet(row: int) -> OutletCounts:
            matches = tuple(tuple(table[row].tolist()) for table in tables)
            return OutletCounts(row + self.now.first_source, tuple(archived[row].tolist()), matches, int(totals[row]))

        return tuple(map(outlet, chosen))

    def _table(self, docs: Array, many: int) -> Array:
        """Counts by outlet (rows) and step (columns), in one pass."""
        count = self.axis.count if self.axis else 0
        places = self.places[docs]
        drawn = places >= 0
        cells = self.now.source_number[docs[drawn]] * count + places[drawn]
        return np.bincount(cells, minlength=many * count).reshape(many, count)


def compare(
    wanted: Wanted, *, by_outlet: bool = False, with_words: bool = False, leave_out: Sequence[str] = ()
) -> Compared:
    """Exact counts. by_outlet: of each outlet that has matches, too. with_words: the words that go with each query, without
    those of `leave_out`. Raises SearchUnavailable."""
    counting = _Counting(snapshot(), wanted)
    pairs = [counting.found(text) for text in wanted.texts]
    found = [each for _understood, each in pairs]
    words: list[tuple[Keyword, ...]] = [()] * len(found)
    if with_words:
        words = companions(counting.evaluator, found, counting.within, counting.forms, leave_out)
    lines = (
        counting.line(text, understood, each, said)
        for text, (understood, each), said in zip(wanted.texts, pairs, words, strict=True)
    )
    return Compared(
        wanted=wanted,
        step=counting.axis.step if counting.axis else "day",
        periods=counting.periods(),
        lines=tuple(lines),
        outlets=counting.outlets(found) if by_outlet and counting.axis else (),
        articles=int(np.count_nonzero(counting.within)),
        unread=counting.evaluator.unread,
    )
