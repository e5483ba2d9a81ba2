"""An editor at work: logged in, and sending forms as a browser does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
import zstandard
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from articles import search
from articles.models import Article, Original

#: Scraped text at its worst: wherever it is shown, it must be shown as text.
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'&lt;"
HOSTILE_URL = "javascript:alert(3)//https://example.com/"


class Editor(Client):
    """A browser of a superuser's. It speaks to loopback, which needs no HTTPS."""

    def open(self, path: str) -> BeautifulSoup:
        response = self.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return BeautifulSoup(response.content, "lxml")

    def save(self, path: str, button: str = "_save", **changes: Any) -> HttpResponse:
        """Open the form at `path`, change some fields, and send all of them, line ends as CR LF."""
        data = fields_of(self.open(path).select_one("form[method=post][id$=_form]"))
        assert set(changes) <= set(data) | {name for name in changes if name.endswith("-DELETE")}, sorted(data)
        data |= changes
        sent = {name: value.replace("\n", "\r\n") for name, value in data.items() if value is not None}
        return self.post(path, sent | {button: "1"})


def fields_of(form: Tag | None) -> dict[str, Any]:
    """What a browser would send of `form` untouched. A box that is not ticked sends nothing: None."""
    assert form is not None
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = str(field["name"])
        if field.name == "textarea":
            # HTML drops the first line end of a textarea.
            data[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            nothing = None if field.has_attr("multiple") else ""
            data[name] = str(chosen["value"]) if chosen else nothing
        elif field.get("type") == "checkbox":
            data[name] = "on" if field.has_attr("checked") else None
        elif field.get("type") != "submit":
            data[name] = str(field.get("value", ""))
    return data


@pytest.fixture
def editor(db: None) -> Editor:
    user = User.objects.create_superuser("editor")
    client = Editor(HTTP_HOST="127.0.0.1", headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def index(db: None) -> Callable[[], Any]:
    """Call it when the articles of the test are there."""
    return search.rebuild


@pytest.fixture
def make_original() -> Callable[..., Original]:
    def make(article: Article, data: bytes = b"[x](https://example.com/)", **values: Any) -> Original:
        original = Original.objects.create(
            **{
                "article": article,
                "sha256": hashlib.sha256(data).hexdigest(),
                "path": f"voa/{article.public_id}.md",
                "size": len(data),
                "content_hash": article.content_hash,
                "compressed": zstandard.compress(data),
            }
            | values
        )
        Article.objects.filter(pk=article.pk, original=None).update(original=original)
        return original

    return make


def change_page(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"
