"""Keyness, against values worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.analysis.keyword_stats import LEAST, SURE, WordCounts, keywords, log_likelihood, log_ratio


def test_a_table_worked_out_by_hand() -> None:
    """20 of 100 against 10 of 200. Expected: 10, 20, 90, 180. G2 = 2 (20 ln 2 + 10 ln ½ + 80 ln 8/9 + 190 ln 19/18)."""
    by_hand = 2 * (20 * 0.6931472 - 10 * 0.6931472 - 80 * 0.1177830 + 190 * 0.0540672)
    assert log_likelihood(20, 10, 100, 200) == pytest.approx(by_hand, abs=1e-4)
    assert by_hand == pytest.approx(15.5632, abs=1e-3)


def test_a_word_that_stands_on_one_side_only() -> None:
    """10 of 10 against 0 of 10: every cell is twice what is expected or none, so G2 = 2 · 20 ln 2."""
    assert log_likelihood(10, 0, 10, 10) == pytest.approx(40 * math.log(2))


def test_equal_shares_say_nothing() -> None:
    assert log_likelihood(10, 20, 100, 200) == pytest.approx(0, abs=1e-12)
    assert log_ratio(10, 20, 100, 200) == 0


def test_a_rarer_word_has_a_negative_value() -> None:
    assert log_likelihood(10, 20, 200, 100) == pytest.approx(-15.5632, abs=1e-3)


def test_the_ratio_is_of_shares() -> None:
    assert log_ratio(20, 10, 100, 200) == 2  # 20% is four times 5%
    assert log_ratio(10, 20, 200, 100) == -2


def test_none_outside_counts_as_half_an_article() -> None:
    assert log_ratio(4, 0, 100, 100) == 3


@pytest.mark.parametrize("table", [(0, 0, 5, 5), (5, 5, 5, 5), (3, 0, 5, 0), (0, 3, 0, 5), (0, 0, 0, 0)])
def test_tables_that_say_nothing_are_no_error(table: tuple[int, int, int, int]) -> None:
    assert log_likelihood(*table) == 0


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_it_is_never_an_error_and_its_sign_is_that_of_the_ratio(
    articles: int, others: int, data: st.DataObject
) -> None:
    inside, outside = data.draw(st.integers(0, articles)), data.draw(st.integers(0, others))
    g2 = log_likelihood(inside, outside, articles, others)
    if inside and outside and abs(g2) > 1e-6:
        assert (g2 > 0) == (log_ratio(inside, outside, articles, others) > 0)


def test_the_surest_come_first_and_the_rest_stays_away() -> None:
    counts = [
        WordCounts("甲", 60, 10),
        WordCounts("乙", 80, 10),
        WordCounts("同", 50, 450),  # as frequent as elsewhere
        WordCounts("多", 100, 600),  # sure, but not even twice as frequent
        WordCounts("少", LEAST - 1, 0),
    ]
    found = keywords(counts, 100, 900, 12)
    assert [each.word for each in found] == ["乙", "甲"]
    assert all(each.g2 >= SURE for each in found)
    assert found[0].times == pytest.approx(0.8 / (10 / 900))
    assert [each.word for each in keywords(counts, 100, 900, 1)] == ["乙"]


def test_equal_words_come_in_the_order_of_their_text_however_they_are_given() -> None:
    counts = [WordCounts("丙", 50, 1), WordCounts("乙", 50, 1), WordCounts("丁", 50, 1)]
    assert [w.word for w in keywords(counts, 100, 900, 9)] == [w.word for w in keywords(counts[::-1], 100, 900, 9)]


def test_a_part_of_a_word_that_hardly_stands_alone_is_not_told_twice() -> None:
    counts = [WordCounts("晨星号", 60, 1), WordCounts("晨星", 62, 2), WordCounts("星", 200, 4)]
    found = {each.word for each in keywords(counts, 300, 900, 9)}
    assert len(found & {"晨星号", "晨星"}) == 1
    assert "星" in found  # stands without them most of the time
