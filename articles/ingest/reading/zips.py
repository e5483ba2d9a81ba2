"""Zip archives, member by member; nothing is unpacked to disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path

from articles.ingest.reading.limits import Limits
from articles.ingest.reading.names import decode_name, member_path, storable
from articles.ingest.reading.skips import skipped_member
from articles.ingest.types import Entry
from articles.parsing.types import Refused

ENCRYPTED, UTF8 = 0x1, 0x800
_PIECE = 1024 * 1024
DAMAGED = (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)


class Zip:
    """A .zip. `trouble` says after `entries` why the rest could not be read, if so."""

    archive = True
    prefix = ""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path, self.limits = path, limits
        self.text = storable(str(path))
        self.complete, self.trouble = False, ""
        self._packed = self._unpacked = 0

    def total(self) -> int:
        """Bytes of the archive."""
        return self.path.stat().st_size

    def done(self) -> int:
        return self._packed

    def entries(self) -> Iterator[Entry]:
        """Every member that is no folder."""
        skipped: set[str] = set()
        try:
            with zipfile.ZipFile(self.path) as archive:
                for info in archive.infolist():
                    if info.is_dir():
                        continue
                    entry = self._entry(archive, info)
                    self._packed += info.compress_size
                    if entry.path not in skipped:
                        yield entry
                    if entry.verdict and entry.path != info.filename:
                        skipped.add(entry.path)
                    if self._unpacked > self.limits.total:
                        self.trouble = (
                            f"It unpacks to more than {self.limits.total // 2**30} GiB; the rest was not read."
                        )
                        return
            self.complete = True
        except DAMAGED as error:
            self.trouble = (
                f"It is no whole zip archive ({error}). If it was cut short, fetch it again or repair it with zip -FF."
            )

    def _entry(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Entry:
        path, refusal = member_path(_name(info), backslashes=True)
        if not refusal and stat.S_ISLNK(info.external_attr >> 16):
            refusal = "A link; links in archives are not followed."
        if refusal:
            return Entry(path, verdict=Refused(refusal))
        if skip := skipped_member(path):
            return Entry(skip[0], verdict=skip[1])
        if info.flag_bits & ENCRYPTED:
            return Entry(
                path, verdict=Refused("It is encrypted. Unpack the archive with its password and import the folder.")
            )
        try:
            read = self._read(archive, info)
        except DAMAGED as error:
            read = Refused(f"This member of the archive is damaged ({error}).")
        return Entry(path, verdict=read) if isinstance(read, Refused) else Entry(path, size=len(read), data=read)

    def _read(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | Refused:
        """Measured while decompressing: what the header says of the size may be a lie."""
        data = bytearray()
        with archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                data += piece
                self._unpacked += len(piece)
                if len(data) > self.limits.file:
                    return Refused(self.limits.too_large(max(len(data), info.file_size)))
                if len(data) > self.limits.ratio_floor and len(data) > self.limits.ratio * max(info.compress_size, 1):
                    return Refused(f"It unpacks to more than {self.limits.ratio} times its packed size: a zip bomb.")
        return bytes(data)


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & UTF8:
        return info.orig_filename
    # Without the flag Python reads cp437, which loses nothing: back to the bytes.
    return decode_name(info.orig_filename.encode("cp437"))
