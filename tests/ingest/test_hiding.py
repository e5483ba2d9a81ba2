"""When an article was hidden is known however it was hidden, and goes when it is shown again (migration 0013)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles.ingest.rows.editing import save_edit
from articles.models import Article, OutboxRow

LONG_AGO = datetime(2020, 8, 5, 4, 0, tzinfo=UTC)

WAYS: dict[str, Callable[[Article], Any]] = {
    "update": lambda article: Article.objects.filter(pk=article.pk).update(visible=False),
    "save": lambda article: _saved(article),
    "save of one column": lambda article: _saved(article, update_fields=["visible"]),
    "bulk_update": lambda article: Article.objects.bulk_update([_set(article)], ["visible"]),
    "the admin's form": lambda article: save_edit(article, {"visible": False}),
    "by hand": lambda article: connection.cursor().execute("UPDATE articles_article SET visible = false"),
}


def _set(article: Article) -> Article:
    article.visible = False
    return article


def _saved(article: Article, **options: Any) -> None:
    _set(article).save(**options)


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_the_moment_is_known(make_article: Callable[..., Article], way: str) -> None:
    article = make_article()
    OutboxRow.objects.all().delete()
    WAYS[way](article)
    article.refresh_from_db()
    assert article.hidden_at is not None
    assert abs(timezone.now() - article.hidden_at) < timedelta(minutes=1)
    assert OutboxRow.objects.filter(article_id=article.pk).count() == 1
    Article.objects.filter(pk=article.pk).update(visible=True)
    article.refresh_from_db()
    assert (article.hidden_at, article.hidden_reason) == (None, "")


@pytest.mark.django_db
def test_one_that_comes_hidden_has_a_day_too(make_article: Callable[..., Article]) -> None:
    article = make_article(visible=False)
    article.refresh_from_db()
    assert article.hidden_at is not None
    given = make_article(visible=False, hidden_at=LONG_AGO)
    given.refresh_from_db()
    assert given.hidden_at == LONG_AGO


@pytest.mark.django_db
def test_a_day_that_is_given_stays(make_article: Callable[..., Article]) -> None:
    article = make_article()
    Article.objects.update(visible=False, hidden_at=LONG_AGO, hidden_reason="理由")
    article.refresh_from_db()
    assert (article.hidden_at, article.hidden_reason) == (LONG_AGO, "理由")
    Article.objects.update(visible=False, hidden_reason="别的理由")
    article.refresh_from_db()
    assert (article.hidden_at, article.hidden_reason) == (LONG_AGO, "别的理由")


@pytest.mark.django_db
def test_a_row_that_was_read_before_does_not_take_the_day_away(make_article: Callable[..., Article]) -> None:
    article = make_article()
    article.visible = False
    article.save()
    hidden_at = Article.objects.get().hidden_at
    article.headline = "另一个"
    article.save()  # in memory it has no day
    assert Article.objects.get().hidden_at == hidden_at is not None


@pytest.mark.django_db
def test_what_was_hidden_before_there_were_days_gets_none_by_an_edit(make_article: Callable[..., Article]) -> None:
    article = make_article()
    with connection.cursor() as cursor:
        _without_triggers(cursor)
        cursor.execute("UPDATE articles_article SET visible = false")
    _with_triggers()
    Article.objects.update(headline="改过")
    Article.objects.get(pk=article.pk).save()
    assert Article.objects.get().hidden_at is None


def _without_triggers(cursor: Any) -> None:
    from importlib import import_module

    import_module("articles.migrations.0013_hidden").drop(None, connection.schema_editor())


def _with_triggers() -> None:
    from importlib import import_module

    import_module("articles.migrations.0013_hidden").create(None, connection.schema_editor())


@pytest.mark.django_db
def test_hiding_with_a_reason_is_no_edit(make_article: Callable[..., Article]) -> None:
    article = make_article()
    save_edit(article, {"visible": False, "hidden_reason": "撤稿"})
    assert (article.visible, article.hidden_reason) == (False, "撤稿")
    assert article.hidden_at is not None
    assert (article.edited_at, article.edited_fields) == (None, [])
    save_edit(article, {"visible": True})
    assert (article.visible, article.hidden_at, article.hidden_reason) == (True, None, "")


@pytest.mark.django_db
def test_the_other_triggers_are_all_there() -> None:
    """On SQLite a rebuilt table loses its triggers without a word: each migration that adds a column must have kept them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'articles_article'")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'articles_article'::regclass AND NOT tgisinternal"
            )
        names = {name for (name,) in cursor.fetchall()}
    for kind in ("outbox", "due", "edition"):
        assert {f"articles_article_{kind}_{event}" for event in ("insert", "update", "delete")} <= names
    assert any("hidden" in name for name in names)
