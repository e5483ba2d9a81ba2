"""A hidden article: its addresses answer 410 with the day and the reason, and nothing else of it; editors see its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles import related
from articles.ingest.pictures.thumbnails import thumbnail_name
from articles.ingest.rows.identity import identity
from articles.models import Article, Image, Original
from articles.parsing import url_key

Make = Callable[..., Any]
#: 01:00 of the next day in Shanghai.
EVENING = datetime(2024, 5, 1, 17, 0, tzinfo=UTC)
SECRET, OUTLET, REASON = "不该再说的标题", "晨报", "Court order of Harbour City"
ADDRESS = "https://paper.example/a/1"
OF_IT = [
    "", "cite.ris", "cite.bib", "cite.json", "cite.txt", "offline.html", "story/", "linking/", "original/{sha256}/",
    f"original/{'0' * 64}/", "versions/{old}..{new}/", "versions/edited..nothere/",
]  # fmt: skip


@pytest.fixture
def hidden(make_article: Make, make_original: Make, rescue: Callable[..., Image]) -> Article:
    key = url_key(ADDRESS)
    article: Article = make_article(
        SECRET, "<p>不该再说的正文。</p>", source=OUTLET, captions=["图说"], url=ADDRESS, url_key=key,
        identity=identity(key, "", "", ""),
    )  # fmt: skip
    make_original(article, b"one")
    make_original(article, b"two")
    image = rescue(article)
    image.thumbnail_widths = [320]
    image.save()
    small = Path(django_settings.MEDIA_ROOT) / thumbnail_name(image.sha256, 320)
    small.parent.mkdir(parents=True, exist_ok=True)
    small.write_bytes(b"\x89PNG\r\n\x1a\n")
    return article


def hide(reason: str = REASON, at: datetime | None = EVENING) -> None:
    Article.objects.filter(headline=SECRET).update(visible=False, hidden_at=at, hidden_reason=reason)


def addresses(article: Article) -> list[str]:
    originals = list(Original.objects.order_by("pk"))
    names = {"old": related.version_name(originals[0]), "new": related.version_name(originals[1])}
    own = [f"/articles/{article.public_id}/" + each.format(sha256=originals[0].sha256, **names) for each in OF_IT]
    picture = Image.objects.get().sha256
    return [*own, *(f"/pictures/{picture}/{end}" for end in ("", "320/", "articles/"))]


def ask(client: Client, path: str, **options: Any) -> Any:
    """The answer, read to its end: its file is closed then."""
    response = client.get(path, **options)
    _ = response.getvalue()  # type: ignore[attr-defined]
    return response


def login(client: Client, *permissions: str, staff: bool = True) -> User:
    user = User.objects.create_user("somebody", is_staff=staff)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return user


def test_every_address_of_it_says_since_when_and_why(client: Client, hidden: Article) -> None:
    before = {path: ask(client, f"/en{path}").status_code for path in addresses(hidden)}
    assert set(before.values()) <= {200, 404}
    hide()
    for path in addresses(hidden):
        response = client.get(f"/en{path}")
        assert response.status_code == 410, path
        page = BeautifulSoup(response.content, "lxml")
        assert page.main is not None
        text = page.main.get_text(" ", strip=True)
        assert "hidden from readers on 2 May 2024" in text, path
        assert REASON in text
        assert page.select_one('meta[name="robots"][content="noindex"]')
        whole = response.content.decode()
        for told in (SECRET, OUTLET, "正文", "图说", ADDRESS, "paper.example"):
            assert told not in whole, (path, told)
        assert response["Cache-Control"] == "no-cache"
        assert "ETag" not in response


@pytest.mark.parametrize("query", ["", "?canonical_url=" + ADDRESS, "?canonical_url=http://PAPER.example//a/1?utm_x=1"])
def test_the_api_says_the_same(client: Client, hidden: Article, query: str) -> None:
    hide()
    path = f"/api/articles{query}" if query else f"/api/articles/{hidden.public_id}"
    response = client.get(f"/en{path}")
    assert response.status_code == 410
    assert response.json() == {
        "detail": f"This article was hidden from readers on 2 May 2024. The reason given: {REASON}"
    }
    assert client.head(f"/en{path}").status_code == 410


def test_without_a_reason_or_a_day_no_more_is_said(client: Client, hidden: Article) -> None:
    hide(reason="")
    path = f"/en/api/articles/{hidden.public_id}"
    assert client.get(path).json()["detail"] == "This article was hidden from readers on 2 May 2024."
    # Hidden by a version that kept no day: the trigger is not there to ask.
    Article.objects.filter(pk=hidden.pk).update(visible=True)
    hide(reason="", at=None)
    assert "hidden from readers on" in client.get(path).json()["detail"], "the day it is now"


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [("/zh-hans", "本文自2024年5月2日起不再对读者显示。"), ("/zh-hant", "本文自2024年5月2日起不再對讀者顯示。")],
)
def test_it_is_said_in_the_readers_language(client: Client, hidden: Article, prefix: str, sentence: str) -> None:
    hide()
    assert sentence in client.get(f"{prefix}/articles/{hidden.public_id}/").content.decode()


def test_what_never_was_is_still_not_found(client: Client, hidden: Article) -> None:
    hide()
    for path in ("/articles/nothere/", "/articles/nothere/cite.ris", "/pictures/nothere/", "/api/articles/nothere"):
        assert client.get(path).status_code == 404
    assert client.get("/api/articles?canonical_url=https://paper.example/a/2").status_code == 404
    assert client.get(f"/articles/{hidden.public_id}/cite.doc").status_code == 404, "no such kind of file"


def test_a_reason_is_shown_as_text(client: Client, hidden: Article) -> None:
    hide(reason="<script>alert(1)</script>")
    page = client.get(f"/articles/{hidden.public_id}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_picture_of_another_article_too_is_still_shown(client: Client, hidden: Article, make_article: Make) -> None:
    other = make_article("别的", captions=["同一张"])
    other.figures.update(image=Image.objects.exclude(sha256="").get())
    hide()
    assert ask(client, f"/pictures/{hidden.figures.get().image.sha256}/").status_code == 200


def test_shown_again_it_is_there_and_no_day_or_reason_stays(client: Client, hidden: Article) -> None:
    hide()
    Article.objects.filter(pk=hidden.pk).update(visible=True)
    hidden.refresh_from_db()
    assert (hidden.hidden_at, hidden.hidden_reason) == (None, "")
    assert client.get(hidden.get_absolute_url()).status_code == 200


# What was seen before it was hidden


def test_no_etag_of_before_keeps_it_readable(client: Client, hidden: Article) -> None:
    answers = {path: ask(client, path) for path in addresses(hidden)}
    tags = {path: answer["ETag"] for path, answer in answers.items() if answer.has_header("ETag")}
    assert len(tags) > 5
    hide()
    for path, tag in tags.items():
        for sent in (tag, f"W/{tag}", "*"):
            assert ask(client, path, headers={"if-none-match": sent}).status_code == 410, path


def test_an_editors_copy_is_no_readers(client: Client, hidden: Article) -> None:
    """What an editor's browser has, it must not show after the logout: nothing is stored, no ETag of it gives a 304."""
    hide()
    login(client, "view_article")
    seen = client.get(hidden.get_absolute_url())
    assert seen.status_code == 200
    assert seen["Cache-Control"] == "no-store, private"
    assert "Cookie" in seen["Vary"]
    client.logout()
    tags = [seen.get("ETag", '"x"'), "*"]
    for tag in tags:
        assert client.get(hidden.get_absolute_url(), headers={"if-none-match": tag}).status_code == 410


def test_a_star_is_no_tag_of_a_page_that_is_not_there(client: Client, hidden: Article) -> None:
    """RFC 9110, 13.1.2: "*" is true of what exists."""
    for path, status in ((hidden.get_absolute_url(), 304), ("/articles/nothere/", 404), ("/archive/1999/01/01/", 404)):
        assert client.get(path, headers={"if-none-match": "*"}).status_code == status, path


def test_a_page_of_the_archive_drawn_for_an_editor_is_no_readers_either(client: Client, hidden: Article) -> None:
    """Also of a page whose ETag does not come from its content: a member's tag would be right for everyone."""
    path = hidden.get_absolute_url()
    reader = client.get(path)["ETag"]
    login(client, "view_article")
    assert client.get(path)["ETag"] != reader
    assert client.get(path, headers={"if-none-match": reader}).status_code == 200


# Editors


def test_an_editor_sees_the_page_with_a_note(client: Client, hidden: Article) -> None:
    hide()
    login(client, "change_article")
    page = BeautifulSoup(client.get(f"/en{hidden.get_absolute_url()}").content, "lxml")
    assert page.h1 is not None and SECRET in page.h1.get_text(strip=True)
    note = page.select_one(".note--hidden")
    assert note is not None
    text = note.get_text(" ", strip=True)
    assert "hidden from readers on 2 May 2024" in text and REASON in text
    assert note.select_one(f'a[href="/en/admin/articles/article/{hidden.pk}/change/"]')
    assert not page.select('script[type="application/ld+json"], [href*="cite."], [href$="offline.html"]')
    assert page.select_one('meta[name="robots"][content="noindex"]')


def test_an_editor_has_its_files_versions_and_pictures(client: Client, hidden: Article) -> None:
    hide()
    login(client, "view_article")
    original = Original.objects.order_by("pk")[0]
    for path in (
        f"/articles/{hidden.public_id}/original/{original.sha256}/",
        f"/pictures/{Image.objects.get().sha256}/",
    ):
        response = ask(client, path)
        assert response.status_code == 200, path
        assert response["Cache-Control"] == "no-store, private"
    assert client.get(f"/articles/{hidden.public_id}/offline.html").status_code == 410
    assert client.get(f"/articles/{hidden.public_id}/cite.ris").status_code == 410


@pytest.mark.parametrize(("permissions", "staff"), [((), True), (("view_article",), False), (("view_image",), True)])
def test_who_may_not_see_articles_in_the_admin_is_a_reader(
    client: Client, hidden: Article, permissions: tuple[str, ...], staff: bool
) -> None:
    hide()
    login(client, *permissions, staff=staff)
    assert client.get(hidden.get_absolute_url()).status_code == 410


def test_the_note_is_shown_for_hidden_articles_only(client: Client, hidden: Article) -> None:
    login(client, "change_article")
    assert b"note--hidden" not in client.get(hidden.get_absolute_url()).content


def test_looking_for_it_costs_readers_nothing(client: Client, hidden: Article, django_assert_num_queries: Any) -> None:
    """The page of an article that is shown asks nobody who the reader is."""
    response = client.get(f"/articles/{hidden.public_id}/cite.ris")
    assert response.status_code == 200
    with django_assert_num_queries(2):  # the article, and its tags
        assert client.get(f"/articles/{hidden.public_id}/cite.ris").status_code == 200
    hide()
    with django_assert_num_queries(2):
        assert client.get(f"/articles/{hidden.public_id}/cite.ris").status_code == 410


# PRIVATE=1


def test_a_private_archive_says_nothing_to_strangers(client: Client, hidden: Article, settings: Any) -> None:
    settings.PRIVATE = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "articles.middleware.PrivateMiddleware"]
    hide()
    for path in addresses(hidden):
        response = client.get(path)
        assert response.status_code == 302, path
        assert "/login/" in response["Location"]
    assert client.get(f"/api/articles/{hidden.public_id}").status_code == 401
    login(client, staff=False)
    response = client.get(f"/en{hidden.get_absolute_url()}")
    assert response.status_code == 410
    assert "private" in response["Cache-Control"]
    assert REASON in response.content.decode()
