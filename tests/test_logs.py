"""What was searched for stays out of the logs, whichever server serves and whatever goes wrong."""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import MappingProxyType

import pytest

from newsarchive.logs import without_query

ROOT = Path(__file__).resolve().parent.parent
SECRET = "liusi1989"


def free_port() -> int:
    """Below those that systems give to whoever asks for any, so that nobody is given it before the server takes it."""
    while True:
        port = random.SystemRandom().randrange(20_000, 30_000)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


class Server:
    """data: the archive's folder, else one in `folder`. environment: what is to be otherwise."""

    def __init__(
        self,
        command: list[str],
        port: int,
        folder: Path,
        data: Path | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.port, self.log = port, folder / "log.txt"
        given = {"NEWSARCHIVE_DATA": str(data or folder / "data"), "HTTPS": "0", "PYTHONUNBUFFERED": "1"}
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=os.environ | given | environment,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def send(self, request: bytes) -> bytes:
        """Raw: a browser could not send some of these. To the end of the connection: by then the server has logged it."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            connection.sendall(request)
            answer = b""
            with suppress(ConnectionResetError):
                while more := connection.recv(65536):
                    answer += more
            return answer

    def wait(self) -> None:
        for _ in range(600):
            assert self.process.poll() is None, self.log.read_text()
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
                    connection.request("GET", "/robots.txt")
                    connection.getresponse().read()
                return
            except OSError:
                time.sleep(0.2)
        pytest.fail(self.log.read_text())


@pytest.fixture(params=["gunicorn", "runserver"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    port = free_port()
    commands = {
        "gunicorn": ["-m", "gunicorn", "newsarchive.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
        "runserver": ["manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
    }
    started = Server(commands[request.param], port, tmp_path)
    try:
        started.wait()
        yield started
    finally:
        started.process.terminate()
        started.process.wait(timeout=60)


def test_no_query_is_logged(server: Server) -> None:
    for line in (
        f"GET /robots.txt?q={SECRET} HTTP/1.1",
        f"GET /api/search?q={SECRET}&page=0 HTTP/1.1",  # 400
        f"GET /nowhere/?q={SECRET} HTTP/1.1",  # 404
        f"GET /search/?q={SECRET} HTTP/1.1",  # 500 or 503: this archive has no tables
        f"GET /admin/?q={SECRET} HTTP/1.1",  # 302
        f"POST /admin/login/?q={SECRET} HTTP/1.1",  # 403
        f"GET /search/?q={SECRET} and more HTTP/1.1",  # no valid request line
        f"GET /search/?q={SECRET} NONSENSE",
        f"BREW /search/?q={SECRET} HTTP/1.1",
        f"GET /search/%3Fq={SECRET} HTTP/1.1",  # encoded twice
        f"GET /search/%253Fq={SECRET} HTTP/1.1",
    ):
        server.send(f"{line}\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
    server.send(
        f"GET /robots.txt%0aforged HTTP/1.1\r\nHost: 127.0.0.1\r\nReferer: http://x/?q={SECRET}\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    log = server.log.read_text()
    assert "/robots.txt%0aforged" in log or "/robots.txt\\nforged" in log, "the last request is in it"
    assert "/nowhere/" in log, "the log tells what was asked for"
    assert SECRET not in log
    assert "\nforged" not in log
    assert "ip=127" not in log


@pytest.mark.parametrize("server", ["gunicorn"], indirect=True)
def test_no_part_of_a_request_that_cannot_be_read_is_logged(server: Server) -> None:
    kinds = {
        f"GET /search/?q=a {SECRET} HTTP/1.1": "Invalid HTTP Version",
        f"GET /search/?q={SECRET}": "Invalid HTTP request line",
        f"{SECRET} /search/ HTTP/1.1": "Invalid HTTP method",
        f"GET /search/ HTTP/1.1\r\n{SECRET}": "Invalid HTTP Header",
        f"GET /search/ HTTP/1.1\r\nX({SECRET}: 1": "Invalid HTTP header name",
        f"POST /search/ HTTP/1.1\r\nTransfer-Encoding: {SECRET}": "Unsupported transfer coding",
        f"POST /search/ HTTP/1.1\r\nExpect: {SECRET}": "Unable to comply with expectation",
    }
    for line in kinds:
        server.send(f"{line}\r\nHost: 127.0.0.1\r\n\r\n".encode())
    log = server.log.read_text()
    assert [kind for kind in kinds.values() if kind not in log] == []
    assert SECRET not in log


def test_asking_for_the_head_alone_is_nothing_to_warn_of(server: Server) -> None:
    request = "{} /search/help/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    head, page = (server.send(request.format(method).encode()) for method in ("HEAD", "GET"))
    assert b" 200 " in head.splitlines()[0]
    assert head.endswith(b"\r\n\r\n")
    length = [line for line in page.splitlines() if line.startswith(b"Content-Length")]
    assert length and length[0] in head
    assert "drop" not in server.log.read_text(), "gunicorn warned of every body that it had to drop"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ('"GET /search/?q=x HTTP/1.1" 200 12', '"GET /search/ HTTP/1.1" 200 12'),
        ('"GET /search/?q=x?y HTTP/1.0 z HTTP/1.1" 400 1', '"GET /search/ HTTP/1.1" 400 1'),
        ("Not Found: /search/%3Fq=x", "Not Found: /search/"),
        ("Not Found: /search/%25253fq=x", "Not Found: /search/"),
        ("Bad request syntax ('GET /?q=x y')", "Bad request syntax ('GET /"),
        ("Starting development server", "Starting development server"),
    ],
)
def test_without_query(line: str, kept: str) -> None:
    assert without_query(line) == kept
