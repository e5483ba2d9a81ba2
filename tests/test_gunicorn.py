"""gunicorn with the repository's gunicorn.conf.py, and the web server of docs/deploy.md before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_logs import Server, free_port

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def gunicorn(tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    command = ["-m", "gunicorn", "newsarchive.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    started = Server(command, port, tmp_path)
    try:
        started.wait()
        yield started
    finally:
        started.process.terminate()
        started.process.wait(timeout=60)


def test_a_comparison_of_two_hundred_outlets_fits_into_an_address(gunicorn: Server) -> None:
    """The longest slug of the sample's outlets has twelve letters; five searches of forty characters, nine bytes each."""
    query = "&".join([f"q={'%E6%B5%B7' * 40}"] * 5 + ["source=abcdefghijkl"] * 200)
    assert 4094 < len(query) < 8000
    request = f"GET /robots.txt?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    assert gunicorn.send(request.encode()).startswith(b"HTTP/1.1 200 ")


def servers() -> list[str]:
    """The `server` blocks of the nginx settings in docs/deploy.md."""
    [settings] = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs/deploy.md").read_text(), re.S)
    return re.findall(r"^server \{\n(.*?)^\}", settings, re.S | re.M)


def test_no_server_of_the_docs_keeps_who_asked_for_what() -> None:
    """Debian's nginx.conf logs addresses and queries for every `server` that says nothing else; and an error's line holds
    both, whatever the access log's format."""
    assert len(servers()) == 2
    for server in servers():
        assert re.search(r"^ *access_log (off;|\S+ archive;)", server, re.M)
        assert re.search(r"^ *error_log \S+ emerg;", server, re.M)


def test_what_breaks_off_is_broken_off_for_the_reader_too() -> None:
    """Over HTTP/1.0, nginx's default before 1.29.7, the end of a connection is the end of the file."""
    assert "proxy_http_version 1.1;" in servers()[0]


@pytest.mark.parametrize(
    "limit", ["client_max_body_size 20m", "limit_conn", "limit_req", "client_body_timeout", "send_timeout"]
)
def test_the_web_server_of_the_docs_bounds_what_one_address_does(limit: str) -> None:
    assert re.search(rf"^    {limit}.*;", servers()[0], re.M)


def test_the_docs_bound_bodies_behind_caddy_too() -> None:
    [caddy] = re.findall(r"```\n(\{\n.*?)```", (ROOT / "docs/deploy.md").read_text(), re.S)
    assert "max_size 20MB" in caddy
    assert "read_header" in caddy and "read_body" in caddy
