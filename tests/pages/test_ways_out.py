"""Where a search cannot find anything, or cannot be asked: what the page says, and the links that lead on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article
from articles.search import first_arrival

Make = Callable[..., Article]


@pytest.fixture
def arrived(make_article: Make, index: Callable[[], int]) -> None:
    """Six articles of the first days of August 2020, which all came in the evening of 31 October, in UTC."""
    for n in range(6):
        make_article(
            f"第{n}号灯塔", "<p>灯塔很亮。</p>", source="甲报", published_at=datetime(2020, 8, 1 + n, 4, tzinfo=UTC)
        )
    Article.objects.update(imported_at=datetime(2020, 10, 31, 20, tzinfo=UTC))
    index()


def page(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(f"/en/{path}")
    assert answer.status_code == status, path
    return BeautifulSoup(answer.content, "lxml")


def words(found: BeautifulSoup, selector: str) -> str:
    return " ".join(" ".join(each.get_text().split()) for each in found.select(selector))


@pytest.mark.usefixtures("arrived")
def test_as_of_a_day_before_anything_had_come(client: Client) -> None:
    found = page(client, "search/?q=灯塔&asof=2020-08-03")
    said = words(found, ".empty")
    assert "The first articles came into this archive on 1 November 2020. Nothing was here on 3 August 2020." in said
    assert "holds nothing at all" not in said and "fewer or shorter words" not in said
    links = {link.get_text(): str(link["href"]) for link in found.select(".empty a")}
    assert list(links) == [
        "Articles published until 3 August 2020",
        "the same search in today’s archive",
    ]
    published, today = (parse_qs(href.partition("?")[2]) for href in links.values())
    assert published == {"q": ["灯塔"], "to": ["2020-08-03"]} and today == {"q": ["灯塔"]}
    assert words(found, ".empty__count") == "3 articles 6 articles"
    for href, count in zip(links.values(), ("3 articles", "6 articles"), strict=True):
        assert words(page(client, href.removeprefix("/en/")), ".found__total strong") == count
    assert found.select_one("input[name=asof]")["min"] == "2020-11-01"  # type: ignore[index]


@pytest.mark.usefixtures("arrived")
def test_only_what_finds_something_is_offered_instead(client: Client) -> None:
    for days, offered in (
        ("from=2020-08-05", "the same search in today’s archive"),
        ("to=2020-08-02", "Articles published until 2 August 2020 the same search in today’s archive"),
        ("from=2019-01-01&to=2019-12-31", ""),
    ):
        found = page(client, f"search/?q=灯塔&asof=2020-08-04&{days}")
        assert "Nothing was here on 4 August 2020" in words(found, ".empty")
        assert words(found, ".empty a") == offered, days


@pytest.mark.usefixtures("arrived")
def test_as_of_a_later_day_is_a_search_like_any_other(client: Client) -> None:
    assert words(page(client, "search/?q=灯塔&asof=2020-11-01"), ".found__total strong") == "6 articles"
    found = page(client, "search/?q=月球&asof=2020-11-01")
    assert "The first articles" not in words(found, ".empty") and "No article matches" in words(found, ".empty")
    found = page(client, "search/?q=灯塔&asof=2020-11-01&to=2019-01-01")
    assert "From these outlets and days nothing had come into this archive by 1 November 2020." in words(
        found, ".empty"
    )


@pytest.mark.django_db
def test_an_empty_archive_has_no_first_day(client: Client, index: Callable[[], int]) -> None:
    index()
    assert first_arrival() is None
    found = page(client, "search/?q=灯塔&asof=2020-08-03")
    assert "The first articles" not in found.get_text() and "min" not in found.select_one("input[name=asof]").attrs  # type: ignore[union-attr]


@pytest.mark.usefixtures("arrived")
def test_the_first_arrival_is_a_day_of_the_archives_zone() -> None:
    assert first_arrival() == date(2020, 11, 1)


@pytest.mark.usefixtures("arrived")
@pytest.mark.parametrize("path", ["search/", "search/export.csv", "search/feed/", "compare/"])
def test_days_the_wrong_way_round_are_swapped_by_a_link(client: Client, path: str) -> None:
    query = "q=灯塔&q=a%26b&from=2020-08-31&to=2020-08-01&asof=2020-11-02"
    link = page(client, f"{path}?{query}", 400).select_one(".note--wrong a")
    assert link is not None and link.get_text() == "The same with the two days swapped"
    asked = parse_qs(str(link["href"]).removeprefix("?"))
    days = {"from": ["2020-08-01"], "to": ["2020-08-31"], "asof": ["2020-11-02"]}
    assert asked == {"q": ["灯塔", "a&b"], **days}
    assert client.get(f"/en/{path}{link['href']}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["from=x&to=2020-08-01", "from=2020-08-31&to=2020-08-01&source=nobody", "from=2020-08-31&to=2020-08-01&asof=x"],
)
def test_nothing_is_swapped_where_more_is_wrong(client: Client, query: str) -> None:
    found = page(client, f"search/?q=灯塔&{query}", 400)
    assert found.select_one(".note--wrong li") and not found.select(".note--wrong a")


@pytest.mark.usefixtures("arrived")
def test_a_pasted_text_that_is_not_found(client: Client) -> None:
    found = page(client, "search/?q=" + "灯塔很暗" * 300)
    assert "All 1,200 characters were searched" in words(found, ".empty")
    assert found.title is not None and len(found.title.get_text()) < 100
    for short in ("灯塔很暗" * 20, " OR ".join(["很暗", *["很黑"] * 40])):
        assert "characters were searched" not in words(page(client, f"search/?q={short}"), ".empty")
