"""Readers of a private archive: in, out, and a password of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from articles.logins import PER_NAME
from articles.models import Article

Make = Callable[..., Article]
PASSWORD = "a-long-password-2"
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def private(settings: Any) -> None:
    settings.PRIVATE = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "articles.middleware.PrivateMiddleware"]


@pytest.fixture
def reader(db: None, private: None, settings: Any) -> Client:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # the others take their time on purpose
    User.objects.create_user("reader", password=PASSWORD)
    return Client(HTTP_HOST="127.0.0.1", headers={"accept-language": "en"}, enforce_csrf_checks=True)


def log_in(client: Client, path: str = "/account/login/", **fields: str) -> Any:
    page = client.get(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    hidden = re.search(r'name="next" value="([^"]*)"', page)
    sent = {"username": "reader", "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
    return client.post(path, sent | ({"next": hidden[1]} if hidden else {}) | fields)


@pytest.mark.parametrize("path", ["/account/login/", "/admin/login/", "/en/account/login/"])
@pytest.mark.parametrize(
    "following", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_a_log_in_without_a_way_on_ends_on_the_front_page(reader: Client, path: str, following: str) -> None:
    answer = log_in(reader, path, **({"next": following} if following else {}))
    assert answer.status_code == 302
    assert answer["Location"] in ("/", "/en/")
    assert reader.get(answer["Location"]).status_code == 200


def test_an_editor_who_logs_in_at_the_admin_is_led_there(reader: Client) -> None:
    User.objects.update(is_staff=True)
    assert log_in(reader, "/admin/login/")["Location"] == "/admin/"


def test_a_log_in_leads_to_the_page_that_was_asked_for(reader: Client) -> None:
    asked = reader.get("/search/?q=黄河")
    assert asked["Location"].startswith("/account/login/?next=/search/")
    assert log_in(reader, asked["Location"])["Location"].startswith("/search/?q=")


def test_who_may_not_edit_is_told_so(reader: Client) -> None:
    log_in(reader)
    page = reader.get("/admin/", follow=True)
    assert "You are logged in as reader, who may not open that page" in page.content.decode()


def test_every_page_of_a_private_archive_has_a_way_out(reader: Client, make_article: Make) -> None:
    article = make_article()
    log_in(reader)
    for path in ("/", "/search/?q=x", f"/articles/{article.public_id}/", "/archive/", "/about/"):
        page = reader.get(path).content.decode()
        assert 'action="/account/logout/"' in page, path
        assert "csrfmiddlewaretoken" not in page, "a page that is kept by its edition is no one reader's"


def test_an_open_archive_has_no_such_button(client: Client, db: None) -> None:
    assert "/account/" not in client.get("/about/", headers={"host": "127.0.0.1"}).content.decode()


@pytest.mark.parametrize("path", ["/account/logout/", "/admin/logout/"])
def test_logging_out_leaves_nothing(reader: Client, path: str) -> None:
    log_in(reader)
    left = reader.post(path, headers=OURS)
    assert left.status_code == 200
    assert {part.strip() for part in left["Clear-Site-Data"].split(",")} == {'"cache"', '"cookies"', '"storage"'}
    assert "no-store" in left["Cache-Control"]
    assert "js/leave" in left.content.decode()
    assert not Session.objects.exists()
    assert reader.get("/").status_code == 302


@pytest.mark.parametrize("origin", ["cross-site", "same-site", "none", ""])
def test_nobody_else_logs_a_reader_out(reader: Client, origin: str) -> None:
    log_in(reader)
    headers = {"sec-fetch-site": origin} if origin else {}
    assert reader.post("/account/logout/", headers=headers)["Location"] == "/account/"
    assert reader.get("/account/logout/", headers=OURS)["Location"] == "/account/"
    assert reader.post("/account/logout/", {"csrfmiddlewaretoken": "x" * 64}, headers=headers).status_code == 403
    assert reader.get("/").status_code == 200


def test_without_the_browsers_word_a_token_logs_out(reader: Client) -> None:
    log_in(reader)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', reader.get("/account/").content.decode())[0]
    assert reader.post("/account/logout/", {"csrfmiddlewaretoken": token}).status_code == 200
    assert reader.get("/").status_code == 302


def test_a_reader_changes_the_password(reader: Client) -> None:
    other = Client(HTTP_HOST="127.0.0.1")
    for client in (reader, other):
        log_in(client)
    page = reader.get("/account/password/").content.decode()
    assert 'class="masthead"' in page and "no-referrer" not in page
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    new = {"old_password": PASSWORD, "new_password1": "another-long-one-3", "new_password2": "another-long-one-3"}
    wrong = reader.post("/account/password/", new | {"old_password": "x", "csrfmiddlewaretoken": token})
    assert wrong.status_code == 200 and "account__wrong" in wrong.content.decode()
    done = reader.post("/account/password/", new | {"csrfmiddlewaretoken": token}, follow=True)
    assert "has been changed" in done.content.decode()
    assert reader.get("/").status_code == 200
    assert other.get("/").status_code == 302, "who knew the old one is out"


def test_wrong_passwords_are_looked_at_so_often(reader: Client) -> None:
    for _time in range(PER_NAME):
        assert log_in(reader, password="wrong").status_code == 200
    refused = log_in(reader)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 900
    assert "Try again in 15 minutes" in refused.content.decode()
    assert log_in(reader, "/admin/login/").status_code == 429, "one way in, one count"


def test_an_unknown_name_is_counted_alike(reader: Client) -> None:
    answers = [log_in(reader, username="nobody").status_code for _time in range(PER_NAME + 1)]
    assert answers == [200] * PER_NAME + [429]


def test_a_session_ends_with_the_browser_and_half_a_day_after_its_last_use(reader: Client) -> None:
    log_in(reader)
    assert reader.cookies["sessionid"]["expires"] == "" and reader.cookies["sessionid"]["max-age"] == ""
    session = Session.objects.get()
    assert session.expire_date <= timezone.now() + timedelta(hours=12)
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=2))
    reader.get("/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=11)
    Session.objects.update(expire_date=timezone.now() + timedelta(hours=9))
    reader.get("/")
    assert Session.objects.get().expire_date < timezone.now() + timedelta(hours=10), "written once an hour at most"


def test_a_log_in_sweeps_sessions_that_have_ended(reader: Client) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timedelta(days=1))
    log_in(reader)
    assert not Session.objects.filter(session_key="old").exists()


def test_pages_of_accounts_are_kept_by_nobody(reader: Client) -> None:
    log_in(reader)
    for path in ("/account/", "/account/password/", "/account/login/"):
        assert "no-store" in reader.get(path)["Cache-Control"]
