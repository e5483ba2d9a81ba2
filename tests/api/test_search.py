from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from articles import related
from articles.models import Article, SourceAlias
from tests.api.conftest import Script
from tests.related.conftest import story_text

Make = Callable[..., Any]


@pytest.fixture
def three(make_article: Make, make_source: Make, index: Make) -> list[Article]:
    voa = make_source("美国之音", "voa", home_zone="America/New_York")
    SourceAlias.objects.create(source=voa, kind="name", value="VOA 中文")
    SourceAlias.objects.create(source=voa, kind="slug", value="voa-old")
    make_source("联合早报", "zaobao", home_zone="Asia/Singapore")
    found = [
        make_article("总统府的事", "<p>一</p>", source="美国之音", published_at=datetime(2020, 8, 4, 16, tzinfo=UTC)),
        make_article("乙", "<p>他走进總統府。</p>", source="联合早报", published_at=datetime(2021, 1, 1, tzinfo=UTC)),
        make_article("丙", source="联合早报", captions=["总统府外"], published_at=datetime(2023, 5, 5, tzinfo=UTC)),
    ]
    make_article("别的", published_at=None)
    index()
    return found


def test_the_answer_has_the_form_of_the_contract(script: Script, three: list[Article]) -> None:
    answer = script.ask("/api/search", q="总统府", sort="oldest")
    assert set(answer) == {"query", "total", "page", "pages", "took_ms", "results", "facets", "timeline", "notices"}
    assert (answer["query"], answer["total"], answer["page"], answer["pages"]) == ("总统府", 3, 1, 1)
    assert answer["took_ms"] > 0
    first = answer["results"][0]
    score = first.pop("score")
    assert isinstance(score, float)
    assert "<mark>" not in first.pop("snippet")  # the match is in the headline
    assert first == {
        "id": three[0].public_id,
        "url": f"http://127.0.0.1/articles/{three[0].public_id}/",
        "headline": "总统府的事",
        "source": "美国之音",
        "published_at": "2020-08-04T12:00:00-04:00",
        "canonical_url": three[0].url,
    }
    assert "<mark>總統府</mark>" in answer["results"][1]["snippet"]
    outlets = [{"value": "联合早报", "count": 2}, {"value": "美国之音", "count": 1}]
    assert answer["facets"] == {"source": outlets, "section": [], "tag": []}
    assert sum(bar["count"] for bar in answer["timeline"]) == 3
    assert all(set(bar) == {"from", "to", "count"} for bar in answer["timeline"])
    assert answer["timeline"][0]["from"] <= "2020-08-05" <= answer["timeline"][0]["to"]


def total(script: Script, **parameters: Any) -> int:
    found = script.ask("/api/search", **parameters)["total"]
    assert isinstance(found, int)
    return found


@pytest.mark.parametrize("name", ["美国之音", "美國之音", "voa", "VOA", "VOA 中文", "voa-old", " voa "])
def test_an_outlet_is_named_by_name_alias_or_slug(script: Script, three: list[Article], name: str) -> None:
    assert total(script, q="总统府", source=name) == 1


def test_outlets_are_repeatable(script: Script, three: list[Article]) -> None:
    assert total(script, q="总统府", source=["voa", "zaobao"]) == 3


@pytest.mark.parametrize("name", ["nobody", "\0", "x" * 5000, "<b>"])
def test_an_unknown_outlet_is_named(script: Script, three: list[Article], name: str) -> None:
    assert name[:200] in script.ask("/api/search", 400, q="总统府", source=["voa", name])["detail"]


def test_days_are_inclusive_and_of_the_archives_zone(script: Script, three: list[Article]) -> None:
    assert total(script, q="总统府", **{"from": "2020-08-05", "to": "2020-08-05"}) == 1
    assert total(script, q="总统府", **{"from": "2020-08-06"}) == 2
    assert total(script, q="总统府", to="2020-08-04") == 0


def test_an_empty_question_means_everything(script: Script, three: list[Article]) -> None:
    assert total(script) == 4
    assert total(script, q="", source="", sort="", page="", page_size="", **{"from": "", "to": ""}) == 4


def test_every_page_is_reached(script: Script, three: list[Article]) -> None:
    pages = [script.ask("/api/search", q="总统府", page=page, page_size=1) for page in (1, 2, 3)]
    assert {page["pages"] for page in pages} == {3}
    assert len({page["results"][0]["id"] for page in pages}) == 3


@pytest.mark.parametrize("page", [2, 10**9, 10**30])
def test_past_the_end_is_empty_with_the_right_total(script: Script, three: list[Article], page: int) -> None:
    answer = script.ask("/api/search", q="总统府", page=page)
    assert (answer["results"], answer["total"], answer["page"], answer["pages"]) == ([], 3, page, 1)


def test_sorting(script: Script, three: list[Article]) -> None:
    def heads(sort: str) -> list[str]:
        return [result["headline"] for result in script.ask("/api/search", q="总统府", sort=sort)["results"]]

    assert heads("newest") == ["丙", "乙", "总统府的事"]
    assert heads("oldest") == ["总统府的事", "乙", "丙"]
    assert sorted(heads("relevance")) == sorted(heads("newest"))


@pytest.mark.parametrize(
    ("parameter", "value", "sentence"),
    [
        ("page", "0", "page must be"), ("page", "x", "page must be"), ("page", "1.5", "page must be"),
        ("page_size", "101", "page_size must be"), ("page_size", "0", "page_size must be"),
        ("sort", "best", "sort must be"), ("from", "0000-99-99", "from is not a day"), ("to", "yesterday", "to is not"),
        ("from", "1577836800", "from is not a day"), ("to", "20200101", "to is not"), ("from", "２０２０-01-01", "from is"),
        ("q", "字" * 2001, "q is too long: at most 2000"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_a_sentence(script: Script, parameter: str, value: str, sentence: str) -> None:
    assert script.ask("/api/search", 400, **{parameter: value})["detail"].startswith(sentence)


def test_two_mistakes_are_both_told(script: Script) -> None:
    detail = script.ask("/api/search", 400, page="0", sort="x")["detail"]
    assert "page must be" in detail
    assert "sort must be" in detail


def test_days_in_the_wrong_order(script: Script) -> None:
    detail = script.ask("/api/search", 400, **{"from": "2021-01-02", "to": "2021-01-01"})["detail"]
    assert "later" in detail


@pytest.mark.parametrize(
    "q",
    [
        "\0",
        "\x01\x1f\x7f",
        '"',
        '"总统府',
        "(((",
        "a AND",
        "字" * 2000,
        "\U0001f600",
        "\u202e",
        "-",
        "*",
        "source:x",
        "?",
    ],
)
def test_no_question_fails(script: Script, three: list[Article], q: str) -> None:
    assert script.ask("/api/search", q=q)["query"] == q


def test_a_snippet_is_escaped(script: Script, make_article: Make, index: Make) -> None:
    Article.objects.filter(pk=make_article("标题").pk).update(text="某某<script>alert(1)</script>&总统府\"'")
    index()
    (result,) = script.ask("/api/search", q="总统府")["results"]
    assert "<script" not in result["snippet"]
    assert "&lt;script&gt;" in result["snippet"]
    assert "<mark>总统府</mark>" in result["snippet"]


def test_what_was_hidden_a_moment_ago_is_not_shown(script: Script, three: list[Article]) -> None:
    Article.objects.filter(pk=three[0].pk).update(visible=False)
    assert three[0].public_id not in [result["id"] for result in script.ask("/api/search", q="总统府")["results"]]


def test_without_an_index_it_is_unavailable(script: Script, make_article: Make) -> None:
    make_article()
    assert "index" in script.ask("/api/search", 503, q="总统府")["detail"]


def test_a_page_takes_a_handful_of_queries(
    script: Script, three: list[Article], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(9):
        script.ask("/api/search", q="总统府", source="voa")


def test_quotes_in_their_very_characters(
    script: Script, make_article: Callable[..., Article], index: Callable[[], Any]
) -> None:
    made = {text: make_article(text) for text in ("台湾", "臺灣", "台灣")}
    index()
    for text, article in made.items():
        answer = script.ask("/api/search", q=f'"{text}"', form="typed")
        assert [each["id"] for each in answer["results"]] == [article.public_id]
        assert (answer["total"], answer["facets"]["source"][0]["count"], answer["timeline"][0]["count"]) == (1, 1, 1)
        assert answer["notices"] == []
        assert script.ask("/api/search", q=f'"{text}"')["total"] == 3
        assert script.ask("/api/search", q=text, form="typed")["total"] == 3, (
            "without quotes the script does not matter"
        )
    script.ask("/api/search", 400, form="untyped")


def test_what_was_not_searched_as_asked_is_told(
    script: Script, make_article: Callable[..., Article], index: Callable[[], Any]
) -> None:
    make_article("台湾")
    index()
    assert script.ask("/api/search", q='"台湾" (')["notices"] == [
        "Quotes, brackets or signs do not fit together; the text was searched as plain words."
    ]


def test_each_story_once(script: Script, make_article: Make, index: Make) -> None:
    for n in range(7):
        at = datetime(2020, 8, 5, n, tzinfo=UTC)
        make_article(f"灯塔{n}", f"<p>{story_text(n % 3 if n < 6 else n)}</p>", source=f"报{n}", published_at=at)
    related.update()
    index()
    whole = script.ask("/api/search", q="灯塔", sort="oldest")
    assert "stories" not in whole
    assert not [each for each in whole["results"] if "more" in each]
    pages = [
        script.ask("/api/search", q="灯塔", sort="oldest", collapse="1", page=page, page_size=3) for page in (1, 2)
    ]
    assert {(each["total"], each["stories"], each["pages"]) for each in pages} == {(7, 4, 2)}
    shown = [(each["headline"], each["more"]) for page in pages for each in page["results"]]
    assert shown == [("灯塔0", 1), ("灯塔1", 1), ("灯塔2", 1), ("灯塔6", 0)]
    assert pages[0]["facets"] == whole["facets"] and pages[0]["timeline"] == whole["timeline"]
    assert script.ask("/api/search", q="灯塔", collapse="")["results"] == script.ask("/api/search", q="灯塔")["results"]
    script.ask("/api/search", 400, q="灯塔", collapse="yes")
