"""A real gunicorn with our worker and few threads, and clients that take their time."""

from __future__ import annotations

import resource
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from newsarchive.worker import LONGEST_BODY, body_awaited
from tests.test_logs import Server, free_port

THREADS = 4
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running = []

    def start(worker: str = "newsarchive.worker.PatientWorker") -> Server:
        port = free_port()
        command = [
            "-m",
            "gunicorn",
            "tests.slow_app",
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "1",
            "-c",
            "/dev/null",
        ]
        command += ["--threads", str(THREADS), "--worker-class", worker, "--no-control-socket"]
        running.append(Server(command, port, tmp_path))
        running[-1].wait()
        return running[-1]

    yield start
    for server in running:
        server.process.terminate()
        server.process.wait(timeout=60)


class Client:
    """A connection that sends and reads when it is told to."""

    def __init__(self, server: Server, sent: bytes = b"", small: bool = False) -> None:
        self.socket = socket.socket()
        if small:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(20)
        self.socket.connect(("127.0.0.1", server.port))
        self.socket.sendall(sent)

    def close(self) -> None:
        self.socket.close()

    def read(self, until: bytes = b"begun") -> bytes:
        """Up to these bytes, or the end of the connection."""
        found = b""
        while until not in found and (more := self.socket.recv(65536)):
            found += more
        return found


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
    ids=["idle", "head", "body", "chunks"],
)
def test_requests_that_do_not_end_hold_no_thread(start: Start, begun: bytes) -> None:
    server = start()
    with ExitStack() as opened:
        for _ in range(5 * THREADS):
            opened.enter_context(closing(Client(server, begun)))
        for _ in range(3):
            with closing(Client(server, GET)) as reader:
                assert b"begun" in reader.read()


def test_readers_that_do_not_hang_up_hold_up_nobody(start: Start) -> None:
    """gunicorn's own worker waited two seconds for each, in the loop that accepts connections."""
    server = start()
    with ExitStack() as opened:
        for _ in range(20):
            silent = opened.enter_context(
                closing(Client(server, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")))
            )
            assert b"begun" in silent.read()
        with closing(Client(server, GET)) as reader:
            assert b"begun" in reader.read()


def test_readers_of_a_page_who_take_their_time_hold_no_thread(start: Start) -> None:
    server = start()
    with ExitStack() as opened:
        for _ in range(5 * THREADS):
            opened.enter_context(closing(Client(server, GET.replace(b"/ ", b"/131072 "), small=True)))
        with closing(Client(server, GET)) as reader:
            assert b"begun" in reader.read()


def test_a_crowd_that_takes_every_open_file_is_thinned_out(start: Start) -> None:
    """More idle connections than the process may open files: the oldest make room."""
    server = start()
    worker = int(
        subprocess.run(["pgrep", "-P", str(server.process.pid)], capture_output=True, check=True).stdout.split()[0]
    )
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (64, 64))
    with ExitStack() as opened:
        for _ in range(100):
            opened.enter_context(closing(Client(server)))
        with closing(Client(server, GET)) as reader:
            assert b"begun" in reader.read()
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize("begun", [b"", b"GET /", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc"])
def test_who_does_not_end_a_request_in_time_is_dropped(start: Start, begun: bytes) -> None:
    server = start("tests.slow_app.Hasty")
    with closing(Client(server, begun)) as client:
        assert client.read() == b""


def test_an_answer_that_nobody_reads_ends(start: Start) -> None:
    server = start("tests.slow_app.Hasty")
    with ExitStack() as opened:
        for _ in range(THREADS):
            opened.enter_context(closing(Client(server, GET.replace(b"/ ", b"/99999999 "), small=True)))
        with closing(Client(server, GET)) as reader:
            assert b"begun" in reader.read()
    assert "Traceback" not in server.log.read_text()


def test_how_long_a_request_waited_for_a_thread_is_known(start: Start) -> None:
    """Who waits for a turn is sent away by it (articles.turns), however long all threads were taken before."""
    server = start()
    asked = GET.replace(b"/ ", b"/waited ")
    with ExitStack() as opened:
        readers = [
            opened.enter_context(closing(Client(server, GET.replace(b"/ ", b"/99999999 "), small=True)))
            for _ in range(THREADS)
        ]
        for reader in readers:
            reader.read()  # each has its thread
        waiting = opened.enter_context(closing(Client(server, asked)))
        began = time.monotonic()
        time.sleep(1)
        for reader in readers:
            reader.close()
        told = waiting.read(b" end")
        assert 0.5 < seconds_in(told) <= time.monotonic() - began + 0.1
        waiting.socket.sendall(asked)
        assert seconds_in(waiting.read(b" end")) < 0.5, "the next one on this connection came just now"


def seconds_in(answer: bytes) -> float:
    return float(answer.rpartition(b"begun ")[2].split()[0])


def test_a_request_in_single_bytes_a_long_body_and_requests_in_a_row_are_answered(start: Start) -> None:
    server = start()
    with closing(Client(server)) as client:
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in GET:
            client.socket.sendall(bytes([byte]))
        assert b"begun" in client.read()
    body = b"x" * 3_000_000
    with closing(Client(server, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + body)) as client:
        assert b"3000000" in client.read(b"3000000")
    last = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with closing(Client(server, GET + GET + last)) as client:
        assert client.read(b"never").count(b"begun") == 3


def test_who_waits_to_be_told_to_send_a_body_is_told(start: Start) -> None:
    server = start()
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    with closing(Client(server, head)) as client:
        assert b"100 Continue" in client.read(b"Continue\r\n\r\n")
        client.socket.sendall(b"abc")
        assert b"200 OK" in client.read(b"\r\n3")


def test_a_stopping_worker_answers_what_has_begun_and_waits_for_nobody_else(start: Start) -> None:
    server = start()
    with closing(Client(server)) as idle, closing(Client(server, GET[:-2])) as begun:
        with closing(Client(server, GET)) as reader:
            reader.read()  # by now the server has the other two
        server.process.terminate()
        assert idle.read() == b""
        begun.socket.sendall(GET[-2:])
        assert b"begun" in begun.read()
        assert server.process.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("head", "length"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", 0),
        (b"POST / HTTP/1.1\r\nCONTENT-LENGTH:\t12 \r\n\r\n", 12),
        (b"POST / HTTP/1.1\r\nX-Content-Length: 12\r\n\r\n", 0),
        (f"POST / HTTP/1.1\r\nContent-Length: {LONGEST_BODY}\r\n\r\n".encode(), LONGEST_BODY),
        (f"POST / HTTP/1.1\r\nContent-Length: {LONGEST_BODY + 1}\r\n\r\n".encode(), None),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", None),
    ],
)
def test_the_body_to_gather(head: bytes, length: int | None) -> None:
    assert body_awaited(head) == length
