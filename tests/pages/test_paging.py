"""Keyset pages: every article exactly once, whatever the times are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import pairwise
from urllib.parse import unquote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from articles.models import Article
from articles.pages.calendar import views as calendar_views
from articles.pages.outlets import views as outlets_views
from articles.pages.paging import Cursor, newer_than, older_than
from articles.pages.pictures import views as pictures_views

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)


def walk(client: Client, path: str) -> list[str]:
    """The addresses of the articles in the order of the list, over all its pages."""
    found: list[str] = []
    seen: set[str] = set()
    address: str | None = path
    while address:
        assert address not in seen
        seen.add(address)
        response = client.get(address)
        assert response.status_code == 200
        body = response.text.split("<main")[1].split("</main>")[0]
        found += re.findall(r'<h[23]>\s*<a\s+href="(/articles/[^"]+)"', body) or re.findall(
            r'figure__caption"\s+href="(/articles/[^"#]+)', body
        )
        onward = re.search(r'class="pager__on"\s+href="([^"]+)"', body)
        address = unquote(unescape(onward[1])) if onward else None
    return found


@pytest.fixture
def many(make_article: Callable[..., Article]) -> list[Article]:
    """Ties, microseconds and undated ones among them."""
    times = [NOON, NOON, NOON, NOON + timedelta(microseconds=1), NOON - timedelta(seconds=1), None, None, None]
    return [make_article(f"第{n}篇", published_at=at, captions=["图说"]) for n, at in enumerate(times)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
@pytest.mark.parametrize("which", ["source", "pictures", "day", "undated"])
def test_every_article_exactly_once(
    client: Client, many: list[Article], monkeypatch: pytest.MonkeyPatch, size: int, which: str
) -> None:
    monkeypatch.setattr(outlets_views, "PAGE", size)
    monkeypatch.setattr(pictures_views, "PAGE", size)
    monkeypatch.setattr(calendar_views, "DAY_PAGE", size)
    monkeypatch.setattr(calendar_views, "LIST_PAGE", size)
    path, expected = {
        "source": (many[0].source.get_absolute_url(), many),
        "pictures": ("/pictures/", many),
        "day": ("/archive/2020/08/05/", many[:5]),
        "undated": ("/archive/undated/", many[5:]),
    }[which]
    found = walk(client, path)
    assert sorted(found) == sorted(article.get_absolute_url() for article in expected)
    assert len(found) == len(set(found))


def test_hidden_articles_are_on_no_page(client: Client, many: list[Article]) -> None:
    Article.objects.filter(pk=many[0].pk).update(visible=False)
    for path in (many[0].source.get_absolute_url(), "/pictures/", "/archive/2020/08/05/"):
        assert many[0].get_absolute_url() not in client.get(path).text


def test_an_outlet_filter_stays_from_page_to_page(
    client: Client, make_article: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar_views, "DAY_PAGE", 2)
    mine = [make_article(f"甲{n}", source="甲报", published_at=NOON) for n in range(5)]
    make_article("乙", source="乙报", published_at=NOON)
    found = walk(client, f"/archive/2020/08/05/?source={mine[0].source.slug}")
    assert sorted(found) == sorted(article.get_absolute_url() for article in mine)


@given(
    offsets=st.lists(st.none() | st.integers(-3, 3), max_size=12),
    limit=st.integers(1, 5),
)
@given_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_older_than_walks_any_list(make_article: Callable[..., Article], offsets: list[int | None], limit: int) -> None:
    Article.objects.all().delete()
    for offset in offsets:
        make_article(published_at=None if offset is None else NOON + timedelta(microseconds=offset))
    expected = [article.pk for article in Article.objects.newest()]
    found: list[Article] = []
    cursor: Cursor | None = None
    while page := older_than(Article.objects.listed(), cursor, limit):
        found += page
        cursor = Cursor.of(page[-1])
    assert [article.pk for article in found] == expected


def test_newer_than_is_the_way_back(many: list[Article]) -> None:
    dated = [article for article in Article.objects.newest() if article.published_at]
    for newer, older in pairwise(dated):
        assert newer_than(Article.objects.listed().filter(published_at__isnull=False), Cursor.of(older)) == newer
    assert newer_than(Article.objects.listed(), Cursor.of(dated[0])) is None
