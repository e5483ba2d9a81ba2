"""An article as one file: everything is in it, nothing runs in it, and it says where it is from."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article, Image, Original, Source
from articles.pages.article import offline_copy
from tests.pages.conftest import HOSTILE

Make = Callable[..., Article]
PNG = b"\x89PNG\r\n\x1a\n"


def fetched(client: Client, article: Article, prefix: str = "/en") -> tuple[Any, str]:
    response = client.get(f"{prefix}/articles/{article.public_id}/offline.html")
    assert response.status_code == 200
    return response, b"".join(response.streaming_content).decode()  # type: ignore[arg-type]


def test_it_is_a_file_to_keep(client: Client, make_article: Make) -> None:
    article = make_article("标题", "<p>正文。</p>")
    response, _html = fetched(client, article)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{article.public_id}.html"'
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.head(f"/articles/{article.public_id}/offline.html").status_code == 200
    assert client.post(f"/articles/{article.public_id}/offline.html").status_code == 405


def test_everything_is_in_it(
    client: Client, make_article: Make, rescue: Callable[..., Image], make_original: Callable[..., Original]
) -> None:
    article = make_article(
        "远方的消息", '<p>第一段。</p><figure data-figure="2"></figure><h4>小标题</h4>', source="远声",
        published_at=datetime(2020, 8, 5, 4, tzinfo=UTC), captions=["第一张", "第二张"], byline=["林一"],
    )  # fmt: skip
    image, original = rescue(article, 2), make_original(article)
    _response, html = fetched(client, article)
    page = BeautifulSoup(html, "lxml")
    assert page.html["lang"] == "en"  # type: ignore[index]
    assert [part.get_text() for part in page.select("h1, h2")] == ["远方的消息", "小标题", "Where this comes from"]
    data = str(page.select("img")[0]["src"])
    assert data.startswith("data:image/png;base64,")
    assert hashlib.sha256(base64.b64decode(data.split(",")[1])).hexdigest() == image.sha256
    captions = [caption.get_text(strip=True) for caption in page.select("figcaption")]
    assert captions == ["第二张", "第一张"]
    text = page.get_text(" ", strip=True)
    for expected in (
        f"http://testserver/articles/{article.public_id}/", article.url, original.sha256, original.path, "林一",
        "5 August 2020 12:00 UTC+8", "GB/T 7714", "The picture is not in the archive.", "This copy was made on",
    ):  # fmt: skip
        assert expected in text, expected


def test_it_loads_nothing_and_only_its_own_style_applies(client: Client, make_article: Make) -> None:
    _response, html = fetched(client, make_article(captions=["图"]))
    page = BeautifulSoup(html, "lxml")
    assert not page.select("script, link:not([rel=canonical]), iframe, [style], form, base")
    assert {str(image["src"])[:5] for image in page.select("img")} <= {"data:"}
    policy = str(page.select_one("meta[http-equiv=Content-Security-Policy]")["content"])  # type: ignore[index]
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert len(style) == 1
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "url(" not in style[0] and "@import" not in style[0]


def test_hostile_text_is_text(client: Client, make_article: Make, rescue: Callable[..., Image]) -> None:
    article = make_article(
        HOSTILE, "<p>正文</p>", source=HOSTILE, captions=[HOSTILE], byline=[HOSTILE], dateline=HOSTILE,
        url="javascript:alert(3)//https://x.example/", time_doubt=HOSTILE[:60], language="x", script="",
    )  # fmt: skip
    article.figures.update(credit=HOSTILE, alt=HOSTILE, video_url="data:text/html,x")
    rescue(article)
    Source.objects.update(home_page="javascript:alert(4)")
    page = BeautifulSoup(fetched(client, article)[1], "lxml")
    assert page.h1.get_text() == HOSTILE  # type: ignore[union-attr]
    assert len(page.select("img")) == 1
    assert not page.select("script, [onload], [onerror]")
    assert not [a for a in page.select("a[href]") if not str(a["href"]).startswith(("http://", "https://"))]


def test_pictures_that_find_no_room_are_named(
    client: Client, make_article: Make, rescue: Callable[..., Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(captions=["大的", "小的"])
    rescue(article, 1, PNG + b"x" * 900, "big.png")
    rescue(article, 2, PNG + b"y" * 90, "small.png")
    whole = BeautifulSoup(fetched(client, article)[1], "lxml")
    assert len(whole.select("img")) == 2
    assert "at most" not in whole.get_text()
    monkeypatch.setattr(offline_copy, "MOST_PICTURES", 500)
    page = BeautifulSoup(fetched(client, article)[1], "lxml")
    assert len(page.select("img")) == 1
    assert "This picture is not in the copy." in page.get_text()
    assert "A copy holds at most 500" in page.get_text()


def test_a_small_copy_is_taken_before_a_large_file(
    client: Client, make_article: Make, rescue: Callable[..., Image], settings: Any
) -> None:
    from articles.ingest.pictures.thumbnails import thumbnail_name

    article = make_article(captions=["图"])
    image = rescue(article)
    image.width, image.height, image.thumbnail_widths = 4000, 3000, [320, 1280]
    image.save()
    for width in (320, 1280):
        path = Path(settings.MEDIA_ROOT) / thumbnail_name(image.sha256, width)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG + b"%d" % width)
    page = BeautifulSoup(fetched(client, article)[1], "lxml")
    assert base64.b64decode(str(page.select("img")[0]["src"]).split(",")[1]).endswith(b"1280")


def test_what_is_not_there(client: Client, make_article: Make, rescue: Callable[..., Image], settings: Any) -> None:
    hidden = make_article(visible=False)
    for public_id, status in ((hidden.public_id, 410), ("nowhere", 404)):
        assert client.get(f"/articles/{public_id}/offline.html").status_code == status
    article = make_article(captions=["图"])
    image = rescue(article)
    (Path(settings.MEDIA_ROOT) / str(image.file)).unlink()
    page = BeautifulSoup(fetched(client, article)[1], "lxml")
    assert not page.select("img")
    assert "This picture is not in the copy." in page.get_text()


@pytest.mark.parametrize("prefix", ["/zh-hans", "/zh-hant", "/en"])
def test_it_speaks_the_readers_language(
    client: Client, make_article: Make, rescue: Callable[..., Image], prefix: str
) -> None:
    article = make_article(captions=["甲", "乙"])
    rescue(article)
    page = BeautifulSoup(fetched(client, article, prefix)[1], "lxml")
    wanted = {"/zh-hans": ("zh-Hans", "出处"), "/zh-hant": ("zh-Hant", "出處"), "/en": ("en", "Where this comes from")}[
        prefix
    ]
    assert (page.html["lang"], page.h2.get_text()) == wanted  # type: ignore[index, union-attr]
