"""Questions and answers: what the pages, the admin and the API rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.models import Article, Source
from articles.search import Bar, Facet, Question, ask, matching_ids, update
from articles.search.filters import Filters, Outlet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]


@pytest.fixture
def archive(make_article: Make) -> dict[str, Article]:
    made = {
        # 16:30 UTC is half past midnight of the next day in Shanghai.
        "a": make_article(
            "总统府", "<p>中国。</p>", source="晨报", published_at=datetime(2020, 7, 31, 16, 30, tzinfo=UTC)
        ),
        "b": make_article(
            "黄河", "<p>中國。</p>", source="晚报", published_at=datetime(2020, 8, 1, 15, 59, tzinfo=UTC)
        ),
        "c": make_article(
            "长江", "<p>中国中国。</p>", source="晨报", published_at=datetime(2020, 8, 1, 16, 0, tzinfo=UTC)
        ),
        "d": make_article("泰山", "<p>中国。</p>", source="晚报", published_at=None),
        "e": make_article("华山", "<p>别的。</p>", source="日报", published_at=datetime(2020, 8, 4, 4, 0, tzinfo=UTC)),
    }
    update()
    return made


def names(question: Question, archive: dict[str, Article]) -> str:
    keys = {article.pk: name for name, article in archive.items()}
    return "".join(keys[hit.article_id] for hit in ask(question).hits)


def source(name: str) -> int:
    return Source.objects.get(name=name).pk


def of(*names: str) -> Filters:
    return Filters(outlets=tuple(Outlet(source(name)) for name in names))


def test_an_answer(archive: dict[str, Article]) -> None:
    answer = ask(question := Question("中國"))
    assert answer.question == question
    assert (answer.total, answer.page, answer.pages) == (4, 1, 1)
    assert {hit.article_id for hit in answer.hits} == {archive[name].pk for name in "abcd"}
    assert all(hit.score > 0 for hit in answer.hits)
    assert set(answer.facets) == {Facet(source("晨报"), 2), Facet(source("晚报"), 2)}
    assert answer.timeline == (Bar(date(2020, 8, 1), date(2020, 8, 1), 2), Bar(date(2020, 8, 2), date(2020, 8, 2), 1))
    assert answer.notices == ()
    assert 0 < answer.took_ms < 10_000
    assert answer.marker.mark("中国") == "<mark>中国</mark>"


def test_days_are_inclusive_days_of_the_archives_zone(archive: dict[str, Article]) -> None:
    def between(since: date | None, until: date | None) -> str:
        return names(Question("", Filters(since=since, until=until), sort="oldest"), archive)

    first, second = date(2020, 8, 1), date(2020, 8, 2)
    assert between(first, first) == "ab"
    assert between(second, second) == "c"
    assert between(first, second) == "abc"
    assert between(second, None) == "ce"
    assert between(None, first) == "ab"
    assert between(second, first) == ""
    assert between(date(2020, 7, 1), date(2020, 7, 31)) == ""
    assert between(date.min, date.max) == "abce"


def test_nothing_asked_is_everything_newest_first(archive: dict[str, Article]) -> None:
    answer = ask(Question(""))
    assert answer.question.sort == "newest"
    assert names(Question(""), archive) == "ecbad"
    assert names(Question("  ", sort="oldest"), archive) == "abced"
    assert ask(Question("", sort="oldest")).question.sort == "oldest"
    assert answer.marker.mark("中国") == "中国"


def test_sorts(archive: dict[str, Article]) -> None:
    assert names(Question("中国", sort="newest"), archive) == "cbad"
    assert names(Question("中国", sort="oldest"), archive) == "abcd"
    assert names(Question("中国 | 总统府"), archive)[0] == "a"


def test_pages(archive: dict[str, Article]) -> None:
    question = Question("中国", sort="newest", page_size=3)
    answers = [ask(question.on_page(page)) for page in (1, 2, 3, 10**9)]
    assert {(answer.total, answer.pages) for answer in answers} == {(4, 2)}
    assert [len(answer.hits) for answer in answers] == [3, 1, 0, 0]
    assert len({hit for answer in answers for hit in answer.hits}) == 4
    assert {answer.facets for answer in answers} == {answers[0].facets}
    assert {answer.timeline for answer in answers} == {answers[0].timeline}
    assert answers[3].page == 10**9
    nothing = ask(Question("没有这个"))
    assert (nothing.total, nothing.pages, nothing.hits, nothing.facets, nothing.timeline) == (0, 0, (), (), ())


def test_facets_are_counted_without_the_outlets_chosen(archive: dict[str, Article]) -> None:
    answer = ask(Question("中国", of("晨报")))
    assert answer.total == 2
    assert {facet.source_id: facet.count for facet in answer.facets} == {source("晨报"): 2, source("晚报"): 2}
    assert sum(bar.count for bar in answer.timeline) == 2, "the timeline is of what was chosen"
    dated = ask(Question("中国", replace(of("晨报"), since=date(2020, 8, 2))))
    assert dated.facets == (Facet(source("晨报"), 1),), "but within the days chosen"
    both = ask(Question("", of("晨报", "日报")))
    assert both.total == 3
    assert ask(Question("", Filters(outlets=(Outlet(10**6),)))).total == 0


def test_facets_and_the_timeline_may_be_left_out(archive: dict[str, Article]) -> None:
    answer = ask(Question("中国", facets=False, timeline=""))
    assert (answer.facets, answer.timeline, answer.total) == ((), (), 4)


@pytest.mark.parametrize(("step", "bars"), [("day", 4), ("month", 1), ("year", 1), ("auto", 4)])
def test_timelines(archive: dict[str, Article], step: str, bars: int) -> None:
    timeline = ask(replace(Question(""), timeline=step)).timeline  # type: ignore[arg-type]
    assert len(timeline) == bars
    assert sum(bar.count for bar in timeline) == 4, "undated articles are on no timeline"


def test_notices_are_in_the_readers_language(archive: dict[str, Article]) -> None:
    with translation.override("en"):
        english = ask(Question('总统 "府')).notices
    with translation.override("zh-hans"):
        chinese = ask(Question('总统 "府')).notices
    assert english == ("Quotes, brackets or signs do not fit together; the text was searched as plain words.",)
    assert len(chinese) == 1 and chinese != english


def test_what_waits_is_told(archive: dict[str, Article]) -> None:
    with translation.override("en"):
        archive["a"].save()
        assert ask(Question("中国")).notices == ("1 article is waiting to be indexed.",)
        archive["b"].save()
        assert ask(Question("中国")).notices == ("2 articles are waiting to be indexed.",)
        update()
        assert ask(Question("中国")).notices == ()


def test_a_long_backlog_is_not_counted(archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("articles.search.embedded.ask"), "MOST_COUNTED", 2)
    for letter in "abc":
        archive[letter].save()
    with translation.override("en"), CaptureQueriesContext(connection) as queries:
        assert ask(Question("中国")).notices == ("More than 2 articles are waiting to be indexed.",)
    asked = [query["sql"] for query in queries if "outboxrow" in query["sql"]]
    assert asked and all("LIMIT 3" in sql and "COUNT(" not in sql for sql in asked)


def test_only_punctuation_finds_nothing(archive: dict[str, Article]) -> None:
    answer = ask(Question("，。！"))
    assert (answer.total, len(answer.notices)) == (0, 1)


def test_an_outlet_that_nobody_knows_is_explained(archive: dict[str, Article]) -> None:
    with translation.override("en"):
        answer = ask(Question("中国 source:nobody"))
    assert answer.notices == ("There is no outlet called “nobody” here.",)


def test_filters_in_the_text(archive: dict[str, Article]) -> None:
    assert names(Question("source:晨報 中国", sort="oldest"), archive) == "ac"
    assert names(Question("中国 -source:晨报", sort="oldest"), archive) == "bd"
    assert names(Question("date:2020-08-01", sort="oldest"), archive) == "ab"
    assert names(Question("标题:总统府"), archive) == "a"


def test_a_question_costs_few_database_queries(archive: dict[str, Article]) -> None:
    ask(Question("中国"))  # the regional names are kept from here on
    with CaptureQueriesContext(connection) as captured:
        ask(Question("中国", Filters(outlets=(Outlet(1),), since=date(2020, 1, 1))))
    assert len(captured) <= 1, "what waits to be indexed, and nothing else"


def test_matching_ids(archive: dict[str, Article]) -> None:
    assert set(matching_ids("中国")) == {archive[name].pk for name in "abcd"}
    assert matching_ids("总统府") == [archive["a"].pk]
    assert len(matching_ids("中国", limit=2)) == 2
    assert matching_ids("没有这个") == []
    assert len(matching_ids("")) == 5


def test_a_quote_may_run_over_paragraphs(make_article: Make) -> None:
    """A gap stands for as many signs of any kind: a passage is found as it was copied from the page."""
    article = make_article("无", "<p>先说中国。</p><p>再说美国</p><p>日本</p>")
    update()
    for text, there in (
        ('"中国。\n再说美国"', True),
        ('"美国 日本"', True),
        ('"美国日本"', False),
        ('"中国 再说美国"', False),
    ):
        answer = ask(Question(text))
        assert bool(answer.total) is there is ("<mark>" in answer.marker.mark(article.text)), text
