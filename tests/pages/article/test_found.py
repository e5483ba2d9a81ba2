"""An article that was opened from a search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles import search
from articles.models import Article
from tests.pages.conftest import HOSTILE

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)


def opened(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.text, "lxml")


def links(client: Client, address: str) -> list[str]:
    return [str(link["href"]) for link in opened(client, address).select(".results h2 a")]


def marks(page: BeautifulSoup) -> list[str]:
    return [mark.get_text() for mark in page.select("article mark")]


@pytest.fixture
def many(make_article: Callable[..., Article], index: Callable[[], int]) -> list[Article]:
    """Two pages of results, the newest first."""
    found = [
        make_article(f"渡轮第{number}号", "<p>渡轮。</p>", published_at=NOON - timedelta(days=number))
        for number in range(23)
    ]
    index()
    return found


def test_every_hit_is_marked_in_either_script_and_in_regional_forms(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int]
) -> None:
    article = make_article(
        "特朗普的渡轮", "<p>川<b>普</b>說渡輪，特朗普不說。</p>", byline=["渡轮记者"], captions=["渡輪出海"]
    )
    index()
    [href] = links(client, "/en/search/?q=特朗普 渡轮")
    assert href == f"/en/articles/{article.public_id}/?q={quote('特朗普')}+{quote('渡轮')}"
    page = opened(client, href)
    assert "".join(marks(page)) == "特朗普渡轮渡轮川普渡輪特朗普渡輪"
    numbered = [mark["id"] for mark in page.select("article mark[id]")]
    assert numbered == [f"hit-{number}" for number in range(1, 8)]
    assert "7 hits" in page.select(".hits__count")[0].get_text(" ", strip=True)
    assert page.select(".hits [data-hit='1']")[0]["href"] == "#hit-1"


def test_a_field_is_marked_alone(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int]
) -> None:
    article = make_article("渡轮", "<p>渡轮</p>", captions=["渡轮"])
    index()
    page = opened(client, f"{article.get_absolute_url()}?q=图说:渡轮")
    assert [mark.find_parent(class_="figure__caption") is not None for mark in page.select("article mark")] == [True]


def test_it_says_its_place_and_leads_to_the_results_beside_it(client: Client, many: list[Article]) -> None:
    every = links(client, "/en/search/?q=渡轮&sort=newest") + links(client, "/en/search/?q=渡轮&sort=newest&page=2")
    at, walked = every[0], list[str]()
    for place in range(1, 24):
        walked.append(at)
        page = opened(client, at)
        assert f"result {place} of 23" in page.select(".hits__results")[0].get_text(" ", strip=True)
        back = opened(client, str(page.select(".hits__list a")[0]["href"]))
        assert at in [link["href"] for link in back.select(".results h2 a")]
        after = page.select(".hits a[rel~=next]")
        before = page.select(".hits a[rel~=prev]")
        assert [link["href"] for link in before] == walked[-2:-1]
        assert bool(after) == (place < 23)
        at = str(after[0]["href"]) if after else ""
    assert walked == every


def test_an_address_without_the_page_is_found_as_well(client: Client, many: list[Article]) -> None:
    page = opened(client, f"/en{many[-1].get_absolute_url()}?q=渡轮&sort=newest")
    assert "result 23 of 23" in page.select(".hits__results")[0].get_text(" ", strip=True)
    assert "page=2" in str(page.select(".hits__list a")[0]["href"])


def test_one_that_is_not_found_says_so(client: Client, many: list[Article]) -> None:
    page = opened(client, f"/en{many[0].get_absolute_url()}?q=铁路")
    assert marks(page) == []
    assert "not among the results any more" in page.select(".hits")[0].get_text(" ", strip=True)


def test_the_address_is_not_indexed_and_the_citation_is_the_permanent_one(client: Client, many: list[Article]) -> None:
    own = many[0].get_absolute_url()
    text = client.get(f"/en{own}?q=渡轮").text
    page = BeautifulSoup(text, "lxml")
    assert page.select("meta[name=robots]")[0]["content"] == "noindex"
    assert page.select("link[rel=canonical]")[0]["href"] == f"http://testserver/en{own}"
    assert "?q=" not in page.select(".cite")[0].get_text()
    assert "?q=" not in str(page.select("script[type='application/ld+json']")) + str(page.select("meta[property]"))
    assert not opened(client, f"/en{own}").select("meta[name=robots], .hits, article mark")


def test_nothing_is_marked_in_the_selection_and_the_offline_copy(client: Client, many: list[Article]) -> None:
    one = many[0]
    for address in (f"/en/articles/{one.public_id}/offline.html?q=渡轮", f"/en/selection/?id={one.public_id}&q=渡轮"):
        response = client.get(address)
        assert response.status_code == 200
        assert b"<mark" not in b"".join(response)  # one of them is sent piece by piece


def test_the_script_of_the_search_is_not_that_of_reading(client: Client, many: list[Article]) -> None:
    [href, *_others] = links(client, "/en/search/?q=渡轮&script=hans")
    assert "written=hans" in href and "script=" not in href
    response = client.get(href)
    assert "reading" not in response.cookies
    page = BeautifulSoup(response.text, "lxml")
    assert "script=hans" in str(page.select(".hits__list a")[0]["href"])
    [hant] = [str(link["href"]) for link in page.select(".tools__script a") if "script=hant" in str(link["href"])]
    assert "written=hans" in hant
    assert marks(opened(client, many[0].get_absolute_url() + hant))[0] == "渡輪"


@pytest.mark.parametrize(
    "query",
    [
        f"q={quote(HOSTILE)}",
        "q=%00%ff",
        "q=x&page=0",
        "q=x&source=nobody",
        "q=" + "长" * 20_000,
        "q=x&page=999999999",
        "page=2",
    ],
)
def test_whatever_the_address_says_it_is_the_article(client: Client, many: list[Article], query: str) -> None:
    response = client.get(f"/en{many[0].get_absolute_url()}?{query}")
    assert response.status_code == 200
    assert "alert(1)</script>" not in response.text
    assert "<img src=x" not in response.text


def test_hostile_words_stay_words(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int]
) -> None:
    article = make_article(
        f"渡轮{HOSTILE}", "<p>渡轮&lt;script&gt;alert(3)&lt;/script&gt;</p>", captions=[f"渡轮{HOSTILE}"]
    )
    index()
    page = opened(client, f"{article.get_absolute_url()}?q=渡轮 alert")
    assert not page.select("article script, article img[onerror]")
    assert "(3)</script>" in page.select(".prose")[0].get_text()


def test_while_the_index_is_away_it_is_the_plain_article(
    client: Client, many: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_question: object) -> None:
        raise search.SearchUnavailable

    monkeypatch.setattr(search, "ask", away)
    assert not opened(client, f"/en{many[0].get_absolute_url()}?q=渡轮").select(".hits, mark")
