"""What machines read of an article: only what is known, and nothing that could become a part of the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import PIL.Image
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from articles.models import Article, Image, Source

NOON = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]


def read(client: Client, article: Article, prefix: str = "/en") -> tuple[dict[str, Any], BeautifulSoup, str]:
    response = client.get(f"{prefix}{article.get_absolute_url()}")
    page = BeautifulSoup(response.text, "lxml")
    blocks = page.select("script:not([src])")
    assert [block["type"] for block in blocks] == ["application/ld+json"]
    return json.loads(blocks[0].get_text()), page, response.text


def meta(page: BeautifulSoup) -> dict[str, str]:
    return {str(tag.get("property") or tag["name"]): str(tag["content"]) for tag in page.select("meta[content]")}


def test_what_is_known_is_said(client: Client, make_article: Make, rescue: Callable[..., Image]) -> None:
    article = make_article(
        "远方的“消息”", "<p>第一句话。第二句话。</p>", source="远声", published_at=NOON, byline=["林一", "王二"],
        contributors=[{"name": "陈三", "role": "editor"}, {"name": "林一", "role": "reporter"}],
        edited_at=NOON, captions=["一张图", "不在馆里的图"],
    )  # fmt: skip
    Source.objects.update(home_page="https://away.example/", home_zone="Asia/Tokyo")
    image = rescue(article)
    said, page, _html = read(client, article)
    here = f"http://testserver/articles/{article.public_id}/"
    assert said == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": here,
        "url": here,
        "identifier": article.public_id,
        "headline": "远方的“消息”",
        "description": article.standfirst,
        "inLanguage": "zh-Hans",
        "datePublished": "2020-08-05T13:00:00+09:00",
        "dateModified": "2020-08-05T12:00:00+08:00",
        "author": [{"@type": "Person", "name": "林一"}, {"@type": "Person", "name": "王二"}],
        "publisher": {"@type": "NewsMediaOrganization", "name": "远声", "url": "https://away.example/"},
        "image": [
            {
                "@type": "ImageObject",
                "url": f"http://testserver/pictures/{image.sha256}/",
                "width": 4,
                "height": 3,
                "caption": "一张图",
            }
        ],
        "isBasedOn": article.url,
        "archivedAt": here,
        "editor": [{"@type": "Person", "name": "陈三"}],
    }
    tags = meta(page)
    assert tags["og:type"] == "article"
    assert tags["og:title"] == "远方的“消息”"
    assert tags["og:url"] == here
    assert tags["og:locale"] == "zh_CN"
    assert tags["og:image"] == f"http://testserver/pictures/{image.sha256}/"
    assert tags["article:published_time"] == "2020-08-05T13:00:00+09:00"
    assert tags["twitter:card"] == "summary_large_image"


def test_what_is_not_known_is_not_said(client: Client, make_article: Make) -> None:
    article = make_article(
        "", "", published_at=None, archived_at=None, url="javascript:alert(1)", captions=["图"], script="", language=""
    )
    said, page, html = read(client, article)
    assert set(said) == {"@context", "@type", "@id", "url", "identifier", "publisher", "archivedAt"}
    assert said["publisher"] == {"@type": "NewsMediaOrganization", "name": "晨报"}
    tags = meta(page)
    assert not {"og:locale", "article:published_time"} & set(tags)
    assert tags["og:image"] == "http://testserver/static/img/card.png"
    assert "pictures.example" not in html.split("</head>")[0]


def test_of_a_day_no_hour_is_said(client: Client, make_article: Make) -> None:
    said, _page, _html = read(client, make_article(published_at=NOON, published_precision="day"))
    assert said["datePublished"] == "2020-08-05"


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_the_ends_of_the_calendar(client: Client, make_article: Make, moment: datetime) -> None:
    article = make_article(published_at=NOON)
    Article.objects.update(published_at=moment, archived_at=moment, day=moment.date())
    assert read(client, article)[0]["datePublished"]


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>--></SCRIPT >&lt;/script&gt;",
        "\u2028alert(1)\u2029",
        '"},"@type":"Thing","x":{"',
        "\\u003c/script\\u003e\\",
        '"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
    ],
)
def test_nothing_hostile_leaves_the_block(
    client: Client, make_article: Make, rescue: Callable[..., Image], text: str
) -> None:
    article = make_article(
        text, "<p>正文</p>", source=text, byline=[text], standfirst=text, captions=[text], language=text[:12], script="",
        url=f"https://x.example/{text}", contributors=[{"name": text, "role": "translator"}],
    )  # fmt: skip
    article.figures.update(credit=text, alt=text)
    Source.objects.update(home_page=f"https://x.example/{text}")
    rescue(article)
    said, page, html = read(client, article)
    assert (said["headline"], said["publisher"]["name"], said["author"][0]["name"]) == (text, text, text)
    assert said["image"][0]["caption"] == said["image"][0]["creditText"] == text
    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not [char for char in "<>&\u2028\u2029" if char in block]
    assert meta(page)["og:title"] == text.strip() or meta(page)["og:title"] == text
    assert not page.select("[http-equiv]")


def test_other_pages_say_what_site_they_are_of(client: Client, db: None) -> None:
    tags = meta(BeautifulSoup(client.get("/en/about/").text, "lxml"))
    assert tags["og:type"] == "website"
    assert tags["og:site_name"] == "News Archive"
    assert tags["og:url"] == "http://testserver/about/"
    assert tags["og:image"] == "http://testserver/static/img/card.png"
    with PIL.Image.open(settings.BASE_DIR / "static/img/card.png") as card:
        assert card.size == (int(tags["og:image:width"]), int(tags["og:image:height"]))
