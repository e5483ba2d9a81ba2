"""Safe from the first day: what every answer carries, what is closed, what is never executed or fetched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from html.parser import HTMLParser
from typing import Any

import pytest
import zstandard
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.models import Article, Figure, Image, Original

Make = Callable[..., Any]
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'&lt;"
HOSTILE_URL = "javascript:alert(3)//https://example.com/"


@pytest.fixture
def browser(db: None) -> Client:
    """Speaks to loopback, which needs no HTTPS; shown errors instead of raised ones."""
    return Client(HTTP_HOST="127.0.0.1", raise_request_exception=False)


@pytest.fixture
def worst(make_article: Make) -> Article:
    """An article whose every scraped field is hostile."""
    article: Article = make_article(
        HOSTILE, "<p>正文</p>", source=HOSTILE, url=HOSTILE_URL, byline=[HOSTILE], dateline=HOSTILE, filed_as=HOSTILE,
        standfirst=HOSTILE, problems=HOSTILE, time_doubt=HOSTILE, captions=[HOSTILE], language="zh",
    )  # fmt: skip
    Figure.objects.update(credit=HOSTILE, alt=HOSTILE, video_url=HOSTILE_URL)
    Image.objects.update(url=HOSTILE_URL)
    data = f"<!--1-->\n[{HOSTILE}]({HOSTILE_URL})\n<script>alert(4)</script>".encode()
    article.original = Original.objects.create(
        article=article, sha256=hashlib.sha256(data).hexdigest(), path=f"{HOSTILE}.html", size=len(data),
        content_hash=article.content_hash, compressed=zstandard.compress(data),
    )  # fmt: skip
    article.text = f"正文 {HOSTILE}"
    article.save()
    return article


def patterns(resolver: URLResolver, place: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        here = place + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, here)
        else:
            yield here, pattern


def addresses(article: Article) -> list[str]:
    """Every address of the site, by its patterns, with an article, outlet, picture and day that exist."""
    day = article.day
    assert day and article.original
    values = {
        "public_id": article.public_id, "slug": article.source.slug, "sha256": article.original.sha256,
        "year": f"{day.year:04}", "month": f"{day.month:02}", "day": f"{day.day:02}", "section": "articles",
        "object_id": str(article.pk), "app_label": "articles", "content_type_id": "1", "id": "1",
    }  # fmt: skip
    found = []
    for pattern, _view in patterns(get_resolver()):
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values.get(match[1], "x"), pattern)
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda match: values.get(match[1], "x"), path)
        found.append(
            "/" + path.replace("^", "").replace("$", "").replace(".*", "").replace("\\Z", "").replace("?P", "")
        )
    return sorted(set(found))


# What every answer carries


def assert_guarded(response: Any, path: str) -> None:
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, path
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy, path
    for directive in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'", "script-src 'self'"):
        assert directive in policy, path
    assert response["X-Content-Type-Options"] == "nosniff", path
    assert response["Referrer-Policy"] in ("no-referrer", "same-origin"), path
    assert response["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert response.headers.get("X-DNS-Prefetch-Control") == "off", path
    assert not [name for name in response.headers if name.lower().startswith("access-control")], path


def test_every_address_answers_with_the_policy(browser: Client, worst: Article) -> None:
    paths = addresses(worst)
    assert len(paths) > 40
    for path in paths:
        response = browser.get(path)
        assert response.status_code < 500 or response.status_code == 503, (path, response.status_code)
        if path.startswith("/articles/") and ("/original/" in path or path.endswith("/offline.html")):
            continue  # stricter still: below, and tests/pages/article/test_offline_copy.py
        assert_guarded(response, path)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere/", 404),
        ("/search/?page=x&from=0000-99-99", None),
        ("/static/none.css", 404),
        ("/static/css/site.css", 200),
    ],
)
def test_errors_and_files_carry_it_too(browser: Client, path: str, status: int | None) -> None:
    with closing(browser.get(path)) as response:
        assert status in (None, response.status_code)
        assert_guarded(response, path)


def test_refused_hosts_forged_forms_and_failures_carry_it_too(
    browser: Client, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_host = browser.get("/", headers={"host": "evil.example"})
    assert wrong_host.status_code == 400
    assert_guarded(wrong_host, "wrong host")
    browser.handler.enforce_csrf_checks = True
    forged = browser.post("/admin/login/", {"username": "x", "password": "y"})
    assert forged.status_code == 403
    assert_guarded(forged, "forged")

    def fail(*_given: object) -> None:
        raise RuntimeError("the password is 1234")

    article = make_article()
    monkeypatch.setattr("articles.models.ArticleQuerySet.published", fail)
    failed = browser.get(f"/articles/{article.public_id}/")
    assert failed.status_code == 500
    assert b"1234" not in failed.content
    assert b"Traceback" not in failed.content
    assert_guarded(failed, "failed")


def test_plain_http_goes_to_https_but_on_loopback(settings: Any, db: None) -> None:
    settings.HTTPS = True
    settings.ALLOWED_HOSTS = ["archive.example", *settings.LOOPBACK_HOSTS]
    response = Client().get("/about/?q=x", headers={"host": "archive.example"})
    assert response.status_code == 301
    assert response["Location"] == "https://archive.example/about/?q=x"
    assert_guarded(response, "redirect")
    for host in ("127.0.0.1:8000", "localhost:8000", "[::1]:8000"):
        assert Client().get("/robots.txt", headers={"host": host}).status_code == 200
    secure = Client().get("/robots.txt", secure=True, headers={"host": "archive.example"})
    assert secure["Strict-Transport-Security"] == "max-age=604800", "a week, of this name only, in no list of browsers"


def test_cookies(browser: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    User.objects.create_superuser("editor", password="a-long-password-1")
    browser.get("/admin/login/")
    browser.post("/admin/login/", {"username": "editor", "password": "a-long-password-1"})
    for name in ("sessionid", "csrftoken"):
        cookie = browser.cookies[name]
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax", name


def test_readers_get_no_cookie(browser: Client, worst: Article) -> None:
    for path in ("/", f"/articles/{worst.public_id}/", "/search/?q=x", "/about/", "/api/docs"):
        assert not browser.get(path).cookies, path


def test_forms_of_the_admin_can_be_sent(browser: Client) -> None:
    """Under `no-referrer` a browser sends `Origin: null`, which Django takes for a forgery."""
    assert browser.get("/admin/login/")["Referrer-Policy"] == "same-origin"
    assert browser.get("/en/admin/login/")["Referrer-Policy"] == "same-origin"
    assert browser.get("/about/")["Referrer-Policy"] == "no-referrer"


# What is scraped stays text


NEVER = ("style", "srcdoc", "ping")
NEVER_TAGS = ("style", "iframe", "object", "embed", "base", "applet", "frame")


class Alive(HTMLParser):
    """Everything in a page that would run, or be fetched without being asked."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [f"{tag} {name}" for name in given if name.startswith("on") or name in NEVER]
        self.found += [tag] if tag in NEVER_TAGS or (tag == "meta" and "refresh" in given.values()) else []
        if tag == "script" or (tag == "link" and given.get("rel") not in ("canonical", "alternate")):
            address = given.get("src") or given.get("href") or ""
            # Data, which nothing runs: what is in it, tests/pages/article/test_linked_data.py says.
            data = tag == "script" and given == {"type": "application/ld+json"}
            own = data or address.startswith("/static/") or re.fullmatch(r"(/[a-z-]+)?/opensearch\.xml", address)
            self.found += [] if own else [f"{tag} {given}"]
        for name in ("src", "srcset", "poster", "data", "background"):
            if not given.get(name, "/").startswith("/") or given.get(name, "").startswith("//"):
                self.found.append(f"{tag} {name}={given[name]}")
        for name in ("href", "action", "formaction"):
            if re.match(r"\s*(javascript|data|vbscript):", given.get(name, ""), re.I):
                self.found.append(f"{tag} {name}={given[name]}")


@pytest.mark.parametrize("language", ["", "/zh-hant", "/en"])
def test_no_page_runs_or_fetches_what_was_scraped(browser: Client, worst: Article, language: str) -> None:
    from articles import search

    search.rebuild()
    day = worst.day
    assert day
    for path in (
        "/", "/archive/", f"/archive/{day:%Y}/", f"/archive/{day:%Y/%m}/", f"/archive/{day:%Y/%m/%d}/", "/sources/",
        f"/sources/{worst.source.slug}/", f"/articles/{worst.public_id}/", "/pictures/", "/about/", "/search/help/",
        "/search/?q=正文", "/search/?q=alert", "/search/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/archive/undated/",
    ):  # fmt: skip
        response = browser.get(language + path)
        assert response.status_code == 200, path
        assert not Alive(response.content.decode()).found, path


def test_the_feed_and_the_api_give_no_markup_of_others(browser: Client, worst: Article) -> None:
    feed = browser.get("/feed/").content.decode()
    assert "<script" not in feed
    answer = browser.get(f"/api/articles/{worst.public_id}")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["headline"] == HOSTILE
    assert "<script" not in answer.json()["body_html"]


def test_the_untouched_file_is_handed_over_not_shown(browser: Client, worst: Article) -> None:
    assert worst.original
    response = browser.get(f"/articles/{worst.public_id}/original/{worst.original.sha256}/")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert hashlib.sha256(body).hexdigest() == worst.original.sha256


# PRIVATE=1


@pytest.fixture
def private(settings: Any) -> None:
    settings.PRIVATE = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "articles.middleware.PrivateMiddleware"]


@pytest.fixture
def secret(make_article: Make) -> Article:
    article: Article = make_article("秘密的标题", "<p>秘密的正文</p>", source="秘密的来源", captions=["秘密的图说"])
    data = "秘密的原件".encode()
    article.original = Original.objects.create(
        article=article, sha256=hashlib.sha256(data).hexdigest(), path="秘密.md", size=len(data),
        content_hash=article.content_hash, compressed=zstandard.compress(data),
    )  # fmt: skip
    article.save()
    return article


def test_everything_is_closed(browser: Client, secret: Article, private: None) -> None:
    paths = addresses(secret)
    open_to_all = []
    for path in (*paths, "/en/", "/zh-hans/search/?q=x", "/nowhere/", "/api/nothing"):
        response = browser.get(path)
        assert "秘密" not in response.content.decode(errors="replace"), path
        if path.startswith(("/api/", "/en/api/")) and path != "/api/docs":
            assert response.status_code == 401, path
            assert list(response.json()) == ["detail"]
            assert response["WWW-Authenticate"]
        elif response.status_code != 302 or "/login/?next=/" not in response["Location"]:
            open_to_all.append((path, response.status_code))
    # The login itself, and addresses that lead nowhere.
    assert [path for path, status in open_to_all if status != 404] == [
        "/account/login/", "/account/logout/", "/admin/login/", "/admin/logout/",
    ]  # fmt: skip


def test_the_login_page_has_its_style(browser: Client, private: None) -> None:
    page = browser.get("/admin/login/").content.decode()
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    for style in styles:
        with closing(browser.get(style)) as response:
            assert response.status_code == 200


def test_a_reader_without_staff_status_logs_in_and_reads(browser: Client, secret: Article, private: None) -> None:
    User.objects.create_user("reader", password="a-long-password-2")
    sent = {"username": "reader", "password": "a-long-password-2", "next": f"/articles/{secret.public_id}/"}
    response = browser.post("/admin/login/", sent, follow=True)
    assert response.redirect_chain == [(f"/articles/{secret.public_id}/", 302)]
    assert "秘密的正文" in response.content.decode()
    assert "private" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]
    assert browser.get(f"/api/articles/{secret.public_id}").json()["headline"] == "秘密的标题"
    assert browser.get("/admin/articles/article/").status_code == 302, "reading is not editing"


def test_a_login_does_not_lead_elsewhere(browser: Client, private: None) -> None:
    User.objects.create_user("reader", password="a-long-password-2")
    sent = {"username": "reader", "password": "a-long-password-2", "next": "https://evil.example/"}
    assert browser.post("/admin/login/", sent)["Location"].startswith("/")


def test_without_private_readers_need_no_login(browser: Client, secret: Article) -> None:
    assert browser.get(f"/articles/{secret.public_id}/").status_code == 200
