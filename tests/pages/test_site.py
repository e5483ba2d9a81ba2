"""Outlets, about, feeds, sitemap, robots."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from articles import sitemaps
from articles.models import Article, Source, SourceAlias

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_outlets_with_their_counts_and_spans(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(source="大报", published_at=datetime(2019, 1, 2, 4, tzinfo=UTC))
    make_article(source="大报", published_at=datetime(2021, 3, 4, 4, tzinfo=UTC))
    make_article(source="小报", published_at=None)
    make_article(source="隐报", visible=False)
    Source.objects.create(name="空报", slug="empty")
    text = client.get("/en/sources/").text
    assert text.index("大报") < text.index("小报")
    assert "2019-01-02" in text
    assert "2021-03-04" in text
    assert "undated" in text
    assert "隐报" not in text
    assert "空报" not in text
    assert client.get("/sources/empty/").status_code == 200


def test_an_outlet_that_was_merged_leads_to_the_one_that_stayed(
    client: Client, make_source: Callable[..., Source]
) -> None:
    kept = make_source("留报", "kept")
    SourceAlias.objects.create(source=kept, kind="slug", value="gone")
    response = client.get("/en/sources/gone/")
    assert response.status_code == 301
    assert response["Location"] == "/en/sources/kept/"
    assert client.get("/sources/gone/feed/", follow=True).status_code in {200, 404}


def test_a_year_of_an_outlet_begins_with_its_last_article(client: Client, make_article: Callable[..., Article]) -> None:
    for year in (2019, 2020, 2021):
        make_article(f"{year}年的文章", source="大报", published_at=datetime(year, 6, 1, tzinfo=UTC))
    slug = Source.objects.get().slug
    text = client.get(f"/sources/{slug}/?before=2020-12-31T16:00:00Z,0").text
    assert "2021年的文章" not in text
    assert "2020年的文章" in text
    assert "before=2020-12-31T16%3A00%3A00Z%2C0" in text


def test_about_counts_what_there_is(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=datetime(2020, 1, 1, 4, tzinfo=UTC), captions=["一", "二"])
    make_article(published_at=datetime(2020, 3, 1, 4, tzinfo=UTC))
    make_article(published_at=None)
    make_article(visible=False, captions=["隐"])
    text = client.get("/en/about/").text
    for said in (
        "From 1 January 2020 to 1 March 2020.",
        "1 article has no date.",
        "59 days",
        "<dd>3</dd>",
        "<dd>2</dd>",
    ):
        assert said in text


def test_the_feed_is_atom_and_survives_scraped_text(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(
        "控制\x0b字符\x01<b>",
        "<p>导语\x08</p>",
        source="大报",
        byline=["林一"],
        published_at=datetime(2020, 1, 1, 4, tzinfo=UTC),
    )
    make_article("无日期", published_at=None)
    make_article("隐藏", visible=False)
    for path in ("/feed/", f"/sources/{Source.objects.get(name='大报').slug}/feed/"):
        response = client.get(path)
        assert response["Content-Type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(response.content)
        assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == ["控制字符<b>"]
        assert feed.findtext(f"{ATOM}entry/{ATOM}published") == "2020-01-01T12:00:00+08:00"
        assert feed.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == "林一"


def test_the_sitemap_holds_every_published_article_once(
    client: Client, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "CHUNK", 3)
    shown = [make_article(f"第{n}篇") for n in range(8)]
    make_article("隐藏", visible=False)
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [element.text or "" for element in index.iter(f"{MAP}loc")]
    found: list[str] = []
    for file in files:
        response = client.get(file.replace("http://testserver", ""))
        assert response.status_code == 200
        found += [element.text or "" for element in ElementTree.fromstring(response.content).iter(f"{MAP}loc")]
    for article in shown:
        assert found.count(f"http://testserver{article.get_absolute_url()}") == 1
    assert "http://testserver/archive/2023/08/29/" in found
    assert "http://testserver/compare/" in found
    assert len([address for address in found if "/articles/" in address]) == len(shown)


def closed_to(robots: str, path: str) -> bool:
    """Whether a crawler that follows RFC 9309 leaves this address alone."""
    rules = [line.removeprefix("Disallow: ") for line in robots.splitlines() if line.startswith("Disallow: ")]
    return any(re.match(re.escape(rule).replace(r"\*", ".*"), path) for rule in rules)


def test_robots_read_a_plain_search_and_stay_out_of_what_has_no_end(client: Client, settings: Any) -> None:
    text = client.get("/robots.txt").text
    open_ones = (
        "/",
        "/articles/abc/",
        "/search/",
        "/search/?q=渡轮",
        "/search/help/",
        "/compare/?q=渡轮&q=灯塔",
        "/pictures/",
    )
    closed = (
        "/search/?q=渡轮&sort=newest", "/search/export.csv?q=渡轮", "/search/feed/?q=渡轮", "/compare/data.csv?q=a",
        "/selection/", "/articles/abc/cite.ris", "/articles/abc/offline.html", "/articles/abc/original/1/", "/admin/",
        "/api/search?q=渡轮",
    )  # fmt: skip
    for prefix in ("", "/zh-hans", "/zh-hant", "/en"):
        assert [path for path in open_ones if closed_to(text, prefix + path)] == []
        assert [path for path in closed if not closed_to(text, prefix + path)] == []
    assert "Sitemap: http://testserver/sitemap.xml" in text
    settings.PRIVATE = True
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_the_address_bar_can_search(client: Client, make_article: Callable[..., Article]) -> None:
    response = client.get("/zh-hant/opensearch.xml")
    assert response.headers["Content-Type"] == "application/opensearchdescription+xml"
    described = ElementTree.fromstring(response.content)
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert 0 < len(str(described.findtext("o:ShortName", namespaces=names))) <= 16
    url = described.find("o:Url", names)
    assert url is not None
    assert url.get("template") == "http://testserver/zh-hant/search/?q={searchTerms}"
    assert 'href="/zh-hant/opensearch.xml"' in client.get("/zh-hant/about/").text
