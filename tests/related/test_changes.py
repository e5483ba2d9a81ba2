"""Changed after publication, and the versions to compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from articles import related
from articles.derived import Change
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article
from tests.ingest.conftest import VOA, feed_file

pytestmark = pytest.mark.django_db(transaction=True)
URL = VOA.format(1)


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[Mapping[str, bytes]], Article]:
    """imported({"1.md": bytes}): the one article that these files are of."""

    def take(files: Mapping[str, bytes]) -> Article:
        folder = tmp_path / "美国之音"
        folder.mkdir(exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        import_paths([tmp_path], workers=0)
        related.update()
        return Article.objects.get()

    return take


Imported = Callable[[Mapping[str, bytes]], Article]


def names(article: Article) -> list[tuple[bool, bool, bool]]:
    return [(v.order_known, v.shown, v.withheld) for v in related.versions_of(article)]


def test_other_words_later_are_a_change(imported: Imported) -> None:
    article = imported(
        {
            "1.md": feed_file("渡轮停航", "因大雾停航。", url=URL),
            "2.md": feed_file("渡轮复航", "雾散复航。", url=URL, minutes=5),
        }
    )
    change = related.changed_after_publication().get()
    assert (change.article, change.at, change.headline, change.minor) == (article, article.archived_at, True, False)
    before, after = related.versions_of(article)
    assert (change.before[:12], change.after[:12]) == (before.name, after.name)
    assert related.words_of_version(article, before) == related.VersionWords("渡轮停航", "因大雾停航。", "")
    assert related.words_of_version(article, after) == related.VersionWords("渡轮复航", "雾散复航。", "")
    assert names(article) == [(True, False, False), (True, True, False)]


def test_equal_stamps_are_no_change(imported: Imported) -> None:
    article = imported({"1.md": feed_file("题", "检修三天。", url=URL), "2.md": feed_file("题", "检修四天。", url=URL)})
    assert not Change.objects.exists()
    assert [known for known, _shown, _withheld in names(article)] == [False, False]


def test_punctuation_alone_is_minor_and_not_listed(imported: Imported) -> None:
    imported(
        {
            "1.md": feed_file("题", "停航，三天", url=URL),
            "2.md": feed_file("题", "停航三天。", url=URL, minutes=5),
        }
    )
    assert Change.objects.get().minor
    assert not related.changed_after_publication().exists()


def test_the_newest_change_of_words_counts_and_going_back_is_one(imported: Imported) -> None:
    article = imported(
        {
            "1.md": feed_file("题", "停航三天。", url=URL),
            "2.md": feed_file("题", "停航五天。", url=URL, minutes=5),
            "3.md": feed_file("题", "停航三天。", url=URL, minutes=9),
            "4.md": feed_file("题", "停航，三天。", url=URL, minutes=12),
        }
    )
    change = Change.objects.get()
    assert not change.minor
    assert change.at == article.originals.order_by("archived_at")[2].archived_at
    assert len(related.versions_of(article)) == 3
    assert len(related.versions_of(article)[0].also) == 2


def test_an_editors_change_is_not_the_outlets(imported: Imported) -> None:
    article = imported({"1.md": feed_file("渡轮停航", "因大雾停航。", url=URL)})
    save_edit(article, {"headline": "编者的题", "body_html": "<p>编者的正文。</p>"})
    related.update()
    assert not Change.objects.exists()
    outlets, editors = related.versions_of(article)
    assert (outlets.by_editors, editors.by_editors, editors.name) == (False, True, related.EDITED)
    assert related.words_of_version(article, outlets) == related.VersionWords("渡轮停航", "因大雾停航。", "")
    assert related.words_of_version(article, editors) == related.VersionWords("编者的题", "编者的正文。", "")
    article = imported({"2.md": feed_file("渡轮复航", "雾散复航。", url=URL, minutes=5)})
    assert Change.objects.get().headline
    assert names(article) == [(True, False, False), (True, False, True), (True, True, False)]
    hidden = related.words_of_version(article, related.versions_of(article)[0])
    assert hidden == related.VersionWords("渡轮停航", "因大雾停航。", "")


def test_hidden_articles_are_not_listed(imported: Imported) -> None:
    imported({"1.md": feed_file("题", "一。", url=URL), "2.md": feed_file("题", "二。", url=URL, minutes=5)})
    Article.objects.update(visible=False)
    assert not related.changed_after_publication().exists()
