"""Exact numbers, counted in the arrays of one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, cached_property
from weakref import WeakKeyDictionary

import numpy as np

from articles.search.evaluate.exact_script import ArchiveEvaluator, quotes_in_glyphs
from articles.search.evaluate.filters import queries_beside
from articles.search.evaluate.postings import occurrences
from articles.search.index.arrays.segment import Segment
from articles.search.index.arrays.store import Snapshot
from articles.search.query.language import understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import all_of
from articles.search.query.regional_names import known
from articles.search.text.tokens import Run, runs
from articles.search.types import Question

#: A segment never changes (one with more deletions is another object), so what was counted stays true.
_counts: WeakKeyDictionary[Segment, dict[str, int]] = WeakKeyDictionary()
_MOST_COUNTS = 20_000


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


def articles_saying(now: Snapshot, text: str) -> int:
    """Living articles that have this run of text anywhere."""
    return sum(_in_segment(segment, text) for segment in now.segments)


def _in_segment(segment: Segment, text: str) -> int:
    counts = _counts.setdefault(segment, {})
    if text not in counts:
        if len(counts) >= _MOST_COUNTS:
            counts.clear()
        run = runs(text)
        counts[text] = _documents(segment, run) if run.terms else 0
    return counts[text]


def _documents(segment: Segment, run: Run) -> int:
    documents = segment["row_doc"][occurrences(segment, run) >> np.uint32(16)]
    if not len(documents):
        return 0
    # Ascending: the first of each is where the one before differs. Far cheaper than sorting them.
    first = np.append(True, documents[1:] != documents[:-1])
    return int(np.count_nonzero(first & ~segment.deleted[documents] if segment.entry.deleted else first))
