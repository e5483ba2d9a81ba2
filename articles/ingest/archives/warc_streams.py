"""The bytes of a .warc or .warc.gz, read forward, unpacked in pieces. A damaged member of a .gz ends there: reading goes on
with the next one, which is how web archives are made: each record in a member of its own."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import IO

from articles.ingest.archives.limits import Limits
from articles.ingest.archives.streams import Bomb

GZIP = b"\x1f\x8b\x08"
_PIECE = 64 * 1024
_ENOUGH = 4 * _PIECE


class WarcStream:
    """packed: of the file, or of its member in a .wacz. position: bytes of it that were read, for progress.
    broken: members that were damaged. alive: called now and then."""

    def __init__(self, packed: IO[bytes], limits: Limits) -> None:
        self._packed, self._limits = packed, limits
        self.alive: Callable[[], None] | None = None
        self.position = self._unpacked = self.broken = 0
        self._raw, self._ready = b"", bytearray()
        self._ended = False
        self._member: zlib._Decompress | None = None
        self._more()
        self.gzipped = self._raw.startswith(GZIP)

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer only at the end or before a damaged member. size: at most 256 KiB."""
        while len(self._ready) < size and self._fill():
            pass
        return bytes(self._ready[:size])

    def read(self, size: int) -> bytes:
        """As peek, for any size, and these bytes are gone from the stream."""
        while len(self._ready) < size and self._fill():
            pass
        data = bytes(self._ready[:size])
        del self._ready[:size]
        return data

    def skip(self, size: int) -> int:
        """How many bytes could be left out."""
        left = size
        while left > 0 and (piece := self.read(min(left, _ENOUGH))):
            left -= len(piece)
        return size - left

    def back(self, data: bytes) -> None:
        """Bytes to be read once more."""
        self._ready[:0] = data

    def mend(self) -> bool:
        """Go on behind a damaged member. Whether there was one."""
        if not self._stopped:
            return False
        self._ready.clear()
        self._stopped = False
        self._member = None
        while (place := self._raw.find(GZIP, 1)) < 0:
            self._raw = self._raw[-2:]
            if not self._more():
                self._raw = b""
                break
        else:
            self._raw = self._raw[place:]
        return True

    _stopped = False

    def _fill(self) -> bool:
        """More bytes made ready. False at the end, and before what is damaged until it is mended."""
        if self._stopped or (not self._raw and not self._more()):
            return False
        if self.alive:
            self.alive()
        if not self.gzipped:
            self._take(self._raw)
            self._raw = b""
            return True
        try:
            self._unpack()
        except zlib.error:
            self.broken += 1
            self._stopped = True
            return False
        return True

    def _unpack(self) -> None:
        member = self._member = self._member or zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._take(member.decompress(self._raw, _PIECE))
        self._raw = member.unused_data if member.eof else member.unconsumed_tail
        if member.eof:
            self._member = None
            self._raw = self._raw.lstrip(b"\0")  # some writers pad
            if not self._raw.startswith(GZIP[: len(self._raw)]) or len(self._raw) < len(GZIP):
                self._more()
        elif not self._raw and not self._more() and not self._ready:
            self._end_short()

    def _end_short(self) -> None:
        """The file ends within a member."""
        self._member = None

    def _take(self, data: bytes) -> None:
        self._ready += data
        self._unpacked += len(data)
        limits = self._limits
        if self._unpacked > limits.total:
            raise Bomb(f"it unpacks to more than {limits.total // 2**30} GiB")
        if self._unpacked > limits.stream_floor and self._unpacked > limits.ratio * max(self.position, 1):
            raise Bomb(f"it unpacks to more than {limits.ratio} times its packed size")

    def _more(self) -> bool:
        piece = self._packed.read(_PIECE) if not self._ended else b""
        self._ended = not piece
        self.position += len(piece)
        self._raw += piece
        return bool(piece)
