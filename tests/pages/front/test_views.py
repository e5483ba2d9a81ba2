"""The front page."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow

from articles.models import Article, Image
from articles.pages import dates

#: 2020-08-06 in Asia/Shanghai, still the 5th in UTC.
EVENING = datetime(2020, 8, 5, 20, 0, tzinfo=UTC)
LONG = "<p>" + "很长的正文。" * 40 + "</p>"


def test_an_empty_archive_says_how_to_fill_it(client: Client, db: None) -> None:
    response = client.get("/en/")
    assert response.status_code == 200
    assert "import_articles" in response.text


def test_articles_without_a_day_are_not_lost(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=None)
    assert 'href="/en/archive/undated/"' in client.get("/en/").text


def test_the_newest_day_leads_and_the_days_before_follow(client: Client, make_article: Callable[..., Article]) -> None:
    make_article("长篇头条", LONG, source="甲报", published_at=EVENING)
    make_article("乙报的消息", source="乙报", published_at=EVENING)
    make_article("昨日旧闻", published_at=EVENING - timedelta(days=1))
    text = client.get("/zh-hans/").text.replace("<wbr>", "")
    assert "2020年8月6日" in text
    lead, rest = text.split('class="second', 1)
    assert "长篇头条" in lead
    assert "乙报的消息" in rest
    assert "昨日旧闻" in text.split('id="recent-days"')[1]
    assert "8月5日" in text.split('id="recent-days"')[1]


def test_a_rescued_picture_makes_the_lead(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    make_article("长而无图", LONG, source="甲报", published_at=EVENING)
    short = make_article("短而有图", source="乙报", published_at=EVENING, captions=["图说"])
    away = make_article("图在别处", LONG, source="丙报", published_at=EVENING, captions=["图说"])
    image = rescue(short)
    text = client.get("/").text
    lead = text.split('class="lead')[2] if 'class="lead has' in text else ""
    assert f'src="/pictures/{image.sha256}/"' in text
    assert "短而有图" in text.replace("<wbr>", "").split('class="second')[0]
    assert away.figures.get().image.url not in text
    assert 'width="4" height="3"' in text
    assert lead or "has-picture" in text


def test_a_mistaken_date_in_the_future_does_not_hold_the_front_page(
    client: Client, make_article: Callable[..., Article]
) -> None:
    make_article("来自未来", published_at=timezone.now() + timedelta(days=400))
    make_article("今天的头条", published_at=EVENING)
    assert "今天的头条" in client.get("/").text.replace("<wbr>", "").split('class="datebar"')[1]


def test_hidden_articles_do_not_show(client: Client, make_article: Callable[..., Article]) -> None:
    make_article("可见", published_at=EVENING)
    make_article("不可见", published_at=EVENING, visible=False)
    text = client.get("/").text
    assert "可见" in text
    assert "不可见" not in text


def on(year: int, month: int, day: int) -> datetime:
    """Noon in the archive's zone."""
    return datetime(year, month, day, 4, tzinfo=UTC)


def test_today_in_other_years_then_the_shown_day(client: Client, make_article: Callable[..., Article]) -> None:
    today = dates.today()
    make_article("前年的今天", published_at=on(today.year - 8, today.month, min(today.day, 28)))
    for days in range(1, 9):
        make_article(
            "近日的消息", published_at=on(today.year - 1, today.month, min(today.day, 28)) - timedelta(days=days)
        )
    newest = today.replace(year=today.year - 1, day=min(today.day, 28)) - timedelta(days=1)
    make_article("旧日的今天", published_at=on(newest.year - 4, newest.month, newest.day))
    text = client.get("/").text.split('id="this-day"')[1].split('id="recent-days"')[0]
    if today.day <= 28:
        assert "前年的今天" in text
        assert "旧日的今天" not in text
    Article.objects.filter(headline="前年的今天").delete()
    cache.clear()
    assert "旧日的今天" in client.get("/").text.split('id="this-day"')[1].split('id="recent-days"')[0]


def test_without_other_years_nothing_stands_for_them(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=EVENING)
    make_article(published_at=EVENING - timedelta(days=1))
    text = client.get("/").text
    assert "this-day" not in text
    assert "pictures-of-day" not in text


def test_the_pictures_of_the_day_stand_in_a_strip_and_nowhere_twice(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    for n in range(7):
        article = make_article(f"第{n}篇", source=f"第{n % 3}报", published_at=EVENING, captions=[f"图说{n}"])
        drawn = io.BytesIO()
        Pillow.new("RGB", (4, 3), (n, n, n)).save(drawn, "PNG")
        rescue(article, data=drawn.getvalue())
    page = BeautifulSoup(client.get("/").text, "lxml")
    strip = page.select(".strip li")
    assert len(strip) == 4
    assert len({one.select(".by")[0].text for one in strip[:3]}) == 3
    assert all("图说" in one.select(".strip__caption")[0].text for one in strip)
    shown = [img["src"] for img in page.select("main img")]
    assert len(shown) == len(set(shown))


def test_a_day_before_shows_each_outlet_before_more_of_one(
    client: Client, make_article: Callable[..., Article]
) -> None:
    make_article("今日", published_at=EVENING)
    for n in range(6):
        make_article(f"长文{n}", LONG * (9 - n), source="长报", published_at=EVENING - timedelta(days=1))
    make_article("短讯", source="短报", published_at=EVENING - timedelta(days=1))
    past = client.get("/").text.split('id="recent-days"')[1]
    assert [text for text in ("长文0", "长文1", "长文2", "短讯") if text in past] == ["长文0", "长文1", "长文2", "短讯"]
    assert "长文3" not in past


def test_two_hundred_outlets_in_a_day(client: Client, make_article: Callable[..., Article]) -> None:
    for n in range(200):
        make_article(f"消息{n}", source=f"{'很长的名字' * 30}{n}", published_at=EVENING - timedelta(days=n % 2))
    for path in ("/", "/archive/2020/08/06/", "/sources/"):
        assert client.get(path).status_code == 200


def test_it_says_what_is_held_and_a_straggler_does_not_lead(
    client: Client, make_article: Callable[..., Article]
) -> None:
    for number in range(12):
        make_article(f"正刊{number}", source=f"第{number % 3}报", published_at=EVENING)
    make_article("两年后的一篇", source="第1报", published_at=EVENING + timedelta(days=730))
    make_article("更早的一篇", source="第1报", published_at=EVENING - timedelta(days=730))
    for number in range(12):
        make_article(f"前刊{number}", source=f"第{number % 3}报", published_at=EVENING - timedelta(days=31))
    text = client.get("/en/").text
    assert (
        "2 articles" not in text.split("datebar")[1][:300] and "6 August 2020" in text.split('class="datebar"')[1][:300]
    )
    held = BeautifulSoup(text, "lxml").select(".front__held")[0].get_text(" ", strip=True)
    assert held == "mainly July 2020 to August 2020, 3 outlets"
    about = BeautifulSoup(client.get("/zh-hans/about/").text, "lxml").select(".about__mainly")[0].get_text(strip=True)
    assert about == "以2020年7月至2020年8月为主，3家媒体"
