"""What answers carry, from the real server: an ETag good for a 304, the right Vary, nothing inline, files kept for good."""

from __future__ import annotations

import http.client
import re
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.browser.conftest import Site
from tests.browser.page_types import STATUSES, addresses

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
#: A form with a token for each visitor; what takes a form of its own; Django Ninja's page of the API.
MADE_ANEW = {"login", "selection", "selection-empty", "api-docs"}
#: The name of a file with the hash of what it holds.
HASHED = re.compile(r"/static/.+\.[0-9a-f]{12}\.(?:css|js|svg)")


class Asker:
    """Plain requests, as a program sends them. Each on a connection of its own: the server ends one that rests for two
    seconds, which reading a page may take on a busy machine."""

    def __init__(self, site: Site) -> None:
        self.place = urlsplit(site.url).netloc

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Headers by their names, with _ for -."""
        with closing(http.client.HTTPConnection(self.place, timeout=60)) as connection:
            ascii_path = quote(path, safe="/?&=%+:,#~")  # sections and tags have Chinese names
            connection.request(
                "GET", ascii_path, headers={name.replace("_", "-"): value for name, value in headers.items()}
            )
            answer = connection.getresponse()
            return answer, answer.read()


@pytest.fixture(scope="module")
def asker(site: Site) -> Asker:
    return Asker(site)


def pages(site: Site) -> list[tuple[str, str]]:
    """(name of the type, address)"""
    return [
        (name, path) for name, paths in addresses(Path(site.environment["NEWSARCHIVE_DATA"])).items() for path in paths
    ]


def listed(header: str | None) -> set[str]:
    return {word.strip().lower() for word in (header or "").split(",") if word.strip()}


def bare(etag: str | None) -> str:
    """Without the mark of a weak one, which a compressed page has: a 304 is decided without it (RFC 9110, 8.8.3.2)."""
    return (etag or "").removeprefix("W/")


def test_every_page_answers_304_to_its_own_etag(site: Site, asker: Asker) -> None:
    wrong = []
    for name, path in pages(site):
        if name in STATUSES or name in MADE_ANEW:
            continue
        for coding in ("identity", "gzip"):
            first, _ = asker.get(path, Accept_Encoding=coding)
            etag = first.getheader("ETag", "")
            again, body = asker.get(path, Accept_Encoding=coding, If_None_Match=etag or '"none"')
            if (again.status, body) != (304, b"") or bare(again.getheader("ETag")) != bare(etag):
                wrong.append(f"{name} {path} ({coding}): {etag or 'no ETag'}, then {again.status}")
            other, _ = asker.get(f"/en{path}", Accept_Encoding=coding, If_None_Match=etag or '"none"')
            if other.status != 200:
                wrong.append(f"{name} {path}: the English page has the ETag of another one")
    assert not wrong, "\n".join(wrong)


def test_vary_names_what_an_answer_depends_on_and_no_more(site: Site, asker: Asker) -> None:
    wrong = []
    for name, path in pages(site):
        negotiated, _ = asker.get(path, Accept_Encoding="gzip")
        fixed, _ = asker.get(f"/en{path}", Accept_Encoding="gzip")
        for answer, language in ((negotiated, True), (fixed, False)):
            vary = listed(answer.getheader("Vary"))
            if ("accept-language" in vary) != language:
                wrong.append(f"{name} {path}: Vary is {vary}")
            if answer.getheader("Content-Encoding") and "accept-encoding" not in vary:
                wrong.append(f"{name} {path}: compressed, and Vary is {vary}")
    assert not wrong, "\n".join(wrong)


def test_no_page_has_a_script_or_a_style_of_its_own(site: Site, asker: Asker) -> None:
    """Beside linked data, which is no script to a browser whatever its element is called."""
    wrong = []
    for name, path in pages(site):
        _answer, body = asker.get(path)
        page = BeautifulSoup(body, "lxml")
        inline = [one for one in page.select("script:not([src])") if one.get("type") != "application/ld+json"]
        styled = page.select("style, [style]")
        handlers = [one for one in page.find_all(True) if any(key.startswith("on") for key in one.attrs)]
        wrong += [f"{name} {path}: {str(one)[:120]}" for one in (*inline, *styled, *handlers)]
    assert not wrong, "\n".join(wrong)


def test_style_sheets_and_scripts_are_compressed_and_kept_for_good(site: Site, asker: Asker) -> None:
    files = set()
    for _name, path in pages(site):
        page = BeautifulSoup(asker.get(path)[1], "lxml")
        links = [*page.select("link[rel=stylesheet], link[rel=icon]"), *page.select("script[src]")]
        files |= {str(link.get("href") or link.get("src")) for link in links}
    files = {file for file in files if not file.startswith(("/static/admin/", "/static/ninja/", "/admin/"))}
    assert len(files) > 10
    for file in files:
        assert HASHED.fullmatch(file), f"{file} has no hash in its name"
        for coding in ("br", "gzip"):
            answer, _body = asker.get(file, Accept_Encoding=coding)
            assert answer.status == 200, file
            assert answer.getheader("Content-Encoding") == coding, file
            assert {"immutable", "public", "max-age=315360000"} <= listed(answer.getheader("Cache-Control")), file
            assert "accept-encoding" in listed(answer.getheader("Vary")), file
