"""Runs of characters as words."""

from __future__ import annotations

import pytest

from articles.search.readings.lattice import corrections, words_of
from articles.search.suggestions.text_words import merged
from articles.search.suggestions.vocabulary import Vocabulary, build
from articles.search.text.fold import fold


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    counts = {"香港": 900, "国安法": 300, "欧洲": 400, "措施": 500, "饮酒": 20, "努勒强森": 5, "强森": 9}
    return build(["标题"], 1, {fold(word): (count, word) for word, count in counts.items()})


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        ("香港国安法欧洲", ("香港", "国安法", "欧洲")),
        ("香港國安法歐洲", ("香港", "國安法", "歐洲")),
        ("为什么香港的措施", ("香港", "措施")),
        ("努勒强森措施", ("努勒强森", "措施")),
        ("措施饮久", ("措施", "饮久")),
        ("为什么", ("为什么",)),
    ],
)
def test_the_likeliest_words(words: Vocabulary, run: str, wanted: tuple[str, ...]) -> None:
    assert words_of(words, run) == wanted


def test_names_are_words(words: Vocabulary) -> None:
    assert words_of(words, "川普措施") == ("川普", "措施") == words_of(words, "川普措施", ["川普"])


def test_one_character_that_sounds_the_same_is_corrected(words: Vocabulary) -> None:
    first = corrections(words, "措施饮九")[0]
    assert (first.text, first.words) == ("措施饮酒", ("措施", "饮酒"))
    assert corrections(words, "words") == []


def test_words_of_texts_are_whole_and_used_by_three() -> None:
    said = {"张宝成": 6, "张宝": 9, "措施": 3, "罕见": 2}
    assert set(merged({"张宝成": 5, "张宝": 2, "措施": 3, "罕见": 2}, said.__getitem__)) == {"张宝成", "措施"}
