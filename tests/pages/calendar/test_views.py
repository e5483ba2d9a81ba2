"""Years, months, days: in the archive's zone, with their neighbours, gaps left as gaps."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from articles.models import Article
from articles.pages.archive_counts import Gap, gaps
from articles.pages.drawing.heatmap import STEPS, Ground, HeatStep, heat, legend, years_between


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
        assert "The archive has nothing from this" in response.text
        assert 'rel="prev"' in response.text


def test_an_empty_year_between_is_shown_as_a_gap(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=at(2018, 1, 1))
    make_article(published_at=at(2020, 1, 1))
    text = client.get("/en/archive/").text
    assert [int(year) for year in re.findall(r"<h2[^>]*>(?:<a[^>]*>)?(\d{4})", text)] == [2020, 2019, 2018]
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


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 6, 24, 25, 446, 100_000])
def test_the_legend_says_what_the_colours_are(most: int) -> None:
    steps = legend(most)
    assert (steps[0].low, steps[-1].high) == (1, most)
    for step in steps:
        assert {heat(step.low, most), heat(step.high, most)} == {step.heat}
    assert [step.low for step in steps[1:]] == [step.high + 1 for step in steps[:-1]]


def test_the_legend_of_nothing() -> None:
    assert legend(0) == []
    assert legend(1) == [HeatStep(STEPS, 1, 1)]


def test_days_without_articles_are_quiet_gaps_or_outside() -> None:
    ground = Ground({date(2020, 1, 5): 1, date(2020, 1, 7): 1, date(2020, 1, 20): 1})
    assert ground.emptiness(date(2020, 1, 4)) == "outside"
    assert ground.emptiness(date(2020, 1, 6)) == "quiet"
    assert ground.emptiness(date(2020, 1, 8)) == "gap"
    assert ground.emptiness(date(2020, 1, 21)) == "outside"
    assert Ground({}).emptiness(date(2020, 1, 1)) == "outside"


def test_a_mistaken_year_does_not_draw_centuries() -> None:
    assert years_between([2018, 2020]) == [2020, 2019, 2018]
    assert years_between([1, 2018, 2020, 9999]) == [9999, 2020, 2018, 1]
    assert years_between([]) == []


def heat_map(text: str, year: int) -> Tag:
    found = BeautifulSoup(text, "lxml").select_one(f'section[aria-labelledby="year-{year}"]')
    assert found
    return found


def test_the_map_of_a_year_has_a_link_for_each_day_and_marks_for_the_others(
    client: Client, make_article: Callable[..., Article]
) -> None:
    for day in ((2, 28), (2, 29), (3, 2), (4, 1)):
        make_article(published_at=at(2020, *day, 4))
    drawn = heat_map(client.get("/en/archive/").text, 2020)
    days = drawn.select(".heatmap__days a")
    links = [f"/en/archive/2020/{day}/" for day in ("02/28", "02/29", "03/02", "04/01")]
    assert [day["href"] for day in days] == links
    assert days[1]["title"] == "29 February 2020 · 1 article"
    assert len(drawn.select("i.quiet")) == 1
    assert len(drawn.select("i.gap")) == 29
    february, march = drawn.select(".heatmap__days")[1:3]
    assert [len(month.find_all(["a", "i"])) for month in (february, march)] == [29, 31]
    assert "row-6" in february.select("i")[0]["class"]  # the first of February 2020 was a Saturday
    assert [link["href"] for link in drawn.select("[data-whole]")] == [f"/en/archive/2020/{n:02}/" for n in (2, 3, 4)]


def test_the_longest_gaps_lead_to_the_days_on_their_sides(client: Client, make_article: Callable[..., Article]) -> None:
    for day in ((2018, 1, 2), (2018, 1, 20), (2020, 8, 5)):
        make_article(published_at=at(*day, 4))
    rows = BeautifulSoup(client.get("/en/archive/").text, "lxml").select(".holes li")
    assert [[link["href"] for link in row.select("a")] for row in rows] == [
        ["/en/archive/2018/01/20/", "/en/archive/2020/08/05/"],
        ["/en/archive/2018/01/02/", "/en/archive/2018/01/20/"],
    ]
    assert "927 days" in rows[0].text
    assert "17 days" in rows[1].text


def test_calendars_of_one_outlet_keep_to_it(client: Client, make_article: Callable[..., Article]) -> None:
    mine = make_article("甲报说", source="甲报", published_at=at(2020, 8, 5, 4))
    make_article("甲报又说", source="甲报", published_at=at(2020, 9, 1, 4))
    make_article("乙报说", source="乙报", published_at=at(2020, 8, 6, 4))
    query = f"?source={mine.source.slug}"
    text = client.get(f"/en/archive/{query}").text
    assert "2 articles" in text
    assert f'href="/en/archive/2020/08/05/{query}"' in text
    assert "/en/archive/2020/08/06/" not in text
    for path in ("/en/archive/2020/", "/en/archive/2020/08/"):
        text = client.get(f"{path}{query}").text
        assert f'href="/en/archive/2020/08/05/{query}"' in text
        assert "/en/archive/2020/08/06/" not in text
        assert f'name="source" value="{mine.source.slug}"' in text
    assert f'rel="next" href="/en/archive/2020/09/{query}"' in text
    assert "甲报说" in text
    assert "乙报说" not in text


@pytest.mark.parametrize("slug", ["nobody", "%00", "%ED%A0%80", "a" * 5000, "../x", "甲报"])
@pytest.mark.parametrize("path", ["/archive/", "/archive/2020/", "/archive/2020/08/", "/pictures/"])
def test_an_outlet_that_is_not_there(
    client: Client, make_article: Callable[..., Article], path: str, slug: str
) -> None:
    make_article(published_at=at(2020, 8, 5, 4))
    response = client.get(f"/en{path}?source={slug}")
    assert response.status_code == 404
    assert "There is no page at this address." in response.text


@pytest.mark.parametrize("when", [(1, 1, 1, 12), (9999, 12, 30, 12)])
def test_the_first_and_the_last_year_of_the_calendar(
    client: Client, make_article: Callable[..., Article], when: tuple[int, ...]
) -> None:
    article = make_article("世纪之外", published_at=at(*when))
    make_article("平常的一天", published_at=at(2020, 8, 5, 4))
    assert article.day
    year, month, day = article.day.isoformat().split("-")
    paths = ["/", "/archive/", f"/archive/{year}/", f"/archive/{year}/{month}/", f"/archive/{year}/{month}/{day}/"]
    paths += ["/sources/", article.source.get_absolute_url(), f"/archive/?source={article.source.slug}"]
    for path in [*paths, f"/pictures/?day={year}-{month}-{day}"]:
        response = client.get(path)
        assert response.status_code == 200, path
        assert len(response.content) < 200_000


def test_centuries_of_news_are_drawn_by_month_before_the_last_years(
    client: Client, make_article: Callable[..., Article]
) -> None:
    for year in range(1900, 2020):
        make_article(published_at=at(year, 5, 5, 4))
    page = BeautifulSoup(client.get("/en/archive/").text, "lxml")
    assert len(page.select(".heatyear")) == 12
    assert len(page.select(".years__row")) == 108
    assert len(page.select(".output a")) == 120


def test_the_year_month_and_day_offer_to_search_themselves(
    client: Client, make_article: Callable[..., Article]
) -> None:
    make_article(published_at=at(2020, 2, 5, 4))
    for path, ends in (
        ("/archive/2020/", ("2020-01-01", "2020-12-31")),
        ("/archive/2020/02/", ("2020-02-01", "2020-02-29")),
        ("/archive/2020/02/05/", ("2020-02-05", "2020-02-05")),
    ):
        form = BeautifulSoup(client.get(path).text, "lxml").select_one("form.within")
        assert form
        assert form["action"] == "/search/"
        assert tuple(form.select(f"[name={name}]")[0]["value"] for name in ("from", "to")) == ends


def test_the_day_names_the_same_day_of_other_years(client: Client, make_article: Callable[..., Article]) -> None:
    for year in (2017, 2019, 2020):
        make_article(published_at=at(year, 8, 5, 4))
    make_article(published_at=at(2018, 8, 6, 4))
    page = BeautifulSoup(client.get("/en/archive/2019/08/05/").text, "lxml")
    years = page.select(".chips--after a")
    assert [link["href"] for link in years] == ["/en/archive/2020/08/05/", "/en/archive/2017/08/05/"]
    assert 'href="/en/pictures/?day=2019-08-05"' in str(page)


def test_gaps_are_runs_of_more_than_a_week() -> None:
    days = {date(2020, 1, 1): 1, date(2020, 1, 8): 1, date(2020, 1, 17): 1, date(2020, 3, 1): 1}
    assert gaps(days) == [Gap(date(2020, 1, 18), date(2020, 2, 29)), Gap(date(2020, 1, 9), date(2020, 1, 16))]
    assert gaps(days)[1].days == 8


def test_a_day_can_be_jumped_to(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=at(2018, 1, 2, 4))
    mine = make_article(source="甲报", published_at=at(2020, 8, 5, 4))
    slug = mine.source.slug
    for query, there in (
        ("day=2020-08-05", "2020/08/05/"),
        ("day=2019-03-04", "2019/03/04/"),
        (f"day=2020-08-05&source={slug}", f"2020/08/05/?source={slug}"),
        # That page names the nearest days; the outlet's own of that day would be none.
        (f"day=2018-01-02&source={slug}", "2018/01/02/"),
    ):
        answer = client.get(f"/en/archive/?{query}")
        assert (answer.status_code, answer["Location"]) == (302, f"/en/archive/{there}"), query
    assert 'rel="next" href="/en/archive/2020/08/05/"' in client.get("/en/archive/?day=2019-03-04", follow=True).text


@pytest.mark.parametrize(
    "day", ["x", "2020-02-30", "2020-13-01", "05.08.2020", "20200805", "2020-08-05T00", "%00", "99999-01-01"]
)
def test_what_is_no_day_cannot_be_jumped_to(client: Client, make_article: Callable[..., Article], day: str) -> None:
    make_article(published_at=at(2020, 8, 5, 4))
    answer = client.get("/en/archive/", {"day": day})
    assert answer.status_code == 400
    assert "This is not a day of the calendar. Write it as 2020-08-05." in answer.text
    assert "<h1>The archive by day</h1>" in answer.text


def test_the_calendar_has_a_field_to_jump_with(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=at(2018, 1, 2, 4))
    mine = make_article(source="甲报", published_at=at(2020, 8, 5, 4))
    for path in ("/en/archive/", "/en/archive/2020/", "/en/archive/2020/08/"):
        field = BeautifulSoup(client.get(path).text, "lxml").select_one("form.jump input[name=day]")
        assert field is not None and (field["min"], field["max"]) == ("2018-01-02", "2020-08-05"), path
        form = BeautifulSoup(client.get(f"{path}?source={mine.source.slug}").text, "lxml").select_one("form.jump")
        assert form is not None and form.select_one(f"input[name=source][value={mine.source.slug}]")
        assert form.select_one("input[min='2020-08-05']")


@pytest.mark.django_db
def test_nothing_to_jump_to_in_an_empty_archive(client: Client) -> None:
    answer = client.get("/en/archive/?day=")
    assert answer.status_code == 200 and 'class="jump"' not in answer.text
