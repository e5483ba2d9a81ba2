"""Connections to public addresses only: the name is resolved once, every answer is checked, and what was checked is what
is connected to. No proxy of the environment is used. A deadline ends a connection whatever the other side does."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from types import TracebackType
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from articles.ingest.pictures import reasons
from articles.ingest.pictures.reasons import PictureRefused

#: (host, port) -> IP addresses as text. Raises socket.gaierror.
Resolve = Callable[[str, int], list[str]]

#: Not the public internet: www.iana.org/assignments/iana-ipv4-special-registry, and what clouds answer on themselves.
#: Written out, since what ipaddress.is_global knows differs between Python's releases.
_NOT_PUBLIC_4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's own services
    )
)  # fmt: skip
#: Of IPv6 only what is handed out to networks. IPv4 in disguise (::ffff:0:0/96, NAT64's 64:ff9b::/96) lies outside of it.
_PUBLIC_6 = ip_network("2000::/3")
#: Teredo and other protocols' own, documentation, 6to4, documentation: iana-ipv6-special-registry.
_NOT_PUBLIC_6 = tuple(ip_network(text) for text in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
#: Seconds for one address to answer, and addresses of one host that are tried.
_CONNECT, _ADDRESSES = 10.0, 3


def is_public(address: str) -> bool:
    """Whether an IP address (with or without a zone) belongs to the public internet."""
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)


def resolve(host: str, port: int) -> list[str]:
    """By the system. An address written as a number in any form comes back as what it is."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


class Deadline:
    """A moment at which a connection ends. A byte a second satisfies any time limit between bytes; not this one."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.passed = False

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._let_go()

    def left(self) -> float:
        """Seconds. Raises PictureRefused if there are none."""
        left = self._at - time.monotonic()
        if left <= 0 or self.passed:
            raise PictureRefused(reasons.TIMEOUT)
        return left

    def watch(self, connected: socket.socket) -> None:
        """End this connection when the time comes, and no longer the one before."""
        with self._lock:
            self._let_go()
            # A second handle on the same connection: TLS takes the first one over.
            self._control = connected.dup()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            if self._control is not None:
                with suppress(OSError):
                    self._control.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None


@dataclass(frozen=True, slots=True)
class Network:
    """Where connections may go. beside: places ("127.0.0.1:8123") on this machine that may be asked as well, for tests."""

    beside: frozenset[str] = frozenset()
    resolve: Resolve = resolve

    def connect(self, host: str, port: int, deadline: Deadline) -> socket.socket:
        """A connected socket. Raises PictureRefused if one of the host's addresses is not public or none answers."""
        trouble: OSError | None = None
        for address in self._checked(host, port)[:_ADDRESSES]:
            try:
                connected = socket.create_connection((address, port), min(_CONNECT, deadline.left()))
            except OSError as error:
                trouble = error
                continue
            deadline.watch(connected)
            return connected
        if isinstance(trouble, TimeoutError):
            raise PictureRefused(reasons.TIMEOUT, host) from trouble
        raise PictureRefused(reasons.UNREACHABLE, f"{host}: {trouble and trouble.strerror}"[:200]) from trouble

    def _checked(self, host: str, port: int) -> list[str]:
        try:
            addresses = self.resolve(host, port)
        except (socket.gaierror, UnicodeError) as error:
            raise PictureRefused(reasons.NO_HOST, host) from error
        if f"{host}:{port}" in self.beside and all(ip_address(address).is_loopback for address in addresses):
            return addresses
        for address in addresses:
            # One bad answer spoils all: a name that leads here and there is not led by accident.
            if not is_public(address):
                raise PictureRefused(reasons.PRIVATE, f"{host} = {address}" if host != address else address)
        return addresses


def hang_up(connection: _Plain | _Secure) -> None:
    """Close it, and whatever was being read from it."""
    connection.close()
    connection.answers.close()


def connection_to(
    network: Network, deadline: Deadline, scheme: str, host: str, port: int, patience: float
) -> _Plain | _Secure:
    """Not yet open. patience: seconds between bytes."""
    if scheme == "http":
        return _Plain(network, deadline, host, port, patience)
    return _Secure(network, deadline, host, port, patience)


class _Answers:
    """Makes a connection's raw answers, to close them with it: urllib3 2.8.0 lets go of one whose length it cannot
    understand, and its descriptor would stay open until the garbage is collected."""

    def __init__(self) -> None:
        self._made: list[HTTPResponse] = []

    def __call__(self, *args: Any, **options: Any) -> HTTPResponse:
        self._made.append(HTTPResponse(*args, **options))
        return self._made[-1]

    def close(self) -> None:
        for answer in self._made:
            answer.close()


class _Plain(HTTPConnection):
    def __init__(self, network: Network, deadline: Deadline, host: str, port: int, patience: float) -> None:
        super().__init__(host, port, timeout=patience)
        self._network, self._deadline = network, deadline
        self.answers = _Answers()
        self.response_class = self.answers  # type: ignore[assignment]  # http.client calls it, no more

    def _new_conn(self) -> socket.socket:
        return _opened(self._network, self._deadline, self.host, self.port, self.timeout)


class _Secure(HTTPSConnection):
    """The name stays the one asked for: in Host, in SNI, and on the certificate, which is checked."""

    def __init__(self, network: Network, deadline: Deadline, host: str, port: int, patience: float) -> None:
        super().__init__(host, port, timeout=patience, ssl_context=ssl.create_default_context())
        self._network, self._deadline = network, deadline
        self.answers = _Answers()
        self.response_class = self.answers  # type: ignore[assignment]  # http.client calls it, no more

    def _new_conn(self) -> socket.socket:
        return _opened(self._network, self._deadline, self.host, self.port, self.timeout)


def _opened(network: Network, deadline: Deadline, host: str, port: int | None, patience: object) -> socket.socket:
    connected = network.connect(host, port or 0, deadline)
    connected.settimeout(min(patience, deadline.left()) if isinstance(patience, float) else deadline.left())
    return connected
