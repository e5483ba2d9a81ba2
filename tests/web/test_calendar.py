"""Years, months, days: in the archive's zone, with their neighbours, gaps left as gaps."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from articles.models import Article
from articles.views.calendar import STEPS, heat
from articles.views.tallies import Gap, gaps


def at(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_days_are_those_of_the_archives_zone(client: Client, make_article: Callable[..., Article]) -> None:
    make_article("前一天最后一刻", published_at=at(2020, 8, 5, 15, 59, 59))
    make_article("后一天第一刻", published_at=at(2020, 8, 5, 16, 0, 0))
    fifth, sixth = client.get("/archive/2020/08/05/").text, client.get("/archive/2020/08/06/").text
    assert "前一天最后一刻" in fifth
    assert "后一天第一刻" not in fifth
    assert "后一天第一刻" in sixth
    assert "23:59" in fifth
    assert "00:00" in sixth


def test_another_zone_has_other_days(client: Client, make_article: Callable[..., Article], settings: object) -> None:
    from zoneinfo import ZoneInfo

    settings.ARCHIVE_ZONE = ZoneInfo("America/New_York")  # type: ignore[attr-defined]
    make_article("纽约仍是五日", published_at=at(2020, 8, 6, 1, 0))
    assert "纽约仍是五日" in client.get("/archive/2020/08/05/").text
    assert "21:00" in client.get("/archive/2020/08/05/").text


def test_neighbours_skip_the_gaps(client: Client, make_article: Callable[..., Article]) -> None:
    for day in ((2018, 1, 2), (2020, 8, 5), (2020, 9, 1), (2023, 1, 1)):
        make_article(published_at=at(*day, 4))
    text = client.get("/archive/2020/08/05/").text
    assert re.search(r'rel="prev" href="/archive/2018/01/02/"', text)
    assert re.search(r'rel="next" href="/archive/2020/09/01/"', text)
    text = client.get("/archive/2020/08/").text
    assert re.search(r'rel="prev" href="/archive/2018/01/"', text)
    assert re.search(r'rel="next" href="/archive/2020/09/"', text)
    text = client.get("/archive/2020/").text
    assert re.search(r'rel="prev" href="/archive/2018/"', text)
    assert re.search(r'rel="next" href="/archive/2023/"', text)


def test_a_day_without_articles_says_so_and_leads_on(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=at(2020, 8, 5, 4))
    for path in ("/en/archive/2020/08/07/", "/en/archive/2020/09/", "/en/archive/2021/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "The archive has nothing of this" in response.text
        assert 'rel="prev"' in response.text


def test_an_empty_year_between_is_shown_as_a_gap(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=at(2018, 1, 1))
    make_article(published_at=at(2020, 1, 1))
    text = client.get("/en/archive/").text
    assert [int(year) for year in re.findall(r"<h2>(?:<a[^>]*>)?(\d{4})", text)] == [2020, 2019, 2018]
    assert 'href="/en/archive/2019/"' not in text


def test_counts_and_heat_of_the_year(client: Client, make_article: Callable[..., Article]) -> None:
    for _ in range(4):
        make_article(published_at=at(2020, 8, 5, 4))
    make_article(published_at=at(2020, 8, 9, 4))
    text = client.get("/en/archive/2020/").text
    assert re.search(r'heat-5"><a href="/en/archive/2020/08/05/" title="4 articles"', text)
    assert re.search(r'heat-3"><a href="/en/archive/2020/08/09/" title="1 article"', text)
    assert "5 articles" in text
    assert text.count("<table") == 12


def test_the_month_names_articles_of_each_day(client: Client, make_article: Callable[..., Article]) -> None:
    for n in range(5):
        make_article(f"同一天第{n}篇", f"<p>{'字' * (n + 1)}</p>", published_at=at(2020, 8, 5, 4))
    text = client.get("/archive/2020/08/").text
    assert [n for n in range(5) if f"同一天第{n}篇" in text] == [2, 3, 4]


def test_a_day_can_be_narrowed_to_an_outlet(client: Client, make_article: Callable[..., Article]) -> None:
    mine = make_article("甲报说", source="甲报", published_at=at(2020, 8, 5, 4))
    make_article("乙报说", source="乙报", published_at=at(2020, 8, 5, 4))
    text = client.get(f"/archive/2020/08/05/?source={mine.source.slug}").text
    assert "甲报说" in text
    assert "乙报说" not in text
    assert client.get("/archive/2020/08/05/?source=nobody").status_code == 404


def test_a_time_known_to_the_day_only_shows_no_clock(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=at(2020, 8, 5, 4), published_precision="day")
    assert "12:00" not in client.get("/archive/2020/08/05/").text


def test_undated_articles_have_their_page(client: Client, make_article: Callable[..., Article]) -> None:
    make_article("没有日期", published_at=None, archived_at=at(2021, 1, 1))
    make_article("有日期")
    text = client.get("/archive/undated/").text
    assert "没有日期" in text
    assert "有日期" not in text.replace("没有日期", "").replace("无日期", "")


@pytest.mark.parametrize(
    ("count", "most", "step"), [(0, 0, 0), (0, 9, 0), (1, 10_000, 1), (100, 100, STEPS), (25, 100, 3)]
)
def test_heat(count: int, most: int, step: int) -> None:
    assert heat(count, most) == step


def test_gaps_are_runs_of_more_than_a_week() -> None:
    days = {date(2020, 1, 1): 1, date(2020, 1, 8): 1, date(2020, 1, 17): 1, date(2020, 3, 1): 1}
    assert gaps(days) == [Gap(date(2020, 1, 18), date(2020, 2, 29)), Gap(date(2020, 1, 9), date(2020, 1, 16))]
    assert gaps(days)[1].days == 8
