from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.test import Client

from articles import site
from articles.site_settings import ONLY, SiteSettings
from tests.admin.conftest import HOSTILE, Editor

PAGE = "/admin/articles/sitesettings/1/change/"
LIST = "/admin/articles/sitesettings/"


def test_the_index_leads_to_the_one_form(editor: Editor) -> None:
    index = editor.open("/admin/")
    assert index.select_one(f'a[href="{LIST}"]')
    assert not index.select_one(f'a[href="{LIST}add/"]')
    assert editor.get(LIST)["Location"] == PAGE
    assert editor.open(PAGE).select_one("#id_name_zh_hans")
    assert editor.get(f"{LIST}add/").status_code == 403
    assert editor.get(f"{LIST}1/delete/").status_code == 403
    assert editor.get(f"{LIST}2/change/").status_code == 302, "there is no other row"


def test_what_is_saved_is_shown_at_once(editor: Editor, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = editor.save(
            PAGE,
            name_zh_hans="灯塔馆",
            name_en=" The \u202eLight\thouse ",
            contact="a@b.example",
            rights_en="One.\n\nTwo.",
        )
    assert answer.status_code == 302
    row = SiteSettings.objects.get()
    assert (row.pk, row.name_en, row.rights_en.replace("\r", "")) == (ONLY, "The Light house", "One.\n\nTwo.")
    assert site.current().names == {"zh-hans": "灯塔馆", "en": "The Light house"}
    assert "The Light house" in editor.get("/en/").text
    assert editor.open(PAGE).title.get_text().endswith(" | The Light house")  # type: ignore[union-attr]
    assert "The Light house: editing" in editor.open("/admin/").select_one("#site-name").get_text()  # type: ignore[union-attr]
    assert "The Light house" in editor.open("/admin/").select_one(".app-articles caption").get_text()  # type: ignore[union-attr]
    with django_capture_on_commit_callbacks(execute=True):
        editor.save(PAGE, name_zh_hans="", name_en="")
    assert "News Archive" in editor.get("/en/").text


def test_what_is_fixed_elsewhere_is_shown_and_said_so(editor: Editor, settings: Any) -> None:
    said = editor.open(PAGE).get_text(" ")
    assert "Asia/Shanghai (NEWSARCHIVE_TIME_ZONE)." in said
    assert "Set SITE_URL where the archive is started." in said
    settings.SITE_URL = "https://news.example.org"
    assert "https://news.example.org (SITE_URL)." in editor.open(PAGE).get_text(" ")


def test_a_name_has_a_length(editor: Editor) -> None:
    assert editor.save(PAGE, name_en="n" * 201).status_code == 200
    assert not SiteSettings.objects.exists()


@pytest.mark.parametrize("wrong", ["news.example.org", "https://a.example/feed/", "javascript:alert(1)"])
def test_a_former_address_is_one(editor: Editor, wrong: str) -> None:
    answer = editor.save(PAGE, former_address=wrong)
    assert "Write the scheme and the host" in answer.content.decode()
    assert not SiteSettings.objects.exists()


def test_a_former_address_holds_for_what_was_imported_so_far(editor: Editor) -> None:
    editor.save(PAGE, former_address="HTTPS://News.example.org/")
    row = SiteSettings.objects.get()
    assert row.former_address == "https://news.example.org" and row.former_until
    editor.save(PAGE, name_en="Later")
    assert SiteSettings.objects.get().former_until == row.former_until


def test_a_hostile_name_is_text_in_the_admin_too(editor: Editor, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        editor.save(PAGE, name_en=HOSTILE, contact=HOSTILE)
    for path in (PAGE, "/admin/", f"{LIST}1/history/", "/admin/articles/article/"):
        page = editor.open(path)
        assert not page.select("script:not([src]):not([type]), img[src=x]"), path
        assert HOSTILE in page.title.get_text(), path  # type: ignore[union-attr]


def test_a_copy_that_cannot_be_written_is_said(transactional_db: None, editor: Editor, settings: Any) -> None:
    settings.NEWSARCHIVE_DATA = settings.NEWSARCHIVE_DATA / "not-there"
    editor.save(PAGE, name_en="Lighthouse")
    assert SiteSettings.objects.get().name_en == "Lighthouse"
    said = editor.open(PAGE).get_text(" ")
    assert "Saved, but pages go on showing what they showed before" in said and "not-there" in said


@pytest.mark.parametrize(
    ("permissions", "open_to"), [((), 403), (("view_sitesettings",), 200), (("change_sitesettings",), 200)]
)
def test_who_may(db: None, permissions: tuple[str, ...], open_to: int) -> None:
    user = User.objects.create_user("who", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client(HTTP_HOST="127.0.0.1", headers={"accept-language": "en"})
    client.force_login(user)
    page = client.get(PAGE)
    assert page.status_code == open_to
    version = BeautifulSoup(page.content, "lxml").select_one("[name=version]")
    assert client.get(LIST).status_code == (403 if open_to == 403 else 302)
    sent = client.post(PAGE, {"name_en": "Mine", "version": version["value"] if version else ""})
    assert SiteSettings.objects.filter(name_en="Mine").exists() is (permissions == ("change_sitesettings",))
    assert sent.status_code == (302 if permissions == ("change_sitesettings",) else 403)
