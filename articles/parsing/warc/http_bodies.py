"""An answer of HTTP as a crawler stored it: its head, and its body without chunks and compression, within limits."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import brotli
import zstandard
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

#: Bytes of a head that are read; servers send a few hundred.
_LONGEST_HEAD = 64 * 1024
_PIECE = 64 * 1024
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_PARSER = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
#: A compression named on a compression is rare, more are an attack.
_MOST_ENCODINGS = 3


class TooLarge(Exception):
    """A body unpacks to more than was allowed."""


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """status: 0 where the head states none. headers: by lower-case name, the first of each counts. body: as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type, "" if none is stated."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", self.headers.get("content-type", ""), re.IGNORECASE)
        return found[1].lower() if found else ""


def read_answer(block: bytes) -> HttpAnswer:
    """block: of a `response` record. One that begins with no head of HTTP is all body."""
    if not block[:5].upper().startswith(b"HTTP/"):
        return HttpAnswer(0, {}, block)
    stream = BytesIO(block[:_LONGEST_HEAD])
    head: StatusAndHeaders = _PARSER.parse(stream)
    status = re.match(r"\s*(\d{3})\b", head.statusline or "")
    headers: dict[str, str] = {}
    for name, value in head.headers:
        headers.setdefault(name.strip().lower(), value)
    return HttpAnswer(int(status[1]) if status else 0, headers, block[stream.tell() :])


def unpacked(answer: HttpAnswer, limit: int) -> bytes:
    """The body as the server meant it. What is no such thing stays as it is: crawlers store bodies that they unpacked below
    the head that was sent. A body that breaks off gives what is whole of it. Raises TooLarge."""
    body = answer.body
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        body = _without_chunks(body)
    named = answer.headers.get("content-encoding", "").lower().replace(" ", "").split(",")
    for name in reversed(named[:_MOST_ENCODINGS]):
        if unpack := _UNPACKERS.get(name):
            body = _within(unpack(body), limit, body)
    if len(body) > limit:
        raise TooLarge
    return body


def _without_chunks(body: bytes) -> bytes:
    """RFC 9112, 7.1. Bytes that are no chunks, which is what a crawler that took them apart leaves, stay."""
    parts: list[bytes] = []
    place = 0
    while size := _CHUNK.match(body, place):
        length = int(size[1], 16)
        if length == 0:
            break
        parts.append(body[size.end() : size.end() + length])
        place = size.end() + length
        if body[place : place + 2] == b"\r\n":
            place += 2
        elif body[place : place + 1] == b"\n":
            place += 1
        elif place < len(body):  # its length was a lie, or these were no chunks
            return b"".join([*parts, body[place:]]) if len(parts) > 1 else body
    return b"".join(parts) if parts else body


def _within(pieces: Iterator[bytes], limit: int, packed: bytes) -> bytes:
    found = bytearray()
    try:
        for piece in pieces:
            found += piece
            if len(found) > limit:
                raise TooLarge
    except (zlib.error, brotli.error, zstandard.ZstdError):
        return bytes(found) or packed
    return bytes(found)


def _inflated(window: int) -> Callable[[bytes], Iterator[bytes]]:
    def pieces(body: bytes) -> Iterator[bytes]:
        while body:  # gzip's members may follow each other
            unpacker = zlib.decompressobj(window)
            while body and not unpacker.eof:
                yield unpacker.decompress(body, _PIECE)
                body = unpacker.unconsumed_tail
            body = unpacker.unused_data if window > zlib.MAX_WBITS else b""

    return pieces


def _deflated(body: bytes) -> Iterator[bytes]:
    """With zlib's frame, as the standard has it, or without, as some servers send it."""
    framed = body[:1] and body[0] & 0x0F == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _inflated(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)(body)


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    yield unpacker.process(body, output_buffer_limit=_PIECE)
    while not unpacker.can_accept_more_data() and not unpacker.is_finished():
        yield unpacker.process(b"", output_buffer_limit=_PIECE)


def _unzstd(body: bytes) -> Iterator[bytes]:
    with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(BytesIO(body)) as stream:
        while piece := stream.read(_PIECE):
            yield piece


_UNPACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _inflated(zlib.MAX_WBITS | 16),
    "x-gzip": _inflated(zlib.MAX_WBITS | 16),
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstd,
}
