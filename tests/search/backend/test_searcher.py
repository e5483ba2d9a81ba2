"""The Whoosh Searcher of the archive's index: Whoosh's options, Whoosh's results, answers of whole arrays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest
from whoosh import query as wq
from whoosh.index import Index, LockError
from whoosh.qparser import QueryParser
from whoosh.searching import Results, Searcher
from whoosh.writing import CLEAR

from articles import search
from articles.models import Article
from articles.search.backend.archive_index import open_index, searcher
from articles.search.backend.searcher import ArraySearcher
from articles.search.backend.whoosh_index import ArrayIndex
from articles.search.index.arrays.store import Snapshot, Store
from articles.search.index.open_index import store
from articles.search.query.queries import exactly
from articles.search.text.arrays import Array
from tests.search.archives import ANALYSIS, document, opened, random_documents
from tests.search.evaluate.test_evaluate import as_whoosh_can, leaf, tree

pytestmark = pytest.mark.usefixtures("no_sync")
Make = Callable[..., Article]
CHINA = exactly("text", "中国")


def day(number: int) -> dict[str, int]:
    return {"day": date(2020, 8, number).toordinal(), "time": number}


@pytest.fixture
def index(tmp_path: Path) -> ArrayIndex:
    docs = [
        document(1, "中国", "", "", "别的", source=3, **day(3)),
        document(2, "", "", "", "中国，人", source=4, **day(1)),
        document(3, "", "中国", "", "", source=3),
        document(4, "美国", source=3, **day(2)),
    ]
    return ArrayIndex(opened(tmp_path, docs[:2], docs[2:]))


def ids(found: Results) -> list[int]:
    return [hit["id"] for hit in found]


def test_they_are_whooshs(index: ArrayIndex) -> None:
    with index.searcher() as searching:
        found = searching.search(CHINA)
    assert isinstance(index, Index) and isinstance(searching, Searcher) and isinstance(found, Results)


def test_results_as_whoosh_has_them(index: ArrayIndex) -> None:
    found = index.searcher().search(CHINA, limit=2)
    assert (len(found), found.scored_length(), found.has_exact_length(), bool(found)) == (3, 2, True, True)
    assert ids(found) == [1, 3] and [hit.rank for hit in found] == [0, 1]
    assert found[0].score > found[1].score == found.score(1) > 0
    assert found[1].fields()["id"] == 3 and [hit["id"] for hit in found[:1]] == [1]
    assert found.docs() == {0, 1, 2} and found.docnum(0) == 0 and 3 not in found
    assert ids(index.searcher().search(CHINA, limit=None)) == [1, 3, 2]
    nothing = index.searcher().search(wq.NullQuery)
    assert (len(nothing), list(nothing), bool(nothing), nothing.is_empty()) == (0, [], False, True)


def test_pages(index: ArrayIndex) -> None:
    page = index.searcher().search_page(CHINA, 2, pagelen=2)
    assert ([hit["id"] for hit in page], page.total, page.pagecount, page.is_last_page()) == ([2], 3, 2, True)


def test_orders(index: ArrayIndex) -> None:
    searching = index.searcher()
    assert ids(searching.search(wq.Every(), sortedby="time")) == [2, 4, 1, 3]
    assert ids(searching.search(wq.Every(), sortedby="time", reverse=True)) == [1, 4, 2, 3]
    assert [hit.score > 0 for hit in searching.search(CHINA, sortedby="time")] == [True] * 3


def test_filters_and_masks_choose_and_do_not_score(index: ArrayIndex) -> None:
    searching = index.searcher()
    plain = {hit["id"]: hit.score for hit in searching.search(CHINA)}
    three, first = wq.Term("source", "3"), wq.NumericRange("day", *[date(2020, 8, 1).toordinal()] * 2)
    found = searching.search(CHINA, filter=three)
    assert {hit["id"]: hit.score for hit in found} == {pk: plain[pk] for pk in (1, 3)}
    assert ids(searching.search(CHINA, filter=[three, exactly("text", "别的")])) == [1]
    assert ids(searching.search(CHINA, filter=first)) == [2]
    assert ids(searching.search(CHINA, mask=three)) == [2]
    assert ids(searching.search(CHINA, filter=three, mask=exactly("text", "别的"))) == [3]


def test_collapsing_leaves_the_first_of_each_group(index: ArrayIndex) -> None:
    def groups(now: Snapshot) -> Array:
        return np.array([7, 7, 0, 0])

    found = index.searcher().search(CHINA, collapse=groups)
    assert (len(found), found.total, ids(found)) == (2, 3, [1, 3])
    assert [more for _id, _score, more in found.page(0, None)] == [1, 0]
    latest = index.searcher().search(CHINA, collapse=groups, sortedby="time")
    assert (ids(latest), latest.ids().tolist()) == ([2, 3], [2, 3])


def test_outlets_and_timeline(index: ArrayIndex) -> None:
    found = index.searcher().search(CHINA, filter=[wq.ConstantScoreQuery(wq.Term("source", "4"), 0.0)])
    assert found.outlets() == [(4, 1)]
    assert found.outlets(as_if_none_chosen=True) == [(3, 2), (4, 1)]
    assert [(bar.start, bar.count) for bar in found.timeline("day")] == [(date(2020, 8, 1), 1)]
    assert found.timeline("") == ()


def test_options_it_has_not_are_refused(index: ArrayIndex) -> None:
    with pytest.raises(TypeError):
        index.searcher().search(CHINA, terms=True)


@pytest.mark.parametrize("seed", range(20))
def test_the_same_documents_as_whooshs_own_searcher(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    docs = random_documents(random, 30)
    ours = ArrayIndex(opened(tmp_path, docs[:20], docs[20:])).searcher()
    plain = Searcher(ours.reader())
    for _ in range(10):
        query = random.choice([leaf(random, docs), tree(random, docs, 2, columns=False)])
        whooshs = set(plain.docs_for_query(as_whoosh_can(query)))
        assert ours.search(query, limit=None).docs() == whooshs == set(ours.docs_for_query(query)), query


def test_one_searcher_for_each_state(index: ArrayIndex) -> None:
    searching = index.searcher()
    assert index.searcher() is searching and searching.up_to_date() and searching.refresh() is searching
    writer = index.writer()
    writer.add_document(id=9, body="中国")
    writer.commit()
    assert (len(searching.search(CHINA)), len(index.searcher().search(CHINA))) == (3, 4)
    assert not searching.up_to_date() and len(searching.refresh().search(CHINA)) == 4


def test_a_writer_clears_and_deletes_by_query(index: ArrayIndex) -> None:
    with index.writer() as writer:
        writer.delete_by_query(exactly("text", "人"))
    assert set(ids(index.searcher().search(CHINA))) == {1, 3}
    writer = index.writer()
    writer.add_document(id=5, body="中国")
    writer.commit(mergetype=CLEAR)
    assert ids(index.searcher().search(wq.Every())) == [5]


def test_a_writer_that_cannot_have_the_lock_says_so(index: ArrayIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = index.store.lock
    monkeypatch.setattr(index.store, "lock", lambda name="write", *, wait=0.05: lock(name, wait=min(wait, 0.05)))
    with lock() as held, pytest.raises(LockError):
        assert held
        index.writer().commit()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("中国", [1, 3, 2]), ("中國 人", [2]), ("中国 -人", [1, 3]), ("中国 NOT 人", [1, 3]), ("headline:中国", [1]),
        ("美国 OR 人", [4, 2]), ("source:3 AND 中国", [1, 3]), ("中国 AND id:3", [3]), ("，", []), ("has:nothing", []),
    ],
)  # fmt: skip
def test_whooshs_own_parser_speaks_to_it(index: ArrayIndex, typed: str, expected: list[int]) -> None:
    found = index.searcher().search(QueryParser("text", index.schema).parse(typed.replace(" -", " NOT ")))
    assert sorted(ids(found)) == sorted(expected)


# The archive's own index


@pytest.fixture
def archive(make_article: Make) -> list[Article]:
    made = [
        make_article("总统府", "<p>中国和美国。</p>", published_at=datetime(2020, 8, 1, tzinfo=UTC)),
        make_article("總統府", "<p>黄河。</p>", published_at=datetime(2020, 8, 2, tzinfo=UTC)),
    ]
    search.update()
    return made


@pytest.mark.django_db
def test_production_asks_this_searcher(archive: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[wq.Query] = []
    whole = ArraySearcher.search

    def watched(self: ArraySearcher, q: wq.Query, *given: object, **options: object) -> Results:
        asked.append(q)
        return whole(self, q, *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ArraySearcher, "search", watched)
    assert search.ask(search.Question("总统府")).total == 2
    assert len(search.every_id(search.Question("总统府"))) == 2
    assert asked == [exactly("text", "总统府")] * 2
    assert isinstance(searcher(), ArraySearcher) and searcher() is open_index().searcher()


@pytest.mark.django_db
def test_the_five_lines_of_the_documentation(archive: list[Article], capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "search.md").read_text(encoding="utf-8")
    lines = page.split("```python\n")[1].split("```")[0]
    assert len(list(filter(None, lines.splitlines()))) == 5
    exec(compile(lines.replace("香港", "总统府"), "docs/search.md", "exec"), {})
    newest = archive[1]
    assert capsys.readouterr().out == f"2 [{newest.pk}, {archive[0].pk}]\n"


@pytest.mark.django_db
def test_it_reads_the_folder_of_the_settings(archive: list[Article]) -> None:
    other = ArrayIndex(Store(store().folder, store().analysis))
    assert store().analysis != ANALYSIS
    assert other.doc_count() == open_index().doc_count() == 2
