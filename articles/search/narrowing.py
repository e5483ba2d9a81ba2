"""What a question asks for beside its words, as Whoosh queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from whoosh import query as wq

from articles.search.types import Question

#: The field of a range over the days on which articles came into the archive; no column of the index.
IMPORTED = "imported"


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
