"""Bodies that are too long, or of no announced length, are refused unread: through Django, and through a real gunicorn."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.test_gunicorn import gunicorn as gunicorn  # a fixture
from tests.test_logs import Server

FORM = "application/x-www-form-urlencoded"
MIB = 1024 * 1024


class Unreadable:
    """A body that fails the test when it is read."""

    def read(self, *_size: int) -> bytes:
        pytest.fail("the body was read")

    readline = read


def post(path: str, length: int | str, **meta: Any) -> Any:
    client = Client(HTTP_HOST="127.0.0.1", enforce_csrf_checks=True)
    given = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": FORM, "wsgi.input": Unreadable()} | meta
    return client.generic("POST", path, **given)


@pytest.mark.parametrize("path", ["/selection/", "/", "/search/", "/api/search", "/nowhere/", "/en/selection/"])
def test_no_public_address_reads_more_than_five_megabytes(path: str) -> None:
    response = post(path, 5 * MIB + 1)
    assert response.status_code == 413
    assert "5.0" in response.content.decode()


def test_the_admin_reads_twenty(db: None) -> None:
    assert post("/admin/login/", 20 * MIB + 1).status_code == 413
    assert post("/admin/login/", 20 * MIB).status_code == 403, "a form without its token"


def test_chunks_have_no_length_to_judge_by() -> None:
    assert post("/selection/", "", HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.parametrize(
    ("path", "sentence"), [("/en/", "Shorten what you send"), ("/zh-hans/", "请缩短"), ("/zh-hant/", "請縮短")]
)
def test_the_refusal_says_what_to_do(path: str, sentence: str) -> None:
    assert sentence in post(f"{path}selection/", 6 * MIB).content.decode()
    assert sentence in post(f"{path}api/search", 6 * MIB).json()["detail"]


def test_a_file_that_comes_with_a_form_is_written_nowhere(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
    sent = {"as": "ris", "id": "abc", "file": SimpleUploadedFile("big.bin", b"x" * (4 * MIB))}
    assert Client(HTTP_HOST="127.0.0.1").post("/selection/", sent).status_code == 400, "a file of nothing"


def test_a_long_upload_is_answered_before_it_is_sent(gunicorn: Server) -> None:
    head = (
        f"POST /selection/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {FORM}\r\nContent-Length: {399 * MIB}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gunicorn.port), timeout=60) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"Connection: close" in answer
