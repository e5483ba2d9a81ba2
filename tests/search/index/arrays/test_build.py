"""Documents to arrays and back: every text of the documents is found in them, as often as it stands there."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from articles.search.index.arrays import build as module
from articles.search.index.arrays.build import TooManyRows, build, rows_of
from articles.search.index.arrays.files import IndexManifest, write_segment
from articles.search.index.arrays.layout import DTYPES, FIELDS, NO_DAY, NO_TIME, OVERLAP, STRIDE, IndexDocument
from articles.search.index.arrays.segment import Segment
from articles.search.index.arrays.store import Snapshot
from articles.search.query.queries import exactly
from articles.search.text.fold import CJK, class_table, fold_table
from tests.search import oracle
from tests.search.archives import body, document, found, hans, often, substrings, texts

documents = st.lists(st.tuples(texts, texts, texts, texts), min_size=1, max_size=6).map(
    lambda rows: [document(number, *row) for number, row in enumerate(rows, start=1)]
)
in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def snapshot_of(folder: Path, docs: list[IndexDocument]) -> Snapshot:
    entry = write_segment(folder, build(docs))
    return Snapshot(IndexManifest("test", 1, (entry,)), (Segment(folder, entry),))


@pytest.mark.usefixtures("no_sync")
@in_one_folder
@given(documents, st.lists(hans, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_han_is_found_as_often_as_it_stands_in_one_text(
    tmp_path: Path, docs: list[IndexDocument], others: list[str], random: Random
) -> None:
    snapshot = snapshot_of(tmp_path, docs)
    pieces = [oracle.visible(piece) for piece in substrings(random, docs, 10)]
    for piece in filter(oracle.only_cjk, others + pieces):
        expected = oracle.holding(docs, piece)
        assert found(snapshot, piece) == set(expected)
        assert often(snapshot, piece) == sum(expected.values())


def _assert_any_text_is_found(snapshot: Snapshot, docs: list[IndexDocument], pieces: list[str]) -> None:
    for piece in pieces:
        strict = {doc.id for doc in docs if any(oracle.spots(piece, text, strictly=True) for text in doc.texts)}
        loose = {doc.id for doc in docs if any(oracle.spots(piece, text) for text in doc.texts)}
        assert strict <= found(snapshot, piece) <= loose, piece


@pytest.mark.usefixtures("no_sync")
@in_one_folder
@given(documents, st.lists(texts, max_size=3), st.randoms(use_true_random=False))
def test_any_text_is_found(tmp_path: Path, docs: list[IndexDocument], others: list[str], random: Random) -> None:
    _assert_any_text_is_found(snapshot_of(tmp_path, docs), docs, substrings(random, docs, 10) + others)


@pytest.mark.usefixtures("no_sync", "short_rows")
@in_one_folder
@given(documents, st.randoms(use_true_random=False))
def test_any_text_is_found_in_documents_of_many_rows(tmp_path: Path, docs: list[IndexDocument], random: Random) -> None:
    snapshot = snapshot_of(tmp_path, docs)
    assume(len(snapshot.segments[0]["row_doc"]) > len(docs))
    pieces = substrings(random, docs, 10)
    _assert_any_text_is_found(snapshot, docs, [piece for piece in pieces if oracle.read(piece)[1] <= 6])


@pytest.mark.usefixtures("no_sync", "short_rows")
@in_one_folder
@given(documents, hans)
def test_nothing_is_counted_twice_in_documents_of_many_rows(
    tmp_path: Path, docs: list[IndexDocument], piece: str
) -> None:
    snapshot = snapshot_of(tmp_path, docs)
    expected = oracle.holding(docs, piece)
    assert found(snapshot, piece) == set(expected)
    assert often(snapshot, piece) == sum(expected.values())


@pytest.mark.usefixtures("no_sync")
@in_one_folder
@given(documents, texts)
def test_a_field_holds_what_stands_in_it(tmp_path: Path, docs: list[IndexDocument], piece: str) -> None:
    snapshot = snapshot_of(tmp_path, docs)
    for number, field in enumerate(FIELDS):
        strict = {doc.id for doc in docs if oracle.spots(piece, doc.texts[number], strictly=True)}
        loose = {doc.id for doc in docs if oracle.spots(piece, doc.texts[number])}
        assert strict <= found(snapshot, exactly(field, piece)) <= loose


def test_a_gap_does_not_reach_into_the_next_field(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path, [document(1, "中国", "美国"), document(2, "", "", "", "中国\n美国"), document(3, "中国，美国")]
    )
    assert found(snapshot, "中国，美国") == {2, 3}


def test_a_real_long_document_is_found_everywhere_once(tmp_path: Path) -> None:
    random = Random(7)
    places = [0, 1, STRIDE - 2, STRIDE - 1, STRIDE, STRIDE + 1, STRIDE + OVERLAP - 1, STRIDE + OVERLAP, 2 * STRIDE - 1]
    marks = {place: chr(0x5000 + i) + chr(0x6000 + i) for i, place in enumerate([*places, 2 * STRIDE, 149_000])}
    text = np.array(random.choices("天地玄黄", k=150_000))
    for place, (first, second) in marks.items():
        text[place : place + 2] = [first, second]
    # What a later mark has overwritten of an earlier one is not there any more.
    whole = "".join(text)
    docs = [body(1, "前"), body(2, whole), body(3, "后")]
    snapshot = snapshot_of(tmp_path, docs)
    assert snapshot.column("doc_length").tolist() == [5, 150_004, 5]
    assert len(snapshot.segments[0]["row_doc"]) == 5
    for pair in marks.values():
        assert often(snapshot, pair) == oracle.count(oracle.visible(whole), oracle.visible(pair))
    for start in (0, STRIDE - 700, STRIDE - 1, STRIDE, STRIDE + OVERLAP - 400, 2 * STRIDE - 999, 149_000):
        for length in (1000, 999):
            assert found(snapshot, whole[start : start + length]) == {2}
            assert often(snapshot, whole[start : start + length]) == 1
    for piece in ("天", "天地", "天地玄黄"):
        assert often(snapshot, piece) == oracle.count(whole, piece)
    assert found(snapshot, "前") == {1} and found(snapshot, "后") == {3}


def test_columns_are_the_documents(tmp_path: Path) -> None:
    docs = [
        document(5, "中国", "a b", "", "c\nd", source=7, day=737_000, time=-5, flags=5),
        document(2**40, source=1, day=NO_DAY, time=NO_TIME),
    ]
    arrays = build(docs)
    assert {name: array.dtype.str for name, array in arrays.items()} == DTYPES
    assert arrays["doc_id"].tolist() == [5, 2**40]
    assert arrays["doc_source"].tolist() == [7, 1]
    assert arrays["doc_day"].tolist() == [737_000, NO_DAY]
    assert arrays["doc_time"].tolist() == [-5, NO_TIME]
    assert arrays["doc_flags"].tolist() == [5, 0]
    assert arrays["doc_length"].tolist() == [oracle.field_ends(doc)[-1] for doc in docs] == [11, 4]
    assert arrays["row_end"].reshape(-1, 4).tolist() == [oracle.field_ends(doc) for doc in docs]
    assert arrays["doc_stamp"].tolist() == [doc.stamp for doc in docs]


def test_the_stamp_changes_with_whatever_the_index_holds() -> None:
    first = document(1, "a", "b", source=1, day=2, time=3, flags=4)
    others = [
        document(1, "a", "b", source=2, day=2, time=3, flags=4),
        document(1, "a", "b", source=1, day=3, time=3, flags=4),
        document(1, "a", "b", source=1, day=2, time=4, flags=4),
        document(1, "a", "b", source=1, day=2, time=3, flags=5),
        document(1, "ab", "", source=1, day=2, time=3, flags=4),
        document(1, "b", "a", source=1, day=2, time=3, flags=4),
    ]
    assert len({doc.stamp for doc in [first, *others]}) == 7
    assert first.stamp == document(9, "a", "b", source=1, day=2, time=3, flags=4).stamp


def test_rows_of() -> None:
    lengths = np.array([0, 1, STRIDE, STRIDE + 1, 2 * STRIDE, 2 * STRIDE + 1])
    assert rows_of(lengths).tolist() == [1, 1, 1, 2, 2, 3]


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 2)
    assert len(build([body(1, "中"), body(2, "中")])["doc_id"]) == 2
    with pytest.raises(TooManyRows, match="3 documents take 3 rows; a segment holds 2"):
        build([body(n, "中") for n in range(3)])


def test_no_texts_at_all(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, [document(1), body(2, "，\n\u200b ")])
    assert found(snapshot, "中") == set() and found(snapshot, "a") == set()
    assert snapshot.documents == 2


def test_more_characters_than_a_pair_can_number(tmp_path: Path) -> None:
    """An article may be a table of all characters there are."""
    points = np.flatnonzero((class_table() == CJK) & (fold_table() == np.arange(0x110000)))
    chars = "".join(map(chr, points[:: len(points) // 70_000].tolist()))
    assert len(chars) > 70_000
    snapshot = snapshot_of(tmp_path, [body(1, "中国"), body(2, chars)])
    for at in range(0, len(chars) - 3, 997):
        assert found(snapshot, chars[at : at + 3]) == {2}
    assert found(snapshot, "中国") == {1}
