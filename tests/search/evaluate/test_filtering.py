"""Filters: the same documents, scores and counts as sorting out afterwards what does not fit."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from whoosh import query as wq

from articles.search.evaluate.evaluate import Evaluator, Matches
from articles.search.evaluate.filtering import column_of, filtered, without_filters_of
from articles.search.evaluate.filters import sources_query
from articles.search.index.arrays.store import Snapshot
from articles.search.query.queries import exactly
from tests.search.archives import document, opened, put, random_documents
from tests.search.evaluate.test_evaluate import leaf, tree

pytestmark = pytest.mark.usefixtures("no_sync")


def sorted_out(now: Snapshot, query: wq.Query, filters: list[wq.Query]) -> Matches:
    """By evaluating everything first."""
    found = Evaluator(now).matches(query)
    for each in filters:
        found = found.only(np.isin(found.docs, Evaluator(now).matches(each).docs))
    return found


def some_filters(random: Random) -> list[wq.Query]:
    low, high = sorted(random.choices([1, 700_000, 700_001, 737_000], k=2))
    every = [
        sources_query(random.choices([1, 2, 3, 4], k=random.randint(1, 2))),
        wq.NumericRange("day", low, high),
        wq.ConstantScoreQuery(wq.Term("has", "image"), 0.0),
        exactly("text", random.choice(["中", "国人", "twitter"])),
    ]
    return random.sample(every, random.randint(0, len(every)))


@pytest.mark.parametrize("seed", range(150))
def test_as_if_sorted_out_afterwards(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    docs = random_documents(random, 40)
    index = opened(tmp_path, docs[:25], docs[25:])
    put(index, gone=[docs[0].id, docs[30].id])
    now = index.snapshot()
    for _ in range(8):
        query = random.choice([leaf(random, docs), tree(random, docs, 2, columns=True)])
        filters = some_filters(random)
        evaluator = Evaluator(now)
        answer = filtered(evaluator, query, filters)
        without = without_filters_of(evaluator, query, filters, "source", answer.kept)
        kept = sorted_out(now, query, filters)
        wide = sorted_out(now, query, [each for each in filters if column_of(each) != "source"])
        assert np.array_equal(answer.kept.docs, kept.docs), (query, filters)
        assert np.allclose(answer.kept.score, kept.score, rtol=1e-5, atol=1e-6), (query, filters)
        assert np.array_equal(without, wide.docs), (query, filters)
        assert np.array_equal(Evaluator(now).documents(query), Evaluator(now).matches(query).docs), query


def test_without_filters_it_is_the_query(tmp_path: Path) -> None:
    now = opened(tmp_path, [document(1, "中国"), document(2, "美国")]).snapshot()
    answer = filtered(Evaluator(now), exactly("text", "中国"), [])
    assert answer.kept.docs.tolist() == [0]


@pytest.mark.parametrize("text", ["中国", "中国 美国"])
def test_what_does_not_fit_is_not_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    scored: list[int] = []
    bm25 = Evaluator._bm25

    def watched(self: Evaluator, *given: Any) -> Matches:
        found = bm25(self, *given)
        scored.append(len(found))
        return found

    monkeypatch.setattr(Evaluator, "_bm25", watched)
    docs = [document(n, "中国和美国", source=1 + n % 10, day=700_000 + n) for n in range(1, 101)]
    now = opened(tmp_path, docs).snapshot()
    runs = [exactly("text", word) for word in text.split()]
    query = runs[0] if len(runs) == 1 else wq.And(runs)
    for filters in ([sources_query([3])], [wq.NumericRange("day", 700_001, 700_010)]):
        scored.clear()
        answer = filtered(Evaluator(now), query, filters)
        assert len(answer.kept) == 10
        assert set(scored) == {10}
