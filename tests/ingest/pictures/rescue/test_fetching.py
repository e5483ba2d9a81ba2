"""What one request may bring, and all the ways in which it may go wrong."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from articles.ingest.pictures import picture_bytes
from articles.ingest.pictures.reasons import PictureRefused
from articles.ingest.pictures.rescue.fetching import CachedPicture, Manners, fetch
from articles.ingest.pictures.rescue.network import Network
from articles.ingest.pictures.storing import keep_picture
from tests.ingest.pictures.rescue.hostile import ETAG, HostileServer, drawn


def refusal(server: HostileServer, manners: Manners, path: str) -> PictureRefused:
    with pytest.raises(PictureRefused) as caught:
        keep_picture(fetch(f"http://{server.place}/{path}", manners).data)
    return caught.value


@pytest.mark.parametrize("path", ["jpeg", "png", "gif", "webp", "avif", "says-html", "moved", "no-length", "gzipped"])
def test_pictures_come(server: HostileServer, manners: Manners, path: str) -> None:
    stored = keep_picture(fetch(f"http://{server.place}/{path}", manners).data)
    assert (stored.width, stored.height) == (60, 40)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("to-loopback", "private-address"),
        ("to-other-port", "port"),
        ("to-private", "private-address"),
        ("to-metadata", "private-address"),
        ("to-v6-loopback", "private-address"),
        ("to-mapped", "private-address"),
        ("to-nat64", "private-address"),
        ("to-6to4", "private-address"),
        ("to-decimal", "private-address"),
        ("to-file", "bad-address"),
        ("to-gopher", "bad-address"),
        ("to-login", "credentials"),
        ("to-ssh", "port"),
        ("to-nowhere", "bad-address"),
        ("loop", "redirects"),
        ("ping", "redirects"),
        ("html", "web-page"),
        ("svg", "svg"),
        ("tiff", "other-kind"),
        ("nothing", "not-a-picture"),
        ("noise", "not-a-picture"),
        ("truncated", "damaged"),
        ("pixel-bomb", "too-many-pixels"),
        ("tells-a-terabyte", "too-large"),
        ("too-short", "damaged"),
        ("slow-headers", "timeout"),
        ("slow-body", "timeout"),
        ("silent", "timeout"),
        ("hundred-continues", "timeout"),
        ("huge-header", "bad-answer"),
        ("many-headers", "bad-answer"),
        ("no-http", "bad-answer"),
        ("bad-length", "bad-answer"),
        ("bad-chunks", "damaged"),
        ("bad-gzip", "damaged"),
        ("304", "bad-answer"),
        ("400", "http-error"),
        ("403", "forbidden"),
        ("404", "gone"),
        ("410", "gone"),
        ("418", "http-error"),
        ("429", "busy"),
        ("451", "forbidden"),
        ("500", "server-error"),
        ("502", "server-error"),
        ("503", "busy"),
    ],
)
def test_what_is_not_taken_says_why(server: HostileServer, manners: Manners, path: str, code: str) -> None:
    if code == "timeout":  # the others answer at once, which on a busy machine is not within half a second
        manners = replace(manners, seconds=1.5, patience=0.5)
    refused = refusal(server, manners, path)
    assert refused.reason.code == code, refused.detail


def test_a_picture_that_is_a_program_as_well_is_only_a_picture_afterwards(
    server: HostileServer, manners: Manners, settings: Settings
) -> None:
    stored = keep_picture(fetch(f"http://{server.place}/polyglot", manners).data)
    media = Path(settings.MEDIA_ROOT)
    assert b"alert" in (media / stored.untouched).read_bytes()
    assert b"alert" not in (media / stored.name).read_bytes()


def test_a_connection_that_breaks_off(server: HostileServer, manners: Manners) -> None:
    assert refusal(server, manners, "reset").reason.code in {"unreachable", "bad-answer"}


@pytest.mark.parametrize("path", ["gzip-bomb", "endless"])
def test_a_flood_is_cut_off_where_the_limit_is(server: HostileServer, manners: Manners, path: str) -> None:
    keep_going = replace(manners, seconds=60)
    tracemalloc.start()
    try:
        refused = refusal(server, keep_going, path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.reason.code == "too-large"
    assert peak < 3 * picture_bytes.BYTE_LIMIT


def test_retry_after_is_told_on(server: HostileServer, manners: Manners) -> None:
    assert refusal(server, manners, "429").wait == 7200


def test_what_is_known_is_not_sent_again(server: HostileServer, manners: Manners) -> None:
    url = f"http://{server.place}/a.jpg"
    first = fetch(url, manners)
    assert first.known.etag == ETAG
    again = fetch(url, manners, first.known)
    assert again.unchanged
    assert again.data == b""


def test_the_request_tells_nothing_of_a_reader(server: HostileServer, manners: Manners) -> None:
    fetch(f"http://{server.place}/渡轮 a.jpg?w=9&x=%zz", manners)
    [headers] = server.headers
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
    assert headers["Host"] == server.place
    assert list(server.counts) == ["/%E6%B8%A1%E8%BD%AE%20a.jpg?w=9&x=%25zz"]


def test_a_header_of_the_server_cannot_become_one_of_ours(server: HostileServer, manners: Manners) -> None:
    fetch(f"http://{server.place}/a.jpg", manners, CachedPicture(etag='"x"\r\nEvil: 1', last_modified="月"))
    assert not {"Evil", "If-None-Match", "If-Modified-Since"} & set(server.headers[0])


def test_proxies_of_the_environment_are_not_used(
    server: HostileServer, manners: Manners, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert fetch(f"http://{server.place}/a.jpg", manners).data


def test_a_port_where_nobody_listens(manners: Manners) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(PictureRefused) as caught:
            fetch(f"http://{place}/a.jpg", replace(manners, network=Network(beside=frozenset({place}))))
    assert caught.value.reason.code == "unreachable"


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a TLS server whose certificate is for the name pictures.example only; the system trusts it."""
    if not shutil.which("openssl"):
        pytest.skip("No openssl on this machine to make a certificate with.")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "2",
         "-subj", "/CN=pictures.example", "-addext", "subjectAltName=DNS:pictures.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    monkeypatch.setitem(os.environ, "SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                plain = listener.accept()[0]
                with plain, context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(4096)
                    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + drawn())
            except ssl.SSLError:
                continue  # the client did not trust us: what the test is about
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


@pytest.mark.parametrize(("host", "code"), [("pictures.example", ""), ("other.example", "tls")])
def test_the_certificate_is_checked_for_the_name_not_for_the_pinned_address(
    secure: int, manners: Manners, host: str, code: str
) -> None:
    network = Network(frozenset({f"{host}:{secure}"}), resolve=lambda host, port: ["127.0.0.1"])
    there = f"https://{host}:{secure}/a.jpg"
    if not code:
        assert fetch(there, replace(manners, network=network)).data == drawn()
        return
    with pytest.raises(PictureRefused) as caught:
        fetch(there, replace(manners, network=network))
    assert caught.value.reason.code == code
