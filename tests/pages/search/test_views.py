"""The search page, on a real index."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article
from articles.pages.search_state import HEIGHT, WIDTH, bar_links, page_links
from articles.search.request.request import SearchRequest
from articles.search.types import Bar, Question
from tests.pages.conftest import HOSTILE


def found(client: Client, query: str, status: int = 200) -> BeautifulSoup:
    response = client.get(f"/en/search/?{query}")
    assert response.status_code == status
    return BeautifulSoup(response.text, "lxml")


@pytest.fixture
def ready(make_article: Callable[..., Article], index: Callable[[], int]) -> None:
    for n in range(45):
        outlet = "甲报" if n % 3 else "乙報"
        make_article(
            f"總統府第{n}號公告",
            "<p>談到<b>総</b>和風。</p>",
            source=outlet,
            published_at=datetime(2020, 1 + n % 12, 5, 4, tzinfo=UTC),
        )
    make_article(HOSTILE + "总统府", "<p>&lt;script&gt;alert(1)&lt;/script&gt;总统府</p>", captions=[HOSTILE + "海报"])
    index()


@pytest.mark.usefixtures("ready")
def test_results_are_marked_in_their_own_glyphs_and_escaped(client: Client) -> None:
    page = found(client, "q=总统府")
    assert "46 articles" in page.get_text()
    marks = {mark.get_text() for mark in page.select("mark")}
    assert marks == {"總統府", "总统府"} or marks == {"總統府"}
    page = found(client, "q=海报")
    assert "Under a picture" in page.get_text()
    assert not page.select("main script, main img, [onerror]")


@pytest.mark.usefixtures("ready")
def test_every_page_of_results_is_reachable_and_none_is_lost(client: Client) -> None:
    addresses: list[str] = []
    query = "q=总统府&sort=newest"
    for number in range(1, 4):
        page = found(client, f"{query}&page={number}")
        addresses += [str(a["href"]) for a in page.select(".results h2 a")]
        links = {a.get_text() for a in page.select(".pages a:not([rel~=prev], [rel~=next])")}
        assert links == {"1", "2", "3"}
        beside = {rel: [str(a["href"]) for a in page.select(f".pages a[rel~={rel}]")] for rel in ("prev", "next")}
        assert [("page=" in href, f"page={number + 1}" in href) for href in beside["next"]] == [(True, True)] * (
            number < 3
        )
        assert len(beside["prev"]) == (number > 1)
        assert all(f"page={number - 1}" in href or number == 2 for href in beside["prev"])
    assert len(addresses) == len(set(addresses)) == 46


@pytest.mark.usefixtures("ready")
def test_facets_keep_the_state_and_can_be_taken_out(client: Client) -> None:
    page = found(client, "q=总统府&from=2020-02-01&sort=oldest")
    facet = page.select_one(".facets a")
    assert facet is not None
    href = unescape(str(facet["href"]))
    for kept in ("from=2020-02-01", "sort=oldest", "source="):
        assert kept in href
    narrowed = found(client, href.split("?")[1])
    chosen = narrowed.select_one('.facets a[aria-current="true"]')
    assert chosen is not None
    assert "source=" not in str(chosen["href"])
    count = int(re.sub(r"\D", "", facet.select_one(".facets__count").get_text()))  # type: ignore[union-attr]
    assert f"{count} articles" in narrowed.get_text()
    assert narrowed.select_one("input[type=hidden][name=source]")


@pytest.mark.usefixtures("ready")
def test_the_timeline_leads_to_its_dates(client: Client) -> None:
    page = found(client, "q=總統府")
    bars = page.select(".timeline a")
    assert len(bars) == 13
    assert all(bar["aria-label"] for bar in bars)
    assert "from=2020-01-01&to=2020-01-31" in unescape(str(bars[0]["href"]))
    month = found(client, unescape(str(bars[0]["href"])).split("?")[1])
    assert "4 articles" in month.get_text()
    assert "all days" in month.get_text()


@pytest.mark.usefixtures("ready")
def test_the_form_shows_what_was_asked(client: Client) -> None:
    page = found(client, "q=总统府&from=2020-02-01&to=2020-03-01&sort=oldest")
    values = {field["name"]: field.get("value") for field in page.select("main input[name]")}
    assert values | {"q": "总统府", "from": "2020-02-01", "to": "2020-03-01"} == values
    assert page.select_one("option[selected]")["value"] == "oldest"  # type: ignore[index]
    # What was typed stays, whatever it was.
    page = found(client, "q=%22%3E%3Cscript%3E&from=x", status=400)
    assert page.select_one("input[name=q]")["value"] == '"><script>'  # type: ignore[index]


@pytest.mark.usefixtures("ready")
def test_nothing_found_says_what_to_try(client: Client) -> None:
    text = found(client, "q=从没写过的词&from=2020-01-01").get_text(" ")
    assert "Nothing found" in text
    assert "the same search over all days" in text


@pytest.mark.usefixtures("ready")
def test_notices_of_the_search_are_shown(client: Client) -> None:
    assert found(client, "q=%22总统府").select(".note")


@pytest.mark.usefixtures("ready")
def test_an_article_hidden_since_the_index_was_written_is_not_shown(client: Client) -> None:
    Article.objects.filter(headline="總統府第0號公告").update(visible=False)
    addresses = [
        a.get_text() for n in (1, 2, 3) for a in found(client, f"q=总统府&page={n}", 200).select(".results h2")
    ]
    assert "總統府第0號公告" not in addresses


def test_a_search_without_words_puts_the_newest_first() -> None:
    assert SearchRequest().question() == Question("", sort="newest", only_this_form=False, timeline="fine")
    assert SearchRequest(sort="relevance").question().sort == "newest"
    assert SearchRequest("字", sort="oldest").question().sort == "oldest"
    assert SearchRequest("字").question().sort == "relevance"


def test_page_links_name_the_ends_and_the_neighbours() -> None:
    numbers = [link.number for link in page_links(SearchRequest("字", page=50), 100)]
    assert numbers == [1, None, 48, 49, 50, 51, 52, None, 100]
    assert [link.number for link in page_links(SearchRequest("字"), 3)] == [1, 2, 3]
    assert page_links(SearchRequest("字", page=10**9), 3)[-1].number == 3


def test_bars_are_placed_by_date() -> None:
    bars = [Bar(date(2020, 1, 1), date(2020, 12, 31), 10), Bar(date(2021, 1, 1), date(2021, 12, 31), 0),
            Bar(date(2022, 1, 1), date(2022, 12, 31), 5)]  # fmt: skip
    links = bar_links(SearchRequest("字"), bars)
    assert [link.height for link in links] == [HEIGHT, 0, HEIGHT // 2]
    assert links[0].x == 0
    assert links[-1].hit_x + links[-1].hit_width == WIDTH
    assert {link.step for link in links} == {"year"}
    assert bar_links(SearchRequest("字"), []) == []
    assert bar_links(SearchRequest(), [Bar(date.min, date.max, 1)])[0].step == "year"


def test_the_help_page_shows_the_language(client: Client, db: None) -> None:
    text = client.get("/en/search/help/").text
    for sign in ("OR", "NOT", "has:image", "date:2020-08..2020-10"):
        assert sign in text


def test_quotes_in_their_very_characters(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int]
) -> None:
    for headline in ("台湾", "臺灣", "台灣"):
        make_article(headline)
    index()
    page = found(client, "q=%22臺灣%22")
    assert "3 articles" in page.get_text()
    link = page.find("a", string="only in these very characters")
    assert link is not None
    page = found(client, str(link["href"]).split("?")[1])
    assert [mark.get_text() for mark in page.select("main mark")] == ["臺灣"]
    assert "1 article" in page.get_text()
    back = page.find("a", string="either script, all regional forms")
    assert back is not None
    assert "3 articles" in found(client, str(back["href"]).split("?")[1]).get_text()
    assert "very characters" not in found(client, "q=臺灣").get_text()
    nothing = found(client, "q=%22臺湾%22&form=typed").select_one(".empty")
    assert nothing is not None and "the quoted words in either script" in nothing.get_text()
