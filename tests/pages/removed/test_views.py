"""The page, the feed and the notes of what was taken out."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import search
from articles.history import Commit, Witness
from articles.models import Article, Original
from articles.pages.removed import views

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 8, 8, 4, 0, tzinfo=UTC)
Make = Callable[..., Article]


def original_of(article: Article) -> Original:
    found = article.originals.first()
    if found is None:
        found = Original.objects.create(
            article=article, sha256=article.identity, path="news/a.md", size=1, content_hash="", compressed=b""
        )
    return found


def said(article: Article, what: str, commit: str, hours: int = 0, **columns: Any) -> Witness:
    at = NOON + timedelta(hours=hours)
    row, _ = Commit.objects.get_or_create(
        hash=commit * 40, defaults={"at": at, "rank": at, "subject": f"说明 <{commit}>"}
    )
    return Witness.objects.create(original=original_of(article), commit=row, what=what, path="a.md", at=at, **columns)


def taken(article: Article, commit: str = "b", hours: int = 24, **columns: Any) -> None:
    said(article, "added", "a")
    said(article, "removed", commit, hours, final=True, **columns)


def page(client: Client, path: str) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def test_by_day_and_commit_newest_first(client: Client, make_article: Make) -> None:
    for headline, commit, hours in (("甲", "b", 24), ("乙", "b", 24), ("丙", "c", 25), ("丁", "d", 72)):
        taken(make_article(headline), commit, hours)
    said(make_article("仍在"), "added", "a")
    taken(make_article("藏起", visible=False), "b", 24)
    found = page(client, "/zh-hans/removed/")
    assert [day.get_text(strip=True) for day in found.select(".dayed__day")] == ["2020年8月11日", "2020年8月9日"]
    assert [code.get_text() for code in found.select(".taken code")] == ["d" * 12, "c" * 12, "b" * 12]
    assert "说明 <b>" in found.get_text()
    assert [one.get_text(strip=True) for one in found.select(".listing h3")] == ["丁", "丙", "乙", "甲"]


def test_it_is_walked_page_by_page(client: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE", 3)
    for number in range(7):
        taken(make_article(f"第{number}条"), "b", 24)
    seen, path = [], "/removed/"
    while path:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = page(client, path)
        assert len(queries) <= 2
        seen += [one.get_text(strip=True) for one in found.select(".listing h3")]
        following = found.select_one("a[rel=next]")
        path = str(following["href"]) if following else ""
    assert seen == [f"第{number}条" for number in reversed(range(7))]
    assert client.get("/removed/?before=x").status_code == 404


def test_the_list_walks_its_index() -> None:
    from articles.display.histories import removals

    plan = removals()[:10].explain()
    assert "witness_taken_out" in plan or connection.vendor != "sqlite"


def test_the_feed_is_as_new_as_the_removal(client: Client, make_article: Make) -> None:
    taken(make_article("甲"))
    answer = client.get("/removed/feed/").content.decode()
    assert "<title>甲</title>" in answer and "<updated>2020-08-09T12:00:00+08:00</updated>" in answer
    assert client.get("/removed/feed/").status_code == 200


def test_the_reading_page_says_since_when_until_when_and_by_which_commit(client: Client, make_article: Make) -> None:
    article = make_article("甲")
    taken(article)
    found = page(client, f"/zh-hans/articles/{article.public_id}/")
    note = found.select_one(".reading .note")
    assert note and note.get_text(strip=True) == (
        f"本文自 2020年8月8日 起在所读的仓库里，2020年8月9日 被提交 {'b' * 12} 撤下。被撤下的文章"
    )
    steps = [one.get_text(" ", strip=True) for one in found.select("#history-name ~ ol li")]
    assert [step.split()[0] for step in steps] == ["加入", "撤下"]
    Witness.objects.filter(final=True).update(rewritten=True)
    assert "改写了历史" in page(client, f"/zh-hans/articles/{article.public_id}/").get_text()
    other = make_article("乙")
    assert not page(client, f"/zh-hans/articles/{other.public_id}/").select("#history-name, .reading .note")


def test_the_api_tells_the_history(client: Client, make_article: Make) -> None:
    article = make_article("甲")
    taken(article)
    told = client.get(f"/api/articles/{article.public_id}").json()["history"]
    assert told == [
        {"commit": "a" * 40, "at": "2020-08-08T12:00:00+08:00", "what": "added"},
        {"commit": "b" * 40, "at": "2020-08-09T12:00:00+08:00", "what": "removed"},
    ]


def test_downloads_say_when(client: Client, make_article: Make) -> None:
    taken(make_article("甲"))
    make_article("乙")
    search.rebuild()
    data = b"".join(client.get("/search/export.csv?q=正文").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = {row["headline"]: row["removed"] for row in csv.DictReader(io.StringIO(data))}
    assert rows == {"甲": "2020-08-09T12:00:00+08:00", "乙": ""}


def test_a_search_finds_what_was_taken_out_or_the_rest(client: Client, make_article: Make) -> None:
    taken(make_article("甲"))
    make_article("乙")
    search.rebuild()

    def found(removed: str) -> list[str]:
        answer = client.get(f"/api/search?q=正文&removed={removed}").json()
        assert answer["total"] == len(answer["results"])
        return sorted(result["headline"] for result in answer["results"])

    assert (found("only"), found("not"), found("")) == (["甲"], ["乙"], ["乙", "甲"])
    assert client.get("/api/search?q=正文&removed=x").status_code == 400
    shown = page(client, "/zh-hans/search/?q=正文&removed=only")
    assert shown.select_one("select[name=removed] option[selected]")["value"] == "only"  # type: ignore[index]
    assert "被撤下的" in shown.select_one(".found, main").get_text()  # type: ignore[union-attr]


def test_a_witness_makes_pages_new(client: Client, make_article: Make) -> None:
    article = make_article("甲")
    path = f"/articles/{article.public_id}/"
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    taken(article)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
