"""Our own index, built and asked as the commands and the pages do it, without the web around it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import query as wq

from articles.search.backend.whoosh_index import ArrayIndex
from articles.search.index.arrays.build import build as build_arrays
from articles.search.index.arrays.files import write_segment
from articles.search.index.arrays.layout import IndexDocument
from articles.search.index.arrays.store import Store
from articles.search.index.documents import CHARACTERS, COUNT, by_size
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
        self.index = ArrayIndex(Store(folder, analysis()))

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
        order: dict[str, Any] = {"sortedby": "time", "reverse": True} if case.newest else {}
        found = self.index.searcher().search(self._query(case), **order)
        found.page(0, 20)
        found.outlets()
        found.timeline("month")
        return len(found)

    def ids(self, case: Case) -> set[int]:
        return set(self.index.searcher().search(self._query(case)).ids().tolist())
