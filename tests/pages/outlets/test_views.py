"""The outlets: their output over time, their habits, what they are known by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from articles.models import Article, Source, SourceAlias
from articles.pages import archive_counts
from articles.pages.drawing import output
from articles.pages.drawing.heatmap import Addresses
from articles.pages.url_sections import habits, sections_of
from articles.parsing.outlet_rules.outlets import section_names

NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)


def page_of(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "lxml")


def one(inside: Tag, selector: str) -> Tag:
    found = inside.select_one(selector)
    assert found, selector
    return found


def test_the_overview_draws_every_outlet(client: Client, make_article: Callable[..., Article]) -> None:
    for weeks in range(5):
        make_article(source="大报", published_at=NOON + timedelta(weeks=weeks))
    make_article(source="小报", published_at=NOON + timedelta(weeks=2))
    make_article(source="无日期报", published_at=None)
    rows = page_of(client, "/en/sources/").select(".outlets > li")
    assert [one(row, "a").text for row in rows] == ["大报", "小报", "无日期报"]
    big, small, undated = rows
    assert one(big, ".outlets__area")["d"] == "M0 40V0H20.8V0H41.6V0H62.4V0H83.2V0H104V40Z"
    assert one(small, ".outlets__area")["d"] == "M0 40V40H20.8V40H41.6V0H62.4V40H83.2V40H104V40Z"
    assert undated.select_one("svg") is None
    assert "undated" in undated.text


def test_one_article_of_another_century_does_not_squeeze_the_others() -> None:
    weeks = {100: 1, 5000: 3000, 5001: 3000, 5002: 3000, 9000: 2}
    assert output.ends([weeks]) == (5000, 5002)
    assert output.line(weeks, 5000, 5002).count("V0H") == 3
    assert output.line({100: 1}, 5000, 5002) == ""
    assert output.ends([]) is None
    assert output.ends([{7: 1}]) == (7, 7)


def test_the_outlet_shows_its_output_by_month_and_day(client: Client, make_article: Callable[..., Article]) -> None:
    for days in (0, 0, 1, 40):
        article = make_article(source="甲报", published_at=NOON - timedelta(days=days))
    make_article(source="乙报", published_at=NOON - timedelta(days=100))
    page = page_of(client, f"/en{article.source.get_absolute_url()}")
    query = f"?source={article.source.slug}"
    bars = page.select(".output a")
    assert [bar["href"] for bar in bars] == [f"/en/archive/2020/06/{query}", f"/en/archive/2020/08/{query}"]
    assert bars[1]["aria-label"] == one(bars[1], "title").text == "August 2020 · 3 articles"
    assert [day["href"] for day in page.select(".heatmap__days a")] == [
        f"/en/archive/2020/{day}/{query}" for day in ("06/26", "08/04", "08/05")
    ]
    assert one(page, "form.within [name=source]")["value"] == article.source.slug
    assert page.select_one(f'a[href="/en/pictures/{query}"]')
    levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_only_the_first_page_tells_of_the_outlet(client: Client, make_article: Callable[..., Article]) -> None:
    for n in range(51):
        article = make_article(source="甲报", published_at=NOON - timedelta(days=n))
    page = page_of(client, article.source.get_absolute_url())
    assert page.select_one(".portrait")
    assert page_of(client, str(one(page, "a[rel=next]")["href"])).select_one(".portrait") is None


def test_what_an_outlet_is_known_by(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(source="甲报", byline=["记者"])
    make_article(source="甲报")
    kinds = SourceAlias.Kind
    for kind, value in ((kinds.NAME, "甲報"), (kinds.HOST, "old.example"), (kinds.SLUG, "former")):
        SourceAlias.objects.create(source=article.source, kind=kind, value=value)
    known = one(page_of(client, f"/en{article.source.get_absolute_url()}"), ".known").text
    assert "甲報" in known
    assert "news.example, old.example" in known
    assert "former" not in known
    assert "in 50% of its articles" in known


def test_an_outlet_is_searched_and_exported_by_its_address(
    client: Client, make_article: Callable[..., Article]
) -> None:
    slug = make_article(source="大报").source.slug
    page = page_of(client, f"/en/sources/{slug}/")
    assert one(page, "form.within input[type=hidden][name=source]")["value"] == slug
    links = [str(link["href"]) for link in page.select("a[href*='export.csv']")]
    assert links == [f"/en/search/export.csv?source={slug}"]


def test_an_outlet_without_articles(client: Client, make_source: Callable[..., Source]) -> None:
    source = make_source("空报")
    page = page_of(client, f"/en{source.get_absolute_url()}")
    assert "No article of this outlet is here." in page.text
    assert page.select_one(".portrait") is None
    assert "No article has a known day yet." in client.get(f"/en/archive/?source={source.slug}").text


def test_an_outlet_with_undated_articles_only(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article("没有日期", source="无日期报", published_at=None)
    page = page_of(client, f"/en{article.source.get_absolute_url()}")
    assert "没有日期" in page.text
    assert page.select_one(".heatmap") is None
    assert page.select_one(".known")


def test_a_merged_outlet_is_found_in_calendars(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(source="甲报", captions=["图"])
    SourceAlias.objects.create(source=article.source, kind=SourceAlias.Kind.SLUG, value="former")
    for path in ("/archive/?source=former", "/pictures/?source=former"):
        assert "甲报" in client.get(path).text


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["china/2020/08/a-1", "china/20200805/b", "world/c", "world/d", "china/e"] * 3, [("china", 9), ("world", 6)]),
        (["zhongwen/simp/china-1", "zhongwen/simp/world-2"] * 9, []),
        (["news/view/id/1", "news/view/id/2"] * 9, []),
        (["cn/%E4%B8%AD%E5%9B%BD/x", "cn/contenu/y", "cn/%E4%BA%9A%E6%B4%B2/z"] * 4, [("中国", 4), ("亚洲", 4)]),
        (["a/some-long-headline-in-the-address/123.html", "b/c/1.html", "b/d/2.html"], []),
        (["china/", "world/", ""] * 9, []),
        ([], []),
        (["gb/20/9/3/n1.htm", "gb/20/10/5/n2.htm", "gb/20/8/5/n3.htm"] * 9, []),
        (["%FF%FE/x", "\x00/y", "x" * 300 + "/z"] * 9, []),
    ],
)
def test_sections_are_read_from_addresses(paths: list[str], expected: list[tuple[str, int]]) -> None:
    assert [(section.name, section.count) for section in sections_of(paths)] == expected


def test_habits_count_bylines_and_hosts() -> None:
    found = habits([("a.example/china/1", ["某人"]), ("a.example/world/2", []), ("b.example/x", []), ("", ["某人"])])
    assert (found.read, found.bylined, found.hosts) == (4, 2, ["a.example", "b.example"])
    assert habits([]).sections == []


def test_sections_have_the_names_that_the_outlet_gives_them() -> None:
    addresses: list[tuple[str, list[str]]] = [("a.example/Gangtai/1", []), ("a.example/minsheng/2", [])]
    told = habits(addresses * 5, {"gangtai": "港台"}).sections
    assert [(section.name, section.count) for section in told] == [("港台", 5), ("minsheng", 5)]
    assert section_names("rfa")["gangtai"] == "港台"
    assert not section_names("unknown")


def test_the_chart_goes_by_year_where_months_would_be_too_narrow() -> None:
    month = datetime(2000, 1, 1, tzinfo=UTC).date()
    held = archive_counts.DayCounts({month.replace(year=year): year for year in range(2000, 2010)}, 0)
    drawn = output.chart(held, Addresses("/archive/", ""))
    assert drawn
    assert drawn.by_year
    assert [bar.href for bar in drawn.bars][:2] == ["/archive/2000/", "/archive/2001/"]
    assert output.chart(archive_counts.DayCounts({month: 5}, 0), Addresses("/archive/", "")) is None
    assert output.chart(archive_counts.DayCounts({}, 3), Addresses("/archive/", "")) is None
    far = archive_counts.DayCounts({month.replace(year=1): 1, month.replace(year=9999): 1}, 0)
    assert output.chart(far, Addresses("/archive/", "")) is None
