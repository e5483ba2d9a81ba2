"""The page of results: results come first, what narrows them is folded, and a page or all of it is selected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)


@pytest.fixture
def many(make_article: Callable[..., Article], index: Callable[[], int]) -> list[Article]:
    found = [
        make_article(f"渡轮第{n}号", source=f"第{n % 15}报", published_at=NOON - timedelta(days=n)) for n in range(30)
    ]
    index()
    return found


def opened(client: Client, query: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/en/search/?{query}").text, "lxml")


@pytest.mark.usefixtures("many")
def test_results_come_before_what_narrows_them(client: Client) -> None:
    page = opened(client, "q=渡轮")
    order = page.select(".results, .timeline, .facets")
    assert [each["class"][0] for each in order] == ["results", "timeline", "facets"]


@pytest.mark.usefixtures("many")
def test_twelve_outlets_then_more(client: Client) -> None:
    page = opened(client, "q=渡轮")
    assert len(page.select(".facets > ul")[0].select("li")) == 12
    assert len(page.select(".facets__more li")) == 3
    last = page.select(".facets__more li a")[-2]
    chosen = BeautifulSoup(client.get(str(last["href"])).text, "lxml")
    assert chosen.select(".facets li")[0].select("a[aria-current]"), "one that is chosen is not folded away"


def test_all_results_go_to_the_selection_in_their_order(client: Client, many: list[Article]) -> None:
    link = opened(client, "q=渡轮&sort=oldest&page=2").select_one(".picks a")
    assert link and link.get_text(" ", strip=True) == "Select all 30 results"
    answer = client.get(str(link["href"]))
    expected = "&".join(f"id={article.public_id}" for article in reversed(many))
    assert (answer.status_code, answer["Location"]) == (302, f"/en/selection/?{expected}")
    assert client.get("/en/search/selection/?from=yesterday").status_code == 400


@pytest.mark.usefixtures("many")
def test_the_whole_is_kept_as_an_overview_when_narrowed(client: Client) -> None:
    assert not opened(client, "q=渡轮").select(".overview")
    page = opened(client, "q=渡轮&from=2020-07-20&to=2020-07-24")
    assert len(page.select(".overview a")) == 30
    assert len(page.select(".timeline a")) == 5
    assert page.select(".overview__chosen")
