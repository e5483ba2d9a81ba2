"""Addresses that name an outlet go on working once it is part of another (docs/architecture.md, "Pages")."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.test import Client

from articles.ingest.rows.sources import merge_sources
from articles.models import Article, Source, SourceAlias
from articles.search.filters import Outlet
from articles.search.request.fields import Outlets
from articles.search.request.request import SearchRequest

Make = Callable[..., Any]
ADDRESSES = [
    "/search/?source={}", "/search/?q=灯塔&source={}", "/search/?q=灯塔&source={}&view=lines", "/search/feed/?source={}",
    "/search/export.csv?source={}", "/search/export.ris?q=灯塔&source={}", "/compare/?q=灯塔&source={}",
    "/compare/data.csv?q=灯塔&source={}&split=source", "/compare/data.json?q=灯塔&source={}", "/archive/?source={}",
    "/archive/2023/08/?source={}", "/archive/2023/08/29/?source={}", "/pictures/?source={}", "/api/search?source={}",
    "/api/search?q=灯塔&source={}",
]  # fmt: skip


@pytest.fixture
def merged(make_source: Make, make_article: Make, index: Make) -> Source:
    """甲 became part of 乙, and 乙 of 丙."""
    first, second, third = make_source("甲报", "jia"), make_source("乙报", "yi"), make_source("丙报", "bing")
    for number, source in enumerate((first, second, third)):
        make_article(f"灯塔{number}", "<p>灯塔亮着。</p>", source=source.name, captions=["图"])
    make_article("灯塔在别处", "<p>灯塔亮着。</p>", source="丁报")
    merge_sources(second, first)
    merge_sources(third, second)
    index()
    return third


def body(client: Client, path: str) -> str:
    response = client.get(quote(path, safe="/?&=."))
    assert response.status_code == 200, (path, response.status_code)
    text = str(response.getvalue().decode())  # type: ignore[attr-defined]
    if path.startswith("/api/"):
        text = json.dumps(json.loads(text) | {"took_ms": 0})
    return text


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("former", ["jia", "yi"])
def test_an_address_with_a_former_outlet_answers_for_the_one_that_stayed(
    client: Client, merged: Source, address: str, former: str
) -> None:
    was, now = body(client, address.format(former)), body(client, address.format("bing"))
    if address.startswith(("/search/export", "/compare/data", "/api/")):
        assert was == now
    assert "灯塔在别处" not in was
    if "<main" in was and (main := BeautifulSoup(was, "lxml").main):
        assert not main.select(f'[href*="source={former}"], [value="{former}"]'), "its links name the one that stayed"


def test_its_articles_are_all_found(client: Client, merged: Source) -> None:
    found = client.get("/api/search?source=jia").json()
    assert found["total"] == 3
    lines = body(client, "/search/export.csv?source=yi").splitlines()
    assert len(lines) == 1 + 3


def test_a_former_outlet_that_is_left_out_leaves_out_the_one_that_stayed(client: Client, merged: Source) -> None:
    lines = body(client, "/search/export.csv?not=jia").splitlines()
    assert len(lines) == 1 + 1
    assert "灯塔在别处" in lines[1]


def test_two_names_of_one_outlet_are_one_choice(client: Client, merged: Source) -> None:
    page = body(client, "/en/search/?source=jia&source=yi&source=bing&q=灯塔")
    assert 'value="bing"' in page or "source=bing" in page
    assert "source=bing&amp;source=bing" not in page


def test_an_outlet_that_never_was_is_refused_still(client: Client, merged: Source) -> None:
    for path in ("/search/", "/search/feed/", "/search/export.csv", "/compare/"):
        assert client.get(f"{path}?source=nothere&q=x").status_code == 400
        assert client.get(path, {"source": "a\0b", "q": "x"}).status_code == 400
        assert client.get(path, {"source": "x" * 5000, "q": "x"}).status_code == 400


@pytest.mark.parametrize("address", ["/sources/{}/", "/sources/{}/feed/", "/sources/{}/changed/"])
def test_its_own_pages_lead_on_along_every_merge(client: Client, merged: Source, address: str) -> None:
    for former in ("jia", "yi"):
        response = client.get(address.format(former))
        assert (response.status_code, response["Location"]) == (301, address.format("bing"))


def test_only_one_query_looks_for_former_outlets(
    client: Client, merged: Source, django_assert_max_num_queries: Any
) -> None:
    outlets = Outlets((Outlet(merged.pk, "bing", "丙报"),))
    with django_assert_max_num_queries(0):
        assert SearchRequest.from_query(QueryDict("source=bing"), outlets).filters.outlets == outlets.every
    with django_assert_max_num_queries(2):  # of each field: outlets chosen and outlets left out
        search = SearchRequest.from_query(QueryDict("source=jia&source=yi&not=jia"), outlets)
    assert search.to_query() == "source=bing&not=bing"


def test_a_merge_takes_the_address_from_whoever_had_it_before(make_source: Make) -> None:
    """An alias of an older time does not lead elsewhere than the outlet that had the address last."""
    keep, other, third = make_source("甲报", "jia"), make_source("乙报", "yi"), make_source("丙报", "bing")
    SourceAlias.objects.create(source=third, kind="slug", value="yi")
    merge_sources(keep, other)
    assert SourceAlias.objects.get(kind="slug", value="yi").source == keep
    assert Source.objects.at("yi") == keep
    assert not Article.objects.exists()


def test_the_present_outlet_of_an_address_comes_before_a_former_one(make_source: Make) -> None:
    present, other = make_source("甲报", "jia"), make_source("乙报", "yi")
    SourceAlias.objects.create(source=other, kind="slug", value="jia")
    assert Source.objects.at("jia") == present
