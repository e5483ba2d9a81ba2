"""A query within filters: what does not fit is never scored, and counts "as if no outlet had been chosen" stay exact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from whoosh import query as wq

from articles.search.arrays.types import Array
from articles.search.evaluate import Evaluator, Matches, all_of, unscored


@dataclass(frozen=True, slots=True)
class Narrowed:
    """query: with all filters. kept: what fits it. without: the documents (ascending) that fit all filters but those of one
    column."""

    query: wq.Query
    kept: Matches
    without: dict[str, Array]


def narrows(query: wq.Query) -> str:
    """The column that a filter is about, "" if it is about text or days."""
    fields = {field for field, _text in query.iter_all_terms()} if not isinstance(query, wq.NumericRange) else set()
    return fields.pop() if len(fields) == 1 and fields <= {"source", "has"} else ""


def together(query: wq.Query, others: Iterable[wq.Query]) -> wq.Query:
    """One flat And: its parts are scored within what fits all of them."""
    return all_of([*(query if isinstance(query, wq.And) else (query,)), *others])


def _unscored_filter(query: wq.Query) -> wq.Query:
    constant = isinstance(query, (wq.NumericRange, wq.ConstantScoreQuery))
    return query if constant else wq.ConstantScoreQuery(query, 0.0)


class NarrowingEvaluator(Evaluator):
    """An Evaluator that also counts without the filters of one column."""

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
