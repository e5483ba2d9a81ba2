"""What is left out of an outlet's articles, on its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles.furniture import Furniture, FurnitureDue, LongArticle, PutBack
from articles.ingest.furniture import furnishing
from articles.ingest.run.importing import import_paths
from articles.models import Article, Source
from tests.admin.conftest import HOSTILE, Editor
from tests.ingest.conftest import write_files
from tests.ingest.furniture.test_furnishing import BOX, many

Folder = Callable[[Mapping[str, bytes]], Path]


@pytest.fixture
def source(db: None, tmp_path: Path) -> Source:
    import_paths([write_files(tmp_path / "in", many(8, BOX))], workers=0)
    return Source.objects.get()


def page_of(source: Source) -> str:
    return f"/admin/articles/source/{source.pk}/change/"


def button(page: BeautifulSoup) -> tuple[str, dict[str, str]]:
    found = page.select_one("section form button")
    assert found is not None and found.find_parent("form") is not None
    return str(found.find_parent("form")["action"]), {str(found["name"]): str(found["value"])}  # type: ignore[index]


def test_each_piece_is_listed_and_put_back_by_one_click(editor: Editor, source: Source) -> None:
    page = editor.open(page_of(source))
    row = page.select_one("section tbody tr")
    assert row is not None and BOX in row.text and "8" in row.text
    example = row.select_one("a")
    assert example is not None and editor.get(str(example["href"])).status_code == 200
    action, sent = button(page)
    assert "put_back" in sent
    done = editor.post(action, sent, follow=True).content.decode()
    assert "8 articles were written again." in done and "Leave out again" in done
    assert Article.objects.filter(text__contains=BOX).count() == 8
    action, sent = button(editor.open(page_of(source)))
    editor.post(action, sent)
    assert "leave_out" in sent and not Article.objects.filter(text__contains=BOX).exists()
    assert not PutBack.objects.exists()


def test_what_takes_longer_than_a_click_goes_on_with_the_next(
    editor: Editor, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(furnishing, "BATCH", 3)
    monkeypatch.setattr("articles.admin.furniture.SECONDS", -1.0)
    action, sent = button(editor.open(page_of(source)))
    done = editor.post(action, sent, follow=True).content.decode()
    assert "8 are still to follow" in done and FurnitureDue.objects.exists()
    furnishing.update()
    assert Article.objects.filter(text__contains=BOX).count() == 8 and not FurnitureDue.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"put_back": "x"}, {"put_back": "9" * 40}, {"leave_out": "999999"}])
def test_nonsense_changes_nothing(editor: Editor, source: Source, sent: dict[str, str]) -> None:
    action, _ = button(editor.open(page_of(source)))
    assert editor.post(action, sent).status_code == 302
    assert Furniture.objects.get().kept is False


def test_only_who_may_change_outlets_may_put_back(source: Source) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_source"))
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(reader)
    page = BeautifulSoup(client.get(page_of(source)).content, "lxml")
    assert page.select_one("section tbody tr") and not page.select_one("section form button")
    action = f"/admin/articles/source/{source.pk}/furniture/"
    assert client.post(action, {"put_back": Furniture.objects.get().pk}).status_code == 403
    assert client.get(action).status_code == 403


def test_hostile_text_is_shown_as_text(editor: Editor, source: Source) -> None:
    Furniture.objects.update(text=HOSTILE)
    page = editor.open(page_of(source))
    assert not page.select("section script, section img") and HOSTILE[:20] in page.select_one("section tbody").text  # type: ignore[union-attr]


def test_articles_too_long_or_without_text_are_filtered(editor: Editor, source: Source) -> None:
    long, empty = Article.objects.order_by("pk")[:2]
    LongArticle.objects.create(article=long, times=40)
    Article.objects.filter(pk=empty.pk).update(text="", body_html="", problems="empty-body")
    for value, article in (("long", long), ("none", empty)):
        rows = editor.open(f"/admin/articles/article/?amiss={value}").select("#result_list tbody tr")
        assert len(rows) == 1 and article.headline in rows[0].text
