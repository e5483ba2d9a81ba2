"""Nothing that changes an article misses the index, whoever changes it and whenever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from articles.models import Article, Figure, Image, OutboxRow, Source
from articles.search import check, freshen, matching_ids, update
from articles.search.index import outbox
from articles.search.index.process_store import store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_sync")]
Make = Callable[..., Article]


def waiting() -> set[int]:
    return set(OutboxRow.objects.values_list("article_id", flat=True))


@pytest.fixture
def article(make_article: Make) -> Article:
    made: Article = make_article("总统府的早晨", "<p>说到蒙古。</p>", captions=["一张图"])
    OutboxRow.objects.all().delete()
    return made


def figure_of(article: Article, position: int, caption: str) -> Figure:
    return Figure(article=article, image=Image.objects.all()[0], position=position, caption=caption)


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


CHANGES: dict[str, Callable[[Article], object]] = {
    "save": lambda a: a.save(),
    "save of one column": lambda a: a.save(update_fields=["visible"]),
    "update()": lambda a: Article.objects.filter(pk=a.pk).update(headline="改"),
    "bulk_update": lambda a: Article.objects.bulk_update([a], ["headline"]),
    "delete": lambda a: a.delete(),
    "delete()": lambda a: Article.objects.filter(pk=a.pk).delete(),
    "raw SQL": lambda a: raw("UPDATE articles_article SET headline = %s WHERE id = %s", "改", a.pk),
    "raw delete": lambda a: raw("DELETE FROM articles_figure WHERE article_id = %s", a.pk),
    "update_or_create": lambda a: Article.objects.update_or_create(pk=a.pk, defaults={"headline": "改"}),
    "figure save": lambda a: a.figures.get().save(),
    "figure update()": lambda a: a.figures.update(caption="改"),
    "figure delete": lambda a: a.figures.get().delete(),
    "figure create": lambda a: figure_of(a, 2, "新").save(),
    "figure bulk_create": lambda a: Figure.objects.bulk_create([figure_of(a, 2, "新")]),
    "figure bulk_create, ignoring": lambda a: Figure.objects.bulk_create(
        [figure_of(a, 2, "新")], ignore_conflicts=True
    ),
    "figure bulk_create, updating": lambda a: Figure.objects.bulk_create(
        [figure_of(a, 1, "新")], update_conflicts=True, unique_fields=["article", "position"], update_fields=["caption"]
    ),
    "figure raw SQL": lambda a: raw("UPDATE articles_figure SET caption = %s WHERE article_id = %s", "改", a.pk),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_an_article_puts_it_into_the_outbox(article: Article, change: str) -> None:
    pk = article.pk
    CHANGES[change](article)
    assert waiting() == {pk}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_what_waits_already_gets_a_newer_row(article: Article, change: str) -> None:
    """Who has read the article before this change must see that its row is another one."""
    article.save()
    before = OutboxRow.objects.get().pk
    CHANGES[change](article)
    assert OutboxRow.objects.get().pk > before


def test_new_articles_are_in_the_outbox(make_article: Make) -> None:
    first = make_article("一")
    second = make_article("二")
    copies = [Article(**{**article_values(first), "public_id": f"copy{n}", "identity": f"copy{n}"}) for n in range(3)]
    Article.objects.bulk_create(copies)
    assert {first.pk, second.pk} < waiting() == set(Article.objects.values_list("pk", flat=True))
    assert len(waiting()) == 5


def article_values(article: Article) -> dict[str, Any]:
    return {f.attname: getattr(article, f.attname) for f in Article._meta.concrete_fields if f.name != "id"}


def test_a_figure_that_moves_touches_both_articles(make_article: Make) -> None:
    one, two = make_article("一", captions=["黄河"]), make_article("二")
    update()
    assert matching_ids("caption:黄河") == [one.pk]
    Figure.objects.filter(article=one).update(article=two)
    assert waiting() == {one.pk, two.pk}
    freshen()
    assert matching_ids("caption:黄河") == [two.pk]


def test_a_rolled_back_change_leaves_no_row(article: Article) -> None:
    with pytest.raises(KeyError), transaction.atomic():
        article.save()
        raise KeyError
    assert waiting() == set()


def test_columns_of_other_tables_do_not_matter(article: Article) -> None:
    Source.objects.update(name="别的名字")
    Image.objects.update(width=3)
    assert waiting() == set()


def test_freshen_takes_in_what_changed(article: Article, make_article: Make) -> None:
    update()
    assert (freshen(), check()) == (0, [])
    other = make_article("黄河", "<p>流向蒙古。</p>")
    article.headline = "改过的标题"
    article.save()
    assert freshen() == 2
    assert (waiting(), check()) == (set(), [])
    assert matching_ids("改过的") == [article.pk]
    assert matching_ids("总统府") == []
    assert set(matching_ids("蒙古")) == {article.pk, other.pk}


def test_hidden_and_deleted_articles_leave(article: Article, make_article: Make) -> None:
    second = make_article("总统府的夜晚")
    update()
    assert set(matching_ids("总统府")) == {article.pk, second.pk}
    Article.objects.filter(pk=article.pk).update(visible=False)
    freshen()
    assert matching_ids("总统府") == [second.pk]
    second.delete()
    Article.objects.filter(pk=article.pk).update(visible=True)
    freshen()
    assert (matching_ids("总统府"), check()) == ([article.pk], [])


def test_a_deleted_article_whose_files_are_many_leaves_no_figures(article: Article) -> None:
    update()
    article.delete()
    freshen()
    assert (store().snapshot().alive_count, check()) == (0, [])


def test_what_changes_between_loading_and_committing_keeps_the_newer_content(
    article: Article, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer takes the newer content in while ours, already loaded, waits for the lock."""
    bystander = make_article("旁观者")
    update()
    Article.objects.update(headline="旧的标题")
    write, interrupted = outbox.write_segment, []

    def write_late(*arguments: Any) -> Any:
        entry = write(*arguments)
        if not interrupted:
            interrupted.append(True)
            Article.objects.filter(pk=article.pk).update(headline="新的标题")
            freshen()
        return entry

    monkeypatch.setattr(outbox, "write_segment", write_late)
    freshen()
    assert interrupted and (waiting(), check()) == (set(), [])
    assert matching_ids("新的标题") == [article.pk]
    assert matching_ids("旧的标题") == [bystander.pk]


def test_what_changes_before_the_commit_stays_in_the_outbox(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    update()
    article.save()
    write = outbox.write_segment

    def write_late(*arguments: Any) -> Any:
        monkeypatch.setattr(outbox, "write_segment", write)
        Article.objects.filter(pk=article.pk).update(headline="新的标题")
        return write(*arguments)

    monkeypatch.setattr(outbox, "write_segment", write_late)
    outbox._drain(store(), 10)
    assert waiting() == {article.pk}
    freshen()
    assert matching_ids("新的标题") == [article.pk]


def test_a_crash_before_the_commit_loses_nothing(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    update()
    article.save()
    with monkeypatch.context() as patch:
        patch.setattr(type(store()), "commit", lambda *_arguments: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(OSError, match="No space left"):
            freshen()
    assert waiting() == {article.pk}
    assert (freshen(), check()) == (1, [])


def test_more_than_one_batch(make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        make_article(f"第{number}篇", "<p>蒙古</p>")
    update()
    monkeypatch.setattr(outbox, "_FEW", 5)
    monkeypatch.setattr(outbox, "_MANY", 5)
    monkeypatch.setattr(outbox, "COUNT", 2)
    Article.objects.update(dateline="蒙古")
    assert freshen() == 12
    Article.objects.update(dateline="北京")
    seen: list[tuple[int, int]] = []
    assert update(lambda done, total: seen.append((done, total))) == 12
    assert seen[-1] == (12, 12) and check() == []
    assert len(matching_ids("蒙古")) == 12
