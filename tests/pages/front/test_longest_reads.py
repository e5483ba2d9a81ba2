"""The longest reads of days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from articles.models import Article
from articles.pages.front.longest_reads import in_turn, longest_of_days

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)


@pytest.fixture
def days(make_article: Callable[..., Article]) -> list[date]:
    """Three days, the nth article of each n paragraphs long, every second one another outlet's; the longest is hidden."""
    for day in range(3):
        for n in range(1, 7):
            at, source = NOON + timedelta(days=day), "甲报" if n % 2 else "乙报"
            make_article(f"{day}日{n}", "<p>一段。</p>" * n, source=source, published_at=at, visible=n < 6)
    return [date(2020, 8, 5), date(2020, 8, 7), date(2020, 8, 9)]


def test_the_longest_reads_of_each_day(days: list[date]) -> None:
    found = longest_of_days(days, 2)
    assert [article.headline for article in found] == ["2日5", "0日5", "2日4", "0日4"]


def test_of_one_outlet(days: list[date]) -> None:
    source = Article.objects.filter(headline="0日2")[0].source
    found = longest_of_days(days, 2, source)
    assert [article.headline for article in found] == ["2日4", "0日4", "2日2", "0日2"]


def test_of_no_day_there_is_none(days: list[date]) -> None:
    assert not longest_of_days([], 2).exists()


def test_a_year_of_days_is_one_query_along_the_index(
    days: list[date], django_assert_num_queries: Callable[[int], object]
) -> None:
    year = [date(2020, 1, 1) + timedelta(days=n) for n in range(366)]
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert len(longest_of_days(year, 1)) == 3
    if connection.vendor == "sqlite":
        assert "USING INDEX article_longest_of_day (day=?)" in longest_of_days(days, 2).explain()


def test_each_outlet_has_its_first_before_any_has_its_second() -> None:
    assert in_turn([(1, 10), (1, 11), (2, 20), (1, 12), (2, 21)]) == [10, 20, 11, 21, 12]
