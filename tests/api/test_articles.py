from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import zstandard

from articles.ingest.rows.identity import identity
from articles.models import Article, Figure, Original
from tests.api.conftest import Script

Make = Callable[..., Any]
AS_WRITTEN = "https://www.VOAchinese.com//a/1.html?sid=2&utm_source=x#top"


@pytest.fixture
def article(make_article: Make, make_source: Make) -> Article:
    from articles.parsing import url_key

    make_source("美国之音", "voa", home_zone="America/New_York")
    found: Article = make_article(
        "标题<b>", "<p>一</p><p>二</p>", source="美国之音", byline=["张三", "李四"], dateline="华盛顿", url=AS_WRITTEN,
        contributors=[{"name": "张三", "role": "reporter"}, {"name": "赵六", "role": "translator"}],
        url_key=url_key(AS_WRITTEN), identity=identity(url_key(AS_WRITTEN), "", "", ""), captions=["图说", ""],
        published_offset=480, script="Hans",
    )  # fmt: skip
    data = b"[x](y)"
    found.original = Original.objects.create(
        article=found, sha256=hashlib.sha256(data).hexdigest(), path="voa/1.md", size=len(data),
        content_hash=found.content_hash, compressed=zstandard.compress(data),
    )  # fmt: skip
    found.save()
    rescued = found.figures.get(position=1).image
    rescued.file, rescued.sha256 = "images/1.jpg", "a" * 64
    rescued.save()
    Figure.objects.filter(position=1).update(role="lead", credit="AP", alt="一个人")
    return found


def test_the_answer_has_the_form_of_the_contract(script: Script, article: Article) -> None:
    assert article.original
    assert script.ask(f"/api/articles/{article.public_id}") == {
        "id": article.public_id,
        "url": f"http://127.0.0.1/articles/{article.public_id}/",
        "headline": "标题<b>",
        "source": "美国之音",
        "byline": ["张三", "李四"],
        "contributors": [{"name": "张三", "role": "reporter"}, {"name": "赵六", "role": "translator"}],
        "dateline": "华盛顿",
        "published_at": "2023-08-29T23:09:05+08:00",
        "published_rule": "body",
        "archived_at": "2023-08-29T23:09:05+08:00",
        "canonical_url": AS_WRITTEN,
        "original_sha256": article.original.sha256,
        "script": "Hans",
        "text": "一\n二",
        "body_html": article.body_html,
        "figures": [
            {
                "position": 1, "role": "lead", "image_url": article.figures.get(position=1).image.url,
                "local_url": f"/pictures/{'a' * 64}/", "caption": "图说", "credit": "AP", "alt": "一个人",
            },
            {
                "position": 2, "role": "inline", "image_url": article.figures.get(position=2).image.url,
                "local_url": None, "caption": "", "credit": "", "alt": "",
            },
        ],
        "section": "", "tags": [], "captures": [], "also": {},
        "history": [],
    }  # fmt: skip


def test_a_picture_that_came_in_a_file_has_no_address_of_the_web(script: Script, article: Article) -> None:
    image = article.figures.get(position=1).image
    image.url = "https://chenbao.beside.invalid/a.jpg"
    image.save()
    assert script.ask(f"/api/articles/{article.public_id}")["figures"][0]["image_url"] == ""


def test_times_have_the_outlets_offset_else_its_zones_else_the_archives(
    script: Script, make_article: Make, make_source: Make
) -> None:
    make_source("美国之音", "voa", home_zone="America/New_York")
    summer, winter = datetime(2023, 7, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)

    def published(source: str, at: datetime | None) -> Any:
        return script.ask(f"/api/articles/{make_article(source=source, published_at=at).public_id}")["published_at"]

    assert published("美国之音", summer) == "2023-06-30T20:00:00-04:00"
    assert published("美国之音", winter) == "2022-12-31T19:00:00-05:00"
    assert published("没有时区", summer) == "2023-07-01T08:00:00+08:00"
    assert published("没有时区", None) is None


@pytest.mark.parametrize(
    ("columns", "zone", "offset"),
    [
        ({"published_offset": 330}, "", "+05:30"),
        ({}, "Asia/Kathmandu", "+05:45"),
        ({"published_offset": -210}, "", "-03:30"),
    ],
)
def test_offsets_are_told_to_the_minute(
    script: Script, make_article: Make, make_source: Make, index: Make, columns: dict[str, int], zone: str, offset: str
) -> None:
    make_source("晨报", "chenbao", home_zone=zone)
    article = make_article(published_at=datetime(2023, 7, 1, 21, 10, tzinfo=UTC), **columns)
    index()
    answer = script.ask(f"/api/articles/{article.public_id}")
    for told in (answer["published_at"], script.ask("/api/search")["results"][0]["published_at"]):
        assert told.endswith(offset)
        assert datetime.fromisoformat(told) == article.published_at


@pytest.mark.parametrize(
    "address",
    [
        AS_WRITTEN, "https://www.voachinese.com/a/1.html?sid=2", "http://WWW.voachinese.com/a//1.html?sid=2",
        "https://www.voachinese.com/a/1.html?utm_medium=y&sid=2#x",
    ],
)  # fmt: skip
def test_it_is_found_by_its_address_however_written(script: Script, article: Article, address: str) -> None:
    assert script.ask("/api/articles", canonical_url=address)["id"] == article.public_id


def test_an_address_that_is_not_here(script: Script, article: Article) -> None:
    script.ask("/api/articles", 404, canonical_url="https://www.voachinese.com/a/1.html")


@pytest.mark.parametrize("address", ["", "voachinese", "javascript:alert(1)", "x" * 9000, "http://["])
def test_what_is_no_address_is_refused(script: Script, article: Article, address: str) -> None:
    assert "canonical_url" in script.ask("/api/articles", 400, canonical_url=address)["detail"]


def test_an_address_must_be_given(script: Script) -> None:
    assert "canonical_url must be given" in script.ask("/api/articles", 400)["detail"]


@pytest.mark.parametrize("wrong", ["nothere", "%00", "a" * 40, "%E4%B8%AD", "-", "a.b"])
def test_an_id_that_is_not_here(script: Script, article: Article, wrong: str) -> None:
    script.ask(f"/api/articles/{wrong}", 404)


def test_hidden_articles_are_gone(script: Script, article: Article) -> None:
    """What is said of them: tests/pages/test_hidden.py."""
    Article.objects.update(visible=False)
    script.ask(f"/api/articles/{article.public_id}", 410)
    script.ask("/api/articles", 410, canonical_url=AS_WRITTEN)


def test_it_tells_whether_anything_changed(script: Script, article: Article) -> None:
    path = f"/api/articles/{article.public_id}"
    tag = script.get(path)["ETag"]
    assert script.get(path, headers={"if-none-match": tag}).status_code == 304
    Article.objects.update(dateline="北京")
    assert script.get(path, headers={"if-none-match": tag}).status_code == 200


def test_chinese_is_sent_as_it_is_written(script: Script, article: Article) -> None:
    assert "标题" in script.get(f"/api/articles/{article.public_id}").content.decode()


def test_it_takes_four_queries_and_no_compressed_file(
    script: Script, article: Article, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4) as queries:
        script.ask(f"/api/articles/{article.public_id}")
    assert not [query for query in queries if "compressed" in query["sql"]]


def test_an_id_that_is_longer_because_of_a_collision_is_found_too(script: Script, make_article: Make) -> None:
    """docs/architecture.md, "The data": twelve characters, more where twelve are taken."""
    article = make_article("标题", public_id="a" * 20)
    assert script.ask(f"/api/articles/{article.public_id}")["id"] == "a" * 20
