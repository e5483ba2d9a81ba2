"""The pictures: only what was rescued is shown, and only as what it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from PIL import Image as Pillow

from articles.display.pictures import shape_of
from articles.ingest.pictures import same_photograph
from articles.ingest.pictures.storing import keep_picture
from articles.models import Article, Image
from articles.pages.pictures.views import image_type

JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def sent(response: Any) -> bytes:
    """The test client closes what it has read to its end; closing once more would end the test's own connection."""
    return b"".join(response.streaming_content)


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


def keep(article: Article, data: bytes, position: int = 1) -> Image:
    """As fetch_images would."""
    image = article.figures.get(position=position).image
    for name, value in keep_picture(data).columns().items():
        setattr(image, name, value)
    image.save()
    same_photograph.remember([image.perceptual_hash])
    return image


def drawn(size: tuple[int, int], seed: int = 1) -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(seed).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    Pillow.fromarray(noise).resize(size, Pillow.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def test_small_copies_are_offered_and_served(client: Client, make_article: Callable[..., Article]) -> None:
    article = make_article(captions=["图"])
    image = keep(article, drawn((1600, 1000)))
    page = BeautifulSoup(client.get(article.get_absolute_url()).text, "lxml")
    [element] = page.select(".figure img")
    base = f"/pictures/{image.sha256}/"
    assert element["srcset"] == f"{base}320/ 320w, {base}640/ 640w, {base}1280/ 1280w"
    assert element["src"] == f"{base}1280/"
    assert (element["width"], element["height"], element.get("loading")) == ("1216", "760", None)
    assert page.select_one(f'a[href="{base}"]')
    response = client.get(f"{base}320/")
    assert response["Content-Type"] == "image/webp"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Pillow.open(io.BytesIO(sent(response))).size == (320, 200)
    assert client.get(f"{base}320/", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get(f"{base}321/").status_code == 404
    article.visible = False
    article.save()
    assert client.get(f"{base}320/").status_code == 410


@pytest.mark.parametrize(
    ("size", "shown"),
    [((120, 90), (120, 90)), ((4000, 300), (4000, 300)), ((1000, 1520), (500, 760)), ((600, 3000), (600, 3000))],
)
def test_a_place_is_held_in_the_ratio_of_the_picture(size: tuple[int, int], shown: tuple[int, int]) -> None:
    shape = shape_of(*size)
    assert (shape.width, shape.height) == shown


def test_the_same_photograph_is_linked_and_shown_with_what_others_wrote_under_it(
    client: Client, make_article: Callable[..., Article]
) -> None:
    one, two, other = (make_article(f"第{n}篇", captions=[f"图说{n}"]) for n in range(3))
    image = keep(one, drawn((900, 600)))
    smaller = keep(two, drawn((450, 300)))
    keep(other, drawn((900, 600), seed=2))
    assert image.sha256 != smaller.sha256
    [link] = BeautifulSoup(client.get(one.get_absolute_url()).text, "lxml").select("a.figure__same")
    page = client.get(link["href"]).text
    assert link["href"] == f"/pictures/{image.sha256}/articles/"
    assert "图说0" in page
    assert "图说1" in page
    assert "图说2" not in page
    assert "figure__same" not in client.get(other.get_absolute_url()).text
    two.visible = False
    two.save()
    assert "图说1" not in client.get(link["href"]).text
    assert "figure__same" not in client.get(one.get_absolute_url()).text
    assert client.get("/pictures/nothing/articles/").status_code == 404


def test_the_untouched_file_is_never_served(client: Client, make_article: Callable[..., Article]) -> None:
    image = keep(make_article(captions=["图"]), drawn((400, 300)))
    for address in (f"/media/{image.untouched}", f"/pictures/{image.untouched_sha256}/", f"/{image.untouched}"):
        assert client.get(address).status_code == 404


NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)


def test_the_wall_of_a_day_and_of_an_outlet(client: Client, make_article: Callable[..., Article]) -> None:
    mine = make_article(source="甲报", captions=["甲报的图"], published_at=NOON)
    make_article(source="乙报", captions=["乙报的图"], published_at=NOON)
    make_article(source="甲报", captions=["次日的图"], published_at=NOON + timedelta(days=1))

    def shown(query: str) -> set[str]:
        return {caption.text for caption in BeautifulSoup(client.get(query).text, "lxml").select(".figure__caption")}

    assert shown("/pictures/") == {"甲报的图", "乙报的图", "次日的图"}
    assert shown("/pictures/?source=&day=") == shown("/pictures/")
    assert shown("/pictures/?day=2020-08-05") == {"甲报的图", "乙报的图"}
    assert shown(f"/pictures/?source={mine.source.slug}") == {"甲报的图", "次日的图"}
    assert shown(f"/pictures/?source={mine.source.slug}&day=2020-08-05") == {"甲报的图"}
    page = BeautifulSoup(client.get(f"/pictures/?source={mine.source.slug}&day=2020-08-05").text, "lxml")
    assert page.select("a[rel=next]")[0]["href"] == f"/pictures/?source={mine.source.slug}&day=2020-08-06"
    assert page.select("option[selected]")[0]["value"] == mine.source.slug
    assert page.select("input[type=date]")[0]["value"] == "2020-08-05"


def test_the_wall_of_an_outlet_is_paged_within_it(client: Client, make_article: Callable[..., Article]) -> None:
    for n in range(30):
        mine = make_article(source="甲报", captions=[f"图{n}"], published_at=NOON - timedelta(hours=n))
        make_article(source="乙报", captions=["别家的图"], published_at=NOON - timedelta(hours=n))
    first = BeautifulSoup(client.get(f"/pictures/?source={mine.source.slug}").text, "lxml")
    assert len(first.select(".captions__of")) == 24
    second = BeautifulSoup(client.get(str(first.select("a[rel=next]")[0]["href"])).text, "lxml")
    assert [one.text for one in second.select(".figure__caption")] == [f"图{n}" for n in range(24, 30)]


@pytest.mark.parametrize(
    "day", ["yesterday", "2020-13-01", "2020-02-30", "0000-01-01", "%00", "２０２０-08-05", "2020-8-5"]
)
def test_a_day_that_is_none(client: Client, db: None, day: str) -> None:
    response = client.get(f"/en/pictures/?day={day}")
    assert response.status_code == 404
    assert "There is no page at this address." in response.text


def test_a_day_without_pictures_says_so(client: Client, make_article: Callable[..., Article]) -> None:
    make_article(published_at=NOON)
    assert "No article from this day has a picture." in client.get("/en/pictures/?day=2020-08-05").text


@pytest.mark.django_db(transaction=True)  # the end of an answer closes the connection
def test_a_picture_leaves_with_its_article(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., Image]
) -> None:
    """No cache shows it unasked: a day's worth of `max-age` outlived the hiding of an article."""
    article = make_article(captions=["图"])
    address = f"/pictures/{rescue(article).sha256}/"
    with closing(client.get(address)) as first:
        assert first["Cache-Control"] == "no-cache"
    etag = {"if-none-match": first["ETag"]}
    assert client.get(address, headers=etag).status_code == 304
    article.visible = False
    article.save()
    assert client.get(address, headers=etag).status_code == 410
