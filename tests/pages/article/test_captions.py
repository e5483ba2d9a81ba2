"""Where the archive holds no picture of a page it says so once, and shows what was written under them as a list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article, Image


def shown(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "lxml")


def test_a_wall_without_a_picture_says_so_once_and_lists_the_captions(
    client: Client, make_article: Callable[..., Article]
) -> None:
    one = make_article(captions=["灯塔的夜", "守塔人"])
    bare = make_article(captions=["", "", ""])
    page = shown(client, "/en/pictures/")
    assert page.get_text().count("holds none of these pictures") == 1
    assert page.select(".figure--away, .wall") == []
    links = {str(a["href"]): a.get_text(strip=True) for a in page.select(".captions a")}
    address = one.get_absolute_url().removeprefix("/en")
    assert links[f"/en{address}#figure-1"] == "灯塔的夜"
    assert links[f"/en{address}#figure-2"] == "守塔人"
    assert links[f"/en{bare.get_absolute_url()}"] == bare.headline, "three pictures without a word are one line"
    assert len(page.select(".captions a")) == 3
    assert page.select_one(".captions li[lang]") is not None


@pytest.mark.parametrize("path", ["/en/pictures/", "/en/pictures/?day=2023-08-29"])
def test_one_picture_makes_it_a_wall(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image], path: str
) -> None:
    rescue(make_article(captions=["在馆", "不在馆"]), 1)
    page = shown(client, path)
    assert page.select(".wall .wall__one--kept")
    assert page.select(".captions") == []


def test_an_article_without_a_picture_says_so_once_after_its_text(
    client: Client, make_article: Callable[..., Article]
) -> None:
    article = make_article(captions=["第一张", "", "第三张"])
    article.body_html = '<p>一</p><figure data-figure="2"></figure><p>二</p><figure data-figure="1"></figure>'
    article.save()
    article.figures.filter(position=3).update(video_url="https://video.example/watch?v=1")
    page = shown(client, f"/en{article.get_absolute_url()}")
    prose = page.select_one(".prose")
    assert prose is not None
    assert prose.get_text().count("does not hold") == 1
    assert page.select(".figure--away") == []
    assert [row["id"] for row in prose.select(".captions li")] == ["figure-1", "figure-2", "figure-3"]
    links = [(a.get_text(strip=True), str(a["href"])[:21]) for a in prose.select(".captions li a")]
    assert [text for text, _href in links] == [
        "第一张",
        "A picture without a caption",
        "Watch the video at video.example",
    ]
    assert [href for _text, href in links] == [
        "https://pictures.exam",
        "https://pictures.exam",
        "https://video.example",
    ]
    assert all("noreferrer" in a["rel"] for a in prose.select(".captions li a"))
    assert [p.get_text() for p in prose.select(":scope > p")] == ["一", "二"]


def test_an_article_with_some_of_its_pictures_keeps_all_in_their_places(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    article = make_article(captions=["第一张", "第二张"])
    rescue(article, 1)
    prose = shown(client, f"/en{article.get_absolute_url()}").select_one(".prose")
    assert prose is not None
    assert len(prose.select("figure.figure")) == 2
    assert prose.select(".captions") == []
