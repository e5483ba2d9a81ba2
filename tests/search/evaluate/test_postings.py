"""Which occurrences are words, and which stand before the body: as the segmenter and the texts themselves say."""

from __future__ import annotations

from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import pytest

from articles.search.evaluate.postings import standing
from articles.search.index.arrays.layout import IndexDocument
from articles.search.index.arrays.store import Snapshot
from articles.search.text.segmentation import boundaries
from articles.search.text.tokens import runs, scan
from tests.search import oracle
from tests.search.archives import document, opened, put

pytestmark = pytest.mark.usefixtures("no_sync")
#: Words, and characters that meet across them.
PIECES = (
    "中国",
    "人民",
    "华人",
    "美国",
    "五",
    "国外",
    "长",
    "，",
    "Twitter",
    " ",
    "covid-19",
    "國",
    "表示",
    "大学",
    "生",
)


#: What is looked for: words, halves of words, runs across both.
ASKED = ("中国", "国人", "华人", "国外长", "外长", "表示", "大学生", "学生", "人民大学", "Twitter", "美国Twitter")


def documents_of(random: Random, count: int) -> list[IndexDocument]:
    lengths = (5, 5, 2, 20)
    return [
        document(number, *("".join(random.choices(PIECES, k=random.randint(0, longest))) for longest in lengths))
        for number in range(1, count + 1)
    ]


@cache
def borders_of(text: str) -> frozenset[int]:
    """The places where a word begins or has ended."""
    place_of = scan(text).place_of
    return frozenset(place_of[boundaries(text)].tolist())


def by_reading(doc: IndexDocument, piece: str) -> list[tuple[bool, bool]]:
    """(is it a word, does it stand before the body) of each occurrence."""
    text = "".join(f"{part}\n" for part in doc.texts)
    body, length = oracle.field_ends(doc)[-2], oracle.read(piece)[1]
    places = sorted(oracle.spots(piece, text, strictly=True))
    return [({place, place + length} <= borders_of(text), place < body) for place in places]


def by_arrays(snapshot: Snapshot, doc: IndexDocument, piece: str) -> list[tuple[bool, bool]]:
    for segment in snapshot.segments:
        stands = standing(segment, runs(piece))
        if stands is None and doc.id in segment["doc_id"]:
            return []
        for number in range(segment.documents):
            if segment["doc_id"][number] == doc.id and not segment.deleted[number]:
                here = segment.documents_of(stands.postings) == number
                pairs = zip(stands.as_word[here].tolist(), stands.early[here].tolist(), strict=True)
                return [(bool(word), bool(early)) for word, early in pairs]
    raise AssertionError(f"{doc.id} is not in the index")


@pytest.mark.parametrize("rows", ["one row each", "many rows"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_a_word_and_what_stands_before_the_body(
    tmp_path: Path, seed: int, rows: str, request: pytest.FixtureRequest
) -> None:
    if rows == "many rows":
        request.getfixturevalue("short_rows")
    random = Random(f"{seed} {rows}")
    docs = documents_of(random, 20)
    store = opened(tmp_path, docs[:9], docs[9:])
    seen: set[tuple[bool, bool]] = set()
    for merged in (False, True):
        if merged:
            put(store, gone=[docs[1].id, docs[12].id])
            with store.lock() as held:
                assert held
                entries = store.compacted([segment.entry for segment in store.snapshot().segments])
                store.replace_all(entries)
            docs = [doc for doc in docs if doc.id not in (docs[1].id, docs[12].id)]
        for piece, doc in product(ASKED, docs):
            expected = by_reading(doc, piece)
            assert by_arrays(store.snapshot(), doc, piece) == expected, (piece, doc.texts)
            seen |= set(expected)
    assert len(seen) == 4
