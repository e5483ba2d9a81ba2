"""Who makes the index work: an editor who changed something, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import search
from articles.derived import DueRow
from articles.models import Article, OutboxRow

Make = Callable[..., Article]
CHANGE = "/admin/articles/article/"


@pytest.fixture
def anyone(db: None) -> Client:
    return Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)


@pytest.fixture
def editor(anyone: Client) -> Client:
    anyone.force_login(User.objects.create_superuser("editor"))
    return anyone


def waiting() -> int:
    return OutboxRow.objects.count()


def hide(client: Client, article: Article) -> Any:
    return client.post(CHANGE, {"action": "hide", "_selected_action": [article.pk], "confirmed": "1"})


@pytest.mark.parametrize(
    "path", ["/", "/selection/", "/admin/login/", "/admin/articles/article/", "/nowhere/", "/api/search"]
)
def test_a_post_of_a_stranger_does_no_index_work(anyone: Client, make_article: Make, path: str) -> None:
    make_article("等着的一篇")
    due = DueRow.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        anyone.post(path, {"ids": "x", "username": "x", "password": "y"})
    assert (waiting(), DueRow.objects.count()) == (1, due)
    assert not [query for query in queries if "outbox" in query["sql"] or "duerow" in query["sql"]]


@pytest.mark.parametrize("path", ["/selection/", "/admin/logout/", "/admin/articles/article/1/change/", "/nowhere/"])
def test_who_changed_nothing_makes_no_work_of_a_backlog(editor: Client, make_article: Make, path: str) -> None:
    make_article("等着的一篇")
    editor.post(path)
    assert waiting() == 1


def test_who_changed_something_finds_it_at_once(editor: Client, make_article: Make) -> None:
    article = make_article("会消失的")
    search.rebuild()
    assert hide(editor, article).status_code == 302
    assert waiting() == 0
    assert not search.matching_ids("会消失")


#: From the moment that the edit is in the admin's own log, no row leaves the outbox.
REFUSE = {
    "sqlite": [
        "CREATE TRIGGER refuse_outbox BEFORE DELETE ON articles_outboxrow WHEN EXISTS (SELECT 1 FROM django_admin_log) "
        "BEGIN SELECT RAISE(ABORT, 'locked'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM django_admin_log) THEN RAISE EXCEPTION 'locked'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER refuse_outbox BEFORE DELETE ON articles_outboxrow FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}


def test_a_saved_edit_is_no_failure_when_the_outbox_cannot_be_written(
    editor: Client, make_article: Make, caplog: pytest.LogCaptureFixture
) -> None:
    article = make_article("会消失的")
    search.rebuild()
    with connection.cursor() as cursor:
        for statement in REFUSE[connection.vendor]:
            cursor.execute(statement)
    assert hide(editor, article).status_code == 302
    assert not Article.objects.get().visible
    assert list(OutboxRow.objects.values_list("article_id", flat=True)) == [article.pk]
    assert "stays in the outbox" in caplog.text


def test_a_lost_index_is_not_begun_with_a_few_articles(make_article: Make) -> None:
    first, second = make_article("一"), make_article("二")
    OutboxRow.objects.filter(article_id=first.pk).delete()
    assert search.freshen() == 0
    assert list(OutboxRow.objects.values_list("article_id", flat=True)) == [second.pk]
