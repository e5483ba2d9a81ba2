"""The archive's edition: no change of what a page shows can miss it, and pages are made again only after one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import editions, migrations, search
from articles.derived import Change, Edition, Link, Telling
from articles.models import Article, Figure, Image, ImportRun, Revision, Source, SourceAlias
from articles.pages import archive_counts

PAGES = [
    "/",
    "/archive/",
    "/archive/2023/",
    "/archive/2023/08/",
    "/archive/2023/08/29/",
    "/sources/",
    "/pictures/",
    "/about/",
]


@pytest.fixture
def article(make_article: Callable[..., Article]) -> Article:
    return make_article(captions=["图说"])


CHANGES: dict[str, Callable[[Article], Any]] = {
    "saved": lambda article: article.save(),
    "updated in bulk": lambda article: Article.objects.filter(pk=article.pk).update(headline="另一个"),
    "bulk_update": lambda article: Article.objects.bulk_update([article], ["visible"]),
    "deleted": lambda article: article.delete(),
    "caption": lambda article: Figure.objects.update(caption="另一句"),
    "picture rescued": lambda article: Image.objects.update(state="rescued"),
    "outlet renamed": lambda article: Source.objects.update(name="晚报"),
    "alias": lambda article: SourceAlias.objects.create(source=article.source, kind="name", value="早报"),
    "import": lambda article: ImportRun.objects.create(),
    "link": lambda article: Link.objects.create(article=article, target="a" * 64, position=1),
    "story": lambda article: Telling.objects.create(article_id=1, sketch=b"", source_id=1, grouped_ns=1),
    "changed": lambda article: Change.objects.create(
        article=article, source=article.source, at=datetime(2024, 1, 1, tzinfo=UTC), minor=False, headline=True
    ),
    "by hand": lambda article: connection.cursor().execute("UPDATE articles_article SET visible = false"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_makes_a_new_edition(article: Article, change: str) -> None:
    before = editions.current()
    CHANGES[change](article)
    assert editions.current() > before


def test_a_change_that_is_taken_back_makes_none(article: Article) -> None:
    before = editions.current()
    with transaction.atomic():
        article.save()
        transaction.set_rollback(True)
    assert editions.current() == before


def test_reading_makes_none(client: Client, article: Article) -> None:
    before = editions.current()
    for path in [*PAGES, article.get_absolute_url()]:
        assert client.get(path).status_code == 200
    assert editions.current() == before


@pytest.mark.django_db(transaction=True)
def test_three_thousand_changes_leave_no_row_each(article: Article) -> None:
    before = editions.current()
    for number in range(3000):
        Article.objects.filter(pk=article.pk).update(headline=str(number))
    assert Edition.objects.count() == 1
    assert editions.current() - before >= 3000


#: SQLite has one writer at a time.
only_postgresql = pytest.mark.skipif("postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="PostgreSQL's")


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_an_import_and_an_editor_wait_for_nobody(make_source: Callable[..., Source]) -> None:
    first, second = make_source("晨报"), make_source("晚报")
    other = connection.copy()
    rename = "UPDATE articles_source SET name = name || %s WHERE id = %s"
    try:
        before = editions.current()
        with transaction.atomic(), other.cursor() as editor:
            Source.objects.filter(pk=first.pk).update(name="日报")
            editor.execute("SET lock_timeout = '5s'")
            editor.execute(rename, ["一", second.pk])
            assert editions.current() == before + 2, "its own change and the editor's, which has been committed"
            # Now the first row is this transaction's, and the second free: it stays with its own.
            Source.objects.filter(pk=first.pk).update(name="时报")
            editor.execute(rename, ["二", second.pk])
        assert editions.current() == before + 4
        assert Edition.objects.count() == 2, "as many rows as there were writers at once"
    finally:
        other.close()


@only_postgresql
def test_a_savepoint_that_is_taken_back_leaves_the_row_to_others(article: Article) -> None:
    before = editions.current()
    with transaction.atomic():
        article.save()
        transaction.set_rollback(True)
    article.save()
    assert editions.current() - before >= 1
    assert Edition.objects.count() == 1


@only_postgresql
def test_rows_of_past_transactions_are_folded_into_the_first(db: None) -> None:
    [name] = [path.stem for path in Path(migrations.__path__[0]).glob("*_editions_in_few_rows.py")]
    before = editions.current()
    Edition.objects.bulk_create(Edition(id=1_000 + number, number=number) for number in range(3000))
    with connection.schema_editor() as editor:
        import_module(f"articles.migrations.{name}").count_in_few_rows(apps, editor)
    assert Edition.objects.count() == 1
    assert editions.current() == before + sum(range(3000))


@pytest.mark.django_db(transaction=True)
def test_an_emptied_archive_goes_on_with_greater_numbers(make_article: Callable[..., Article]) -> None:
    make_article()
    before = editions.current()
    call_command("flush", interactive=False, verbosity=0)
    assert Edition.objects.count() == 1
    assert editions.current() > before
    now = editions.current()
    make_article()
    assert editions.current() > now


@pytest.mark.parametrize("path", [*PAGES, "article"])
def test_a_page_is_not_made_again_while_nothing_changes(client: Client, article: Article, path: str) -> None:
    path = article.get_absolute_url() if path == "article" else path
    first = client.get(path)
    assert first.status_code == 200
    with CaptureQueriesContext(connection) as captured:
        again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert "Accept-Language" in again["Vary"]
    assert first["Vary"] == again["Vary"]
    assert len(captured) == 1, "only the edition is looked up"
    Article.objects.update(headline="改过的标题")
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_each_language_and_each_address_has_its_own_etag(client: Client, article: Article) -> None:
    paths = ["/en/", "/zh-hans/", "/zh-hant/", "/", "/?a=1", article.get_absolute_url()]
    tags = [client.get(path, headers={"accept-language": "fr"})["ETag"] for path in paths]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", ["article", "/archive/2023/08/29/"])
def test_a_page_set_otherwise_is_another_page(client: Client, article: Article, path: str) -> None:
    """What the reader chose (script, size) is in a cookie: a page drawn without it is not "still the same"."""
    path = article.get_absolute_url() if path == "article" else path
    plain = client.get(path)["ETag"]
    client.cookies["reading"] = "size=large"
    chosen = client.get(path, headers={"if-none-match": plain})
    assert chosen.status_code == 200
    assert chosen["ETag"] != plain
    client.cookies["reading"] = "size=small"
    assert client.get(path, headers={"if-none-match": chosen["ETag"]}).status_code == 200


def test_a_figure_that_was_counted_before_an_import_does_not_stay(
    client: Client, make_article: Callable[..., Article]
) -> None:
    """Counts may be a few seconds old; the page's ETag knows of it, so that nobody keeps them."""
    make_article()
    old = client.get("/en/archive/")
    assert "1 article" in old.text
    make_article()
    within = client.get("/en/archive/", headers={"if-none-match": old["ETag"]})
    assert within.status_code == 200
    assert "2 articles" not in within.text
    cache.delete(f"edition:{archive_counts.KEPT}")  # as after these seconds
    later = client.get("/en/archive/", headers={"if-none-match": within["ETag"]})
    assert later.status_code == 200
    assert "2 articles" in later.text


def test_the_same_figure_is_not_counted_twice_while_nothing_changes(article: Article) -> None:
    archive_counts.days()
    with CaptureQueriesContext(connection) as captured:
        archive_counts.days()
    assert len(captured) == 0


def test_an_older_version_of_a_text_makes_a_new_edition(article: Article) -> None:
    from articles.models import Original

    original = Original.objects.create(article=article, sha256="b" * 64, size=1, path="a.md", compressed=b"")
    before = editions.current()
    Revision.objects.create(article=article, original=original, headline="旧", content_hash="c" * 64)
    assert editions.current() > before


def test_what_the_index_takes_in_makes_a_page_anew(client: Client, make_article: Callable[..., Article]) -> None:
    """Articles are in the database first: what is like an article is found once the index has them, in the same edition."""
    search.rebuild()
    address = make_article("新到的灯塔").get_absolute_url()
    edition, before = editions.current(), client.get(address)["ETag"]
    search.update()
    assert editions.current() == edition
    assert client.get(address, headers={"if-none-match": before}).status_code == 200
