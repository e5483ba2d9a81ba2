"""No way of changing an article can miss its links, story and changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from articles import related
from articles.derived import DueRow, Link, Telling
from articles.models import Article, OutboxRow, Source

pytestmark = pytest.mark.django_db
Make = Callable[..., Article]


def due() -> list[int]:
    return list(DueRow.objects.order_by("article_id").values_list("article_id", flat=True))


def test_whatever_changes_an_article_makes_it_due(make_article: Make) -> None:
    article = make_article()
    assert due() == [article.pk]
    for change in (
        {"text": "改"},
        {"body_html": "<p>改</p>"},
        {"headline": "改"},
        {"day": None},
        {"archived_at": None},
        {"source": Source.objects.create(name="别报", slug="other")},
    ):
        related.update()
        assert due() == []
        Article.objects.filter(pk=article.pk).update(**change)
        assert due() == [article.pk], change
    related.update()
    pk = article.pk
    article.delete()
    assert due() == [pk]
    related.update()
    assert due() == []


def test_what_does_not_matter_makes_nothing_due(make_article: Make) -> None:
    article = make_article()
    related.update()
    Article.objects.update(visible=False, problems="no-time", text=article.text)
    assert due() == []


def test_filling_the_tables_leaves_the_search_index_alone(make_article: Make) -> None:
    make_article("题", f'<p>{"港口通航" * 30}<a href="https://paper.example/1">链接</a></p>')
    OutboxRow.objects.all().delete()
    related.update()
    assert Link.objects.exists()
    assert Telling.objects.exists()
    assert not OutboxRow.objects.exists()


def test_a_row_that_is_written_again_meanwhile_stays(make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    article = make_article()
    write = related.due.write_links

    def meanwhile(articles: list[Article]) -> None:
        write(articles)
        Article.objects.filter(pk=article.pk).update(text="又改了")

    monkeypatch.setattr("articles.related.due.write_links", meanwhile)
    related.due._work_out(related.due._waiting(10))
    assert due() == [article.pk]


def test_a_request_leaves_an_imports_backlog_alone(make_article: Make) -> None:
    for _ in range(51):
        make_article()
    assert related.freshen() == 0
    Article.objects.first().delete()  # type: ignore[union-attr]
    DueRow.objects.order_by("id").first().delete()  # type: ignore[union-attr]
    assert related.freshen() == 50


def test_the_command_says_what_it_did(make_article: Make, capsys: pytest.CaptureFixture[str]) -> None:
    make_article()
    call_command("update_relations")
    call_command("update_relations")
    call_command("update_relations", all=True)
    assert capsys.readouterr().out.splitlines() == [f"Related {n} articles." for n in (1, 0, 1)]
