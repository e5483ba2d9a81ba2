"""What a page costs: its SQL queries are pinned, stay the same for more articles, and walk indexes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from articles.derived import Link
from articles.models import LARGE_COLUMNS, Article, Original, Source
from articles.pages.paging import Cursor, older_than
from articles.related import changed_after_publication

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
#: With cold counts, one of them for the edition (articles.editions); a second visitor costs less, and who has the page one.
COSTS = {
    "/": 13,  # outlets, regional names and headlines: of searches to try, once for an index
    "/archive/": 2,
    "/archive/2020/": 2,
    "/archive/2020/08/": 4,
    "/archive/2020/08/05/": 6,
    "/archive/undated/": 4,
    "/sources/": 5,
    "/sources/one/": 9,
    "/search/": 8,  # sections and tags: the edition, and the names of each, once for an edition
    "/search/?q=报道": 9,  # one of them for the regional names, kept for half a minute
    "/search/help/": 0,
    "/compare/": 4,  # outlets, regional names; once for an index its headlines, of which examples are made
    "/compare/?q=报道&q=正文": 2,  # outlets, regional names
    "/compare/?q=报道&q=正文&split=source": 2,
    "/compare/?q=报道&q=正文&words=1": 3,  # headlines once for each query and state of the index
    "/compare/data.csv?q=报道&q=正文": 2,
    "/pictures/": 5,
    "/archive/?source=one": 3,
    "/archive/2020/?source=one": 3,
    "/archive/2020/08/?source=one": 5,
    "/pictures/?source=one&day=2020-08-05": 8,
    "/removed/": 2,
    "/removed/feed/": 1,
    "/changed/": 3,  # how many of each outlet
    "/sources/one/changed/": 3,
    "/search/?q=报道&collapse=1": 11,  # what was grouped last, and the stories, kept as long as nothing is grouped anew
    "/search/?q=报道&view=lines": 10,  # the texts of a part, its captions, and the articles of the lines shown
    "/search/?q=报道&view=pictures": 9,
    "/search/?q=报道&asof=2026-01-01": 10,  # what came by then, and when the first did; what may be meant instead
    "/about/": 9,
    "/feed/": 1,
    "/archive/2020/08/05/feed/": 1,
    "/search/feed/?q=报道": 4,
    "/selection/": 0,
    "/sources/one/feed/": 2,
    "/robots.txt": 0,
    "/opensearch.xml": 0,
    "/sitemap.xml": 5,
    "/tags/": 2,
    "/account/login/": 0,
    "/admin/login/": 0,
}
#: Addresses without a part to fill in that are no page of ours, lead to another, or are only for who is logged in
#: (tests/pages/account/test_views.py).
ELSEWHERE = {"api/", "admin/", "admin/logout/", "account/", "account/logout/", "account/password/", "search/selection/"}


def fill(make_article: Callable[..., Article], count: int) -> Article:
    Source.objects.get_or_create(name="甲报", slug="one")
    for n in range(count):
        at = NOON - timedelta(hours=n)
        last = make_article(f"报道{n}", "<p>报道的正文。</p>", source="甲报", published_at=at, captions=["图说"])
    return last


@pytest.mark.parametrize("path", COSTS)
def test_every_page_costs_what_it_is_pinned_to(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int], path: str
) -> None:
    fill(make_article, 30)
    index()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    assert len(captured) == COSTS[path], [query["sql"] for query in captured]


def test_every_page_that_needs_no_argument_is_pinned() -> None:
    routes = {str(one.pattern) for one in get_resolver("articles.urls").url_patterns}
    assert {f"/{route}" for route in routes - ELSEWHERE if "<" not in route} <= {
        path.partition("?")[0] for path in COSTS
    }


def test_an_article_costs_thirteen_however_many_figures_and_files_it_has(
    client: Client,
    make_article: Callable[..., Article],
    make_original: Callable[..., Original],
    django_assert_num_queries: Any,
) -> None:
    fill(make_article, 3)
    article = make_article("题", source="甲报", captions=["一", "二", "三"], published_at=NOON - timedelta(minutes=5))
    for n in range(3):
        make_original(article, b"%d" % n)
    # One for its tags, one for the list of articles like it, one for who tells its story, one for what links to it. Where
    # there are any, one more each for the tellers and for the links of its body.
    with django_assert_num_queries(13):
        assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/archive/2020/08/", "/archive/2020/08/05/", "/sources/one/", "/pictures/", "/feed/", "/changed/"]
)
def test_no_list_reads_the_large_columns(client: Client, make_article: Callable[..., Article], path: str) -> None:
    fill(make_article, 3)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    for query in captured:
        for column in LARGE_COLUMNS:
            assert f'"{column}"' not in query["sql"]


def plan(queryset: Any) -> str:
    return str(queryset.explain())


@pytest.mark.django_db
def test_lists_walk_indexes() -> None:
    """In the order of an index over visible articles, so that a page's LIMIT ends the walk; nothing is sorted."""
    if connection.vendor != "sqlite":
        pytest.skip("reads SQLite's query plans")
    listed = Article.objects.listed()
    dated = listed.filter(published_at__isnull=False, published_at__lte=NOON).order_by("-published_at", "-id")
    pictured = Article.objects.pictured(Source(pk=1))
    for queryset, index in (
        (dated[:10], "article_newest"),
        (listed.filter(published_at__isnull=True).order_by("-id")[:10], "article_newest"),
        (listed.filter(day=date(2020, 8, 5)).order_by("-published_at", "-id")[:10], "article_of_day"),
        (dated.filter(source=1)[:10], "article_of_source"),
        (dated.filter(figure_count__gt=0)[:10], "article_pictured"),
        (pictured.filter(published_at__isnull=False).order_by("-published_at", "-id")[:10], "article_pictured_of"),
        (pictured.filter(published_at__isnull=True).order_by("-id")[:10], "article_pictured_of"),
        (Article.objects.published().order_by("-day").values_list("day")[:1], "article_longest_of_day"),
        (changed_after_publication()[:10], "change_newest"),
        (changed_after_publication().filter(source=1, at__lte=NOON)[:10], "change_of_source"),
        (Link.objects.filter(target="0" * 64, article__visible=True).order_by("-article")[:10], "link_target"),
    ):
        told = plan(queryset)
        assert f"INDEX {index}" in told, told
        assert "B-TREE" not in told, told


@pytest.mark.django_db
def test_older_than_never_counts_or_skips() -> None:
    with CaptureQueriesContext(connection) as captured:
        older_than(Article.objects.listed(), Cursor(NOON, 1), 10)
    assert captured.captured_queries
    for query in captured:
        assert "COUNT(" not in query["sql"]
        assert "OFFSET" not in query["sql"]
