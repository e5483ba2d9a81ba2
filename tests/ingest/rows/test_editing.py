"""What an editor changed stays his."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.export.checking import check_database
from articles.ingest.rereading.reparsing import reparse
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article, Figure
from tests.ingest.conftest import VOA, feed_file

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db

PICTURES = ("https://p.example/one.jpg", "https://p.example/two.jpg")
FIRST = feed_file("渡轮停航", "因大雾停航。", "乘客滞留。", url=VOA.format(1), pictures=PICTURES)
SECOND = feed_file("渡轮复航", "雾散复航。", url=VOA.format(1), minutes=5)
THIRD = feed_file("渡轮再停", "又起雾。", url=VOA.format(1), minutes=-5)


@pytest.fixture
def root(folder: Folder) -> Path:
    found = folder({"美国之音/1.md": FIRST})
    import_paths([found], workers=0)
    return found


def test_an_edit_is_safe_and_complete(root: Path) -> None:
    article = Article.objects.get()
    places = [f'<figure data-figure="{n}"></figure>' for n in (2, 9, 2)]
    body = f"<p>改过的<script>alert(1)</script>正文。</p>{''.join(places)}<p onclick='x'>第二段。</p><img src='https://x.example/a.jpg'>"
    moment = datetime(2021, 2, 28, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    save_edit(article, {"headline": "改题", "body_html": body, "published_at": moment})
    stored = Article.objects.get()
    assert stored.headline == article.headline == "改题"
    assert stored.text == "改过的正文。\n第二段。"
    assert stored.length == len(stored.text)
    assert stored.body_html.count("<figure") == 1
    assert '<figure data-figure="2"></figure>' in stored.body_html
    assert not any(word in stored.body_html for word in ("script", "onclick", "<img"))
    assert (stored.day, stored.published_offset, stored.published_rule) == (date(2021, 2, 28), 480, "editor")
    assert stored.edited_at is not None
    assert stored.edited_fields == ["body_html", "headline", "published_at"]
    assert not check_database().problems


def test_an_edited_standfirst_outlives_a_new_body(root: Path) -> None:
    article = Article.objects.get()
    save_edit(article, {"standfirst": "编者提要"})
    save_edit(article, {"body_html": "<p>新的正文。</p>"})
    assert (article.standfirst, article.text) == ("编者提要", "新的正文。")
    reparse(article)
    assert Article.objects.get().standfirst == "编者提要"


def test_no_import_overwrites_an_edit(root: Path) -> None:
    save_edit(Article.objects.get(), {"headline": "编者的题"})
    (root / "美国之音/2.md").write_bytes(SECOND)
    (root / "美国之音/3.md").write_bytes(THIRD)
    assert import_paths([root], workers=0).counts == {"unchanged": 1, "revised": 2}
    article = Article.objects.get()
    assert (article.headline, article.text) == ("编者的题", "因大雾停航。\n乘客滞留。")
    assert dict(article.revisions.values_list("headline", "withheld")) == {"渡轮复航": True, "渡轮再停": False}
    assert not check_database().problems


def test_a_reparse_restores_all_but_what_was_edited(root: Path) -> None:
    article = Article.objects.get()
    save_edit(article, {"headline": "编者的题"})
    Article.objects.update(text="坏", body_html="<p>坏</p>", length=1, standfirst="坏", byline=["坏"])
    article.figures.filter(position=1).update(caption="坏")
    assert reparse(article)
    assert (article.headline, article.text, article.byline) == ("编者的题", "因大雾停航。\n乘客滞留。", [])
    assert article.figures.get(position=1).caption.startswith("图说")
    assert not reparse(article)
    assert not check_database().problems


def test_a_reparse_keeps_an_edited_body_with_its_figures(root: Path) -> None:
    article = Article.objects.get()
    Figure.objects.filter(position=2).delete()
    save_edit(article, {"figures": True, "body_html": "<p>只留一图。</p>" + article.body_html})
    Article.objects.update(headline="坏")
    assert reparse(article)
    assert article.headline == "渡轮停航"
    assert article.text.startswith("只留一图。")
    assert article.figure_count == article.figures.count() == 1
    assert 'data-figure="2"' not in article.body_html
    assert not check_database().problems


def test_a_reparse_decides_again(root: Path) -> None:
    (root / "美国之音/2.md").write_bytes(SECOND)
    import_paths([root], workers=0)
    before = check_database().digest
    article = Article.objects.get()
    article.originals.update(archived_at=None, content_hash="0" * 64)
    article.revisions.update(headline="坏")
    assert reparse(article)
    assert check_database().digest == before


def test_hiding_is_no_edit_and_survives_an_import(root: Path) -> None:
    save_edit(Article.objects.get(), {"visible": False})
    (root / "美国之音/2.md").write_bytes(SECOND)
    import_paths([root], workers=0)
    article = Article.objects.get()
    assert (article.visible, article.edited_at, article.headline) == (False, None, "渡轮复航")


@pytest.mark.parametrize("changes", [{"headline": "渡轮停航"}, {}])
def test_saving_without_a_change_is_no_edit(root: Path, changes: dict[str, Any]) -> None:
    save_edit(Article.objects.get(), changes)
    assert Article.objects.get().edited_at is None


def test_other_columns_are_not_an_editors(root: Path) -> None:
    with pytest.raises(ValueError, match="identity"):
        save_edit(Article.objects.get(), {"identity": "x"})


def test_filling_what_was_missing_solves_the_problem(folder: Folder) -> None:
    import_paths([folder({"林舟/1.md": feed_file("", "有正文而无题。", url="https://diary.example/9")})], workers=0)
    article = Article.objects.get()
    assert "no-headline" in article.problems
    save_edit(article, {"headline": "补题"})
    assert "no-headline" not in article.problems
