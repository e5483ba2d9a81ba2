"""Pages and feeds of sections and tags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.ingest.rows.editing import save_edit
from articles.ingest.rows.sources import merge_sources
from articles.models import Article, Section, Source, Tag
from articles.pages.filing import views as filed_views

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]


@pytest.fixture
def tagged(make_article: Make) -> list[Article]:
    found = [make_article(f"渡轮{n}", source="晨报", published_at=NOON - timedelta(days=n)) for n in range(4)]
    for article in found:
        save_edit(article, {"section": "港航", "tags": ["渡轮", "MTR <b>"]})
    make_article("别的", source="晚报", published_at=NOON)
    return found


def headlines(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [item.get_text().strip() for item in BeautifulSoup(answer.text, "lxml").select(".listing h3")]


def test_an_article_leads_to_its_section_and_tags(client: Client, tagged: list[Article]) -> None:
    page = BeautifulSoup(client.get(tagged[0].get_absolute_url()).text, "lxml")
    links = [unquote(str(a["href"])) for a in page.select(".kicker a, .tag-list a")]
    assert len(links) == 4 and links[1].endswith("/sections/港航/") and links[2].endswith("/tags/渡轮/")
    assert page.select(".tag-list a")[1].get_text() == "MTR <b>"
    for link in links:
        assert client.get(link).status_code == 200


def test_lists_and_their_pages(client: Client, tagged: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    everything = [f"渡轮{n}" for n in range(4)]
    section, tag = Section.objects.get(), Tag.objects.get(name="渡轮")
    assert headlines(client, section.get_absolute_url()) == headlines(client, tag.get_absolute_url()) == everything
    monkeypatch.setattr(filed_views, "PAGE", 3)
    page = BeautifulSoup(client.get(tag.get_absolute_url()).text, "lxml")
    [onward] = page.select("a[rel=next]")
    assert headlines(client, str(onward["href"])) == everything[3:]


def test_hidden_articles_are_not_there(client: Client, tagged: list[Article]) -> None:
    save_edit(tagged[0], {"visible": False})
    tag = Tag.objects.get(name="渡轮")
    assert headlines(client, tag.get_absolute_url()) == ["渡轮1", "渡轮2", "渡轮3"]
    assert "渡轮0" not in client.get(f"{tag.get_absolute_url()}feed/").text


def test_the_list_of_tags_counts_them(client: Client, tagged: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    save_edit(tagged[0], {"tags": ["渡轮"]})
    page = BeautifulSoup(client.get("/en/tags/").text, "lxml")
    assert [item.get_text(" ", strip=True) for item in page.select(".tag-list li")] == ["渡轮 4", "MTR <b> 3"]
    monkeypatch.setattr(filed_views, "TAGS", 1)
    assert "MTR" in client.get("/tags/?page=2").text
    for wrong in ("0", "3", "x", "-1", "1" * 50, "²"):
        assert client.get(f"/tags/?page={wrong}").status_code == 404


def test_feeds(client: Client, tagged: list[Article]) -> None:
    for each in (Section.objects.get(), Tag.objects.get(name="渡轮")):
        answer = client.get(f"{each.get_absolute_url()}feed/")
        assert answer.status_code == 200 and answer.text.count("<entry") == 4


def test_a_merged_outlet_s_section_leads_on(client: Client, tagged: list[Article]) -> None:
    before = Section.objects.get().get_absolute_url()
    merge_sources(Source.objects.get(name="晚报"), Source.objects.get(name="晨报"))
    answer = client.get(before)
    assert answer.status_code == 301 and client.get(answer["Location"]).status_code == 200
    assert client.get(f"{before}feed/").status_code == 301


def test_what_is_not_there(client: Client, tagged: list[Article]) -> None:
    for path in ("/tags/没有/", "/sources/no/sections/x/", "/tags/a%2Fb/", "/tags/..%2F/", "/tags/x/feed/"):
        assert client.get(path).status_code == 404


def test_sitemaps_have_them(client: Client, tagged: list[Article]) -> None:
    assert "/sections/" in client.get("/sitemap-sections.xml").text
    assert client.get("/sitemap-tags.xml").text.count("<loc>") == 2


def test_copies_and_what_else_the_file_says(client: Client, make_article: Make) -> None:
    copies = [
        {"url": "https://web.archive.org/web/20210629031048/https://quay.example/1", "at": "2021-06-29T03:10:48+00:00"},
        {"url": "https://archive.ph/abcde", "at": None},
    ]
    article = make_article("题", captures=copies, also={"mood": "<i>平静</i>"}, url="https://quay.example/1")
    page = client.get(f"/en{article.get_absolute_url()}").text
    assert "https://web.archive.org/web/20210629031048/https://quay.example/1" in page
    assert "&lt;i&gt;平静&lt;/i&gt;" in page and "<i>平静" not in page
    text = client.get(f"/articles/{article.public_id}/cite.txt").text
    assert "Archived June 29, 2021, at https://web.archive.org/web/20210629031048/https://quay.example/1." in text
    found = client.get(f"/api/articles/{article.public_id}").json()
    assert [each["url"] for each in found["captures"]] == [each["url"] for each in copies]
    assert found["captures"][1]["at"] is None and found["also"] == {"mood": "<i>平静</i>"}


def test_references_have_the_tags_as_keywords(client: Client, tagged: list[Article]) -> None:
    base = f"/articles/{tagged[0].public_id}/cite"
    assert "KW  - 渡轮\r\nKW  - MTR <b>" in client.get(f"{base}.ris").text
    assert "keywords = {渡轮, MTR <b>}" in client.get(f"{base}.bib").text
    assert client.get(f"{base}.json").json()[0]["keyword"] == "渡轮, MTR <b>"
