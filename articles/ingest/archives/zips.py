"""Zip archives, member by member; nothing is unpacked to disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path

from articles.ingest.archives.limits import Limits
from articles.ingest.archives.names import decode_name, member_path, storable
from articles.ingest.types import Entry
from articles.parsing.by_name import skipped_member
from articles.parsing.types import Refused

ENCRYPTED, UTF8 = 0x1, 0x800
_PIECE = 1024 * 1024
DAMAGED = (
    zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, NotImplementedError, RuntimeError, ValueError, MemoryError,
)  # fmt: skip
#: Bytes of a member's own header, at least.
_HEADER = 30


class Zip:
    """A .zip. `trouble` says after `entries` why the rest could not be read, if so. wanted: only these members,
    whatever they are (pictures)."""

    archive = True
    prefix = ""

    def __init__(self, path: Path, limits: Limits, wanted: frozenset[str] | None = None) -> None:
        self.path, self.limits, self.wanted = path, limits, wanted
        self.text = storable(str(path))
        self.complete, self.trouble = False, ""
        self.position = self._unpacked = 0

    @property
    def state(self) -> dict[str, object]:
        """What `entries` changes, for who has it run elsewhere."""
        return {"complete": self.complete, "trouble": self.trouble, "position": self.position}

    def total(self) -> int:
        """Bytes of the archive."""
        return self.path.stat().st_size

    def done(self) -> int:
        """Bytes of the archive that were read."""
        return self.position

    def entries(self) -> Iterator[Entry]:
        """Every member that is no folder."""
        skipped: set[str] = set()
        try:
            with zipfile.ZipFile(self.path) as archive:
                shared = _shared(archive.infolist())
                for number, info in enumerate(archive.infolist()):
                    if info.is_dir():
                        continue
                    entry = self._entry(archive, info, shared=number in shared)
                    self.position += info.compress_size
                    if entry is None:
                        continue
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

    def _entry(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, shared: bool) -> Entry | None:
        path, refusal = member_path(_name(info), backslashes=True)
        if not refusal and stat.S_ISLNK(info.external_attr >> 16):
            refusal = "A link; links in archives are not followed."
        elif not refusal and shared:
            refusal = "It lies over another member of the archive: damaged, or a zip bomb."
        if refusal:
            return Entry(path, verdict=Refused(refusal))
        if self.wanted is not None and path not in self.wanted:
            return None
        if self.wanted is None and (skip := skipped_member(path)):
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


def _shared(members: list[zipfile.ZipInfo]) -> set[int]:
    """Places in the list of those whose bytes are, in part, those of a member before them in the file. Each byte is unpacked
    once: 60,000 names for one megabyte are 60 GB. https://www.bamsoftware.com/hacks/zipbomb/"""
    found: set[int] = set()
    end = 0
    for number in sorted(range(len(members)), key=lambda number: members[number].header_offset):
        info = members[number]
        if info.header_offset < end:
            found.add(number)
        else:
            end = info.header_offset + _HEADER + info.compress_size
    return found
