"""Our own index, built and asked as the commands and the pages do it, without the web around it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh import query as wq

from articles.search.evaluate import results
from articles.search.evaluate.filters import NarrowingEvaluator
from articles.search.index.arrays.build import build as build_arrays
from articles.search.index.arrays.files import write_segment
from articles.search.index.arrays.layout import IndexDocument
from articles.search.index.arrays.store import Store
from articles.search.index.documents import by_size
from articles.search.index.outbox import CHARACTERS, COUNT
from articles.search.index.schema import TEXT, analysis
from articles.search.query.queries import all_of, exactly
from articles.search.text.fold import fold
from bench.engine_cases import Case


def build(documents: Iterable[IndexDocument], folder: Path) -> None:
    store = Store(folder, analysis())
    entries = [write_segment(folder, build_arrays(piece)) for piece in by_size(documents, CHARACTERS, COUNT)]
    with store.lock() as held:
        assert held
        store.replace_all(store.compacted(entries))


class Searcher:
    def __init__(self, folder: Path) -> None:
        self.store = Store(folder, analysis())

    def _query(self, case: Case) -> wq.Query:
        parts = [exactly(TEXT, part) for part in case.every]
        if case.any_of:
            parts.append(wq.Or([exactly(TEXT, part) for part in case.any_of]))
        if case.prefix:
            parts.append(wq.Prefix(TEXT, fold(case.prefix)))
        parts += [wq.Not(exactly(TEXT, part)) for part in case.without]
        if case.source:
            parts.append(wq.ConstantScoreQuery(wq.Term("source", str(case.source)), 0.0))
        if case.since:
            parts.append(wq.NumericRange("day", case.since, case.until))
        return all_of(parts)

    def ask(self, case: Case) -> int:
        """Page of 20, total, outlets, months. Returns the total."""
        evaluator, query = NarrowingEvaluator(self.store.snapshot()), self._query(case)
        found = evaluator.narrowed(query, [], scored=not case.newest)
        if case.newest:
            results.scored_page(evaluator, query, found.kept, "newest", 0, 20)
        else:
            results.page(evaluator.snapshot, found.kept, "relevance", 0, 20)
        results.source_counts(evaluator.snapshot, found.kept.docs)
        results.timeline(evaluator.snapshot, found.kept.docs, "month")
        return len(found.kept)

    def ids(self, case: Case) -> set[int]:
        evaluator = NarrowingEvaluator(self.store.snapshot())
        return set(evaluator.snapshot.column("doc_id")[evaluator.documents(self._query(case))].tolist())
