"""Queries over arrays: the same documents as Whoosh's own Searcher finds and as reading every text finds."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from whoosh import query as wq
from whoosh.searching import Searcher

from articles.search.backend.whoosh_index import ArrayIndex, ArrayReader
from articles.search.evaluate.evaluate import Evaluator
from articles.search.index.arrays.layout import FIELDS, FLAGS, OVERLAP, IndexDocument
from articles.search.index.arrays.store import Snapshot, Store
from articles.search.query.queries import Exactly, Near, all_of, exactly
from articles.search.text.tokens import TermRun
from tests.search import oracle
from tests.search.archives import (
    ANALYSIS,
    HAN,
    KANA,
    body,
    document,
    found,
    opened,
    put,
    random_documents,
    random_text,
    substrings,
)

TEXT_FIELDS = ("text", *FIELDS)
pytestmark = pytest.mark.usefixtures("no_sync")


def texts_of(doc: IndexDocument, field: str) -> tuple[str, ...]:
    """Each is read for itself: nothing stands in two of them."""
    return doc.texts if field == "text" else (doc.texts[FIELDS.index(field)],)


def stands(typed: str, doc: IndexDocument, field: str) -> bool:
    return any(oracle.spots(typed, text) for text in texts_of(doc, field))


def words_of(doc: IndexDocument, field: str) -> set[str]:
    units = (unit for text in texts_of(doc, field) for _place, unit in oracle.read(text)[0])
    return {unit for unit in units if unit[0].isascii()}


def near_by_reading(query: Near, doc: IndexDocument) -> bool:
    texts = texts_of(doc, query.left.fieldname)
    return any(oracle.near(query.left.typed, query.right.typed, query.distance, text) for text in texts)


def phrase_stands(query: wq.Phrase, doc: IndexDocument) -> bool:
    joined = query.words[0] + "".join(word[-1] if oracle.only_cjk(word) else f" {word}" for word in query.words[1:])
    return stands(joined, doc, query.fieldname)


def in_range(query: wq.NumericRange, day: int) -> bool:
    low, high = query.start or 0, query.end or 10**9
    return low + query.startexcl <= day <= high - query.endexcl


def term_stands(query: wq.Term, doc: IndexDocument) -> bool:
    if query.fieldname == "source":
        return doc.source == int(query.text)
    if query.fieldname == "has":
        return bool(doc.flags & FLAGS[query.text])
    return stands(query.text, doc, query.fieldname)


#: Whether a document matches, from its texts themselves.
KINDS: dict[type, Callable[[Any, IndexDocument], bool]] = {
    Exactly: lambda q, doc: stands(q.typed, doc, q.fieldname),
    Near: near_by_reading,
    wq.Term: term_stands,
    wq.Phrase: phrase_stands,
    wq.Prefix: lambda q, doc: any(word.startswith(q.text) for word in words_of(doc, q.fieldname)),
    wq.Wildcard: lambda q, doc: any(re.match(translate(q.text), word) for word in words_of(doc, q.fieldname)),
    wq.NumericRange: lambda q, doc: in_range(q, doc.day),
    wq.Every: lambda q, doc: True,
    wq.And: lambda q, doc: all(matches(part, doc) for part in q),
    wq.Or: lambda q, doc: any(matches(part, doc) for part in q),
    wq.Not: lambda q, doc: not matches(q.query, doc),
    wq.AndNot: lambda q, doc: matches(q.a, doc) and not matches(q.b, doc),
    wq.ConstantScoreQuery: lambda q, doc: matches(q.child, doc),
}


def matches(query: wq.Query, doc: IndexDocument) -> bool:
    return KINDS[type(query)](query, doc)


def by_reading(query: wq.Query, docs: list[IndexDocument]) -> set[int]:
    """The ids of the documents that match."""
    return {doc.id for doc in docs if matches(query, doc)}


def leaf(random: Random, docs: list[IndexDocument]) -> wq.Query:
    field = random.choice(TEXT_FIELDS) if random.random() < 0.4 else "text"
    pieces = [*substrings(random, docs, 2), random_text(random, 3), random.choice(HAN)]
    # What stands between Han characters stands for anything: that is tested in arrays/test_build.py.
    piece = next((piece for piece in pieces if oracle.only_cjk(oracle.visible(piece))), "中")
    chars = oracle.visible("".join(random.choices("中国华", k=random.randint(3, 4))))
    pair = [exactly(field, random.choice(["中", "国人", "华", "twitter", "中国"])) for _ in range(2)]
    return random.choice([
        exactly(field, piece),
        wq.Term(field, oracle.visible(random.choice(HAN + KANA))),
        wq.Term(field, random.choice(["twitter", "covid", "19", "tv", "none"])),
        wq.Term(field, oracle.visible("".join(random.choices(HAN + KANA, k=2)))),
        wq.Phrase(field, [chars[i : i + 2] for i in range(len(chars) - 1)]),
        wq.Phrase(field, random.choices(["twitter", "covid", "19"], k=2)),
        wq.Prefix(field, random.choice(["t", "co", "zz"])),
        wq.Wildcard(field, random.choice(["t*", "t?", "*i*", "c[no]vid", "1?"])),
        Near(*pair, random.randint(0, 3)),
    ])  # fmt: skip


def column_leaf(random: Random) -> wq.Query:
    """Columns have no postings: Whoosh cannot answer these."""
    days = sorted(random.choices([699_999, 700_000, 700_001, 737_000, 800_000], k=2))
    return random.choice([
        wq.Term("source", str(random.randint(1, 4))),
        wq.Term("has", random.choice(list(FLAGS))),
        wq.NumericRange("day", *days, startexcl=random.random() < 0.3, endexcl=random.random() < 0.3),
        wq.NumericRange("day", days[0], None),
        wq.NumericRange("day", None, days[1]),
        wq.Every(),
        wq.ConstantScoreQuery(wq.Or([wq.Term("source", "1"), wq.Term("source", "2")]), 0.0),
    ])  # fmt: skip


def tree(random: Random, docs: list[IndexDocument], depth: int, *, columns: bool) -> wq.Query:
    if depth == 0 or random.random() < 0.2:
        return column_leaf(random) if columns and random.random() < 0.4 else leaf(random, docs)
    parts = [tree(random, docs, depth - 1, columns=columns) for _ in range(random.randint(2, 3))]
    return random.choice([
        wq.Or(parts), wq.And(parts), wq.AndNot(parts[0], parts[1]), wq.And([*parts[1:], wq.Not(parts[0])]),
        wq.Or([wq.Not(parts[0]), *parts[1:]]), wq.Not(parts[0]),
    ])  # fmt: skip


def as_whoosh_can(query: wq.Query) -> wq.Query:
    """The same in other words, Not around leaves only. Whoosh 2.7.4's AndNotMatcher does not look whether its first
    document is excluded, unless the excluded ones begin with it; and its Or loses documents of a Not inside a Not."""
    if isinstance(query, wq.AndNot):
        return as_whoosh_can(wq.And([query.a, wq.Not(query.b)]))
    if isinstance(query, (wq.And, wq.Or)):
        return type(query)([as_whoosh_can(part) for part in query])
    return negated(query.query) if isinstance(query, wq.Not) else query


def negated(query: wq.Query) -> wq.Query:
    if isinstance(query, wq.Not):
        return as_whoosh_can(query.query)
    if isinstance(query, wq.AndNot):
        return wq.Or([negated(query.a), as_whoosh_can(query.b)])
    if isinstance(query, (wq.And, wq.Or)):
        return (wq.Or if isinstance(query, wq.And) else wq.And)([negated(part) for part in query])
    return wq.Not(query)


def an_archive(random: Random, folder: Path) -> tuple[Store, list[IndexDocument]]:
    """Segments, replaced and deleted documents included."""
    docs = random_documents(random, random.randint(1, 10))
    cut = random.randint(0, len(docs))
    store = opened(folder, *(batch for batch in (docs[:cut], docs[cut:]) if batch))
    if random.random() < 0.5:
        fresh = document(docs[0].id, random_text(random, 8), "", "", random_text(random, 8), source=2, day=700_000)
        put(store, [fresh], [docs[0].id, docs[-1].id])
        docs = [doc for doc in docs if doc.id not in (docs[0].id, docs[-1].id)] + [fresh]
    return store, docs


def whoosh_reader(store: Store) -> ArrayReader:
    """Its terms listed once: Whoosh goes through all of them for each prefix and wildcard."""
    reader = ArrayIndex(store).reader()
    terms = list(reader.all_terms())
    reader.all_terms = lambda: iter(terms)
    return reader


def by_whoosh(reader: ArrayReader, query: wq.Query) -> set[int]:
    numbers = Searcher(reader).docs_for_query(as_whoosh_can(query))
    # Whoosh 2.7.4's InverseMatcher (Not) may stop at a deleted document.
    return {reader.stored_fields(number)["id"] for number in numbers if not reader.is_deleted(number)}


@pytest.mark.parametrize("rows", ["one row each", "many rows"])
@pytest.mark.parametrize("seed", range(10))
def test_the_same_documents_as_whoosh_and_as_reading(
    tmp_path: Path, seed: int, rows: str, request: pytest.FixtureRequest
) -> None:
    """5,200 pairs of archive and query in all."""
    if rows == "many rows":
        request.getfixturevalue("short_rows")
    random = Random(f"{seed} {rows}")
    hits = 0
    for number in range(10):
        store, docs = an_archive(random, tmp_path / str(number))
        reader = whoosh_reader(store)
        for _query in range(26):
            query = tree(random, docs, random.choice([0, 1, 2]), columns=False)
            expected = by_reading(query, docs)
            assert found(store.snapshot(), query) == expected, query
            assert by_whoosh(reader, query) == expected, query
            hits += bool(expected)
    assert hits > 65, "most questions should find something"


@pytest.mark.parametrize("seed", range(5))
def test_columns_and_nots_are_as_reading_says(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    for number in range(10):
        store, docs = an_archive(random, tmp_path / str(number))
        for _query in range(10):
            query = tree(random, docs, random.choice([0, 1, 2, 3]), columns=True)
            assert found(store.snapshot(), query) == by_reading(query, docs), query


def evaluated(snapshot: Snapshot, query: wq.Query) -> dict[int, float]:
    matches = Evaluator(snapshot).matches(query)
    assert np.all(np.diff(matches.docs) > 0)
    assert matches.score.dtype == np.float32
    return dict(zip(snapshot.column("doc_id")[matches.docs].tolist(), matches.score.tolist(), strict=True))


def test_nothing_and_everything(tmp_path: Path) -> None:
    snapshot = opened(tmp_path, [body(1, "中"), body(2, "国")]).snapshot()
    assert found(snapshot, wq.NullQuery) == set()
    assert found(snapshot, wq.Or([])) == set()
    assert found(snapshot, exactly("text", "，")) == set()
    assert found(snapshot, wq.Every()) == {1, 2}
    assert found(snapshot, wq.Not(wq.NullQuery)) == {1, 2}
    assert found(snapshot, wq.Not(wq.Every())) == set()
    assert found(snapshot, wq.And([wq.Not(exactly("text", "中"))])) == {2}


def test_all_of() -> None:
    one, two = exactly("text", "中"), exactly("text", "国")
    assert all_of([]) == wq.Every()
    assert all_of([one]) is one
    assert all_of([one, two]) == wq.And([one, two])


@pytest.mark.parametrize(
    "query", [wq.FuzzyTerm("text", "a"), wq.TermRange("text", "a", "b"), wq.Variations("text", "a")]
)
def test_what_it_does_not_know_is_refused(tmp_path: Path, query: wq.Query) -> None:
    with pytest.raises(NotImplementedError):
        found(opened(tmp_path, [body(1, "a b")]).snapshot(), query)


def test_a_constant_score_is_constant(tmp_path: Path) -> None:
    snapshot = opened(tmp_path, [document(1, "中中"), body(2, "中")]).snapshot()
    assert evaluated(snapshot, wq.ConstantScoreQuery(exactly("text", "中"), 3.0)) == {1: 3.0, 2: 3.0}


def test_a_run_longer_than_a_rows_overlap_is_refused(tmp_path: Path) -> None:
    """It would be missed, or found where it is not. The language cuts a reader's text long before."""
    random = Random(2)
    text = "".join(random.choices("天地玄黄宇宙洪荒", k=100_000))
    snapshot = opened(tmp_path, [body(1, text), body(2, text[:70_000])]).snapshot()
    assert found(snapshot, text[1000 : 1000 + OVERLAP]) == {1, 2}
    assert found(snapshot, text[69_000 : 69_000 + OVERLAP]) == {1}
    for length in (OVERLAP + 3, 70_000):
        with pytest.raises(ValueError, match=f"more than {OVERLAP} characters"):
            found(snapshot, text[:length])


def test_an_empty_archive(tmp_path: Path) -> None:
    snapshot = Store(tmp_path, ANALYSIS).snapshot()
    for query in (
        wq.Every(),
        exactly("text", "中国"),
        wq.Prefix("text", "a"),
        wq.Term("source", "1"),
        wq.Not(wq.Every()),
    ):
        assert found(snapshot, query) == set()
    assert found(snapshot, Exactly("text", TermRun((), ()))) == set()
