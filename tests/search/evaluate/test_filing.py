"""Sections and tags as filters and facets, beside sorting out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from articles import search
from articles.ingest.rows.editing import save_edit
from articles.models import Article
from articles.search.filters import Filters
from articles.search.types import Question

Make = Callable[..., Article]
SECTIONS, TAGS = ("港聞", "財經", ""), ("颱風", "MTR", "渡轮", "天文台")


@pytest.fixture
def archive(make_article: Make) -> list[Article]:
    made = [make_article(f"灯塔{n}", source="甲乙"[n % 2]) for n in range(24)]
    for n, article in enumerate(made):
        save_edit(
            article, {"section": SECTIONS[n % 3], "tags": [tag for at, tag in enumerate(TAGS) if n % (at + 1) == 0]}
        )
    search.rebuild()
    return made


def ids(text: str = "灯塔", **asked: Any) -> set[int]:
    return {hit.article_id for hit in search.ask(Question(text, Filters(**asked), page_size=100)).hits}


def by_hand(archive: list[Article], fits: Callable[[int], bool]) -> set[int]:
    return {article.pk for n, article in enumerate(archive) if fits(n)}


def test_any_of_the_sections_and_any_of_the_tags(archive: list[Article]) -> None:
    assert ids(sections=("港聞",)) == by_hand(archive, lambda n: n % 3 == 0)
    assert ids(sections=("港聞", "財經")) == by_hand(archive, lambda n: n % 3 < 2)
    assert ids(tags=("MTR",)) == by_hand(archive, lambda n: n % 2 == 0)
    assert ids(tags=("MTR", "渡轮"), sections=("財經",)) == by_hand(
        archive, lambda n: (n % 2 == 0 or n % 3 == 0) and n % 3 == 1
    )
    assert ids(tags=("没有",)) == ids(sections=("没有",)) == set()


def test_in_either_script_and_case(archive: list[Article]) -> None:
    assert ids(sections=("港闻",)) == ids(sections=("港聞",)) != set()
    assert ids(tags=("渡輪",)) == ids(tags=("渡轮",)) and ids(tags=("mtr",)) == ids(tags=("MTR",))


@pytest.mark.parametrize("text", ["灯塔 section:港聞", "灯塔 栏目:港聞", "灯塔 欄目：港闻", '灯塔 版面:"港聞"'])
def test_in_the_query_language(archive: list[Article], text: str) -> None:
    assert ids(text) == by_hand(archive, lambda n: n % 3 == 0)


def test_signs_around_them(archive: list[Article]) -> None:
    assert ids("标签:MTR 标签:渡轮") == by_hand(archive, lambda n: n % 6 == 0)
    assert ids("灯塔 -tag:MTR") == by_hand(archive, lambda n: n % 2 == 1)
    assert ids("標籤:MTR OR section:財經") == by_hand(archive, lambda n: n % 2 == 0 or n % 3 == 1)


def test_facets_are_exact_and_do_not_count_their_own_filter(archive: list[Article]) -> None:
    answer = search.ask(Question("灯塔", Filters(tags=("MTR",)), filed=True))
    fits = range(0, 24, 2)
    assert dict(answer.filed["section"]) == Counter(SECTIONS[n % 3] for n in fits if SECTIONS[n % 3])
    assert dict(answer.filed["tag"]) == Counter(
        tag for n in range(24) for at, tag in enumerate(TAGS) if n % (at + 1) == 0
    )
    assert search.ask(Question("灯塔")).filed == {}


def test_a_change_counts_at_once(archive: list[Article]) -> None:
    save_edit(archive[1], {"tags": ["新标签"]})
    assert ids(tags=("新标签",)) == {archive[1].pk}
