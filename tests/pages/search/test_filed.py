"""Sections and tags in the API, on the search page, in feeds."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from articles.ingest.rows.editing import save_edit
from articles.models import Article

Make = Callable[..., Article]
SECTIONS, TAGS = ("港聞", "財經", ""), ("颱風", "MTR", "渡轮", "天文台")


@pytest.fixture
def archive(make_article: Make, index: Callable[[], int]) -> list[Article]:
    made = [make_article(f"灯塔{n}", source="甲乙"[n % 2]) for n in range(24)]
    for n, article in enumerate(made):
        save_edit(
            article, {"section": SECTIONS[n % 3], "tags": [tag for at, tag in enumerate(TAGS) if n % (at + 1) == 0]}
        )
    index()
    return made


def test_the_api(client: Client, archive: list[Article]) -> None:
    found = client.get("/api/search?q=灯塔&tag=MTR&tag=渡轮&section=港闻").json()
    assert found["total"] == 8
    assert {each["value"]: each["count"] for each in found["facets"]["section"]} == {"港聞": 8, "財經": 4}
    assert [each["value"] for each in found["facets"]["tag"]] == ["渡轮", "颱風", "MTR", "天文台"]


def test_the_page_offers_them_and_keeps_them(client: Client, archive: list[Article]) -> None:
    page = client.get("/search/?q=灯塔").text
    assert f"tag={quote('渡轮')}" in page and f"section={quote('港聞')}" in page
    chosen = client.get("/en/search/?q=灯塔&tag=渡轮&section=港聞")
    assert chosen.status_code == 200
    assert "with the tag" in chosen.text and "in the section" in chosen.text
    assert 'name="tag" value="渡轮"' in chosen.text
    assert client.get("/search/feed/?q=灯塔&tag=渡轮").text.count("<entry") == 8


@pytest.mark.parametrize("name", ["x" * 10_000, "%00", "<script>", "a%1bb", "%F0%9F%98%80"])
def test_hostile_names(client: Client, archive: list[Article], name: str) -> None:
    assert client.get(f"/search/?q=灯塔&tag={name}&section={name}").status_code == 200
    assert client.get(f"/api/search?q=灯塔&tag={name}").status_code == 200
