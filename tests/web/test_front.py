"""The front page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.test import Client
from django.utils import timezone

from articles.models import Article, Image

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
    text = client.get("/zh-hans/").text
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
    assert "短而有图" in text.split('class="second')[0]
    assert away.figures.get().image.url not in text
    assert 'width="4" height="3"' in text
    assert lead or "has-picture" in text


def test_a_mistaken_date_in_the_future_does_not_hold_the_front_page(
    client: Client, make_article: Callable[..., Article]
) -> None:
    make_article("来自未来", published_at=timezone.now() + timedelta(days=400))
    make_article("今天的头条", published_at=EVENING)
    assert "今天的头条" in client.get("/").text.split('class="datebar"')[1]


def test_hidden_articles_do_not_show(client: Client, make_article: Callable[..., Article]) -> None:
    make_article("可见", published_at=EVENING)
    make_article("不可见", published_at=EVENING, visible=False)
    text = client.get("/").text
    assert "可见" in text
    assert "不可见" not in text
