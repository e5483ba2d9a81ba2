"""A server on loopback that does to a fetcher what the web does, and worse. Tests and bench/rescue.py use it."""

from __future__ import annotations

import contextlib
import gzip
import io
import socket
import struct
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image as Pillow

ETAG = '"version-1"'


@cache
def drawn(kind: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "#c0392b") -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


@cache
def pixel_bomb(side: int = 30_000) -> bytes:
    """A PNG of side by side white pixels: 900 million of them in a megabyte."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@cache
def gzip_bomb(size: int = 1 << 28) -> bytes:
    """`size` bytes that begin like a picture, a thousandth of that packed."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as packed:
        packed.write(drawn())
        for _ in range(size >> 20):
            packed.write(bytes(1 << 20))
    return out.getvalue()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: HostileServer

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked(self.path, dict(self.headers.items()), self.connection.getsockname()[0])
        name = self.path.partition("?")[0].strip("/").split("/")[0]
        with contextlib.suppress(OSError):  # the fetcher hung up, as it should
            PAGES.get(name, Handler.picture)(self)

    def send(self, body: bytes, kind: str = "image/jpeg", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for header, value in {"content-type": kind, "content-length": str(len(body)), **headers}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def to(self, place: str) -> None:
        self.send(b"", status=302, location=place)

    def picture(self) -> None:
        """A picture of its own for each address, or "unchanged" to who knows it."""
        if self.headers.get("If-None-Match") == ETAG:
            self.send(b"", status=304, etag=ETAG)
            return
        tone = zlib.crc32(self.path.encode())
        body = drawn(colour=f"#{tone & 0xFFFFFF:06x}")
        self.send(body, etag=ETAG, last_modified="Wed, 05 Aug 2020 08:01:00 GMT")

    def drip(self, opening: bytes, each: bytes) -> None:
        """Bytes so slow that each comes in time and all of them never."""
        self.wfile.write(opening)
        for _ in range(600):
            self.wfile.write(each)
            self.wfile.flush()
            if self.server.stopping.wait(0.05):
                return

    def once_busy(self) -> None:
        """429 at first, a picture when asked again."""
        if self.server.counts[self.path] == 1:
            self.send(b"", status=429, retry_after="1")
        else:
            self.picture()

    def cut(self, body: bytes, told: int) -> None:
        self.send_response(200)
        self.send_header("content-length", str(told))
        self.end_headers()
        self.wfile.write(body)

    def reset(self) -> None:
        """Hang up in the middle of everything."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def endless(self) -> None:
        """A picture that never ends, as fast as it goes."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n" + drawn())
        while not self.server.stopping.is_set():
            self.wfile.write(bytes(1 << 16))


SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!DOCTYPE html><title>404</title><p>Not here, with a friendly face.</p>"
#: A picture to a browser that is shown it, a program to one that is told it is one.
POLYGLOT = drawn("GIF") + b"*/=1;alert(1)//"

Page = Callable[[Handler], None]
PAGES: dict[str, Page] = {
    "png": lambda h: h.send(drawn("PNG"), "image/png"),
    "gif": lambda h: h.send(drawn("GIF"), "image/gif"),
    "webp": lambda h: h.send(drawn("WEBP"), "image/webp"),
    "avif": lambda h: h.send(drawn("AVIF"), "image/avif"),
    "says-html": lambda h: h.send(drawn("PNG"), "text/html"),
    "moved": lambda h: h.to("/picture-behind-a-redirect"),
    "no-length": lambda h: h.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + drawn()),
    "gzipped": lambda h: h.send(gzip.compress(drawn()), content_encoding="gzip"),
    "once-busy": Handler.once_busy,
    # Away from the public internet:
    "to-loopback": lambda h: h.to("http://127.0.0.1:80/admin/"),
    "to-other-port": lambda h: h.to("http://127.0.0.1:6379/"),
    "to-private": lambda h: h.to("http://10.0.0.1/"),
    "to-metadata": lambda h: h.to("http://169.254.169.254/latest/meta-data/"),
    "to-v6-loopback": lambda h: h.to("http://[::1]/"),
    "to-mapped": lambda h: h.to("http://[::ffff:127.0.0.1]/"),
    "to-nat64": lambda h: h.to("http://[64:ff9b::7f00:1]/"),
    "to-6to4": lambda h: h.to("http://[2002:7f00:1::]/"),
    "to-decimal": lambda h: h.to("http://2130706433/"),
    "to-file": lambda h: h.to("file:///etc/passwd"),
    "to-gopher": lambda h: h.to("gopher://127.0.0.1:6379/_FLUSHALL"),
    "to-login": lambda h: h.to("http://user:password@example.com/"),
    "to-ssh": lambda h: h.to("http://example.com:22/"),
    "to-nowhere": lambda h: h.to("http://["),
    "loop": lambda h: h.to("/loop"),
    "ping": lambda h: h.to(f"/ping/{h.server.counts.total()}"),
    # Not a picture:
    "html": lambda h: h.send(HTML, "image/jpeg"),
    "svg": lambda h: h.send(SVG, "image/png"),
    "polyglot": lambda h: h.send(POLYGLOT, "image/gif"),
    "tiff": lambda h: h.send(drawn("TIFF"), "image/tiff"),
    "nothing": lambda h: h.send(b""),
    "noise": lambda h: h.send(bytes(range(256)) * 40),
    "truncated": lambda h: h.send(drawn("JPEG", (300, 300))[:500]),
    # Too much:
    "pixel-bomb": lambda h: h.send(pixel_bomb(), "image/png"),
    "gzip-bomb": lambda h: h.send(gzip_bomb(), content_encoding="gzip"),
    "tells-a-terabyte": lambda h: h.cut(drawn(), 1 << 40),
    "endless": Handler.endless,
    # Broken or hostile HTTP:
    "too-short": lambda h: h.cut(drawn(), len(drawn()) + 500),
    "slow-headers": lambda h: h.drip(b"HTTP/1.1 200 OK\r\nx: ", b"a"),
    "slow-body": lambda h: h.drip(b"HTTP/1.1 200 OK\r\ncontent-type: image/jpeg\r\n\r\n" + drawn()[:50], b"\0"),
    "silent": lambda h: h.server.stopping.wait(30) and None,
    "hundred-continues": lambda h: h.drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "huge-header": lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\nx: " + b"a" * 200_000 + b"\r\n\r\n"),
    "many-headers": lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 5000 + b"\r\n"),
    "no-http": lambda h: h.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "bad-length": lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5, 6\r\n\r\nabcdef"),
    "bad-chunks": lambda h: h.wfile.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc"),
    "bad-gzip": lambda h: h.send(b"no gzip at all", content_encoding="gzip"),
    "reset": Handler.reset,
} | {
    str(status): lambda h, status=status: h.send(HTML, "text/html", status=status)  # type: ignore[misc]
    for status in (400, 403, 404, 410, 418, 451, 500, 502)
} | {
    "429": lambda h: h.send(b"", status=429, retry_after="7200"),
    "503": lambda h: h.send(b"", status=503),
    "304": lambda h: h.send(b"", status=304),
}  # fmt: skip


class HostileServer(ThreadingHTTPServer):
    """Listens on one loopback address; `port` may be another server's, to have several hosts."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((address, port), Handler)
        self.stopping = threading.Event()
        self.counts: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.times: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    @property
    def place(self) -> str:
        return f"{self.server_address[0]!s}:{self.server_address[1]}"

    def asked(self, path: str, headers: dict[str, str], address: str) -> None:
        with self._lock:
            self.counts[path] += 1
            self.headers.append(headers)
            self.times.setdefault(address, []).append(time.monotonic())

    def handle_error(self, *args: object) -> None:
        pass  # a fetcher that hangs up


@contextmanager
def hostile_server(address: str = "127.0.0.1", port: int = 0) -> Iterator[HostileServer]:
    server = HostileServer(address, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()
