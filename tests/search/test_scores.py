"""BM25F over arrays is BM25F: scores of Term, And and Or equal those that Whoosh computes with a weighting of our own."""

from __future__ import annotations

from math import log
from pathlib import Path
from random import Random
from typing import Any

import pytest
from whoosh import query as wq
from whoosh.matching import Matcher
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh.searching import Searcher

from articles.search.backend.whoosh_index import ArrayIndex
from articles.search.evaluate.evaluate import K1, B, Evaluator
from articles.search.evaluate.weights import WEIGHTS
from articles.search.index.arrays.layout import FIELDS, IndexDocument
from articles.search.index.arrays.store import Store
from articles.search.query.queries import exactly
from tests.search import oracle
from tests.search.archives import HAN, KANA, body, document, opened, put, random_documents

pytestmark = pytest.mark.usefixtures("no_sync")


class SimpleBM25F(WeightingModel):
    """Robertson, Zaragoza and Taylor 2004: occurrences weighted by field, one saturation, one length. Lengths and fields
    come from the texts. A document whose body is no longer than its headline counts as long as the mean."""

    def __init__(self, documents: list[IndexDocument]) -> None:
        self.ends = [oracle.field_ends(doc) for doc in documents]
        self.mean = sum(ends[-1] for ends in self.ends) / len(self.ends)
        self.lengths = [max(ends[-1], self.mean) if ends[3] - ends[2] <= ends[0] else ends[-1] for ends in self.ends]

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        containing = searcher.reader().doc_frequency(fieldname, text)
        idf = log(1 + (len(self.ends) - containing + 0.5) / (containing + 0.5))
        return _Scorer(self, fieldname, idf)


class _Scorer(BaseScorer):
    def __init__(self, model: SimpleBM25F, field: str, idf: float) -> None:
        self.model, self.field, self.idf = model, field, idf

    def supports_block_quality(self) -> bool:
        return False

    def _weight(self, ends: list[int], places: list[int]) -> float:
        return float(sum(WEIGHTS[oracle.field_of(ends, place)] for place in places))

    def score(self, matcher: Matcher) -> float:
        ends = self.model.ends[matcher.id()]
        weight = self._weight(ends, matcher.value_as("positions"))
        length = self.model.lengths[matcher.id()] / self.model.mean
        return self.idf * weight * (K1 + 1) / (weight + K1 * (1 - B + B * length))


def by_whoosh(store: Store, docs: list[IndexDocument], query: wq.Query) -> dict[int, float]:
    reader = ArrayIndex(store).reader()
    results = Searcher(reader, weighting=SimpleBM25F(docs)).search(query, limit=None)
    return {reader.stored_fields(hit.docnum)["id"]: hit.score for hit in results}


def by_arrays(store: Store, query: wq.Query) -> dict[int, float]:
    snapshot = store.snapshot()
    matches = Evaluator(snapshot).matches(query)
    return dict(zip(snapshot.column("doc_id")[matches.docs].tolist(), matches.score.tolist(), strict=True))


def term(random: Random) -> wq.Term:
    field = random.choice(["text", "text", *FIELDS])
    han = "".join(random.choices(HAN + KANA, k=random.randint(1, 2)))
    return wq.Term(field, oracle.visible(random.choice([han, "twitter", "covid", "19"])))


@pytest.mark.parametrize("seed", range(10))
def test_scores_equal_whooshs(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    scored = 0
    for number in range(6):
        docs = random_documents(random, random.randint(3, 12), pieces=16)
        store = opened(tmp_path / str(number), docs[:2], docs[2:])
        for _query in range(8):
            terms = [term(random) for _ in range(random.randint(1, 3))]
            inner = wq.Or(terms[:2]) if len(terms) == 3 else terms[0]
            for query in (terms[0], wq.Or(terms), wq.And(terms), wq.And([inner, terms[-1]])):
                expected = by_whoosh(store, docs, query)
                assert by_arrays(store, query) == pytest.approx(expected, abs=1e-4), query
                scored += len(expected)
    assert scored > 200


@pytest.mark.usefixtures("short_rows")
def test_scores_of_documents_of_many_rows(tmp_path: Path) -> None:
    random = Random(4)
    docs = random_documents(random, 10, pieces=16)
    store = opened(tmp_path, docs)
    for _query in range(60):
        query = wq.Or([term(random), term(random)])
        assert by_arrays(store, query) == pytest.approx(by_whoosh(store, docs, query), abs=1e-4)


def test_a_few_headlines_among_many_articles(tmp_path: Path) -> None:
    """What few documents weigh beyond is added up in another way than what many do."""
    docs = [
        document(n, "天中国地" if n % 70 == 0 else "天地", "", "", "中国" * (n % 3) + "玄黄") for n in range(1, 151)
    ]
    store = opened(tmp_path, docs[:100], docs[100:])
    for query in (wq.Term("text", "中国"), wq.And([wq.Term("text", "中国"), wq.Term("text", oracle.visible("玄黄"))])):
        expected = by_whoosh(store, docs, query)
        assert len(expected) == 100
        assert by_arrays(store, query) == pytest.approx(expected, abs=1e-4)


def ranking(store: Store, text: str) -> list[int]:
    scores = by_arrays(store, exactly("text", text))
    return sorted(scores, key=lambda number: -scores[number])


def test_a_headline_counts_most(tmp_path: Path) -> None:
    words = "天地玄黄宇宙洪荒"
    store = opened(tmp_path, [
        document(1, words, "", "", "日月盈昃华人辰宿列张"), document(2, "华人" + words[2:], "", "", "日月盈昃日月辰宿列张"),
        document(3, words, "华人", "", "日月盈昃辰宿列张"), document(4, words, "", "", "日月盈昃日月辰宿列张"),
    ])  # fmt: skip
    assert ranking(store, "华人") == [2, 3, 1]
    assert ranking(store, "人")[0] == 2


def test_more_is_better_and_longer_is_worse(tmp_path: Path) -> None:
    store = opened(tmp_path, [
        body(1, "华人" + "天" * 50), body(2, "华人华人" + "天" * 48), body(3, "华人" + "天" * 500), body(4, "天" * 50),
        body(5, "地" * 50), body(6, "玄" * 50),
    ])  # fmt: skip
    assert ranking(store, "华人") == [2, 1, 3]


def test_being_very_short_is_no_merit(tmp_path: Path) -> None:
    """A headline that was scraped without its text stands below an article that goes on about it."""
    words = "天地玄黄宇宙洪荒日月盈昃辰宿列张"
    about = document(2, "华人，社区", "", "", "，华人，".join([words] * 12))
    others = [body(number, words * 12) for number in range(3, 9)]
    store = opened(tmp_path, [document(1, "华人，社区", "", "", "华人，社区"), about, *others])
    assert ranking(store, "华人") == [2, 1]


def test_a_boost_multiplies(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(1, "中国Twitter"), body(2, "天")])
    for plain in (exactly("text", "中国"), exactly("text", "中"), wq.Term("text", "twitter"), wq.Prefix("text", "tw")):
        before = by_arrays(store, plain)
        plain.boost = 3.0
        assert by_arrays(store, plain) == pytest.approx({1: before[1] * 3})


def test_deleting_keeps_scores_finite_and_positive(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(n, "中国") for n in range(10)])
    put(store, gone=range(9))
    scores = by_arrays(store, exactly("text", "中国"))
    assert set(scores) == {9} and 0 < scores[9] < 10


def test_a_word_ranks_above_the_same_characters_inside_another(tmp_path: Path) -> None:
    store = opened(tmp_path, [body(1, "中华人民共和国成立"), body(2, "这些华人说过的话，"), body(3, "天地玄黄")])
    assert ranking(store, "华人") == [2, 1]
