"""What holds for every address of the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.api.conftest import Script

PATHS = [
    "/api/search",
    "/api/suggest",
    "/api/articles",
    "/api/articles/abc",
    "/api/docs",
    "/api/openapi.json",
    "/api/",
    "/api/nothing",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_it_is_read_only(script: Script, path: str, method: str) -> None:
    response = getattr(script, method)(path)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert "use GET" in response.json()["detail"]


def test_a_forged_form_is_told_the_same(script: Script) -> None:
    script.handler.enforce_csrf_checks = True
    assert script.post("/api/search").status_code == 405


def test_head_answers_like_get_without_a_body(script: Script, make_article: Callable[..., Any]) -> None:
    path = f"/api/articles/{make_article().public_id}"
    whole, head = script.get(path), script.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/articles/abc/more", "/api/search/", "/en/api/nothing"])
def test_an_unknown_address_is_told_so_in_json(script: Script, path: str) -> None:
    script.ask(path, 404)


def test_errors_are_in_the_language_asked_for(script: Script) -> None:
    assert script.get("/zh-hans/api/search?page=0")["Content-Language"] == "zh-hans"


def test_a_failure_is_json_and_tells_nothing(
    script: Script, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(question: object) -> None:
        raise RuntimeError("the password is 1234")

    monkeypatch.setattr("articles.search.ask", fail)
    answer = script.ask("/api/search", 500, q="secret-words")
    assert "1234" not in answer["detail"]
    assert "RuntimeError" in caplog.text
    assert "secret-words" not in caplog.text


def test_no_other_site_may_read_it(script: Script) -> None:
    response = script.get("/api/openapi.json", headers={"origin": "https://elsewhere.example"})
    assert not [name for name in response.headers if name.lower().startswith("access-control")]


def test_openapi_describes_the_four_questions(script: Script) -> None:
    schema = json.loads(script.get("/api/openapi.json").content)
    assert list(schema["paths"]) == ["/api/search", "/api/suggest", "/api/articles/{public_id}", "/api/articles"]
    parameters = schema["paths"]["/api/search"]["get"]["parameters"]
    names = [
        "q", "source", "not", "from", "to", "asof", "sort", "script", "section", "tag", "removed", "form", "match",
        "collapse", "page", "page_size",
    ]  # fmt: skip
    assert [given["name"] for given in parameters] == names
    snippet = schema["components"]["schemas"]["ResultOut"]["properties"]["snippet"]
    assert "escaped" in snippet["description"]


class Loads(HTMLParser):
    """Every address that a browser would load by itself, every inline script and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        if tag == "link" and given.get("rel") in ("canonical", "alternate"):
            return
        self.addresses += [str(given[name]) for name in ("src", "srcset") if name in given]
        self.addresses += [str(given["href"])] if tag == "link" else []


def test_the_page_for_people_needs_no_script_and_nobody_else(script: Script) -> None:
    response = script.get("/api/docs")
    html = response.content.decode()
    for name in ("page_size", "results[].snippet", "figures[].local_url", "canonical_url", "/api/articles/{public_id}"):
        assert name in html
    assert "&quot;&quot; | typed" in html, "an empty choice is shown, not left out"
    loads = Loads(html)
    assert not loads.inline
    assert loads.addresses
    assert {address for address in loads.addresses if not address.startswith("/static/")} == {"/opensearch.xml"}
    assert "unsafe" not in response["Content-Security-Policy"]
