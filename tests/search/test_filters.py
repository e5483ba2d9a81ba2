"""Outlets left out, the archive as it stood on a day, and pictures first: beside sorting out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import search
from articles.models import Article, Source
from articles.search.filters import Filters, Outlet
from articles.search.types import Question

Make = Callable[..., Article]


@pytest.fixture
def archive(make_article: Make) -> list[Article]:
    """Thirty articles on 灯塔 of three outlets, imported on the first ten days of 2020-08, at 17:00 UTC: the next day in
    Shanghai."""
    made = []
    for n in range(30):
        article = make_article(f"灯塔{n}", source="甲乙丙"[n % 3], captions=["海边的灯塔"] if n % 7 == 3 else [])
        Article.objects.filter(pk=article.pk).update(imported_at=datetime(2020, 8, 1 + n % 10, 17, tzinfo=UTC))
        made.append(article)
    search.rebuild()
    return made


def ids(**asked: Any) -> set[int]:
    return {hit.article_id for hit in search.ask(Question("灯塔", Filters(**asked), page_size=100)).hits}


def test_outlets_are_left_out(archive: list[Article]) -> None:
    out = [Source.objects.get(name=name).pk for name in "乙丙"]
    assert ids(without=(Outlet(out[0]),)) == {each.pk for each in archive if each.source_id != out[0]}
    assert ids(without=tuple(map(Outlet, out))) == {each.pk for each in archive if each.source.name == "甲"}
    assert ids(without=tuple(map(Outlet, out)), outlets=(Outlet(out[0]),)) == set()


def test_what_is_left_out_is_still_counted_beside_the_results(archive: list[Article]) -> None:
    out = Source.objects.get(name="乙").pk
    answer = search.ask(Question("灯塔", Filters(without=(Outlet(out),))))
    assert {facet.source_id: facet.count for facet in answer.facets}[out] == 10
    assert answer.total == 20 == sum(bar.count for bar in answer.timeline)


@pytest.mark.parametrize("day", [1, 2, 5, 11, 31])
def test_as_of_a_day_of_the_archives_zone(archive: list[Article], day: int) -> None:
    as_of = date(2020, 8, day)
    rows = Article.objects.values_list("pk", "imported_at")
    expected = {pk for pk, at in rows if at.astimezone(ZoneInfo("Asia/Shanghai")).date() <= as_of}
    assert len(expected) == 3 * min(day - 1, 10)
    assert ids(as_of=as_of) == expected


def test_what_comes_later_is_not_in_an_earlier_archive(archive: list[Article], make_article: Make) -> None:
    before = ids(as_of=date(2020, 8, 20))
    late = make_article("灯塔新闻")
    search.freshen()
    assert ids(as_of=date(2020, 8, 20)) == before
    assert late.pk in ids() and len(ids()) == 31


def test_articles_that_are_numbered_as_they_came(archive: list[Article]) -> None:
    """Where one number parts what came by then from what came later."""
    for n, article in enumerate(archive):
        Article.objects.filter(pk=article.pk).update(imported_at=datetime(2020, 8, 1 + n // 3, 17, tzinfo=UTC))
    assert ids(as_of=date(2020, 8, 1)) == set()
    assert ids(as_of=date(2020, 8, 5)) == {each.pk for each in archive[:12]}
    assert ids(as_of=date.max) == {each.pk for each in archive}


def test_the_archive_of_a_day_is_found_along_an_index(archive: list[Article]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("reads SQLite's query plans")
    with CaptureQueriesContext(connection) as captured:
        ids(as_of=date(2020, 8, 5))
    asked = [query["sql"] for query in captured if '"imported_at"' in query["sql"]]
    assert len(asked) == 3
    for sql in asked:
        with connection.cursor() as cursor:
            told = cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
        assert "USING COVERING INDEX article_arrived" in str(told), told


def test_filters_without_words(archive: list[Article]) -> None:
    out = Source.objects.get(name="甲").pk
    answer = search.ask(Question("", Filters(without=(Outlet(out),), as_of=date(2020, 8, 3))))
    assert answer.total == 4


def test_pictures_whose_captions_say_it_come_first(archive: list[Article], make_article: Make) -> None:
    loud = make_article("灯塔" * 5, "<p>" + "灯塔" * 50 + "</p>", source="甲", captions=["别的东西"])
    search.freshen()
    answer = search.ask(Question("灯塔", pictures=True, page_size=100))
    first = [hit.article_id for hit in answer.hits]
    said = {each.pk for each in archive if each.figure_count}
    assert set(first) == said | {loud.pk}
    assert first[-1] == loud.pk
    assert search.ask(Question("灯塔", page_size=100)).hits[0].article_id == loud.pk
    assert search.ask(Question("灯塔 -海边", pictures=True)).total == 1


def test_nothing_found_within_such_filters_offers_the_search_without_them(archive: list[Article]) -> None:
    question = Question("灯塔", Filters(as_of=date(2020, 7, 1)))
    near = search.nearby(question)
    assert (near.without_filters, near.within_filters) == (30, 0)
