"""What is asked for beside words, as Whoosh queries: the one place where a filter becomes a query."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from whoosh import query as wq

from articles.search.filters import Filters, Outlet
from articles.search.types import Question

#: The field of a range over the days on which articles came into the archive; no column of the index.
IMPORTED = "imported"
#: The same for what was taken out of its repository.
REMOVED = "removed"


def sources_query(sources: Iterable[int]) -> wq.Query:
    """sources: primary keys of outlets."""
    terms = [wq.Term("source", str(source)) for source in sources]
    return wq.ConstantScoreQuery(terms[0] if len(terms) == 1 else wq.Or(terms), 0.0)


def _from(outlets: tuple[Outlet, ...]) -> wq.Query:
    return sources_query(outlet.pk for outlet in outlets)


def filter_queries(filters: Filters) -> list[wq.Query]:
    """One query a filter. `Filters.exact` is none: it is about how words are read."""
    queries: list[wq.Query] = []
    if filters.outlets:
        queries.append(_from(filters.outlets))
    if filters.without:
        queries.append(wq.Not(_from(filters.without)))
    if filters.since or filters.until:
        # Undated articles have day 0: they are on none.
        days = (filters.since or date.min).toordinal(), (filters.until or date.max).toordinal()
        queries.append(wq.NumericRange("day", *days))
    if filters.as_of:
        queries.append(wq.NumericRange(IMPORTED, None, filters.as_of.toordinal()))
    if filters.removed:
        taken_out = wq.NumericRange(REMOVED, 1, None)
        queries.append(taken_out if filters.removed == "only" else wq.Not(taken_out))
    queries += [_under(kind, names) for kind, names in (("section", filters.sections), ("tag", filters.tags)) if names]
    if filters.script:
        queries.append(_has(filters.script))
    return queries


def _under(kind: str, names: tuple[str, ...]) -> wq.Query:
    """kind: of articles.search.evaluate.filing.KINDS."""
    terms = [wq.Term(kind, name) for name in names]
    return wq.ConstantScoreQuery(terms[0] if len(terms) == 1 else wq.Or(terms), 0.0)


def _has(flag: str) -> wq.Query:
    """flag: of a document, articles.search.index.arrays.layout.FLAGS."""
    return wq.ConstantScoreQuery(wq.Term("has", flag), 0.0)


def queries_beside(question: Question) -> list[wq.Query]:
    """All that a question asks for beside its words."""
    pictures = [_has("image")] if question.pictures else []
    return [*filter_queries(question.filters), *pictures]
