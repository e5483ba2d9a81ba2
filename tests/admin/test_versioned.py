"""Two editors with one page open, an import in between: nothing is lost, and nobody is told "saved" over another's work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpResponse

from articles.admin.versioned import Versioned, VersionedInline
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article, Figure, NameGroup, Source, SourceAlias
from tests.admin.conftest import Editor, change_page, fields_of
from tests.ingest.conftest import feed_file, write_files

Make = Callable[..., Any]


class Opened:
    """A page that an editor has opened and goes on with later."""

    def __init__(self, editor: Editor, path: str, page: BeautifulSoup | None = None) -> None:
        self.editor, self.path = editor, path
        self.page = page or editor.open(path)
        self.fields = fields_of(self.page.select_one("form[method=post][id$=_form]"))
        for name in [name for name in self.fields if name.endswith("-take")]:
            del self.fields[name]  # nothing is chosen yet

    def save(self, **changes: Any) -> HttpResponse:
        data = self.fields | changes
        sent = {name: value.replace("\n", "\r\n") for name, value in data.items() if value is not None}
        return self.editor.post(self.path, sent | {"_save": "1"})

    def refused(self, **changes: Any) -> Opened:
        """The page that comes back instead of a save."""
        answer = self.save(**changes)
        assert answer.status_code == 200, "it was saved"
        return Opened(self.editor, self.path, BeautifulSoup(answer.content, "lxml"))

    @property
    def text(self) -> str:
        return str(self.page.select_one(".other-version").get_text(" ", strip=True))

    @property
    def choices(self) -> set[str]:
        return {str(button["name"]) for button in self.page.select(".other-version input[type=radio]")}


@pytest.fixture
def article(make_article: Make) -> Article:
    return make_article("原来的标题", "<p>原来的正文。</p>", captions=["图说一", "图说二"], byline=["张三"])  # type: ignore[no-any-return]


@pytest.fixture
def opened(editor: Editor, article: Article) -> Opened:
    return Opened(editor, change_page(article))


def edit(article: Article, **changes: object) -> None:
    """What the other editor saves."""
    save_edit(Article.objects.get(pk=article.pk), changes)


def stored(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


# Two editors


def test_a_save_over_another_version_is_refused_with_both_texts(opened: Opened, article: Article) -> None:
    edit(article, body_html="<p>乙写的正文。</p>")
    again = opened.refused(headline="甲写的标题")
    assert (stored(article).headline, stored(article).text) == ("原来的标题", "乙写的正文。")
    assert stored(article).edited_fields == ["body_html"]
    assert "Nothing has been saved: somebody else" in again.page.get_text()
    for text in ("原来的标题", "甲写的标题", "乙写的正文。"):
        assert text in "".join(again.text.split())
    assert again.fields["headline"] == "甲写的标题"
    assert again.fields["body_html"] == "<p>乙写的正文。</p>"
    assert again.choices == set()
    assert again.save().status_code == 302
    assert (stored(article).headline, stored(article).text) == ("甲写的标题", "乙写的正文。")


def test_of_a_field_that_both_changed_one_text_has_to_be_chosen(opened: Opened, article: Article) -> None:
    edit(article, headline="乙写的标题", dateline="台北")
    again = opened.refused(headline="甲写的标题", byline="李四")
    assert again.choices == {"headline-take"}
    undecided = again.refused()
    assert "Nothing has been saved: choose one" in undecided.page.get_text()
    assert undecided.fields["headline"] == "甲写的标题"
    assert stored(article).headline == "乙写的标题"
    assert undecided.save(**{"headline-take": "mine"}).status_code == 302
    now = stored(article)
    assert (now.headline, now.dateline, now.byline) == ("甲写的标题", "台北", ["李四"])


def test_the_stored_text_can_be_taken_field_by_field(opened: Opened, article: Article) -> None:
    edit(article, headline="乙写的标题", body_html="<p>乙的。</p>")
    again = opened.refused(headline="甲写的标题", body_html="<p>甲的。</p>")
    assert again.choices == {"headline-take", "body_html-take"}
    assert again.save(**{"headline-take": "stored", "body_html-take": "mine"}).status_code == 302
    assert (stored(article).headline, stored(article).text) == ("乙写的标题", "甲的。")


def test_a_third_version_after_the_choice_is_refused_again(opened: Opened, article: Article) -> None:
    edit(article, headline="乙")
    again = opened.refused(headline="甲")
    edit(article, headline="丙")
    third = again.refused(**{"headline-take": "stored"})
    assert "丙" in third.text
    assert third.choices == {"headline-take"}
    assert stored(article).headline == "丙"


def test_a_hidden_article_does_not_come_back_by_omission(opened: Opened, article: Article) -> None:
    edit(article, visible=False)
    again = opened.refused(byline="李四")
    assert again.fields["visible"] is None
    assert again.save().status_code == 302
    assert (stored(article).visible, stored(article).byline) == (False, ["李四"])


def test_both_hide_it_and_nothing_is_to_be_chosen(opened: Opened, article: Article) -> None:
    edit(article, visible=False)
    again = opened.refused(visible=None)
    assert again.choices == set()
    assert again.save().status_code == 302
    assert stored(article).visible is False


def test_who_typed_nothing_sees_the_new_version_and_saves_nothing(opened: Opened, article: Article) -> None:
    edit(article, headline="乙写的标题")
    before = stored(article).edited_at
    again = opened.refused()
    assert again.fields["headline"] == "乙写的标题"
    assert again.save().status_code == 302
    assert (stored(article).headline, stored(article).edited_at) == ("乙写的标题", before)


def test_a_form_without_its_version_overwrites_nothing(opened: Opened, article: Article) -> None:
    """Such as one that was opened before an upgrade."""
    edit(article, headline="乙写的标题", visible=False)
    for version in ("", "{", "[[[", "[1,2]", '["",{},null]', "null", "9" * 5000):
        again = opened.refused(version=version)
        assert stored(article).headline == "乙写的标题"
        assert again.choices == {"headline-take", "visible-take"}
    assert again.save(**{"headline-take": "stored", "visible-take": "stored"}).status_code == 302
    assert (stored(article).headline, stored(article).visible) == ("乙写的标题", False)


def test_a_mistake_on_the_refused_page_keeps_both_texts(opened: Opened, article: Article) -> None:
    edit(article, headline="乙")
    again = opened.refused(headline="甲", published_at_0="2020-99-99")
    assert again.fields["published_at_0"] == "2020-99-99"
    assert again.page.select(".errorlist")
    fixed = again.save(**{"headline-take": "mine", "published_at_0": "2020-09-09"})
    assert fixed.status_code == 302
    assert stored(article).headline == "甲"


def test_what_was_typed_is_shown_as_text(opened: Opened, article: Article) -> None:
    edit(article, headline="<script>alert(1)</script>乙")
    again = opened.refused(headline='"><img src=x onerror=alert(2)>甲')
    assert not again.page.select(".other-version script, .other-version img")
    assert "<script>alert(1)</script>" in "".join(again.text.split())


# Nothing that was not typed is written


def test_a_field_that_a_form_would_tidy_up_stays_as_it_is(editor: Editor, make_article: Make) -> None:
    """Django strips texts, a list of names drops empty ones: none of that is an edit."""
    article = make_article(
        "标题", "<p>一</p>\r\n<p>二</p>", byline=[" 张三 ", "", "李四"], dateline=" 台北 ", captions=["图"]
    )
    Figure.objects.update(credit=" 摄影 ", caption=" 图\r\n说 ")
    Article.objects.filter(pk=article.pk).update(body_html="<p>一</p>\r\n<p>二</p>")
    before = Article.objects.filter(pk=article.pk).values().get()
    assert Opened(editor, change_page(article)).save().status_code == 302
    assert Article.objects.filter(pk=article.pk).values().get() == before
    assert Opened(editor, change_page(article)).save(**{"figures-0-alt": "海港"}).status_code == 302
    figure = Figure.objects.get()
    assert (figure.caption, figure.credit, figure.alt) == (" 图\r\n说 ", " 摄影 ", "海港")
    assert stored(article).edited_fields == ["figures"]


def test_an_outlet_that_was_merged_away_meanwhile_is_no_mistake(
    opened: Opened, article: Article, make_source: Make
) -> None:
    from articles.ingest.rows.sources import merge_sources

    keep = make_source("晚报", "wanbao")
    merge_sources(keep, Source.objects.get(pk=article.source_id))
    again = opened.refused(headline="甲")
    assert again.fields["source"] == str(keep.pk)
    assert again.save().status_code == 302
    assert (stored(article).source, stored(article).headline) == (keep, "甲")
    assert stored(article).edited_fields == ["headline"]


# Figures


def test_captions_of_two_editors_both_stay(opened: Opened, article: Article) -> None:
    Figure.objects.filter(article=article, position=1).update(caption="乙的图说")
    again = opened.refused(**{"figures-0-alt": "甲的替代文字", "figures-1-caption": "甲的图说"})
    assert again.fields["figures-0-caption"] == "乙的图说"
    assert again.save().status_code == 302
    told = article.figures.values_list("caption", "alt").order_by("position")
    assert list(told) == [("乙的图说", "甲的替代文字"), ("甲的图说", "")]


def test_of_a_caption_that_both_changed_one_has_to_be_chosen(opened: Opened, article: Article) -> None:
    Figure.objects.filter(article=article, position=2).update(caption="乙的图说")
    again = opened.refused(headline="甲的标题", **{"figures-1-caption": "甲的图说"})
    assert again.choices == {"figures-1-caption-take"}
    assert stored(article).headline == "原来的标题"
    assert again.save(**{"figures-1-caption-take": "stored"}).status_code == 302
    assert article.figures.get(position=2).caption == "乙的图说"
    assert stored(article).headline == "甲的标题"


def test_figures_written_anew_are_the_same_figures(opened: Opened, article: Article) -> None:
    """An import writes all of them anew: other numbers, the same pictures."""
    rows = list(article.figures.order_by("position"))
    article.figures.all().delete()
    for row in rows:
        row.pk, row.caption = None, row.caption.replace("图说一", "新图说一")
        row.save(force_insert=True)
    again = opened.refused(**{"figures-1-caption": "甲的图说"})
    assert again.save().status_code == 302
    assert list(article.figures.values_list("caption", flat=True)) == ["新图说一", "甲的图说"]


def test_what_was_typed_into_a_figure_that_went_is_told(opened: Opened, article: Article) -> None:
    article.figures.get(position=2).delete()
    extra = article.figures.get(position=1)
    extra.pk, extra.position, extra.caption = None, 3, "后来的图"
    extra.save(force_insert=True)
    again = opened.refused(**{"figures-1-caption": "甲写了很久的图说"})
    assert "甲写了很久的图说" in again.text
    assert [again.fields[f"figures-{n}-caption"] for n in range(2)] == ["图说一", "后来的图"]
    assert again.fields["figures-TOTAL_FORMS"] == "2"
    assert again.save().status_code == 302
    assert list(article.figures.values_list("caption", flat=True)) == ["图说一", "后来的图"]


def test_a_figure_changed_meanwhile_is_not_deleted_unawares(opened: Opened, article: Article) -> None:
    Figure.objects.filter(article=article, position=2).update(caption="乙的图说")
    again = opened.refused(**{"figures-1-DELETE": "on"})
    assert article.figures.count() == 2
    assert "乙的图说" in again.text.replace(" ", "")
    assert again.fields["figures-1-DELETE"] == "on"
    assert again.save().status_code == 302
    assert article.figures.count() == 1


# An import


def test_an_import_between_is_another_version(editor: Editor, tmp_path: Path, db: None) -> None:
    url, picture = "https://www.voachinese.com/a/1.html", ("https://p.example/fog.jpg",)
    import_paths(
        [write_files(tmp_path / "1", {"美国之音/a.md": feed_file("停航", "大雾。", url=url, pictures=picture)})],
        workers=1,
    )
    article = Article.objects.get()
    opened = Opened(editor, change_page(article))
    newer = feed_file("复航", "雾散。", url=url, minutes=9, pictures=("https://p.example/sun.jpg",))
    import_paths([write_files(tmp_path / "2", {"美国之音/b.md": newer})], workers=1)
    again = opened.refused(headline="停航两日", **{"figures-0-caption": "甲的图说"})
    assert stored(article).headline == "复航"
    assert again.choices == {"headline-take"}
    assert "甲的图说" in again.text
    assert again.save(**{"headline-take": "mine"}).status_code == 302
    now = stored(article)
    assert (now.headline, now.text, now.edited_fields) == ("停航两日", "雾散。", ["headline"])
    assert now.published_at == article.published_at or "published_at" not in now.edited_fields


# Every other page of the admin


def test_every_page_that_changes_something_carries_its_version() -> None:
    request = type("Request", (), {"user": User(is_superuser=True, is_active=True, is_staff=True)})()
    bare = []
    for model, page in admin.site._registry.items():
        changes = page.has_change_permission(request)
        bare += [str(model)] if changes and not isinstance(page, Versioned) else []
        for inline in page.get_inline_instances(request):
            if inline.has_change_permission(request) and not isinstance(inline, VersionedInline):
                bare.append(str(type(inline)))
        assert not page.list_editable, "a list has no room for two texts"
    assert bare == []


def test_outlets_and_their_aliases(editor: Editor, make_source: Make) -> None:
    source = make_source("晨报", "chenbao", home_zone="Asia/Taipei")
    alias = SourceAlias.objects.create(source=source, kind="host", value="chenbao.example")
    opened = Opened(editor, f"/admin/articles/source/{source.pk}/change/")
    Source.objects.update(home_zone="Asia/Hong_Kong")
    alias.value = "news.chenbao.example"
    alias.save()
    SourceAlias.objects.create(source=source, kind="name", value="早报")
    again = opened.refused(name="新晨报", **{"aliases-1-kind": "name", "aliases-1-value": "晨"})
    assert again.fields["home_zone"] == "Asia/Hong_Kong"
    assert again.save().status_code == 302
    source.refresh_from_db()
    assert (source.name, source.home_zone) == ("新晨报", "Asia/Hong_Kong")
    assert set(source.aliases.values_list("value", flat=True)) == {"news.chenbao.example", "早报", "晨", "晨报"}


def test_regional_names(editor: Editor, db: None) -> None:
    group = NameGroup.objects.create(forms="特朗普\n川普")
    opened = Opened(editor, f"/admin/articles/namegroup/{group.pk}/change/")
    NameGroup.objects.update(forms="特朗普\n川普\n侵侵")
    again = opened.refused(forms="特朗普\n川普\n杜林普")
    assert again.save(**{"forms-take": "mine"}).status_code == 302
    group.refresh_from_db()
    assert group.forms.split() == ["特朗普", "川普", "杜林普"]


def test_a_right_that_was_taken_away_does_not_come_back(editor: Editor) -> None:
    other = User.objects.create_user("other", is_staff=True, is_superuser=True)
    first, second = Permission.objects.order_by("pk")[:2]
    other.user_permissions.add(first)
    opened = Opened(editor, f"/admin/auth/user/{other.pk}/change/")
    User.objects.filter(pk=other.pk).update(is_superuser=False, last_login=datetime(2026, 1, 1, tzinfo=UTC))
    other.user_permissions.set([second])
    again = opened.refused(email="other@archive.example")
    assert second.name in again.text
    assert again.save().status_code == 302
    other.refresh_from_db()
    assert (other.is_superuser, other.email) == (False, "other@archive.example")
    assert list(other.user_permissions.all()) == [second]


def test_a_log_in_meanwhile_is_no_other_version(editor: Editor) -> None:
    other = User.objects.create_user("other")
    opened = Opened(editor, f"/admin/auth/user/{other.pk}/change/")
    User.objects.filter(pk=other.pk).update(last_login=datetime(2026, 1, 1, tzinfo=UTC))
    assert opened.save(email="other@archive.example").status_code == 302


def test_accounts_and_groups_can_still_be_made(editor: Editor) -> None:
    sent = {
        "username": "new",
        "usable_password": "true",
        "password1": "a-long-password-7",
        "password2": "a-long-password-7",
    }
    assert editor.post("/admin/auth/user/add/", sent).status_code == 302
    assert editor.post("/admin/auth/group/add/", {"name": "editors"}).status_code == 302
    assert editor.post("/admin/articles/namegroup/add/", {"forms": "甲\n乙"}).status_code == 302
    assert Group.objects.get().name == "editors"
