"""Headers, languages and what templates may hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from articles.models import Article
from tests.pages.conftest import TEMPLATES

PAGES = [
    "/", "/archive/", "/archive/2023/", "/archive/2023/08/", "/archive/2023/08/29/", "/archive/undated/", "/sources/",
    "/search/", "/search/?q=标题", "/search/help/", "/pictures/", "/about/", "/nowhere/", "/search/?page=0",
]  # fmt: skip
LANGUAGES = {"zh-hans": ("zh-Hans", "新闻档案馆"), "zh-hant": ("zh-Hant", "新聞檔案館"), "en": ("en", "News Archive")}
OURS = [path for path in TEMPLATES.rglob("*.html") if "admin" not in path.parts]
STYLES = list((TEMPLATES.parent / "static").rglob("*.css"))


@pytest.fixture
def ready(make_article: Callable[..., Article], index: Callable[[], int]) -> Article:
    article = make_article(captions=["图说"])
    index()
    return article


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("ready")
def test_every_page_is_strict(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    for directive in ("default-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Content-Type-Options"] == "nosniff"
    page = BeautifulSoup(response.text, "lxml")
    assert not page.select("script:not([src]), style, [style]")
    loaded = [str(e.get("src") or e.get("href")) for e in page.select("[src], link[rel=stylesheet], link[rel=icon]")]
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("ready")
def test_every_page_in_three_languages(client: Client, path: str) -> None:
    for code, (tag, name) in LANGUAGES.items():
        response = client.get(f"/{code}{path}")
        page = BeautifulSoup(response.text, "lxml")
        assert response["Content-Language"] == code
        assert page.html["lang"] == tag  # type: ignore[index]
        assert name in page.title.get_text()  # type: ignore[union-attr]
        links = [str(a["href"]) for a in page.select("a[href^='/']") if not a.get("hreflang")]
        assert links
        assert all(link.startswith(f"/{code}/") for link in links)
        switch = {str(a["hreflang"]): str(a["href"]) for a in page.select(".languages a")}
        assert set(switch) == {"zh-Hans", "zh-Hant", "en"}
        assert switch["en"].startswith(f"/en{path.split('?')[0]}")
        if response.status_code == 200:
            alternates = {link["hreflang"] for link in page.select("link[rel=alternate][hreflang]")}
            assert alternates == {"zh-Hans", "zh-Hant", "en", "x-default"}
            canonical = page.select_one("link[rel=canonical]")
            assert canonical is not None
            assert str(canonical["href"]).startswith(f"http://testserver/{code}{path.split('?')[0]}")


@pytest.mark.parametrize(
    ("asked", "code"), [("zh-TW,zh;q=0.9", "zh-hant"), ("zh-CN", "zh-hans"), ("en-US", "en"), ("fr", "zh-hans")]
)
def test_without_a_prefix_the_language_is_negotiated(client: Client, db: None, asked: str, code: str) -> None:
    response = client.get("/about/", headers={"accept-language": asked})
    assert response["Content-Language"] == code
    assert "Accept-Language" in response["Vary"]
    assert "Accept-Language" not in client.get("/en/about/").get("Vary", "")


def test_a_plain_word_in_the_path_is_no_language(client: Client, db: None) -> None:
    assert client.get("/english/about/").status_code == 404


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_templates_hold_nothing_inline_and_nothing_remote(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|<script(?![^>]*src=)|\son\w+\s*=", text)
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", text)
    assert "|safe" not in text
    assert "autoescape off" not in text


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_load_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
    assert "\n" in text
    assert len(text.splitlines()) <= 400


def test_colours_stand_in_one_place() -> None:
    for path in STYLES:
        if path.name not in {"tokens.css", "print.css", "admin.css", "api-docs.css"}:
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("private", [True, False])
def test_a_private_archive_is_not_for_shared_caches(
    client: Client, make_article: Callable[..., Article], rescue: Callable[..., object], settings: object, private: bool
) -> None:
    settings.PRIVATE = private  # type: ignore[attr-defined]
    image = rescue(make_article(captions=["图"]))
    response = client.get(f"/pictures/{image.sha256}/")  # type: ignore[attr-defined]
    assert b"".join(response.streaming_content)
    assert response["Cache-Control"] == ("private, no-cache" if private else "no-cache")


def test_the_languages_are_those_of_the_settings() -> None:
    assert [code for code, _name in settings.LANGUAGES] == list(LANGUAGES)
