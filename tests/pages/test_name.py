"""The archive's own name and words, wherever they are shown: as text, whatever they hold, and without a query."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import bibtexparser
import feedparser
import pytest
import rispy
from django.db import DatabaseError
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from articles import site
from articles.models import Article, Image, Original
from articles.site_settings import ONLY, SiteSettings
from tests.pages.conftest import HOSTILE

NAMES = {
    "plain": "灯塔馆 & Söhne",
    "hostile": HOSTILE,
    "quotes": "\"'`</title></textarea>--><!-- {{ 1 }}{% now 'Y' %}",
    "lines": "一\r\n二\u2028TY  - JOUR\n}, \\evil{",
    "long": "馆" * 200,
    "right to left": "\u202e倒\u200f着 ארכיון",
}
NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def called(name: str, **values: str) -> str:
    """Give the archive that name in all its languages; as it is shown."""
    names = dict.fromkeys(("name_zh_hans", "name_zh_hant", "name_en"), name)
    SiteSettings.objects.update_or_create(pk=ONLY, defaults={**names, **values})
    site.publish()
    return site.plain(name)


@pytest.fixture
def article(
    make_article: Callable[..., Article],
    make_original: Callable[..., Original],
    rescue: Callable[..., Image],
    index: Callable[[], int],
) -> Article:
    made = make_article("灯塔", "<p>灯塔亮了。</p>", published_at=NOON, byline=["林晚晴"], script="Hans", language="zh")
    make_original(made)
    index()
    return made


def pages(article: Article) -> list[str]:
    return [
        "/", f"/articles/{article.public_id}/", "/archive/", "/archive/2020/08/05/", "/sources/", "/pictures/", "/about/",
        "/search/?q=灯塔", "/search/help/", "/compare/?q=灯塔", "/selection/", "/changed/", "/nowhere/", "/search/?from=x",
        "/api/docs",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", NAMES)
def test_every_page_says_it_as_text(client: Client, article: Article, kind: str) -> None:
    plain = LexborHTMLParser(client.get("/en/about/").text)
    name = called(NAMES[kind], description_en=NAMES[kind], rights_en=NAMES[kind], contact=NAMES[kind])
    for path in pages(article):
        page = LexborHTMLParser(client.get(f"/en{path}").text)
        title = page.css_first("title")
        assert title and " ".join(title.text().split()).endswith(" ".join(name.split())), path
        brand = page.css_first(".brand span")
        assert brand and brand.text() == name, path
        assert page.css_first('meta[property="og:site_name"]').attributes["content"] == name, path
        assert page.css_first('link[rel="search"]').attributes["title"] == name, path
        assert not page.css("img[src=x], script:not([src]):not([type='application/ld+json'])"), path
        assert len(page.css("body")) == 1 and page.css_first(".colophon__name").text().strip() == name, path
    about = LexborHTMLParser(client.get("/en/about/").text)
    assert len(about.css("*")) - len(plain.css("*")) < 12, "no element came with the words"
    assert about.css_first('meta[name="description"]').attributes["content"] == name


@pytest.mark.parametrize("kind", NAMES)
def test_files_say_it_and_stay_whole(client: Client, article: Article, kind: str) -> None:
    name = called(NAMES[kind])
    place = f"/articles/{article.public_id}/"
    permanent = f"http://testserver{place}"
    [csl] = json.loads(client.get(f"{place}cite.json").content)
    assert csl["archive"] == f"{name} ({permanent})"
    [reference] = rispy.loads(client.get(f"{place}cite.ris").content.decode())
    assert reference["name_of_database"] == f"{name} ({permanent})" and reference["type_of_reference"] == "NEWS"
    read = bibtexparser.parse_string(client.get(f"{place}cite.bib").content.decode())
    assert not read.failed_blocks and len(read.entries) == 1
    assert permanent in read.entries[0].fields_dict["note"].value
    text = client.get(f"{place}cite.txt").content.decode()
    assert text.count(f"at {name}, {permanent}") == 2, "Chicago and APA; GB/T 7714 has no place for it"
    for feed in (
        "/feed/",
        f"/sources/{article.source.slug}/feed/",
        "/archive/2020/08/05/feed/",
        "/search/feed/?q=灯塔",
    ):
        said = feedparser.parse(client.get(feed).content)
        assert not said.bozo
        assert " ".join(ElementTree.fromstring(client.get(feed).content)[0].text.split()).endswith(
            " ".join(name.split())
        )
    assert json.loads(client.get("/api/openapi.json").content)["info"]["title"] == name
    offline = LexborHTMLParser(b"".join(client.get(f"{place}offline.html")).decode())
    assert name in [node.text() for node in offline.css("dd")]
    assert not offline.css("script, img[src=x]")


@pytest.mark.parametrize("kind", NAMES)
def test_a_browser_s_search_bar_says_it(client: Client, db: None, kind: str) -> None:
    name = called(NAMES[kind], description_en="一行说明")
    read = ElementTree.fromstring(client.get("/en/opensearch.xml").content)
    short, whole = read.findtext(f"{OPENSEARCH}ShortName"), read.findtext(f"{OPENSEARCH}LongName")
    assert short and whole and len(short) <= 16 and len(whole) <= 48, "OpenSearch 1.1, 4.2"
    assert name.startswith(short.removesuffix("…")) and name.startswith(whole.removesuffix("…"))
    assert read.findtext(f"{OPENSEARCH}Description") == "一行说明"


def test_the_name_follows_the_language_of_the_page(client: Client, article: Article) -> None:
    SiteSettings.objects.create(
        pk=ONLY, name_zh_hans="灯塔馆", name_en="The Lighthouse", description_zh_hans="只收灯塔。"
    )
    site.publish()
    own = f"/articles/{article.public_id}/cite.json"
    for language, name, lang in (
        ("zh-hans", "灯塔馆", None),
        ("zh-hant", "灯塔馆", "zh-Hans"),
        ("en", "The Lighthouse", None),
    ):
        page = LexborHTMLParser(client.get(f"/{language}/").text)
        brand = page.css_first(".brand span")
        assert (brand.text(), brand.attributes.get("lang")) == (name, lang)
        assert page.css_first("h1").text() == name
        assert json.loads(client.get(f"/{language}{own}").content)[0]["archive"].startswith(f"{name} (")
    about = LexborHTMLParser(client.get("/en/about/").text)
    assert about.css_first(".about__words p").attributes["lang"] == "zh-Hans"


def test_contact_and_rights_stand_on_the_about_page(client: Client, db: None) -> None:
    assert 'id="rights"' not in client.get("/en/about/").text
    assert "#rights" not in client.get("/en/").text
    called("馆", contact="a@b.example", rights_en="Yours.\n\nTake it <b>down</b>\nhere.")
    page = LexborHTMLParser(client.get("/en/about/").text)
    section = page.css_first("#rights")
    assert section.css_first("a").attributes == {"href": "mailto:a@b.example", "rel": "noreferrer noopener external"}
    assert [each.text().strip() for each in section.css("p")] == ["a@b.example", "Yours.", "Take it <b>down</b>here."]
    assert 'href="/en/about/#rights"' in client.get("/en/").text


def test_a_page_kept_by_a_browser_is_made_again_after_a_change(client: Client, db: None) -> None:
    before = client.get("/about/")["ETag"]
    called("灯塔馆")
    answer = client.get("/about/", headers={"if-none-match": before})
    assert answer.status_code == 200 and "灯塔馆" in answer.text
    assert client.get("/about/", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_a_page_without_a_database_says_it_too(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    called("灯塔馆")

    def away(*_args: object, **_kwargs: object) -> None:
        raise DatabaseError

    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("django.db.backends.utils.CursorWrapper.execute", away)
        answer = client.get("/zh-hans/sources/")
    assert answer.status_code == 500 and "灯塔馆" in answer.text


def test_the_card_of_a_named_archive_shows_no_other_name(client: Client, db: None) -> None:
    assert "/static/img/card" in client.get("/about/").text
    before = LexborHTMLParser(client.get("/about/").text).css_first('meta[property="og:image"]').attributes["content"]
    called("灯塔馆")
    after = LexborHTMLParser(client.get("/about/").text).css_first('meta[property="og:image"]').attributes["content"]
    assert before and after and before != after and after.endswith(".png")
