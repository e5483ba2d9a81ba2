"""Suggestions while typing, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from articles.models import Article
from tests.api.conftest import Script

Make = Callable[..., Any]


@pytest.fixture
def indexed(make_article: Make, index: Make) -> list[Article]:
    made = [
        make_article("特朗普政府限制出口", source="晨报"),
        make_article("特朗普政府回應", "<p>川普說。</p>", source="晚報"),
        make_article("总统府前的广场", source="晚報"),
    ]
    index()
    return made


def texts(script: Script, q: str) -> list[str]:
    return [each["text"] for each in script.ask("/api/suggest", q=q)["suggestions"]]


def test_the_contract(script: Script, indexed: list[Article]) -> None:
    answer = script.ask("/api/suggest", q="特朗")
    assert list(answer) == ["query", "suggestions"]
    assert answer["query"] == "特朗"
    assert answer["suggestions"][:2] == [
        {"text": "特朗普", "kind": "name", "count": 2},
        {"text": "特朗普政府", "kind": "headline", "count": 2},
    ]


@pytest.mark.parametrize("q", ["總統", "总统", "zongtong", "ztf", "ZongTong", "zong tong"])
def test_either_script_and_pinyin(script: Script, indexed: list[Article], q: str) -> None:
    assert "总统府" in texts(script, q)


def test_an_outlet_comes_first_with_its_articles(script: Script, indexed: list[Article]) -> None:
    assert script.ask("/api/suggest", q="晚")["suggestions"][0] == {"text": "晚報", "kind": "outlet", "count": 2}


@pytest.mark.parametrize("q", ["", "\0", "字" * 2000, '"', "(", "\U0001f600", "-", "*", "'"])
def test_nothing_fails(script: Script, indexed: list[Article], q: str) -> None:
    assert script.ask("/api/suggest", q=q) == {"query": q, "suggestions": []}


def test_too_long_is_refused(script: Script) -> None:
    assert "too long" in script.ask("/api/suggest", 400, q="字" * 2001)["detail"]


def test_what_was_hidden_is_not_suggested(script: Script, indexed: list[Article], index: Make) -> None:
    assert "总统府" in texts(script, "总")
    Article.objects.filter(pk=indexed[2].pk).update(visible=False)
    index()
    assert texts(script, "总") == []


def test_without_an_index_it_is_unavailable(script: Script, make_article: Make) -> None:
    make_article()
    assert "index" in script.ask("/api/suggest", 503, q="总")["detail"]


def test_it_costs_one_query(script: Script, indexed: list[Article], django_assert_num_queries: Any) -> None:
    """The outlets. Regional names are kept for half a minute; the words of the headlines have been read before."""
    script.ask("/api/suggest", q="总")
    script.ask("/api/suggest", q="总")
    with django_assert_num_queries(1):
        script.ask("/api/suggest", q="特")
