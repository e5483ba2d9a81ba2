"""A .tar's bytes as a stream that counts, and that ends a bomb."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

import zstandard

from articles.ingest.archives.limits import Limits

SUFFIXES = {
    ".tar": "", ".tar.gz": "gz", ".tgz": "gz", ".tar.xz": "xz", ".txz": "xz", ".tar.zst": "zst", ".tzst": "zst",
    ".tar.bz2": "bz2", ".tbz2": "bz2", ".tbz": "bz2",
}  # fmt: skip
_BLOCK = 512


class Bomb(Exception):
    """The stream unpacks to more than an archive of articles can."""


class TarStream:
    """Reads forward only. `position` is where the packed file stands, for progress. alive: called with each piece read."""

    def __init__(self, path: Path, limits: Limits, alive: Callable[[], None] | None = None) -> None:
        self._alive = alive
        self._packed = path.open("rb")
        self._stream = _decompressed(self._packed, path)
        self._limits = limits
        self._unpacked = 0
        self._last = b""
        self._position = 0

    @property
    def position(self) -> int:
        """Stays where it was once the stream is closed: its last files are stored after that."""
        if not self._packed.closed:
            self._position = self._packed.tell()
        return self._position

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        if self._alive:
            self._alive()
        self._unpacked += len(data)
        self._last = (self._last + data)[-_BLOCK:]
        limits = self._limits
        if self._unpacked > limits.total:
            raise Bomb(f"it unpacks to more than {limits.total // 2**30} GiB")
        if self._unpacked > limits.stream_floor and self._unpacked > limits.ratio * max(self.position, 1):
            raise Bomb(f"it unpacks to more than {limits.ratio} times its packed size")
        return data

    def ended_well(self) -> bool:
        """Whether, read to its end, the stream is whole blocks and the last is the zeros that end a tar."""
        return self._unpacked % _BLOCK == 0 and len(self._last) == _BLOCK and not self._last.strip(b"\0")

    def close(self) -> None:
        self._position = self.position
        if self._stream is not self._packed:
            self._stream.close()
        self._packed.close()


def tar_compression(path: Path) -> str | None:
    """ "" for a plain .tar, None for a name that is no tar's."""
    name = path.name.lower()
    return next((kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)), None)


def _decompressed(packed: IO[bytes], path: Path) -> IO[bytes]:
    kind = tar_compression(path)
    if kind == "gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=packed))
    if kind == "xz":
        return lzma.LZMAFile(packed)
    if kind == "bz2":
        return bz2.BZ2File(packed)
    if kind == "zst":
        return cast(IO[bytes], zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True))
    return packed
