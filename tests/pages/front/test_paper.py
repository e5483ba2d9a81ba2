"""A day set as a newspaper, on the front page and on its own."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.test import Client
from PIL import Image as Pillow

from articles.models import Article, Image
from articles.pages.calendar.views import PAPER_LEAST
from articles.pages.front.paper import IN_SECTION, LATIN, MOST_SECTIONS, STRIP_MOST, PaperPiece, plan_of

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
DAY = "/zh-hans/archive/2020/08/05/"


def fill(make_article: Callable[..., Article], count: int, outlets: int = 2) -> list[Article]:
    """The newest first; the outlets in turn."""
    return [
        make_article(f"第{n}篇", source=f"第{n % outlets}报", published_at=NOON - timedelta(minutes=n))
        for n in range(count)
    ]


def page(client: Client, path: str = DAY) -> Tag:
    response = client.get(path)
    assert response.status_code == 200
    found = BeautifulSoup(response.text, "lxml").select_one("main")
    assert found
    return found


def headlines(found: Tag, where: str) -> list[str]:
    return [link.text for link in found.select(where)]


def test_a_past_day_is_set_as_the_front_page_is(client: Client, make_article: Callable[..., Article]) -> None:
    fill(make_article, 20)
    make_article(
        "长篇头条", "<p>" + "很长的正文。" * 40 + "</p>", source="第0报", published_at=NOON - timedelta(hours=3)
    )
    found = page(client)
    assert headlines(found, ".lead h2 a") == ["长篇头条"]
    assert len(headlines(found, ".second h2 a")) == 1
    sections = found.select(".section")
    assert [len(section.select("li")) for section in sections] == [IN_SECTION, IN_SECTION]
    front = page(client, "/zh-hans/")
    for part in (".leads", ".sections"):
        assert found.select(part) == front.select(part)


def test_a_section_leads_to_the_rest_of_its_outlets_day(client: Client, make_article: Callable[..., Article]) -> None:
    fill(make_article, 20)
    found = page(client)
    # Ten of each: one among the leads, six in the section.
    assert [link.text for link in found.select(".section__more a")] == ["另有 3 篇 · 第0报 →", "另有 3 篇 · 第1报 →"]
    more = found.select(".section__more a")[0]["href"]
    assert headlines(page(client, str(more)), ".timed h2 a") == [f"第{n}篇" for n in range(0, 20, 2)]


def test_every_article_of_the_day_is_in_the_list_below_in_order(
    client: Client, make_article: Callable[..., Article]
) -> None:
    fill(make_article, 130, outlets=3)
    seen: list[str] = []
    path = DAY
    while path:
        found = page(client, path)
        seen += headlines(found, ".hours a")
        assert bool(found.select(".paper")) == (path == DAY)
        onward = found.select('.pager a[rel="next"]')
        path = DAY + str(onward[0]["href"]).removeprefix(DAY) if onward else ""
    assert seen == [f"第{n}篇" for n in range(130)]


def test_a_day_of_few_articles_or_of_one_outlet_is_a_list(client: Client, make_article: Callable[..., Article]) -> None:
    fill(make_article, PAPER_LEAST - 1)
    found = page(client)
    assert not found.select(".paper, .hours")
    assert len(found.select(".timed > li")) == PAPER_LEAST - 1
    make_article("正好成报", source="第0报", published_at=NOON)
    assert page(client).select(".paper")
    Article.objects.filter(source__name="第1报").update(published_at=None, day=None)
    fill(make_article, PAPER_LEAST, outlets=1)
    assert not page(client).select(".paper, .hours")


def test_its_pictures_stand_in_a_strip_once_they_are_rescued(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    for n in range(PAPER_LEAST):
        make_article(f"第{n}篇", source=f"第{n % 3}报", published_at=NOON, captions=[f"图说{n}"])
    assert not page(client).select("img, .strip")
    for n, article in enumerate(Article.objects.order_by("pk")[:6]):
        drawn = io.BytesIO()
        Pillow.new("RGB", (4, 3), (n, n, n)).save(drawn, "PNG")
        rescue(article, data=drawn.getvalue())
    found = page(client)
    assert len(found.select(".strip li")) == STRIP_MOST
    assert found.select(".lead__picture img")
    shown = [img["src"] for img in found.select("img")]
    assert len(shown) == len(set(shown))


def test_a_report_in_letters_is_not_the_longest_for_its_spelling(
    client: Client, make_article: Callable[..., Article]
) -> None:
    make_article("长篇中文", "<p>" + "正文" * 60 + "</p>", source="甲报", published_at=NOON)
    make_article("An English report", f"<p>{'word ' * (120 * LATIN // 5 - 3)}</p>", source="B", published_at=NOON)
    assert headlines(page(client, "/zh-hans/"), ".lead h2 a") == ["长篇中文"]


def test_the_biggest_outlets_of_a_day_have_the_sections() -> None:
    pieces = [PaperPiece(n, n % 60, 1) for n in range(600)]
    counts = {source: 100 + source for source in range(60)}
    plan = plan_of(pieces, counts)
    assert list(plan.sections) == list(range(59, 59 - MOST_SECTIONS, -1))
    assert not set(plan.leads) & {piece for section in plan.sections.values() for piece in section}
    assert plan_of([], {}).leads == []


def test_what_a_paper_costs_does_not_grow(
    client: Client, make_article: Callable[..., Article], django_assert_num_queries: Any
) -> None:
    fill(make_article, 20)
    # The edition, the days, the outlets and their counts; the articles weighed, their pictures, those shown; the list, twice
    # where it ends.
    with django_assert_num_queries(9):
        small = client.get(DAY)
    fill(make_article, 30)
    with django_assert_num_queries(8):  # the days are counted already
        large = client.get(DAY)
    assert (small.status_code, large.status_code) == (200, 200)
    for answer in (small, large):
        drawn = BeautifulSoup(answer.text, "lxml")
        assert drawn.select_one(".lead h2 a"), "set as a paper"
        assert len(drawn.select("a[href*='/articles/']")) > 10
