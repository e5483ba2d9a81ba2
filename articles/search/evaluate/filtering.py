"""A query within filters: what does not fit is never scored, and counts "as if no outlet had been chosen or left out"
stay exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whoosh import query as wq

from articles.search.evaluate.evaluate import Evaluator, Matches, unscored
from articles.search.evaluate.filing import KINDS
from articles.search.query.queries import all_of
from articles.search.text.arrays import Array


@dataclass(frozen=True, slots=True)
class Filtered:
    """query: with all filters. kept: what fits it."""

    query: wq.Query
    kept: Matches


def column_of(query: wq.Query) -> str:
    """The column that a filter is about, "" if it is about text or days."""
    fields = {field for field, _text in query.iter_all_terms()} if not isinstance(query, wq.NumericRange) else set()
    return fields.pop() if len(fields) == 1 and fields <= {"source", "has", *KINDS} else ""


def together(query: wq.Query, others: Iterable[wq.Query]) -> wq.Query:
    """One flat And: its parts are scored within what fits all of them."""
    return all_of([*(query if type(query) is wq.And else (query,)), *others])


def _unscored_filter(query: wq.Query) -> wq.Query:
    constant = isinstance(query, (wq.NumericRange, wq.ConstantScoreQuery, wq.Not))
    return query if constant else wq.ConstantScoreQuery(query, 0.0)


def filtered(evaluator: Evaluator, query: wq.Query, filters: Sequence[wq.Query], *, scored: bool = True) -> Filtered:
    """scored: else every score is 0. Raises NotImplementedError for a kind of query that the evaluator does not know."""
    whole = together(query, map(_unscored_filter, filters))
    return Filtered(whole, evaluator.matches(whole) if scored else unscored(evaluator.documents(whole)))


def without_filters_of(
    evaluator: Evaluator, query: wq.Query, filters: Sequence[wq.Query], column: str, kept: Matches
) -> Array:
    """The documents (ascending) that fit all filters but those of this column. kept: what fits them all."""
    others = [each for each in filters if column_of(each) != column]
    if len(others) == len(filters):
        return kept.docs
    return evaluator.documents(together(query, map(_unscored_filter, others)))
