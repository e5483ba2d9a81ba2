"""Whatever an address says, the answer is a page that tells, and never a 500."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from articles import search
from articles.search import SearchUnavailable
from articles.urls import urlpatterns as pages

NOT_THERE = [
    "/archive/0000/",
    "/archive/0000/99/99/",
    "/archive/2020/13/",
    "/archive/2020/02/30/",
    "/archive/2020/2/3/",
    "/archive/1000000000/",
    "/archive/99999999999999999999/01/01/",
    "/archive/9999/12/31/",
    "/archive/0001/01/01/",
    "/archive/0001/01/",
    "/archive/9999/12/",
    "/sources/nobody/",
    "/sources/nobody/feed/",
    "/articles/aaaaaaaaaaaa/",
    "/articles/%00/",
    "/articles/aaaaaaaaaaaa/original/bbbb/",
    "/pictures/bbbb/",
    "/archive/undated/?before=x",
    "/pictures/?before=2020-02-31T00:00:00Z,1",
    "/pictures/?before=2020-02-01T00:00:00Z,99999999999999999999",
    "/pictures/?before=%00",
    "/sitemap-nothing.xml",
    "/sitemap-articles.xml?p=1000000000",
    "/sitemap-articles.xml?p=x",
    "/zh-hans",
    "/fr/",
    "/en/nowhere/",
    "/nowhere/%FF%FE/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", NOT_THERE)
def test_what_is_not_there_is_a_404_in_our_design(client: Client, address: str) -> None:
    response = client.get(address, follow=True)
    assert response.status_code == 404
    if not address.startswith("/sitemap"):
        assert "masthead" in response.text


SEARCHES = [
    ("q=x&from=2020-99-99", 400),
    ("q=x&from=yesterday", 400),
    ("q=x&to=0000-00-00", 400),
    ("from=2021-01-02&to=2021-01-01", 400),
    ("q=x&source=nobody", 400),
    ("q=x&source=%00", 400),
    ("q=x&sort=upwards", 400),
    ("q=x&page=0", 400),
    ("q=x&page=-1", 400),
    ("q=x&page=1.5", 400),
    ("q=x&page=99999999999999999999999", 400),
    ("q=x&page=1000000000", 404),
    ("q=x&page=2", 404),
    ("q=" + "x" * 10_000, 400),
    ("q=%22unbalanced", 200),
    ("q=%E2%80%9C%EF%BC%88((((", 200),
    ("q=%00%01%1F%7F", 200),
    ("q=%FF%FE%C0", 200),
    ("q=-", 200),
    ("q=AND+OR+NOT", 200),
    ("q=" + "(" * 1_000, 200),
    ("q=" + "-" * 1_500, 200),
    ("q=*&from=&to=&sort=&page=", 200),
    ("from=0001-01-01&to=9999-12-31", 200),
    ("q=date:9999-99", 200),
    ("", 200),
]


@pytest.mark.parametrize(("query", "status"), SEARCHES)
def test_a_search_that_makes_no_sense_is_answered_in_words(
    client: Client, make_article: Callable[..., Any], index: Callable[[], int], query: str, status: int
) -> None:
    make_article("一篇报道")
    index()
    response = client.get(f"/en/search/?{query}")
    assert response.status_code == status
    if status == 400:
        assert 'role="alert"' in response.text
        assert "<li>" in response.text.split('role="alert"')[1]
    if status == 404:
        assert "Go to the last page" in response.text


def test_the_reasons_are_told(client: Client, make_article: Callable[..., Any]) -> None:
    make_article()
    told = client.get("/en/search/?q=" + "x" * 10_000).text
    assert "The query has 10000 characters. Use at most 2000." in told
    assert "Write it as 2020-08-05." in client.get("/en/search/?from=x").text
    assert "no outlet “nobody”" in client.get("/en/search/?source=nobody").text


@pytest.mark.django_db
def test_a_search_without_an_index_says_what_to_do(client: Client, make_article: Callable[..., Any]) -> None:
    make_article()
    with pytest.raises(SearchUnavailable):
        search.ask(search.Question("报道"))
    response = client.get("/en/search/?q=报道")
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Search is unavailable" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/search/", "/archive/", "/about/", "/robots.txt"])
def test_pages_are_only_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_a_forbidden_host_is_a_400(client: Client) -> None:
    response = client.get("/", headers={"host": "evil example"})
    assert response.status_code == 400


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("nobody foresaw this")


urlpatterns = [*pages, path("broken/", broken)]


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("en", "Something broke here"), ("zh-hant", "這裡出了錯")])
def test_an_unforeseen_error_is_a_500_in_our_design(client: Client, settings: Any, language: str, said: str) -> None:
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    response = client.get(f"/{language}/broken/")
    assert response.status_code == 500
    assert said in response.text
    assert "nobody foresaw this" not in response.text
