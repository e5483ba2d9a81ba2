"""SITE_URL: whatever host a reader came by, permanent addresses are those of the one that was set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Image, Original
from articles.sitemaps import CHUNK

HERE = "https://news.example.org"
HOST = "by-another-name.example"
NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)


@pytest.fixture
def reader(settings: Any) -> Client:
    settings.ALLOWED_HOSTS = [HOST, "third.example"]
    return Client(headers={"host": HOST})


@pytest.fixture
def article(
    make_article: Callable[..., Article],
    make_original: Callable[..., Original],
    rescue: Callable[..., Image],
    index: Callable[[], int],
) -> Article:
    made = make_article("灯塔", "<p>灯塔亮了。</p>", published_at=NOON, captions=["图说"])
    rescue(made)
    make_original(made)
    index()
    return made


def addresses(article: Article) -> dict[str, bool]:
    """Of every kind of answer that names addresses of this archive; True: one that names them with their host."""
    own = f"/articles/{article.public_id}/"
    return {
        "/": True, own: True, f"/en{own}": True, f"{own}story/": True, f"{own}linking/": True, f"{own}offline.html": True,
        **{f"{own}cite.{kind}": True for kind in ("ris", "bib", "json", "txt")},
        "/archive/2020/08/05/": True, "/sources/": True, "/pictures/": True, "/about/": True, "/nowhere/": False,
        "/search/?q=灯塔": True, "/search/?from=x": True, "/compare/?q=灯塔": True, "/opensearch.xml": True,
        "/feed/": True, "/zh-hant/feed/": True, "/archive/2020/08/05/feed/": True, "/search/feed/?q=灯塔": True,
        f"/sources/{article.source.slug}/feed/": True,
        **{f"/search/export.{kind}?q=灯塔": True for kind in ("csv", "jsonl", "ris", "bib", "json")},
        f"/selection/?id={article.public_id}": True,
        "/robots.txt": True, "/sitemap.xml": True,
        **{f"/sitemap-{name}.xml": True for name in ("pages", "outlets", "days")},
        f"/sitemap-articles.xml?p={-(-article.pk // CHUNK)}": True,
        "/api/search?q=灯塔": True, f"/api/articles/{article.public_id}": True, "/api/docs": True,
    }  # fmt: skip


def text_of(answer: Any) -> str:
    return b"".join(answer).decode()


def test_no_answer_names_the_host_it_was_asked_by(reader: Client, article: Article, settings: Any) -> None:
    settings.SITE_URL = HERE
    for path, with_host in addresses(article).items():
        text = text_of(reader.get(path))
        assert HOST not in text, path
        if with_host:
            assert f"{HERE}/" in text, path


def test_without_it_the_host_of_the_request_stands_there(reader: Client, article: Article, settings: Any) -> None:
    settings.SITE_URL = ""
    for path, with_host in addresses(article).items():
        if with_host:
            assert f"http://{HOST}/" in text_of(reader.get(path)), path


def test_a_downloaded_selection_names_it_too(reader: Client, article: Article, settings: Any) -> None:
    settings.SITE_URL = HERE
    for kind in ("ris", "bib", "json", "csv", "gb7714", "chicago", "apa"):
        text = text_of(reader.post("/selection/", {"id": article.public_id, "as": kind}))
        assert f"{HERE}/articles/{article.public_id}/" in text and HOST not in text, kind


def test_a_page_made_for_another_address_is_not_kept(reader: Client, article: Article, settings: Any) -> None:
    settings.SITE_URL = HERE
    before = reader.get("/about/")["ETag"]
    settings.SITE_URL = "https://moved.example"
    assert reader.get("/about/", headers={"if-none-match": before}).status_code == 200


def test_a_reader_is_led_on_under_the_name_they_came_by(reader: Client, article: Article, settings: Any) -> None:
    """Links and redirects of the pages stay relative: whoever reads through another name is not sent away."""
    settings.SITE_URL = HERE
    assert reader.get(f"/articles/{article.public_id}")["Location"] == f"/articles/{article.public_id}/"
    assert f'href="/articles/{article.public_id}/' in reader.get("/").text
