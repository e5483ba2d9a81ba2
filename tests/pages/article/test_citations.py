"""How to cite an article: on its page, and as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import rispy
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article
from tests.pages.conftest import HOSTILE

AT = datetime(2020, 8, 5, 17, tzinfo=UTC)  # the sixth in China


@pytest.fixture
def article(make_article: Callable[..., Article]) -> Article:
    return make_article(
        "渡口的灯又亮了", source="晨报", byline=["林晚晴", "JANE DOE"], published_at=AT, archived_at=AT,
        url="https://news.example/a?b=1&c=2",
    )  # fmt: skip


def test_the_page_cites_in_three_styles_and_offers_files(client: Client, article: Article) -> None:
    page = BeautifulSoup(client.get(f"/en/articles/{article.public_id}/").text, "lxml")
    box = page.select_one("details.cite")
    assert box is not None
    texts = [text.get_text() for text in box.select(".cite__text")]
    kept = f"http://testserver/articles/{article.public_id}/"
    assert texts[0] == (
        f"林晚晴, DOE J. 渡口的灯又亮了[N/OL]. 晨报, 2020-08-06[2020-08-06]. https://news.example/a?b=1&c=2. 存档: {kept}."
    )
    assert len(texts) == 3 and all(kept in text and "2020" in text for text in texts)
    assert [italic.get_text() for italic in box.select("i")] == ["晨报", "渡口的灯又亮了"]
    for link in box.select(".cite__files a"):
        answer = client.get(str(link["href"]))
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith('attachment; filename="')
        assert "渡口的灯又亮了" in answer.text
    assert len(box.select(".cite__files a")) == 4
    assert all(button.has_attr("hidden") for button in box.select("button"))


def test_files(client: Client, article: Article) -> None:
    base = f"/zh-hant/articles/{article.public_id}/cite."
    [read] = rispy.loads(client.get(base + "ris").text)
    assert read["authors"] == ["林晚晴", "Doe, Jane"]
    [item] = json.loads(client.get(base + "json").content)
    # The same address in every interface language.
    assert f"(http://testserver/articles/{article.public_id}/)" in item["archive"]
    assert item["issued"] == {"date-parts": [[2020, 8, 6]]}
    assert client.get(base + "bib")["Content-Type"].startswith("application/x-bibtex")
    assert "GB/T 7714" in client.get(base + "txt").text
    assert client.head(base + "ris").status_code == 200
    tag = client.get(base + "ris")["ETag"]
    assert client.get(base + "ris", headers={"if-none-match": tag}).status_code == 304


def test_nothing_is_cited_that_is_not_to_be_seen(client: Client, article: Article) -> None:
    assert client.get(f"/articles/{article.public_id}/cite.pdf").status_code == 404
    assert client.get("/articles/nothing/cite.ris").status_code == 404
    assert client.post(f"/articles/{article.public_id}/cite.ris").status_code == 405
    article.visible = False
    article.save()
    assert client.get(f"/articles/{article.public_id}/cite.ris").status_code == 410


def test_without_a_byline_the_agency_is_cited_unless_it_is_the_outlet(
    client: Client, make_article: Callable[..., Article]
) -> None:
    agencies = [{"name": name, "role": "agency"} for name in ("晨报", "Harbour Press")]
    article = make_article(source="晨报", contributors=[*agencies, {"name": "某人", "role": "editor"}])
    [read] = rispy.loads(client.get(f"/articles/{article.public_id}/cite.ris").text)
    assert read["authors"] == ["Harbour Press"]


@pytest.mark.parametrize("kind", ["ris", "bib", "json", "txt"])
def test_hostile_articles_are_cited(
    client: Client, make_article: Callable[..., Article], kind: str, settings: Any
) -> None:
    article = make_article(
        HOSTILE + "\x01\n}", source=HOSTILE, byline=[HOSTILE, "", 7], url="javascript:alert(1)//{\n",
        published_at=datetime(1, 1, 1, tzinfo=UTC), archived_at=None,
    )  # fmt: skip
    answer = client.get(f"/articles/{article.public_id}/cite.{kind}")
    assert answer.status_code == 200
    assert "\x01" not in answer.text
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_citing_costs_two_queries(client: Client, article: Article, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        answer = client.get(f"/articles/{article.public_id}/cite.bib")
    assert answer.status_code == 200
    assert answer.text.startswith("@") and article.public_id in answer.text
