"""Counts, suggestions and advice, similar articles, comparisons."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from articles import search
from articles.models import Article, NameGroup
from articles.search import Question, Wanted
from articles.search.counts import Counts
from articles.search.filters import Filters, Outlet
from articles.search.protocol import Engine
from articles.search.query.regional_names import forget
from articles.search.suggestions.nothing_found import nearby
from articles.search.suggestions.other_queries import alternatives
from articles.search.suggestions.suggest import suggest
from articles.search.suggestions.vocabulary import build
from tests.search.contract.asking import NOON, Make, outlet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_counts_are_totals(archive: dict[str, Article]) -> None:
    asked = [
        Question("中国"), Question(""), Question("没有"), Question("中国", Filters((Outlet(outlet("晨报")),))),
        Question('"臺灣"', Filters(exact=True)), Question("美国", Filters(since=date(2020, 8, 2))),
        Question("美国 OR 黄河", Filters(without=(Outlet(outlet("晨报")),)), sort="oldest", page=7),
    ]  # fmt: skip
    engine = search.search_engine()
    assert engine.counts(asked) == [search.ask(one).total for one in asked] == [3, 5, 1, 1, 1, 1, 1]
    assert engine.counts([]) == engine.phrase_counts([]) == engine.outlet_counts([]) == []
    assert engine.phrase_counts(["中國", "总统府", "没有这个"]) == [3, 2, 0]
    assert engine.outlet_counts([outlet("日报"), outlet("晨报"), 10**6]) == [1, 2, 0]


class Asked:
    """Counts every request that is made of another."""

    def __init__(self, counts: Counts) -> None:
        self._counts, self.requests = counts, 0

    def __getattr__(self, name: str) -> Any:
        self.requests += 1
        return getattr(self._counts, name)


def test_advice_is_a_few_requests_however_much_it_looks_at(make_article: Make, engine: Engine) -> None:
    for n in range(12):
        make_article(f"黎智英案{n}与香港国安法", "<p>黎智英出庭，香港与国安法。</p>", published_at=NOON)
    make_article("黎志英", "<p>香港国安法</p>", published_at=NOON)
    search.update()
    words = build(Article.objects.values_list("headline", flat=True), 0)
    counts = Asked(engine)
    assert nearby(Question("黎志英 没有 这些 词", Filters(since=date(2020, 1, 1))), counts, words).parts
    assert counts.requests <= 2
    counts = Asked(engine)
    assert alternatives(search.ask(Question("黎志英 香港国安法")), lambda: (counts, words)) is not None
    assert counts.requests <= 2
    counts = Asked(engine)
    assert suggest("香港 黎", counts, words)
    assert counts.requests <= 3


def test_suggestions(archive: dict[str, Article], make_article: Make) -> None:
    make_article("晨报新闻", "<p>晨报新闻</p>", source="晚报")
    search.update()
    search.refresh_suggestions()
    shown = search.suggest("晨", 8)
    assert (shown[0].kind, shown[0].text, shown[0].count) == ("outlet", "晨报", 2)
    for each in search.suggest("黄", 8):
        assert search.ask(Question(each.text)).total == each.count > 0
    for begun in ("黄", "huanghe", "hh"):
        assert "黄河" in [each.text for each in search.suggest(begun, 8)]
    assert len(search.suggest("", 8)) == len(search.suggest("没有这样", 8)) == 0
    assert len(search.suggest("晨", 1)) == 1


def test_nothing_found_leads_somewhere(archive: dict[str, Article]) -> None:
    search.refresh_suggestions()
    near = search.nearby(Question("黄合"))
    assert [(each.text, each.count) for each in near.meant] == [("黄河", 1)]
    near = search.nearby(Question("中国 火星", Filters(since=date(2021, 1, 1))))
    assert [(each.text, each.count) for each in near.parts] == [("中国", 0), ("火星", 0)]
    assert (near.without_filters, near.within_filters) == (0, 0)
    near = search.nearby(Question("中国 黄河 长江"))
    assert [(each.text, each.count) for each in near.parts] == [("中国", 3), ("黄河", 1), ("长江", 1)]
    assert (near.without_filters, near.within_filters) == (None, None)


def test_nothing_found_counts_the_regional_forms_left_out(archive: dict[str, Article]) -> None:
    NameGroup.objects.all().delete()
    NameGroup.objects.create(forms="中原\n黄河")
    forget()
    assert search.nearby(Question("中原")).every_form == 1
    assert search.nearby(Question("中原 火星", only_this_form=False)).every_form is None


def test_a_rare_spelling_and_a_run_taken_apart(make_article: Make) -> None:
    for n in range(12):
        make_article(f"黎智英第{n}案", "<p>香港，国安法。</p>", published_at=NOON)
    make_article("另一案", "<p>黎志英与香港国安法。</p>", published_at=NOON)
    make_article("香港与国安法", "<p>没有</p>", published_at=NOON)
    search.update()
    search.refresh_suggestions()
    meant = search.alternatives(search.ask(Question("黎志英"))).meant
    assert [(each.text, each.count) for each in meant] == [("黎智英", 12)]
    found = search.alternatives(search.ask(Question("香港国安法")))
    assert found.in_one_piece == ("香港国安法",) and found.apart is not None
    assert (found.apart.text, found.apart.count) == ("香港 国安法", 14)
    assert search.alternatives(search.ask(Question('"黎志英"'))).meant == ()


def test_similar_articles(make_article: Make) -> None:
    story = "<p>港大校委会通过任命申作军及宫鹏为副校长，师生反对。</p>"
    it = make_article("港大任命副校长申作军", story, source="晨报", published_at=NOON)
    other = make_article("港大任命副校长申作军", story, source="晚报", published_at=NOON)
    own = make_article("港大任命副校长申作军", story, source="晨报", published_at=NOON)
    for n in range(30):
        make_article(f"天气第{n}号", "<p>今天多云，有雨。</p>", source="晚报", published_at=NOON)
    search.update()
    like = search.more_like(it, 5)
    assert [(each.article_id, each.same_story) for each in like] == [(other.pk, True), (own.pk, False)]
    assert all(0 < each.overlap <= 1.0001 for each in like)
    assert len(search.more_like(it, 1)) == 1
    Article.objects.filter(pk=other.pk).update(visible=False)
    search.freshen()
    assert [each.article_id for each in search.more_like(it, 5)] == [own.pk]


@pytest.mark.parametrize("step", [None, "day", "week", "month"])
def test_comparisons_add_up(archive: dict[str, Article], step: Any) -> None:
    wanted = Wanted(("中国", "美国", "没有这个"), step=step)
    compared = search.compare(wanted, by_outlet=True)
    assert compared.wanted == wanted and compared.step == (step or "day") and compared.articles == 5
    totals = search.search_engine().counts([Question(text) for text in wanted.texts])
    assert [line.total for line in compared.lines] == totals
    for number, line in enumerate(compared.lines):
        assert line.total == sum(line.matches) + line.undated + line.outside
        rows = [each.matches[number] for each in compared.outlets]
        assert tuple(map(sum, zip(*rows, strict=True))) == line.matches
    assert [line.undated for line in compared.lines] == [1, 0, 0]
    days = [(period.start, period.end) for period in compared.periods]
    assert days[0][0] == date(2020, 8, 1) and days[-1][1] == date(2020, 8, 5)
    assert all(end + timedelta(days=1) == start for (_start, end), (start, _end) in pairwise(days))
    assert sum(period.articles for period in compared.periods) == 4
    assert [each.total for each in compared.outlets] == sorted([each.total for each in compared.outlets], reverse=True)


def test_comparisons_within_filters(archive: dict[str, Article]) -> None:
    found = search.compare(
        Wanted(("中国",), Filters((Outlet(outlet("晨报")),), (), date(2020, 8, 1), date(2020, 8, 9)))
    )
    assert ([line.matches for line in found.lines], found.outlets) == ([(1, 0, 0)], ())
    assert found.articles == 2
    assert search.compare(Wanted(('"臺灣"',), Filters(exact=True))).lines[0].total == 1
    nothing = search.compare(Wanted(("中国",), Filters(since=date(2030, 1, 1))))
    assert (nothing.periods, nothing.articles, nothing.lines[0].total) == ((), 0, 0)
