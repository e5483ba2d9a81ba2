"""A line read as words, and an address in the search box, on the page, in files and in the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from articles.ingest.rows.identity import identity, public_id
from articles.models import Article
from articles.search import refresh_suggestions

AT = datetime(2020, 8, 5, 4, tzinfo=UTC)

Make = Callable[..., Article]

pytestmark = pytest.mark.django_db


def page(client: Client, query: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/en/search/?{query}").content, "lxml")


def headlines(found: BeautifulSoup) -> list[str]:
    return [" ".join(each.get_text().split()) for each in found.select(".results h2")]


def said(tag: Tag | None) -> str:
    return " ".join(tag.get_text().split()) if tag else ""


@pytest.fixture
def ready(make_article: Make, index: Callable[[], int]) -> dict[str, Article]:
    made = {
        "anywhere": make_article(
            "海关的消息", f"<p>海关开会。</p><p>{'别的话。' * 40}</p><p>灯塔亮着。</p>", published_at=AT
        ),
        "near": make_article("灯塔和海关", "<p>没有别的。</p>", published_at=AT),
        "exact": make_article("灯塔海关", "<p>没有别的。</p>", published_at=AT),
    }
    for n in range(3):
        make_article(f"第{n}号灯塔", "<p>只有灯塔。</p>", published_at=AT)
        make_article(f"第{n}号海关", "<p>只有海关。</p>", published_at=AT)
    index()
    refresh_suggestions()
    return made


@pytest.mark.usefixtures("ready")
def test_as_typed_then_close_together_then_anywhere(client: Client) -> None:
    found = page(client, "q=灯塔海关")
    assert headlines(found) == ["灯塔海关", "灯塔和海关", "海关的消息"]
    line = said(found.select_one(".readings"))
    assert line.endswith("as typed (1); its words close together (2); its words anywhere (3)")
    assert said(found.select_one(".found__total strong")) == "3 articles"


@pytest.mark.usefixtures("ready")
def test_each_reading_alone_and_back(client: Client) -> None:
    found = page(client, "q=灯塔海关")
    hrefs = [str(link["href"]) for link in found.select(".readings a")]
    assert [parse_qs(href.split("?")[1])["match"] for href in hrefs] == [["exact"], ["near"], ["all"]]
    alone = page(client, hrefs[1].split("?")[1])
    assert headlines(alone) == ["灯塔海关", "灯塔和海关"]
    only = page(client, hrefs[0].split("?")[1])
    assert headlines(only) == ["灯塔海关"] and "Searched only as typed." in said(only.select_one(".readings"))


@pytest.mark.usefixtures("ready")
def test_in_the_other_script_quotes_and_words_left_out(client: Client) -> None:
    assert headlines(page(client, "q=燈塔海關")) == ["灯塔海关", "灯塔和海关", "海关的消息"]
    assert headlines(page(client, 'q="灯塔海关"')) == ["灯塔海关"]
    assert headlines(page(client, "q=灯塔海关 -消息")) == ["灯塔海关", "灯塔和海关"]


@pytest.mark.usefixtures("ready")
def test_files_are_of_what_the_page_shows_and_by_default_as_typed(client: Client) -> None:
    found = page(client, "q=灯塔海关")
    link = next(str(a["href"]) for a in found.select(".take__files a") if "export.csv" in str(a["href"]))
    rows = b"".join(client.get(link).streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(rows) == 4
    bare = client.get("/search/export.csv", {"q": "灯塔海关"})
    assert len(b"".join(bare.streaming_content).decode().splitlines()) == 2  # type: ignore[attr-defined]


@pytest.mark.usefixtures("ready")
def test_the_api_is_exact_unless_asked(client: Client) -> None:
    plain = client.get("/api/search", {"q": "灯塔海关"}).json()
    assert plain["total"] == 1 and "match" not in plain and "tiers" not in plain
    words = client.get("/api/search", {"q": "灯塔海关", "match": "words"}).json()
    assert words["match"] == "words" and words["total"] == 3
    assert words["tiers"] == [{"name": "exact", "total": 1}, {"name": "near", "total": 2}, {"name": "all", "total": 3}]
    assert client.get("/api/search", {"q": "灯塔", "match": "some"}).status_code == 400


def test_an_address_or_an_id_leads_to_its_article(client: Client, make_article: Make, index: Callable[[], int]) -> None:
    known = identity("news.example.org/a/1.html?x=2", "", "", "")
    made = make_article("有址", "<p>文</p>", identity=known, public_id=public_id(known, ()))
    leads = made.get_absolute_url()
    index()
    for text in (
        "https://news.example.org/a/1.html?x=2",
        "http://NEWS.example.org//a/1.html?x=2&utm_source=feed",
        "news.example.org/a/1.html?x=2",
        "https://web.archive.org/web/20200805000000id_/https://news.example.org/a/1.html?x=2",
        "https://archive.ph/20200805/http://news.example.org/a/1.html?x=2",
        made.public_id,
        f"https://elsewhere.example/zh-hans/articles/{made.public_id}/",
    ):
        answer = client.get("/search/", {"q": text})
        assert (answer.status_code, answer.headers.get("Location")) == (302, leads), text
    for text in ("https://news.example.org/a/2.html", "presidential", f"{made.public_id} x"):
        assert client.get("/search/", {"q": text}).status_code == 200
