"""The array index as Whoosh knows an index: what its own Searcher, reader and writer promise."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import query as wq
from whoosh.reading import TermNotFound

from articles.search.backend.whoosh_index import ArrayIndex
from articles.search.backend.whoosh_schema import archive_schema
from articles.search.index.arrays.store import Store
from articles.search.text.fold import fold
from articles.search.text.tokens import scan
from tests.search.archives import ANALYSIS

pytestmark = pytest.mark.usefixtures("no_sync")


@pytest.fixture
def index(tmp_path: Path) -> ArrayIndex:
    index = ArrayIndex(Store(tmp_path, ANALYSIS))
    writer = index.writer()
    writer.add_document(
        id=7, headline="总统府", body="在Twitter上，总统。", source=3, day=737_000, time=5, has=["image"]
    )
    writer.add_document(id=9, body="中国人")
    writer.commit()
    return index


def term(text: str, field: str = "text") -> wq.Term:
    """Terms are folded: whoever makes one by hand has to fold it."""
    return wq.Term(field, fold(text))


def found(index: ArrayIndex, query: wq.Query) -> list[int]:
    with index.searcher() as searcher:
        return sorted(hit["id"] for hit in searcher.search(query, limit=None))


def test_what_a_writer_adds_a_searcher_finds(index: ArrayIndex) -> None:
    assert found(index, term("总统")) == [7]
    assert found(index, term("统府", "headline")) == [7]
    assert found(index, term("twitter", "headline")) == []
    assert found(index, wq.Phrase("text", [fold("中国"), fold("国人")])) == [9]
    assert found(index, wq.Every()) == [7, 9]


def test_updating_replaces_and_deleting_removes(index: ArrayIndex) -> None:
    writer = index.writer()
    writer.update_document(id=7, headline="换了")
    writer.commit()
    assert (found(index, term("总统")), found(index, term("换了"))) == ([], [7])
    writer = index.writer()
    writer.delete_document(next(n for n in range(3) if index.reader().stored_fields(n)["id"] == 9))
    assert found(index, term("中国")) == [9], "until it commits"
    writer.commit()
    assert found(index, term("中国")) == []
    assert index.doc_count() == 1


def test_cancelling_changes_nothing(index: ArrayIndex) -> None:
    before = index.latest_generation()
    writer = index.writer()
    writer.add_document(id=1, body="没有")
    writer.cancel()
    assert index.latest_generation() == before
    assert found(index, term("没有")) == []


def test_a_reader_keeps_its_state(index: ArrayIndex) -> None:
    reader = index.reader()
    writer = index.writer()
    writer.update_document(id=9, body="别的")
    writer.commit()
    assert reader.doc_frequency("text", fold("中国")) == 1
    assert index.reader().doc_frequency("text", fold("中国")) == 0


def test_counts(index: ArrayIndex) -> None:
    reader = index.reader()
    word = fold("总统")
    assert reader.frequency("text", word) == 2
    assert (reader.doc_frequency("text", word), reader.doc_frequency("body", word)) == (1, 1)
    assert reader.stored_fields(0) == reader.stored_fields(0) | {
        "id": 7,
        "source": 3,
        "day": 737_000,
        "time": 5,
        "flags": 1,
    }
    assert ("text", "twitter") in reader and ("text", "facebook") not in reader and ("nothing", word) not in reader
    info = reader.term_info("text", word)
    assert (info.weight(), info.doc_frequency()) == (2.0, 1)
    with pytest.raises(TermNotFound):
        reader.postings("text", "没有")


def test_terms_come_in_order(index: ArrayIndex) -> None:
    terms = list(index.reader().all_terms())
    assert terms == sorted(set(terms))
    words = {text.decode() for field, text in terms if field == "text"}
    assert set(map(fold, ["总统", "统府", "总", "twitter", "中国"])) <= words


@pytest.mark.parametrize("text", ["总统府在Twitter 上", "", "中，a b", "COVID-19"])
def test_the_schemas_analyser_is_the_scan(text: str) -> None:
    tokens = [(token.pos, token.text) for token in archive_schema()["text"].analyzer(text)]
    scanned = scan(text)
    words = list(zip(scanned.word_place.tolist(), scanned.words(), strict=True))
    assert {token for token in tokens if token[1].isascii()} == set(words)
    pairs = [(place, term) for place, term in tokens if len(term) == 2 and not term.isascii()]
    assert len(pairs) == int((scanned.second > 0).sum())
    assert tokens == sorted(tokens)
