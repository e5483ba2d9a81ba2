"""What stands beside the results of a search: another spelling, a long run taken apart; and a headline without a text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from articles.models import Article
from articles.search import refresh_suggestions

Make = Callable[..., Article]
AT = datetime(2020, 8, 5, 4, tzinfo=UTC)


def page(client: Client, query: str, language: str = "en") -> BeautifulSoup:
    response = client.get(f"/{language}/search/?{query}")
    assert response.status_code == 200, response.text[-3000:]
    return BeautifulSoup(response.text, "lxml")


def one(found: BeautifulSoup, selector: str) -> Tag:
    tag = found.select_one(selector)
    assert tag is not None, found.select_one(".found")
    return tag


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def total(found: BeautifulSoup) -> str:
    return words(one(found, ".found__total strong"))


@pytest.fixture
def ready(make_article: Make, index: Callable[[], int]) -> None:
    for n in range(12):
        make_article(f"灯塔管理员第{n}号", "<p>守夜人。</p>", source="晨报", published_at=AT, captions=["灯塔"])
    make_article("误写", "<p>灯塔管理园与守夜人。</p>", source="晨报", published_at=AT, captions=["灯塔与管理园"])
    make_article("管理员与灯塔", "<p>分开写。</p>", source="晚报", published_at=AT, captions=["别的"])
    make_article("周庭远归来", "<p>周廷远。</p>", source="晚报", published_at=AT)
    for n in range(11):
        make_article(f"周庭远第{n}次", "<p>别的。</p>", source="晚报", published_at=AT)
    index()
    refresh_suggestions()


@pytest.mark.usefixtures("ready")
def test_another_spelling_is_offered_above_the_results(client: Client) -> None:
    found = page(client, "q=周廷远&sort=newest")
    assert total(found) == "1 article"
    assert words(one(found, ".found .empty__meant")) == "Did you mean: 周庭远 12 articles"
    link = one(found, ".found .empty__meant a")
    assert parse_qs(str(link["href"]).split("?")[1]) == {"q": ["周庭远"], "sort": ["newest"]}
    assert total(page(client, str(link["href"]).split("?")[1])) == "12 articles"
    assert one(page(client, "q=周廷远&view=lines"), ".found .empty__meant")
    assert not page(client, "q=周庭远").select(".empty__meant")


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(("view", "count"), [("list", "13"), ("pictures", "13"), ("lines", "13")])
def test_a_run_is_said_to_be_one_piece_and_taken_apart(client: Client, view: str, count: str) -> None:
    found = page(client, f"q=灯塔管理员&match=exact&view={view}")
    assert "with “灯塔管理员” in one piece" in words(one(found, ".explained"))
    link = one(found, ".explained a")
    assert words(link) == f"灯塔 管理员 anywhere ({count})" and link["rel"] == ["nofollow"]
    assert total(page(client, str(link["href"]).split("?")[1])).startswith(count)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("language", "said", "link"),
    [
        ("zh-hans", "含“灯塔管理员”（连在一起）", "灯塔 管理员 不必相连（13）"),
        ("zh-hant", "含「灯塔管理员」（連在一起）", "灯塔 管理员 不必相連（13）"),
    ],
)
def test_in_chinese(client: Client, language: str, said: str, link: str) -> None:
    found = page(client, "q=灯塔管理员&match=exact", language)
    assert said in words(one(found, ".explained"))
    assert words(one(found, ".explained a")) == link


@pytest.mark.usefixtures("ready")
def test_a_short_word_and_a_quote_stay_as_they_are(client: Client) -> None:
    assert not page(client, "q=管理员").select(".explained")
    assert "one piece" not in page(client, 'q="灯塔管理员"').get_text()
    assert not page(client, 'q="灯塔管理员"').select(".explained a")


@pytest.fixture
def stubs(make_article: Make, index: Callable[[], int]) -> None:
    make_article("灯塔：海上 的光", "<p>　灯塔：海上　的光。</p>", published_at=AT)
    make_article("燈塔夜航", "<p>灯塔夜航</p>", published_at=AT, captions=["夜里的灯塔"])
    make_article("灯塔在望", "<p>灯塔在望，海面平静。</p>", published_at=AT)
    index()


@pytest.mark.usefixtures("stubs")
def test_a_text_that_says_the_headline_again_is_shown_once(client: Client) -> None:
    found = page(client, "q=灯塔")
    snippets = {
        words(one(BeautifulSoup(str(li), "lxml"), "h2")): [words(p) for p in li.select(".results__snippet")]
        for li in found.select(".results > li")
    }
    assert snippets == {
        "灯塔：海上 的光": [],
        "燈塔夜航": ["Under a picture 夜里的灯塔"],
        "灯塔在望": ["灯塔在望，海面平静。"],
    }


@pytest.mark.usefixtures("stubs")
def test_it_has_one_line(client: Client) -> None:
    found = page(client, "q=灯塔&view=lines")
    assert "5 occurrences" in found.get_text()
    shown = sorted(words(one(BeautifulSoup(str(li), "lxml"), ".line__text")) for li in found.select(".line"))
    assert shown == ["夜里的灯塔", "灯塔在望", "灯塔在望，海面平静。", "灯塔：海上 的光", "燈塔夜航"]
    # Asked in these very characters, the text may have what the headline has not.
    assert "1 occurrence" in page(client, 'q="灯塔夜航"&form=typed&view=lines').get_text()


@pytest.mark.usefixtures("ready")
def test_an_order_within_a_part_is_said_to_be_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from articles.search.request import request

    note = "Sorted within these articles"
    assert note not in page(client, "q=灯塔&view=lines&order=after").get_text()
    monkeypatch.setitem(request.PAGE_SIZES, "lines", 5)
    assert note in page(client, "q=灯塔&view=lines&order=after").get_text()
    assert note not in page(client, "q=灯塔&view=lines").get_text()
