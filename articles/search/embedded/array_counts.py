"""Exact numbers, counted in the arrays of one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property

from articles.search.evaluate.exact_script import ArchiveEvaluator, quotes_in_glyphs
from articles.search.evaluate.filters import queries_beside
from articles.search.evaluate.phrase_counts import articles_saying
from articles.search.index.arrays.store import Snapshot
from articles.search.query.language import understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import all_of
from articles.search.query.regional_names import known
from articles.search.types import Question


class ArrayCounts:
    """Counts (counts.py) of one state: whoever asks several times gets numbers that fit together."""

    def __init__(self, now: Snapshot) -> None:
        self._now = now
        self._outlet_by_name = cache(outlet_by_name)

    @cached_property
    def _evaluator(self) -> ArchiveEvaluator:
        return ArchiveEvaluator(self._now)

    def counts(self, questions: Sequence[Question]) -> list[int]:
        return [self._count(question) for question in questions]

    def _count(self, question: Question) -> int:
        forms = {} if question.only_this_form else known()
        query = understand(question.text, self._outlet_by_name, forms).query
        if query is not None and question.filters.exact:
            query = quotes_in_glyphs(query)
        wanted = [] if query is None else [query]
        return len(self._evaluator.documents(all_of([*wanted, *queries_beside(question)])))

    def phrase_counts(self, texts: Sequence[str]) -> list[int]:
        return [articles_saying(self._now, text) for text in texts]

    def outlet_counts(self, outlets: Sequence[int]) -> list[int]:
        source = self._now.column("doc_source")
        return [int((self._now.alive & (source == pk)).sum()) for pk in outlets]
