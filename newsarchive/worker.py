"""A gunicorn worker that gives a request to a thread when all of it is there.

gunicorn's own threaded worker reads a request in the thread that answers it, for as long as its sender takes, and waits for
the end of a connection in the loop that accepts new ones: 32 senders that drip, or readers that do not hang up, stop the
site for everybody. Here the loop gathers what comes in, from hundreds at once, and a sender that takes too long is dropped.
An answer that nobody reads ends, too. gunicorn's parser still reads and judges every byte; here only lengths are looked at.
"""

from __future__ import annotations

import errno
import re
import socket
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from newsarchive import arrival

#: Bytes. gunicorn takes heads of 100 lines; a longer one than this it is left to refuse. A longer body than that is not
#: gathered: the archive refuses it by its announced length (articles.middleware.BoundedBodyMiddleware).
LONGEST_HEAD, LONGEST_BODY = 128 * 1024, 20 * 1024 * 1024
#: Bytes of bodies that are being gathered by one worker, of all connections together.
MOST_BYTES = 3 * LONGEST_BODY
#: Connections of one worker that are being gathered; the oldest is dropped for a new one.
MOST_CONNECTIONS = 400
#: Bytes of an answer that the system holds, so that the thread is free: a compressed page, whole (Linux gives twice as much,
#: if net.core.wmem_max allows).
HELD_BY_THE_SYSTEM = 256 * 1024
#: Seconds, and bytes of a late sender that are read before the connection is cut.
LINGERING, LATE_BYTES = 2.0, 64 * 1024

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,12})[ \t]*(?=\r\n)", re.I)
_CODED = re.compile(rb"\r\ntransfer-encoding:", re.I)
_EXPECTING = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.I)


def body_awaited(head: bytes) -> int | None:
    """Bytes of the body to gather behind a head (up to its empty line, with it); none where it is not to be gathered."""
    found = _LENGTH.search(head)
    length = int(found[1]) if found else 0
    return None if _CODED.search(head) or length > LONGEST_BODY else length


class Connection(TConn):
    """A client. awaited: bytes of its request in all, once its head is there. whole: nothing of it is still to come. came:
    when a thread might have had it."""

    def __init__(self, worker: PatientWorker, sock: socket.socket, client: Any, server: Any) -> None:
        super().__init__(worker.cfg, sock, client, server)
        self.worker = worker
        self.begin()

    def begin(self) -> None:
        """The next request; some of it may have been read with the one before."""
        ahead = self.parser.unreader.take_buffered() if self.parser else b""
        self.gathered = bytearray(ahead)
        self.awaited: int | None = None
        self.whole = True
        self.came = 0.0
        self.deadline = time.monotonic() + self.worker.HEAD
        self.sock.setblocking(False)

    def is_ready(self) -> bool:
        """Whether a thread may have it: all of it is there, or as much as is needed to refuse it."""
        if self.awaited is None:
            end = self.gathered.find(b"\r\n\r\n", 0, LONGEST_HEAD)
            if end < 0:
                return len(self.gathered) >= LONGEST_HEAD
            self._head_is_there(end + 4)
        return self.awaited is None or len(self.gathered) >= self.awaited

    def _head_is_there(self, end: int) -> None:
        head = bytes(self.gathered[:end])
        body = body_awaited(head)
        self.whole, self.awaited = body is not None, end + (body or 0)
        self.deadline = time.monotonic() + self.worker.BODY
        if body and len(self.gathered) < self.awaited and _EXPECTING.search(head):
            with suppress(OSError):
                self.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.worker.linger(self)
        else:
            super().close()


class PatientWorker(ThreadWorker):
    """HEAD, BODY: seconds that a request's head and its body may take to come in. SENDING: seconds in which a piece of the
    answer must be taken: with what the system holds, some 5 kB/s."""

    HEAD, BODY, SENDING = 20.0, 120.0, 30.0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # In the order of their beginning.
        self.gathering: dict[Connection, None] = {}
        self.lingering: dict[Connection, None] = {}

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise ValueError("TLS belongs to the web server in front (docs/deploy.md). Remove certfile and keyfile.")

    def accept(self, listener: socket.socket) -> None:
        try:
            sock, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE) or not self.gathering:
                raise
            self.drop(next(iter(self.gathering)))  # no more open files: the oldest makes room for the next turn
            return
        self.nr_conns += 1
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, HELD_BY_THE_SYSTEM)
        self.enqueue_req(Connection(self, sock, client, listener.getsockname()))

    def enqueue_req(self, conn: Connection) -> None:
        """Where gunicorn would take a thread for a connection on which a request is coming in."""
        conn.begin()
        if len(self.gathering) >= MOST_CONNECTIONS:
            self.drop(next(iter(self.gathering)))
        self.gathering[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self.receive, conn))
        if conn.is_ready():
            self.hand_over(conn)
        else:
            self.receive(conn)

    def receive(self, conn: Connection, _sock: socket.socket | None = None) -> None:
        """What there is to read now."""
        if conn not in self.gathering:
            return  # dropped by what was done for another, a moment ago
        try:
            data = conn.sock.recv(LONGEST_HEAD)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        conn.gathered += data
        if not data or sum(len(one.gathered) for one in self.gathering) > MOST_BYTES:
            self.drop(conn)
        elif conn.is_ready():
            self.hand_over(conn)

    def hand_over(self, conn: Connection) -> None:
        del self.gathering[conn]
        self.poller.unregister(conn.sock)
        conn.init()
        conn.parser.unreader.unread(bytes(conn.gathered))
        conn.gathered = bytearray()
        conn.data_ready = True
        conn.came = time.monotonic()
        super().enqueue_req(conn)

    def drop(self, conn: Connection) -> None:
        del self.gathering[conn]
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def handle_request(self, req: Any, conn: Connection) -> bool:
        # What was not gathered is not waited for either: the connection ends with the answer.
        req.must_close = req.must_close or not conn.whole
        conn.sock.settimeout(self.SENDING)
        arrival.came(conn.came)
        try:
            return bool(super().handle_request(req, conn))
        except TimeoutError:
            raise StopIteration from None  # gunicorn's word for a connection that is to end without a line in the log

    def linger(self, conn: Connection) -> None:
        """Ends a connection so that the reader gets the answer whole: cut at once, with something unread, it would be lost
        (RFC 9112, 9.6). gunicorn waits for the reader's end in the loop that accepts connections."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            conn.close()
            return
        if len(self.lingering) >= MOST_CONNECTIONS:
            self.cut(next(iter(self.lingering)))
        conn.deadline, conn.awaited = time.monotonic() + LINGERING, LATE_BYTES
        self.lingering[conn] = None
        self.poller.register(conn.sock, EVENT_READ, partial(self.hear_out, conn))

    def hear_out(self, conn: Connection, sock: socket.socket) -> None:
        if conn not in self.lingering:
            return
        try:
            late = len(sock.recv(4096))
        except BlockingIOError:
            return
        except OSError:
            late = 0
        conn.awaited = (conn.awaited or 0) - late
        if not late or conn.awaited <= 0:
            self.cut(conn)

    def cut(self, conn: Connection) -> None:
        del self.lingering[conn]
        self.poller.unregister(conn.sock)
        conn.close()

    def murder_pending(self) -> None:
        """Once a second or oftener: who takes too long is dropped."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [conn for conn in self.gathering if conn.deadline < now]:
            self.drop(conn)
        for conn in [conn for conn in self.lingering if conn.deadline < now]:
            self.cut(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        """A worker that stops waits for requests that have begun, not for connections that have sent nothing."""
        super()._cap_keepalive(deadline)
        for conn in self.gathering:
            if not conn.gathered:
                conn.deadline = min(conn.deadline, deadline)
