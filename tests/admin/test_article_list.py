from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from articles.models import Article
from tests.admin.conftest import HOSTILE, Editor

LIST = "/admin/articles/article/"
Make = Callable[..., Any]


def listed(editor: Editor, query: str = "") -> list[str]:
    return [cell.get_text(strip=True) for cell in editor.open(LIST + query).select("#result_list th.field-title")]


def test_the_search_box_asks_the_index_in_either_script(editor: Editor, make_article: Make, index: Make) -> None:
    make_article("甲", "<p>他走进總統府。</p>")
    make_article("乙", "<p>别的事。</p>")
    index()
    assert listed(editor, "?q=总统府") == ["甲"]
    assert listed(editor, "?q=没有这样的话") == []


def test_it_finds_what_the_index_does_not_hold(editor: Editor, make_article: Make, index: Make) -> None:
    hidden = make_article("藏起来的一篇", visible=False)
    make_article("另一篇")
    index()
    assert listed(editor, "?q=起来的") == ["藏起来的一篇"]
    assert listed(editor, f"?q={hidden.public_id.upper()}") == ["藏起来的一篇"]


def test_it_finds_an_address_however_it_is_written(editor: Editor, make_article: Make, index: Make) -> None:
    from articles.ingest.rows.identity import identity

    found = make_article("有地址的")
    Article.objects.filter(pk=found.pk).update(identity=identity("news.example/a/1.html", "", "", ""))
    make_article("另一篇")
    index()
    assert listed(editor, "?q=http://NEWS.example/a/1.html?utm_source=x") == ["有地址的"]


@pytest.mark.parametrize("text", ["%00", '"', "(((", "a" * 3000, "%F0%9F%98%80", "-", "source:", "%E4"])
def test_no_search_fails(editor: Editor, make_article: Make, index: Make, text: str) -> None:
    make_article()
    index()
    listed(editor, f"?q={text}")


def test_without_an_index_it_says_so(editor: Editor, make_article: Make) -> None:
    make_article("藏起来的一篇", visible=False)
    page = editor.open(LIST + "?q=起来")
    assert "Only hidden articles" in page.select_one(".messagelist").get_text()
    assert "藏起来的一篇" in page.select_one("#result_list").get_text()


def test_the_list_counts_no_whole_table_and_reads_no_bodies(editor: Editor, make_article: Make) -> None:
    for number in range(60):
        make_article(f"第{number}篇")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(listed(editor)) == 50
    asked = [query["sql"] for query in queries if "articles_article" in query["sql"]]
    assert not [sql for sql in asked if '"body_html"' in sql or "COUNT(" in sql]
    assert len(queries) <= 14, [query["sql"] for query in queries]


def test_the_second_page_is_reached(editor: Editor, make_article: Make) -> None:
    for number in range(60):
        make_article(f"第{number}篇")
    assert len(listed(editor, "?p=2")) == 10


def test_a_filtered_list_is_counted_exactly(editor: Editor, make_article: Make) -> None:
    make_article("看得见")
    make_article("看不见", visible=False)
    page = editor.open(LIST + "?visible=no")
    assert page.select_one(".paginator").get_text().split() == ["1", "article"]


def test_filters(editor: Editor, make_article: Make) -> None:
    make_article("新的", published_at=datetime(2023, 12, 31, 20, tzinfo=UTC))  # the next year in Shanghai
    make_article("旧的", published_at=datetime(2019, 5, 1, tzinfo=UTC), edited_at=datetime(2024, 5, 1, tzinfo=UTC))
    make_article("无日期", published_at=None, problems="no-time,empty-body")
    assert listed(editor, "?year=2024") == ["新的"]
    assert listed(editor, "?year=2019") == ["旧的"]
    assert listed(editor, "?year=undated") == ["无日期"]
    assert listed(editor, "?edited=yes") == ["旧的"]
    assert listed(editor, "?edited=no") == ["无日期", "新的"]
    assert listed(editor, "?problem=empty-body") == ["无日期"]
    assert listed(editor, "?problem=any") == ["无日期"]


@pytest.mark.parametrize("query", ["?year=99999", "?year=x", "?visible=x", "?source__id__exact=x", "?p=99999999"])
def test_a_filter_that_makes_no_sense_is_no_failure(editor: Editor, make_article: Make, query: str) -> None:
    make_article()
    assert editor.get(LIST + query).status_code in (200, 302)


def test_matches_are_listed_by_date(editor: Editor, make_article: Make, index: Make) -> None:
    make_article("晚", "<p>同一件事</p>", published_at=datetime(2023, 1, 1, tzinfo=UTC))
    make_article("早", "<p>同一件事</p>", published_at=datetime(2019, 1, 1, tzinfo=UTC))
    index()
    assert listed(editor, "?q=同一件事") == ["晚", "早"]


def test_scraped_text_stays_text(editor: Editor, make_article: Make) -> None:
    make_article(HOSTILE, problems=HOSTILE, source=HOSTILE)
    page = editor.get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_more_matches_than_the_list_holds_are_announced(
    editor: Editor, make_article: Make, index: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.admin.articles.MOST_MATCHES", 2)
    for number in range(4):
        make_article(f"第{number}篇", "<p>同一件事</p>")
    index()
    page = editor.open(LIST + "?q=同一件事")
    assert "More than 2 articles match" in page.select_one(".messagelist").get_text()


def plan(articles: Any) -> str:
    sql, values = articles.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return "; ".join(row[3] for row in cursor.fetchall())


@pytest.mark.skipif("sqlite" not in str(settings.DATABASES["default"]["ENGINE"]), reason="reads SQLite's plans")
@pytest.mark.parametrize("query", ["visible=no", "year=2020", "year=undated", "edited=yes", "problem=any", "q=词"])
def test_no_filter_scans_the_table(editor: Editor, rf: Any, index: Make, query: str) -> None:
    index()
    request = rf.get(f"{LIST}?{query}")
    request.user = User.objects.get()
    request.resolver_match = resolve(LIST)
    shown = site.get_model_admin(Article).get_changelist_instance(request).queryset
    for step in plan(shown.order_by().values("pk")).split("; "):
        # Walking the index of hidden articles reads those only.
        walks = "COVERING INDEX" in step or "INDEX article_hidden" in step
        assert not step.startswith("SCAN articles_article") or walks, step
