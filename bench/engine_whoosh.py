"""Stock Whoosh with jieba's ChineseAnalyzer: the recipe that every Haystack tutorial for Chinese gives."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from pathlib import Path

warnings.simplefilter("ignore")

import jieba  # noqa: E402
from jieba.analyse import ChineseAnalyzer  # noqa: E402
from whoosh import index  # noqa: E402
from whoosh import query as wq  # noqa: E402
from whoosh.fields import NUMERIC, TEXT, Schema  # noqa: E402
from whoosh.qparser import QueryParser  # noqa: E402
from whoosh.sorting import Count, FieldFacet  # noqa: E402

from articles.search.index.arrays.layout import IndexDocument  # noqa: E402
from bench.engine_cases import Case  # noqa: E402
from bench.engine_corpus import month_of, text_of  # noqa: E402

jieba.setLogLevel(logging.ERROR)
jieba.initialize()


def build(documents: Iterable[IndexDocument], folder: Path) -> None:
    schema = Schema(
        id=NUMERIC(int, bits=64, stored=True, unique=True), source=NUMERIC(int, sortable=True),
        day=NUMERIC(int, sortable=True), month=NUMERIC(int, sortable=True),
        time=NUMERIC(int, bits=64, sortable=True), text=TEXT(analyzer=ChineseAnalyzer()),
    )  # fmt: skip
    writer = index.create_in(str(folder), schema).writer(limitmb=256)
    for document in documents:
        writer.add_document(
            id=document.id, source=document.source, day=document.day, month=month_of(document.day),
            time=document.time, text=text_of(document),
        )  # fmt: skip
    writer.commit(optimize=True)


class Searcher:
    def __init__(self, folder: Path) -> None:
        opened = index.open_dir(str(folder))
        self.searcher, self.parser = opened.searcher(), QueryParser("text", opened.schema)

    def _query(self, case: Case) -> wq.Query:
        # As typed: jieba's words joined by and. In quotes its tokenizer's overlapping words would find next to nothing.
        typed = list(case.every)
        if case.any_of:
            typed.append(f"({' OR '.join(case.any_of)})")
        if case.prefix:
            typed.append(f"{case.prefix}*")
        typed += [f"NOT ({part})" for part in case.without]
        parts = [self.parser.parse(" ".join(typed))]
        if case.source:
            parts.append(wq.ConstantScoreQuery(wq.NumericRange("source", case.source, case.source), 0.0))
        if case.since:
            parts.append(wq.ConstantScoreQuery(wq.NumericRange("day", case.since, case.until), 0.0))
        return wq.And(parts)

    def ask(self, case: Case) -> int:
        found = self.searcher.search(
            self._query(case), limit=20, groupedby={"source": FieldFacet("source"), "month": FieldFacet("month")},
            maptype=Count, sortedby=FieldFacet("time", reverse=True) if case.newest else None,
        )  # fmt: skip
        [hit["id"] for hit in found]
        found.groups("source"), found.groups("month")
        return len(found)

    def ids(self, case: Case) -> set[int]:
        return {self.searcher.stored_fields(doc)["id"] for doc in self._query(case).docs(self.searcher)}
