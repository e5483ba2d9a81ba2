from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission, User
from django.test import RequestFactory

from articles import search
from articles.admin.article_form import FigureInline
from articles.models import Article, Figure, Original, Revision
from tests.admin.conftest import HOSTILE, HOSTILE_URL, Editor, change_page

Make = Callable[..., Any]


def find(text: str) -> list[int]:
    return [hit.article_id for hit in search.ask(search.Question(text)).hits]


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_opening_and_saving_changes_nothing(editor: Editor, make_article: Make, language: str) -> None:
    """Else every look at an article would keep later imports from correcting it."""
    article = make_article(
        "  标题\n第二行 ",
        "<p>一</p>\n\n<p>二<br>三</p>",
        byline=["张三", "Li Si"],
        captions=["图说\n第二行", ""],
        published_at=datetime(2023, 8, 29, 15, 9, 5, 123456, tzinfo=UTC),
    )
    before = Article.objects.filter(pk=article.pk).values().get()
    response = editor.save(f"/{language}{change_page(article)}")
    assert response.status_code == 302, response.content.decode()
    assert Article.objects.filter(pk=article.pk).values().get() == before


def test_a_saved_edit_is_found_at_once(editor: Editor, make_article: Make, index: Make) -> None:
    article = make_article("旧标题", "<p>旧正文</p>")
    index()
    editor.save(change_page(article), headline="新标题", body_html="<p>崭新的正文</p>")
    article.refresh_from_db()
    assert (article.headline, article.text) == ("新标题", "崭新的正文")
    assert set(article.edited_fields) == {"headline", "body_html"}
    assert find("崭新的") == [article.pk]
    assert find("旧正文") == []


def test_hiding_takes_it_from_search_at_once(editor: Editor, make_article: Make, index: Make) -> None:
    article = make_article("会消失的")
    index()
    assert find("会消失") == [article.pk]
    editor.save(change_page(article), visible=None)
    assert find("会消失") == []


def test_the_body_is_sanitised(editor: Editor, make_article: Make) -> None:
    article = make_article()
    editor.save(
        change_page(article),
        body_html='<p onclick="x()">留下</p><script>alert(1)</script><iframe src="//e"></iframe>'
        '<img src="https://tracker.example/"><a href="javascript:x()">链接</a>',
    )
    article.refresh_from_db()
    assert "留下" in article.body_html
    for gone in ("script", "iframe", "<img", "javascript", "onclick"):
        assert gone not in article.body_html


def test_every_field_can_be_corrected(editor: Editor, make_article: Make, make_source: Make) -> None:
    article, other = make_article(), make_source("晚报", "wanbao")
    editor.save(
        change_page(article),
        byline="张三\n\n 李四 \n",
        dateline="台北",
        source=str(other.pk),
        published_at_0="2020-08-05",
        published_at_1="07:08:09",
    )
    article.refresh_from_db()
    assert article.byline == ["张三", "李四"]
    assert (article.dateline, article.source) == ("台北", other)
    assert article.published_at == datetime(2020, 8, 4, 23, 8, 9, tzinfo=UTC)
    assert str(article.day) == "2020-08-05"
    assert set(article.edited_fields) == {"byline", "dateline", "source", "published_at"}


def test_figures_are_edited_in_place(editor: Editor, make_article: Make, index: Make) -> None:
    article = make_article("有图", captions=["旧图说", "多余的"])
    index()
    editor.save(change_page(article), **{"figures-0-caption": "崭新的图说", "figures-1-DELETE": "on"})
    article.refresh_from_db()
    assert list(article.figures.values_list("position", "caption")) == [(1, "崭新的图说")]
    assert article.edited_fields == ["figures"]
    assert article.figure_count == 1
    assert article.edited_at is not None
    assert find("崭新的图说") == [article.pk]


def test_a_mistake_is_explained_and_nothing_is_saved(editor: Editor, make_article: Make) -> None:
    article = make_article("标题")
    response = editor.save(change_page(article), headline="改了", published_at_0="2020-99-99")
    assert response.status_code == 200
    assert b"errorlist" in response.content
    article.refresh_from_db()
    assert article.headline == "标题"


def test_scraped_text_stays_text_in_every_field(editor: Editor, make_article: Make, make_original: Make) -> None:
    article = make_article(
        HOSTILE, url=HOSTILE_URL, byline=[HOSTILE], dateline=HOSTILE, filed_as=HOSTILE, problems=HOSTILE,
        language=HOSTILE[:12], time_doubt=HOSTILE, captions=[HOSTILE], source=HOSTILE,
    )  # fmt: skip
    Figure.objects.update(credit=HOSTILE, alt=HOSTILE, video_url=HOSTILE_URL)
    article.figures.get().image.__class__.objects.update(url=HOSTILE_URL)
    original = make_original(article, path=HOSTILE)
    revision = Revision.objects.create(
        article=article, original=original, content_hash="0" * 64, headline=HOSTILE, body_html=HOSTILE, text=HOSTILE
    )
    figure, image = article.figures.get(), article.figures.get().image
    for path in (
        change_page(article),
        f"/admin/articles/revision/{revision.pk}/change/",
        f"/admin/articles/figure/{figure.pk}/change/",
        f"/admin/articles/image/{image.pk}/change/",
        "/admin/articles/figure/",
        "/admin/articles/image/",
    ):
        page = editor.open(path)
        assert not [tag for tag in page.select("script") if "alert" in tag.get_text()], path
        assert not page.select("img[onerror]"), path
        assert not page.select('[href^="javascript" i], [src^="javascript" i]'), path


def test_only_rescued_pictures_are_shown(editor: Editor, make_article: Make) -> None:
    article = make_article(captions=["甲", "乙"])
    first = article.figures.get(position=1).image
    first.file, first.sha256 = "images/a.jpg", "a" * 64
    first.save()
    page = editor.open(change_page(article))
    assert [tag["src"] for tag in page.select("#figures-group img.thumbnail")] == [f"/pictures/{'a' * 64}/"]
    assert "pictures.example" in page.select_one("#figures-group").get_text()


def test_originals_and_revisions_stand_beside_it_read_only(
    editor: Editor, make_article: Make, make_original: Make
) -> None:
    article = make_article()
    original = make_original(article)
    Revision.objects.create(article=article, original=original, content_hash="0" * 64, headline="旧版", text="旧文")
    page = editor.open(change_page(article))
    link = f"/articles/{article.public_id}/original/{original.sha256}/"
    assert page.select_one(f'#originals-group a[href="{link}"]')
    assert "旧版" in page.select_one("#revisions-group").get_text()
    assert not page.select("#originals-group input:not([type=hidden]), #revisions-group input:not([type=hidden])")
    assert editor.get(f"/admin/articles/revision/{Revision.objects.get().pk}/change/").status_code == 200


def test_no_compressed_file_is_loaded_to_list_it(
    editor: Editor, make_article: Make, make_original: Make, django_assert_max_num_queries: Any
) -> None:
    article = make_article(captions=["甲"] * 5)
    for number in range(5):
        make_original(article, f"{number}".encode())
    with django_assert_max_num_queries(16) as queries:
        editor.open(change_page(article))
    listing = [q["sql"] for q in queries if 'FROM "articles_original"' in q["sql"] and "article_id" in q["sql"]]
    assert not [sql for sql in listing if '"compressed"' in sql]


def test_view_on_site_leads_to_the_page_of_hidden_articles_too(editor: Editor, make_article: Make) -> None:
    for article in (make_article("甲"), make_article("乙", visible=False)):
        link = editor.open(change_page(article)).select_one(".viewsitelink")
        assert link["href"] == f"/articles/{article.public_id}/"
        assert article.headline in editor.open(link["href"]).get_text()


def test_an_article_is_hidden_with_a_public_reason(editor: Editor, make_article: Make) -> None:
    article = make_article()
    row = editor.open(change_page(article)).select_one(".field-hidden_reason")
    assert "Readers who follow a link to the article see it" in row.get_text()
    assert editor.save(change_page(article), visible=None, hidden_reason="撤稿").status_code == 302
    article.refresh_from_db()
    assert (article.visible, article.hidden_reason, article.edited_at) == (False, "撤稿", None)
    assert article.hidden_at is not None
    assert "—" not in editor.open(change_page(article)).select_one(".field-hidden_since").get_text()
    assert editor.save(change_page(article), visible="on").status_code == 302
    article.refresh_from_db()
    assert (article.visible, article.hidden_reason, article.hidden_at) == (True, "", None)


def test_a_reason_without_hiding_is_asked_about(editor: Editor, make_article: Make) -> None:
    article = make_article()
    page = editor.save(change_page(article), hidden_reason="撤稿").content.decode()
    assert "Untick “visible”" in page
    assert "撤稿" in page, "nothing that was typed is lost"


@pytest.mark.parametrize("model", ["article", "image", "figure", "importrun", "importedfile", "revision"])
def test_nothing_of_the_archive_is_added_or_deleted(editor: Editor, make_article: Make, model: str) -> None:
    article = make_article(captions=["甲"])
    pk = {"article": article.pk, "figure": article.figures.get().pk, "image": article.figures.get().image_id}.get(
        model, 1
    )
    assert editor.get(f"/admin/articles/{model}/add/").status_code == 403
    assert editor.get(f"/admin/articles/{model}/{pk}/delete/").status_code in (302, 403)  # 302: there is none
    response = editor.post(f"/admin/articles/{model}/{pk}/delete/", {"post": "yes"})
    assert response.status_code in (302, 403)
    assert Article.objects.count() == 1
    assert "delete_selected" not in editor.get(f"/admin/articles/{model}/").content.decode()


def test_originals_have_no_page_to_delete_them_on(editor: Editor) -> None:
    assert editor.get("/admin/articles/original/").status_code == 404
    assert not Original.objects.exists()


def test_who_may_only_look_cannot_change(editor: Editor, make_article: Make) -> None:
    article = make_article("标题", captions=["甲"])
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_article"))
    editor.force_login(reader)
    page = editor.open(change_page(article))
    assert "甲" in page.select_one("#figures-group").get_text()
    assert not page.select("textarea, [name=_save]")
    assert editor.post(change_page(article), {"headline": "改了"}).status_code == 403


def test_parts_of_an_article_are_changed_by_those_who_may_change_it_and_by_nobody_else(
    make_article: Make, rf: RequestFactory
) -> None:
    """Django shows no fields to who may only look, whatever a part says of itself: here each says it."""
    article, request = make_article("标题", captions=["甲"]), rf.get("/")
    for verb, may in (("view", False), ("change", True)):
        request.user = User.objects.create_user(f"who may {verb}", is_staff=True)
        request.user.user_permissions.add(Permission.objects.get(codename=f"{verb}_article"))
        part = FigureInline(Article, site)
        assert part.has_view_permission(request, article)
        assert part.has_change_permission(request, article) is may
        assert part.has_delete_permission(request, article) is may
        assert not part.has_add_permission(request, article)
