"""Tantivy over text that was cut into pairs before."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tantivy
from tantivy import FieldType, Occur, Query

from articles.search.index.arrays.layout import IndexDocument
from articles.search.text.fold import fold
from bench.engine_cases import Case
from bench.engine_corpus import characters, is_character, month_of, pairs, segmented, text_of

_FACETS = {
    "outlets": {"terms": {"field": "source", "size": 1000}},
    "months": {"histogram": {"field": "month", "interval": 1}},
}


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="spaces", index_option="position")
    builder.add_text_field("one", tokenizer_name="spaces", index_option="basic")
    builder.add_integer_field("id", fast=True)
    for name in ("source", "day", "month"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_integer_field("time", fast=True)
    return builder.build()


def _register(index: tantivy.Index) -> tantivy.Index:
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def build(documents: Iterable[IndexDocument], folder: Path) -> None:
    index = _register(tantivy.Index(_schema(), path=str(folder)))
    writer = index.writer(heap_size=512_000_000, num_threads=1)
    for document in documents:
        text = text_of(document)
        writer.add_document(
            tantivy.Document(
                id=document.id, source=document.source, day=document.day, month=month_of(document.day),
                time=document.time, text=segmented(text), one=characters(text),
            )
        )  # fmt: skip
    writer.commit()
    writer.wait_merging_threads()


class Searcher:
    def __init__(self, folder: Path) -> None:
        self.index = _register(tantivy.Index.open(str(folder)))
        self.index.reload()
        self.searcher, self.schema = self.index.searcher(), self.index.schema

    def _part(self, text: str) -> Query:
        if is_character(text):
            return Query.term_query(self.schema, "one", fold(text))
        words = pairs(text)
        if len(words) == 1:
            return Query.term_query(self.schema, "text", words[0])
        # Every second pair says the same as all of them.
        places = sorted({*range(0, len(words), 2), len(words) - 1})
        return Query.phrase_query(self.schema, "text", [(place, words[place]) for place in places])

    def _query(self, case: Case) -> Query:
        parts = [(Occur.Must, self._part(part)) for part in case.every]
        if case.any_of:
            some = Query.boolean_query([(Occur.Should, self._part(part)) for part in case.any_of])
            parts.append((Occur.Must, some))
        if case.prefix:
            parts.append((Occur.Must, Query.regex_query(self.schema, "text", f"{case.prefix}.*")))
        parts += [(Occur.MustNot, self._part(part)) for part in case.without]
        if case.source:
            only = Query.term_query(self.schema, "source", case.source)
            parts.append((Occur.Must, Query.const_score_query(only, 0.0)))
        if case.since:
            days = Query.range_query(self.schema, "day", FieldType.Integer, case.since, case.until)
            parts.append((Occur.Must, Query.const_score_query(days, 0.0)))
        return parts[0][1] if len(parts) == 1 else Query.boolean_query(parts)

    def ask(self, case: Case) -> int:
        query = self._query(case)
        found = self.searcher.search(query, 20, count=True, order_by_field="time" if case.newest else None)
        if found.hits:
            self.searcher.fast_field_values("id", [address for _key, address in found.hits])
        self.searcher.aggregate(query, _FACETS)
        return int(found.count)

    def ids(self, case: Case) -> set[int]:
        found = self.searcher.search(self._query(case), max(1, self.searcher.num_docs))
        return set(self.searcher.fast_field_values("id", [address for _key, address in found.hits]))
