from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from articles import related, search
from articles.admin import actions
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article
from tests.admin.conftest import Editor, fields_of

LIST = "/admin/articles/article/"
Make = Callable[..., Any]


def act(editor: Editor, action: str, *articles: Article, across: bool = False, query: str = "") -> Any:
    data = {"action": action, "_selected_action": [article.pk for article in articles], "select_across": int(across)}
    return editor.post(LIST + query, data | {"confirmed": "1"})


def found(text: str) -> int:
    return search.ask(search.Question(text)).total


def test_hide_and_show_reach_the_index_at_once(editor: Editor, make_article: Make, index: Make) -> None:
    one, two = make_article("会消失的"), make_article("会消失的")
    index()
    assert act(editor, "hide", one, two).status_code == 302
    assert found("会消失") == 0
    assert act(editor, "show", one).status_code == 302
    assert found("会消失") == 1
    assert LogEntry.objects.filter(object_id=str(one.pk)).count() == 2
    assert not Article.objects.filter(edited_at__isnull=False).exists()


def test_all_matches_are_hidden_in_batches(
    editor: Editor, make_article: Make, index: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    articles = [make_article(f"第{number}篇", "<p>同一件事</p>") for number in range(5)]
    other = make_article("别的")
    index()
    page = editor.post(
        LIST + "?q=同一件事",
        {"action": "hide", "_selected_action": [articles[0].pk], "select_across": "1", "confirmed": "1"},
        follow=True,
    )
    assert "5 articles are hidden now" in page.content.decode()
    assert list(Article.objects.published()) == [other]


def test_hiding_asks_for_the_reason_first(editor: Editor, make_article: Make, index: Make) -> None:
    articles = [make_article(f"第{number}篇", "<p>同一件事</p>") for number in range(3)]
    index()
    page = editor.post(
        LIST + "?q=同一件事", {"action": "hide", "_selected_action": [articles[0].pk], "select_across": "1"}
    )
    assert page.status_code == 200
    assert Article.objects.published().count() == 3, "nothing is hidden before it is confirmed"
    soup = BeautifulSoup(page.content, "lxml")
    assert "3 articles will be hidden" in soup.get_text(" ")
    assert "Readers who follow a link" in soup.get_text(" ")
    form = fields_of(soup.select_one("#content form"))
    assert (form["select_across"], form["_selected_action"]) == ("1", str(articles[0].pk))
    editor.post(LIST + "?q=同一件事", form | {"reason": " 法院\n判决 "})
    assert set(Article.objects.values_list("visible", "hidden_reason")) == {(False, "法院 判决")}
    assert not Article.objects.filter(hidden_at=None).exists()
    assert LogEntry.objects.filter(change_message="Hidden. 法院 判决").count() == 3


def test_what_is_hidden_already_keeps_its_reason(editor: Editor, make_article: Make, index: Make) -> None:
    first, second = make_article("甲", visible=False, hidden_reason="先前的"), make_article("乙")
    index()
    data = {"action": "hide", "_selected_action": [first.pk, second.pk], "confirmed": "1", "reason": "后来的"}
    editor.post(LIST, data)
    assert dict(Article.objects.values_list("headline", "hidden_reason")) == {"甲": "先前的", "乙": "后来的"}


def test_a_reason_that_is_too_long_is_cut(editor: Editor, make_article: Make, index: Make) -> None:
    article = make_article()
    index()
    editor.post(LIST, {"action": "hide", "_selected_action": [article.pk], "confirmed": "1", "reason": "长" * 999})
    assert Article.objects.get().hidden_reason == "长" * 300


def test_who_may_only_look_is_offered_the_export_only(editor: Editor, make_article: Make) -> None:
    article = make_article()
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_article"))
    editor.force_login(reader)
    options = [option["value"] for option in editor.open(LIST).select("select[name=action] option")]
    assert options == ["", "export_csv"]
    act(editor, "hide", article)
    article.refresh_from_db()
    assert article.visible


def test_reading_again_from_the_untouched_file(editor: Editor, tmp_path: Path, db: None, index: Make) -> None:
    file = tmp_path / "voa" / "a.md"
    file.parent.mkdir()
    file.write_text(
        "<!--1693323543000-->\n[原来的标题](https://www.voachinese.com/a/1.html)\n------\n<p>原来的正文，说了不少话。</p>\n"
    )
    import_paths([file.parent], workers=1)
    index()
    article = Article.objects.get()
    save_edit(article, {"dateline": "编辑的"})
    Article.objects.update(headline="旧规则的标题")
    assert act(editor, "reparse", article).status_code == 302
    article.refresh_from_db()
    assert article.headline == "原来的标题"
    assert article.dateline == "编辑的"
    assert found("原来的标题") == 1
    page = editor.post(LIST, {"action": "reparse", "_selected_action": [article.pk]}, follow=True).content.decode()
    assert "1 article was read again; 0 changed." in page


def rows(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeffid,headline,")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_export_as_csv(editor: Editor, make_article: Make) -> None:
    article = make_article('标题，带“引号”和"引号"', "<p>一</p><p>二</p>", byline=["张三", "李四"])
    make_article("不在其中")
    response = act(editor, "export_csv", article)
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    (row,) = rows(response)
    assert row["headline"] == '标题，带“引号”和"引号"'
    assert row["byline"] == "张三、李四"
    assert row["permanent_address"] == f"http://127.0.0.1/articles/{article.public_id}/"
    assert row["text"] == "一\n二"
    assert row["published"] == "2023-08-29T23:09:05+08:00"


def test_an_editor_s_csv_says_what_readers_are_not_told(editor: Editor, make_article: Make) -> None:
    shown = make_article("公开", script="Hant", problems="")
    hidden = make_article(
        "隐藏", visible=False, edited_fields=["headline", "byline"], problems="no-body", edited_at=timezone.now()
    )
    by_id = {row["id"]: row for row in rows(act(editor, "export_csv", shown, across=True))}
    assert list(by_id[hidden.public_id])[-10:] == [
        "script", "visible", "edited_fields", "problems", "text", "revisions", "edited", "section", "tags", "removed",
    ]  # fmt: skip
    told = [by_id[hidden.public_id][name] for name in ("visible", "edited_fields", "problems", "revisions")]
    assert told == ["no", "headline, byline", "no-body", "0"] and by_id[hidden.public_id]["edited"]
    assert [by_id[shown.public_id][name] for name in ("script", "visible", "edited")] == ["Hant", "yes", ""]


def test_export_of_everything_takes_a_handful_of_queries(
    editor: Editor, make_article: Make, index: Make, django_assert_max_num_queries: Any
) -> None:
    articles = [make_article(f"第{number}篇") for number in range(30)]
    index()
    related.update()
    with django_assert_max_num_queries(20):
        assert len(rows(act(editor, "export_csv", articles[0], across=True))) == 30


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_starts_a_formula(editor: Editor, make_article: Make, start: str) -> None:
    article = make_article("标题", byline=[f"{start}1+1"], dateline=f"{start}cmd|' /C calc'!A0", problems=f"{start}x")
    Article.objects.update(headline=f'{start}HYPERLINK("https://e/")', text=f"{start}1", url=f"{start}1")
    (row,) = rows(act(editor, "export_csv", article))
    for column in ("problems", "text"):
        assert row[column].startswith("'"), column
    for column in ("headline", "byline", "dateline", "address"):  # on one line, without the blanks around it
        assert row[column].startswith("'") is (not start.isspace()), column
