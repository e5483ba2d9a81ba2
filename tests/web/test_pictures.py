"""The pictures: only what was rescued is shown, and only as what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article, Image
from articles.views.pictures import image_type

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def sent(response: Any) -> bytes:
    data = b"".join(response.streaming_content)
    response.close()
    return data


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"GIF89a......", "image/gif"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (SVG[:12], ""),
        (b"<!doctype ht", ""),
        (b"", ""),
    ],
)
def test_the_type_is_read_from_the_file(opening: bytes, expected: str) -> None:
    assert image_type(opening) == expected


def test_a_rescued_picture_is_served_as_what_it_is(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    image = rescue(make_article(captions=["图"]), data=JPEG, name="says.png")
    response = client.get(f"/pictures/{image.sha256}/")
    assert sent(response) == JPEG
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(f"/pictures/{image.sha256}/", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_what_is_no_picture_or_gone_is_not_served(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    drawing = rescue(make_article(captions=["图"]), data=SVG, name="x.svg")
    assert client.get(f"/pictures/{drawing.sha256}/").status_code == 404
    lost = rescue(make_article(captions=["图"]), data=JPEG)
    lost.file.storage.delete(lost.file.name)
    assert client.get(f"/pictures/{lost.sha256}/").status_code == 404


def test_the_wall_shows_captions_of_all_and_pictures_of_the_rescued(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    article = make_article("两张图", captions=["留下的", "别处的"])
    image = rescue(article)
    page = BeautifulSoup(client.get("/pictures/").text, "lxml")
    assert [img["src"] for img in page.select("main img")] == [f"/pictures/{image.sha256}/"]
    text = page.get_text()
    assert "留下的" in text
    assert "别处的" in text
    assert page.select_one('a[rel~=noreferrer][href^="https://pictures.example/"]')


def test_an_archive_without_pictures_says_so(client: Client, make_article: Callable[..., Article]) -> None:
    make_article()
    assert "No article here has a picture." in client.get("/en/pictures/").text
