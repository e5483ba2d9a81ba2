"""Tar archives, plain or compressed, read in the order of the stream; nothing is unpacked to disk."""

from __future__ import annotations

import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any, Self, cast

import zstandard

from articles.ingest.archives.limits import Limits
from articles.ingest.archives.names import decode_name, member_path, storable
from articles.ingest.archives.streams import Bomb, TarStream
from articles.ingest.types import Entry
from articles.parsing.by_name import skipped_member
from articles.parsing.types import Refused

DAMAGED = (
    tarfile.TarError, zlib.error, LZMAError, zstandard.ZstdError, EOFError, OSError, ValueError, RecursionError, MemoryError,
)  # fmt: skip

#: Headers that hold a longer name or other facts, which tarfile reads into memory whole.
_EXTENSIONS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_EXTENSION_LIMIT = 1024 * 1024
#: In a row, before one file: a name, a link's name and facts of two kinds are four.
_MOST_EXTENSIONS = 8


class _Header(tarfile.TarInfo):
    """One header. A class of its own is made for each archive, which counts the extensions that stand in a row: tarfile
    goes one call deeper for each."""

    in_a_row = 0
    _sparse_structs: tuple[Any, Any, Any]
    _block: Any

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        header = super().frombuf(buf, encoding, errors)
        cls.in_a_row = cls.in_a_row + 1 if header.type in _EXTENSIONS else 0
        if cls.in_a_row > _MOST_EXTENSIONS:
            raise tarfile.HeaderError(f"more than {_MOST_EXTENSIONS} headers before one file")
        if header.type in _EXTENSIONS and header.size > _EXTENSION_LIMIT:
            raise tarfile.HeaderError(f"a name of {header.size:,} bytes")
        return header

    # A file with holes is refused. tarfile would first read where its pieces lie, of which there may be millions in a few
    # packed bytes; Python's documentation of TarInfo names these methods as those that a subclass may replace.

    def _proc_sparse(self, archive: Any) -> Self:
        """As old GNU tar writes it: blocks of places stand between the header and the pieces."""
        more = self._sparse_structs[1]
        while more:
            block = archive.fileobj.read(tarfile.BLOCKSIZE)
            if len(block) < tarfile.BLOCKSIZE:
                raise tarfile.ReadError("unexpected end of data")
            more = block[504]
        self.sparse = b""
        self.offset_data = archive.fileobj.tell()
        archive.offset = self.offset_data + self._block(self.size)
        return self

    def _proc_gnusparse_00(self, header: Any, *_facts: Any) -> None:
        """As newer tars write it, in three ways: the places stand in the extension or before the pieces."""
        header.sparse = b""

    _proc_gnusparse_01 = _proc_gnusparse_10 = _proc_gnusparse_00


class Tar:
    """A .tar(.gz|.xz|.zst|.bz2). `trouble` says after `entries` why the rest could not be read, if so. wanted: only these
    members, whatever they are (pictures)."""

    archive = True
    prefix = ""

    def __init__(self, path: Path, limits: Limits, wanted: frozenset[str] | None = None) -> None:
        self.path, self.limits, self.wanted = path, limits, wanted
        self.text = storable(str(path))
        self.complete, self.trouble, self.position = False, "", 0
        self.alive: Callable[[], None] | None = None
        self._stream: TarStream | None = None

    @property
    def state(self) -> dict[str, object]:
        """What `entries` changes, for who has it run elsewhere."""
        return {"complete": self.complete, "trouble": self.trouble, "position": self.done()}

    def total(self) -> int:
        """Bytes of the archive."""
        return self.path.stat().st_size

    def done(self) -> int:
        """Bytes of the archive that were read."""
        return self._stream.position if self._stream else self.position

    def entries(self) -> Iterator[Entry]:
        """Every member that is no folder."""
        try:
            self._stream = TarStream(self.path, self.limits, self.alive)
        except OSError as error:
            self.trouble = f"It cannot be opened: {error.strerror}."
            return
        try:
            stream = cast(IO[bytes], self._stream)
            with tarfile.open(
                fileobj=stream,
                mode="r|",
                encoding="utf-8",
                errors="surrogateescape",
                tarinfo=type("Header", (_Header,), {}),
            ) as archive:
                yield from self._members(archive)
                self._drain(archive)
            self.complete = not self.trouble
        except Bomb as bomb:
            self.trouble = f"Its reading was stopped: {bomb}. If it is honest, unpack it and import the folder."
        except DAMAGED as error:
            what = str(error) or type(error).__name__
            self.trouble = (
                f"It is cut short or damaged ({what}). What came before is imported; fetch it again for the rest."
            )
        finally:
            self._stream.close()

    def _members(self, archive: tarfile.TarFile) -> Iterator[Entry]:
        skipped: set[str] = set()
        while (info := archive.next()) is not None:
            vars(archive)["members"].clear()  # tarfile keeps every header; a million of them are 1 GB
            if info.isdir():
                continue
            entry = self._entry(archive, info)
            if entry is None:
                continue
            if entry.verdict is None:
                yield entry
            elif entry.path not in skipped:
                skipped.add(entry.path)
                yield entry

    def _entry(self, archive: tarfile.TarFile, info: tarfile.TarInfo) -> Entry | None:
        path, refusal = member_path(decode_name(os.fsencode(info.name)))
        if not refusal and (info.issym() or info.islnk()):
            refusal = "A link; links in archives are not followed."
        elif not refusal and not info.isreg():
            refusal = "A device, pipe or other special file."
        elif not refusal and info.issparse():
            refusal = "A file with holes (sparse). Unpack the archive and import the folder."
        elif not refusal and info.size > self.limits.file:
            refusal = self.limits.too_large(info.size)
        if refusal:
            return Entry(path, size=info.size, verdict=Refused(refusal))
        if self.wanted is None and (skip := skipped_member(path)):
            return Entry(skip[0], verdict=skip[1])
        return self._read(archive, info, path) if self.wanted is None or path in self.wanted else None

    def _read(self, archive: tarfile.TarFile, info: tarfile.TarInfo, path: str) -> Entry:
        member = archive.extractfile(info)
        data = member.read() if member else b""
        if len(data) < info.size:
            raise EOFError(f"{path} should have {info.size:,} bytes and has {len(data):,}")
        return Entry(path, size=len(data), data=data)

    def _drain(self, archive: tarfile.TarFile) -> None:
        """tarfile ends silently at a header it cannot read: look whether that was the end."""
        rest_is_zeros = True
        stream = cast(IO[bytes], archive.fileobj)
        while piece := stream.read(tarfile.RECORDSIZE):
            rest_is_zeros = rest_is_zeros and not piece.strip(b"\0")
        if not rest_is_zeros:
            self.trouble = (
                "A header in its middle is damaged, or several archives were joined. What came before is imported."
            )
        elif self._stream and not self._stream.ended_well():
            self.trouble = (
                "It ends without a tar's end mark, so it may be cut short. What it holds is imported; fetch it again."
            )
