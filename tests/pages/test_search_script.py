"""`script=`: articles in simplified or in traditional characters, wherever a search is asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import search
from articles.models import Article

Make = Callable[..., Article]
HANS, HANT, NEITHER = "海边的灯塔亮着", "海邊的燈塔亮著", "ABC"


@pytest.fixture
def archive(make_article: Make, index: Callable[[], int]) -> dict[str, Article]:
    made = {
        "hans": make_article(HANS, f"<p>{HANS}。</p>", source="甲", script="Hans"),
        "hant": make_article(HANT, f"<p>{HANT}。</p>", source="乙", script="Hant"),
        "": make_article(NEITHER, "<p>灯塔</p>", source="甲", script=""),
    }
    index()
    return made


def headlines(client: Client, address: str, script: str) -> set[str]:
    response = client.get(address, {"q": "灯塔", "script": script})
    assert response.status_code == 200
    text = response.getvalue().decode()  # type: ignore[attr-defined]
    if address.endswith("feed/"):
        return {entry.title for entry in feedparser.parse(text).entries}
    if address.endswith("jsonl"):
        return {json.loads(line)["headline"] for line in text.splitlines()}
    if address.startswith("/api/"):
        return {each["headline"] for each in json.loads(text)["results"]}
    return {each.get_text() for each in BeautifulSoup(text, "lxml").select(".results h2")}


ADDRESSES = ["/en/search/", "/search/feed/", "/search/export.jsonl", "/api/search"]


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_face_of_a_search_has_it(client: Client, address: str) -> None:
    assert headlines(client, address, "hans") == {HANS}
    assert headlines(client, address, "hant") == {HANT}
    assert headlines(client, address, "") == {HANS, HANT, NEITHER}


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("address", [*ADDRESSES, "/en/compare/", "/compare/data.json"])
def test_another_script_is_refused(client: Client, address: str) -> None:
    answer = client.get(address, {"q": "灯塔", "script": "latin"}, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert "“script” can be “hans” or “hant”" in answer.text


@pytest.mark.usefixtures("archive")
def test_the_page_says_it_and_takes_it_back(client: Client) -> None:
    shown = BeautifulSoup(client.get("/en/search/?q=灯塔&script=hant").text, "lxml")
    chosen = shown.select("select[name=script] option[selected]")
    assert [each["value"] for each in chosen] == ["hant"]
    assert "traditional characters" in shown.select_one(".explained").get_text()  # type: ignore[union-attr]
    for link in shown.select(".facets a, .views a, .take a, .found__compare, link[href*='search/feed']"):
        assert parse_qs(urlsplit(str(link["href"])).query)["script"] == ["hant"], link
    undo = shown.find("a", string="not only traditional characters")
    assert undo is not None and parse_qs(urlsplit(str(undo["href"])).query) == {"q": ["灯塔"]}  # type: ignore[index]


@pytest.mark.usefixtures("archive")
def test_nothing_in_a_script_offers_the_search_without_it(client: Client) -> None:
    shown = BeautifulSoup(client.get("/en/search/?q=ABC&script=hant").text, "lxml")
    empty = shown.select_one(".empty")
    assert empty is not None and "the same search without filters" in empty.get_text()
    assert "nothing at all" not in empty.get_text()
    Article.objects.filter(script="Hant").update(visible=False)
    search.freshen()
    assert "nothing at all within these filters" in client.get("/en/search/?q=ABC&script=hant").text


@pytest.mark.usefixtures("archive")
def test_a_comparison_counts_within_it(client: Client) -> None:
    numbers = client.get("/compare/data.json?q=灯塔&script=hans").json()
    assert (numbers["articles"], numbers["queries"][0]["total"]) == (1, 1)
    assert numbers["filters"] == {"script": ["hans"]}
    chart = BeautifulSoup(client.get("/en/compare/?q=灯塔&script=hans").text, "lxml")
    assert [each["value"] for each in chart.select("form.weigh input[name=script]")] == ["hans"]
    assert "Only: simplified characters" in chart.select_one(".compared__what").get_text()  # type: ignore[union-attr]
    assert chart.find("a", string="not only simplified characters") is not None


def test_a_corrected_script_is_found(client: Client, archive: dict[str, Article]) -> None:
    Article.objects.filter(pk=archive[""].pk).update(script="Hans")
    search.freshen()
    assert headlines(client, "/api/search", "hans") == {HANS, NEITHER}
