"""What travels compressed."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from articles.middleware import TextCompressionMiddleware
from articles.models import Article


def through(response: HttpResponseBase) -> HttpResponseBase:
    def answer(_request: HttpRequest) -> HttpResponseBase:
        return response

    request = RequestFactory().get("/", headers={"accept-encoding": "gzip, br"})
    found = TextCompressionMiddleware(answer)(request)
    assert isinstance(found, HttpResponseBase)
    return found


@pytest.mark.parametrize("path", ["/", "/feed/", "/api/search?q=正文", "/sitemap-pages.xml", "article"])
def test_what_is_text_is_compressed_for_who_takes_it(
    client: Client, make_article: Callable[..., Article], index: Callable[[], int], path: str
) -> None:
    found = make_article(body="<p>正文。</p>" * 30)
    index()
    path = found.get_absolute_url() if path == "article" else path
    plain = client.get(path)
    assert not plain.has_header("Content-Encoding")
    packed = client.get(path, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content)
    if "took_ms" not in plain.text:
        assert gzip.decompress(packed.content) == plain.content


def test_its_etag_is_weak_and_answers_304(client: Client, make_article: Callable[..., Article]) -> None:
    make_article()
    packed = client.get("/", headers={"accept-encoding": "gzip"})
    assert packed["ETag"].startswith('W/"')
    again = client.get("/", headers={"accept-encoding": "gzip", "if-none-match": packed["ETag"]})
    assert again.status_code == 304


def test_pictures_and_other_files_are_sent_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8" + b"a" * 4000)
    with (tmp_path / "a.jpg").open("rb") as file:
        response = through(FileResponse(file, content_type="image/jpeg"))
        assert not response.has_header("Content-Encoding")
        assert response["Content-Length"] == "4002"
    assert not through(HttpResponse(b"a" * 4000, content_type="application/zip")).has_header("Content-Encoding")


@pytest.mark.parametrize(
    "kind",
    ["text/csv; charset=utf-8", "application/x-ndjson", "application/x-research-info-systems", "application/json"],
)
def test_a_long_export_is_compressed_as_it_comes(kind: str) -> None:
    def rows() -> Any:
        for n in range(1000):
            yield f"第{n}行\n".encode()

    response = through(StreamingHttpResponse(rows(), content_type=kind))
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(response)) == b"".join(rows())
