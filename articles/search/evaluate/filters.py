"""A query within filters: what does not fit is never scored, and counts "as if no outlet had been chosen or left out"
stay exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from whoosh import query as wq

from articles.search.evaluate.evaluate import Evaluator, Matches, unscored
from articles.search.index.arrays.store import Snapshot
from articles.search.index.as_of import arrived_by
from articles.search.query.queries import all_of
from articles.search.text.arrays import Array
from articles.search.types import Question

#: The field of a range over the days on which articles came into the archive; no column of the index.
IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """query: with all filters. kept: what fits it. without: the documents (ascending) that fit all filters but those of one
    column."""

    query: wq.Query
    kept: Matches
    without: dict[str, Array]


def sources_query(sources: Iterable[int]) -> wq.Query:
    terms = [wq.Term("source", str(source)) for source in sources]
    return wq.ConstantScoreQuery(terms[0] if len(terms) == 1 else wq.Or(terms), 0.0)


def filters(question: Question) -> list[wq.Query]:
    """What a question asks for beside its words, one query a filter."""
    asked: list[wq.Query] = []
    if question.sources:
        asked.append(sources_query(question.sources))
    if question.without_sources:
        asked.append(wq.Not(sources_query(question.without_sources)))
    if question.since or question.until:
        # Undated articles have day 0: they are on none.
        days = (question.since or date.min).toordinal(), (question.until or date.max).toordinal()
        asked.append(wq.NumericRange("day", *days))
    if question.asof:
        asked.append(wq.NumericRange(IMPORTED, None, question.asof.toordinal()))
    if question.pictures:
        asked.append(wq.ConstantScoreQuery(wq.Term("has", "image"), 0.0))
    return asked


def narrows(query: wq.Query) -> str:
    """The column that a filter is about, "" if it is about text or days."""
    fields = {field for field, _text in query.iter_all_terms()} if not isinstance(query, wq.NumericRange) else set()
    return fields.pop() if len(fields) == 1 and fields <= {"source", "has"} else ""


def together(query: wq.Query, others: Iterable[wq.Query]) -> wq.Query:
    """One flat And: its parts are scored within what fits all of them."""
    return all_of([*(query if isinstance(query, wq.And) else (query,)), *others])


def _unscored_filter(query: wq.Query) -> wq.Query:
    constant = isinstance(query, (wq.NumericRange, wq.ConstantScoreQuery, wq.Not))
    return query if constant else wq.ConstantScoreQuery(query, 0.0)


class NarrowingEvaluator(Evaluator):
    """An Evaluator that also counts without the filters of one column, and knows when articles came."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        #: One search asks several times; another search asks anew.
        self._arrived_by = cache(partial(arrived_by, snapshot))

    def _docs(self, query: wq.Query) -> Array:
        if isinstance(query, wq.NumericRange) and query.fieldname == IMPORTED:
            return self._arrived_by(query.end)
        return super()._docs(query)

    def narrowed(self, query: wq.Query, filters: list[wq.Query], without: str = "", *, scored: bool = True) -> Narrowed:
        """without: the column whose filters do not count for `Narrowed.without`. scored: else every score is 0."""
        filters = [_unscored_filter(each) for each in filters]
        whole = together(query, filters)
        kept = self.matches(whole) if scored else unscored(self.documents(whole))
        if not without:
            return Narrowed(whole, kept, {})
        others = [each for each in filters if narrows(each) != without]
        wide = kept.docs if len(others) == len(filters) else self.documents(together(query, others))
        return Narrowed(whole, kept, {without: wide})
