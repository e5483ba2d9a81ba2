"""Answers: what is found, in which order, with which numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from articles import related, search
from articles.models import Article, NameGroup, Source
from articles.search import Question, Wanted
from articles.search.filters import Filters, Outlet
from articles.search.protocol import Engine
from articles.search.query.regional_names import forget
from articles.search.text.fold import fold
from articles.search.types import Answer
from tests.related.conftest import story_text
from tests.search.contract.asking import NOON, Make, found, names, outlet
from tests.search.contract.brute_force import BruteForceEngine
from tests.search.judge import answers, question, written
from tests.search.test_judge import an_archive

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_it_has_all_of_the_protocol(engine: Engine) -> None:
    wanted = {name for kind in Engine.__mro__ for name in vars(kind) if not name.startswith("_")}
    assert len(wanted) >= 18
    assert all(callable(getattr(engine, name)) for name in wanted)


@pytest.mark.parametrize("seed", range(3))
def test_every_operator_filter_and_facet_as_reading_finds_them(make_article: Make, seed: int, no_sync: None) -> None:
    """Beside the judge of every engine, which reads the articles."""
    random = Random(f"contract {seed}")
    articles = an_archive(random, make_article, 12)
    judge, sources = BruteForceEngine(), list(Source.objects.values_list("pk", flat=True))
    for _ in range(60):
        asked, glyphs = question(random, articles, random.choice([0, 1, 2])), random.random() < 0.4
        first = date(2020, 8, random.randint(1, 9))
        filters: dict[str, Any] = random.choice([
            {}, {"outlets": (Outlet(sources[0]),)}, {"without": (Outlet(sources[1]),)}, {"since": first}, {"until": first},
            {"pictures": True}, {"as_of": date(2019, 1, 1)}, {"as_of": date(2100, 1, 1)}, {"script": "hant"},
        ])  # fmt: skip
        pictures = bool(filters.pop("pictures", False))
        one = Question(
            written(asked), Filters(exact=glyphs, **filters), page_size=100, sort=random.choice(["newest", "oldest"]),
            pictures=pictures,
        )  # fmt: skip
        one = random.choice(
            [one, Question(**{**vars_of(one), "timeline": random.choice(["day", "month", "year", "fine"])})]
        )
        ours, reading = search.ask(one), judge.answer(one)
        if not filters and not pictures:
            assert {hit.article_id for hit in ours.hits} == {
                told.pk for told in articles if answers(asked, told, glyphs=glyphs)
            }
        assert [hit.article_id for hit in ours.hits] == [hit.article_id for hit in reading.hits], one
        assert (ours.total, ours.pages) == (reading.total, reading.pages), one
        assert ours.facets == reading.facets, one
        assert ours.timeline == reading.timeline, one


def vars_of(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("size", [3, 7, 50])
def test_every_match_is_on_exactly_one_page(make_article: Make, sort: Any, size: int) -> None:
    at = [None, NOON, NOON, NOON + timedelta(days=1)]
    pks = {make_article(f"第{n}篇", "<p>蒙古</p>", published_at=at[n % 4]).pk for n in range(20)}
    search.update()
    asked = Question("蒙古", sort=sort, page_size=size)
    first = search.ask(asked)
    pages = [hit.article_id for number in range(1, first.pages + 1) for hit in search.ask(asked.on_page(number)).hits]
    assert len(pages) == 20 == first.total and set(pages) == pks
    assert list(search.every_id(asked)) == pages
    assert search.ask(asked.on_page(first.pages + 1)).hits == ()
    assert search.matching_ids("蒙古", 4) == found("蒙古")[:4]


def test_orders(archive: dict[str, Article]) -> None:
    assert names(found("", sort="newest"), archive) == "ecbad"
    assert names(found("", sort="oldest"), archive) == "abced"
    assert names(found(""), archive) == "ecbad", "without words the newest come first"
    assert names(found("总统府"), archive) == "ab", "a headline counts more than a caption"
    scores = [hit.score for hit in search.ask(Question("总统府")).hits]
    assert scores == sorted(scores, reverse=True) and scores[-1] > 0


def test_captions_come_first_among_pictures(make_article: Make) -> None:
    said = make_article("黄河黄河", "<p>黄河黄河黄河</p>", captions=["长江"])
    shown = make_article("别的", "<p>没有</p>", captions=["黄河"])
    make_article("黄河")
    search.update()
    assert found("黄河", pictures=True) == [shown.pk, said.pk]


def test_either_script_and_very_characters(archive: dict[str, Article]) -> None:
    assert set(names(found("台湾"), archive)) == set(names(found("臺灣"), archive)) == {"b", "d"}
    assert set(names(found('"台湾"'), archive)) == {"b", "d"}
    assert names(found('"臺灣"', filters=Filters(exact=True)), archive) == "b"
    quoted = {text: search.ask(Question(text)).quoted for text in ('"台湾"', "台湾", '"Twitter"')}
    assert quoted == {'"台湾"': True, "台湾": False, '"Twitter"': False}


def test_regional_forms_if_wanted(archive: dict[str, Article]) -> None:
    NameGroup.objects.all().delete()
    NameGroup.objects.create(forms="黄河\n长江")
    forget()
    assert names(found("黄河"), archive) == "b"
    assert set(names(found("黄河", only_this_form=False), archive)) == {"b", "c"}
    assert search.ask(Question("黄河", only_this_form=False)).forms == (fold("长江"),)


def test_facets_are_counted_without_the_filter_of_outlets(archive: dict[str, Article]) -> None:
    asked = Question("中国", Filters((Outlet(outlet("晨报")),)))
    assert [(each.source_id, each.count) for each in search.ask(asked).facets] == [
        (outlet("晚报"), 2),
        (outlet("晨报"), 1),
    ]
    assert search.ask(asked).total == 1
    assert search.ask(Question("中国", facets=False)).facets == ()


def test_the_timeline_counts_what_is_dated(archive: dict[str, Article]) -> None:
    bars = search.ask(Question("")).timeline
    assert [bar.count for bar in bars] == [1, 1, 1, 0, 1], "17:00 UTC on the 4th is the 5th in Shanghai"
    assert (bars[0].start, bars[-1].end) == (date(2020, 8, 1), date(2020, 8, 5))
    assert search.ask(Question("", timeline="")).timeline == ()
    assert [(bar.start, bar.end, bar.count) for bar in search.ask(Question("", timeline="month")).timeline] == [
        (date(2020, 8, 1), date(2020, 8, 31), 4)
    ]


@pytest.mark.parametrize("text", ["，", "！？", "-", "没有这个词"])
def test_nothing_is_found(archive: dict[str, Article], text: str) -> None:
    answer = search.ask(Question(text))
    assert (answer.total, answer.pages, answer.hits, answer.facets, answer.timeline) == (0, 0, (), (), ())
    assert list(search.every_id(Question(text))) == []


def test_what_cannot_be_parsed_is_searched_as_words_and_said(archive: dict[str, Article]) -> None:
    answer = search.ask(Question("(中国 美国"))
    assert [hit.article_id for hit in answer.hits] == [archive["a"].pk]
    assert len(answer.notices) == 1


def test_each_story_once(make_article: Make) -> None:
    for n in range(9):
        text = story_text(n % 3 if n < 6 else n)
        make_article(f"灯塔{n}", f"<p>{text}</p>", source=f"报{n % 4}", published_at=NOON + timedelta(minutes=n))
    related.update()
    search.rebuild()
    every = search.ask(Question("灯塔", sort="newest"))
    once = search.ask(Question("灯塔", sort="newest", collapse=True))
    assert (every.total, every.stories, once.total, once.stories) == (9, None, 9, 6)
    assert sum(1 + hit.more for hit in once.hits) == 9
    assert Counter(hit.more for hit in once.hits) == {1: 3, 0: 3}
    assert list(search.every_id(Question("灯塔", sort="newest", collapse=True))) == [
        hit.article_id for hit in once.hits
    ]


def test_what_changes_is_found_and_seen_in_the_mark(archive: dict[str, Article], make_article: Make) -> None:
    before = search.index_mark()
    assert before == search.index_mark() != ""
    new = make_article("新来的", "<p>珠江</p>")
    search.freshen()
    after = search.index_mark()
    assert found("珠江") == [new.pk] and after != before
    Article.objects.filter(pk=new.pk).update(visible=False)
    search.freshen()
    assert found("珠江") == [] and search.index_mark() != after
    assert search.check() == []
    search.rebuild()
    assert len(found("")) == 5 and search.check() == []


def test_an_empty_archive_answers(engine: Engine) -> None:
    search.update()
    assert search.ask(Question("中国")).total == search.ask(Question("")).total == 0
    assert search.suggest("中", 8) == () and search.nearby(Question("中国")).meant == ()
    assert search.compare(Wanted(("中国",))).articles == 0 and search.example_charts() == ()


def walk(value: object) -> Iterator[object]:
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in ("marker", "query"):
                yield from walk(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from walk(each)


def test_answers_are_frozen_values_without_arrays(archive: dict[str, Article]) -> None:
    answer = search.ask(Question("中国", collapse=True))
    values: list[Any] = [
        answer, search.compare(Wanted(("中国",)), by_outlet=True), search.suggest("黄", 8), search.nearby(Question("黄合")),
        search.alternatives(answer), search.more_like(archive["a"], 5), list(search.every_id(Question(""))),
    ]  # fmt: skip
    for each in walk(values):
        assert not isinstance(each, (np.ndarray, np.generic)), each
    with pytest.raises(FrozenInstanceError):
        answer.total = 7  # type: ignore[misc]
    assert isinstance(answer, Answer)
