"""The API's filters are those of the search page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.models import Article, SourceAlias
from tests.api.conftest import Script

Make = Callable[..., Any]


@pytest.fixture
def three(make_article: Make, make_source: Make, index: Make) -> list[Article]:
    """Of three outlets, imported on the first three days of 2023-05."""
    made = []
    for n, (name, slug) in enumerate((("美国之音", "voa"), ("联合早报", "zaobao"), ("晨报", "chen"))):
        make_source(name, slug)
        article = make_article(f"灯塔{n}", source=name)
        Article.objects.filter(pk=article.pk).update(imported_at=datetime(2023, 5, 1 + n, 4, tzinfo=UTC))
        made.append(article)
    SourceAlias.objects.create(source=made[0].source, kind="name", value="VOA 中文")
    index()
    return made


def found(script: Script, **parameters: Any) -> set[str]:
    return {each["headline"] for each in script.ask("/api/search", q="灯塔", **parameters)["results"]}


@pytest.mark.parametrize("name", ["voa", "美國之音", "VOA 中文", " voa "])
def test_an_outlet_is_left_out_by_any_name(script: Script, three: list[Article], name: str) -> None:
    assert found(script, **{"not": name}) == {"灯塔1", "灯塔2"}
    assert found(script, **{"not": [name, "chen"]}) == {"灯塔1"}
    assert found(script, **{"not": name, "source": ["voa", "chen"]}) == {"灯塔2"}


def test_what_is_left_out_is_still_counted_beside(script: Script, three: list[Article]) -> None:
    answer = script.ask("/api/search", q="灯塔", **{"not": "voa"})
    assert answer["total"] == 2
    assert {each["value"]: each["count"] for each in answer["facets"]["source"]}["美国之音"] == 1


def test_the_archive_as_it_stood(script: Script, three: list[Article]) -> None:
    assert found(script, asof="2023-05-02") == {"灯塔0", "灯塔1"}
    assert found(script, asof="2023-04-30") == set()
    assert found(script, asof="") == {"灯塔0", "灯塔1", "灯塔2"}


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"not": "nobody"}, "No outlet is called “nobody”."),
        ({"asof": "9999-12-31"}, "has not come yet"),
        ({"asof": "2023-5-2"}, "“as of” is not a date"),
        ({"form": "x"}, "“form” can only be “typed”"),
        ({"from": "2020-01-02", "to": "2020-01-01", "not": "nobody"}, "from is later than to"),
        ({"page": "0", "not": "nobody"}, "page must be"),
    ],
)
def test_a_mistake_is_told(script: Script, three: list[Article], parameters: dict[str, str], sentence: str) -> None:
    assert sentence in script.ask("/api/search", 400, **parameters)["detail"]
