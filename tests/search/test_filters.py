"""Outlets left out, the archive as it stood on a day, and pictures first: beside sorting out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles import search
from articles.models import Article, Source
from articles.search.access import snapshot
from articles.search.arrivals import NEVER, import_days
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
    return {hit.article_id for hit in search.ask(Question("灯塔", page_size=100, **asked)).hits}


def test_outlets_are_left_out(archive: list[Article]) -> None:
    out = [Source.objects.get(name=name).pk for name in "乙丙"]
    assert ids(without_sources=(out[0],)) == {each.pk for each in archive if each.source_id != out[0]}
    assert ids(without_sources=tuple(out)) == {each.pk for each in archive if each.source.name == "甲"}
    assert ids(without_sources=tuple(out), sources=(out[0],)) == set()


def test_what_is_left_out_is_still_counted_beside_the_results(archive: list[Article]) -> None:
    out = Source.objects.get(name="乙").pk
    answer = search.ask(Question("灯塔", without_sources=(out,)))
    assert {facet.source_id: facet.count for facet in answer.facets}[out] == 10
    assert answer.total == 20 == sum(bar.count for bar in answer.timeline)


@pytest.mark.parametrize("day", [1, 2, 5, 11, 31])
def test_as_of_a_day_of_the_archives_zone(archive: list[Article], day: int) -> None:
    asof = date(2020, 8, day)
    rows = Article.objects.values_list("pk", "imported_at")
    expected = {pk for pk, at in rows if at.astimezone(ZoneInfo("Asia/Shanghai")).date() <= asof}
    assert len(expected) == 3 * min(day - 1, 10)
    assert ids(asof=asof) == expected


def test_what_comes_later_is_not_in_an_earlier_archive(archive: list[Article], make_article: Make) -> None:
    before = ids(asof=date(2020, 8, 20))
    late = make_article("灯塔新闻")
    search.freshen()
    assert ids(asof=date(2020, 8, 20)) == before
    assert late.pk in ids() and len(ids()) == 31


def test_an_article_that_is_gone_came_on_no_day(archive: list[Article]) -> None:
    now = snapshot()
    from articles.search.arrivals import _known

    _known.clear()
    Article.objects.filter(pk=archive[0].pk).delete()
    days = import_days(now)
    gone = now.column("doc_id") == archive[0].pk
    assert set(days[gone].tolist()) == {NEVER}
    assert NEVER not in days[~gone].tolist()


def test_filters_without_words(archive: list[Article]) -> None:
    out = Source.objects.get(name="甲").pk
    answer = search.ask(Question("", without_sources=(out,), asof=date(2020, 8, 3)))
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
    question = Question("灯塔", asof=date(2020, 7, 1))
    near = search.nearby(question)
    assert (near.without_filters, near.within_filters) == (30, 0)
