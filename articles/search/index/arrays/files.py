"""Segment files and the manifest on disk: written whole, synced, renamed, checked when opened. No pickle anywhere."""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import secrets
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from articles.search.text.arrays import Array, Arrays

FORMAT = 3
MANIFEST = "manifest.json"
_ALIGN = 64
_CHUNK = 1 << 24
#: Bytes of a manifest that tell it from every other: its checksum is among them.
_MARK = 96


class IndexDamaged(Exception):
    """A file of the index is missing, changed or of another format. The text names it; the remedy is a rebuild."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment in the manifest. arrays: name to (dtype, first byte, entries). deleted: file of its deletions, or ""."""

    name: str
    size: int
    crc32: int
    documents: int
    arrays: dict[str, tuple[str, int, int]]
    deleted: str = ""
    deleted_crc32: int = 0
    deleted_count: int = 0

    @property
    def alive(self) -> int:
        return self.documents - self.deleted_count


@dataclass(frozen=True, slots=True)
class IndexManifest:
    """analysis: what the texts were analysed with (schema.analysis()); another one means a rebuild."""

    analysis: str
    generation: int = 0
    segments: tuple[SegmentEntry, ...] = ()
    format: int = FORMAT
    #: How the file begins that it was read from: tells whether it is still the newest.
    mark: bytes = field(default=b"", compare=False)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _written_whole(path: Path) -> Iterator[Any]:
    """A binary file that appears under `path` only when it is complete and on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


class SegmentWriter:
    """Writes arrays one after the other into one file; an array may come in parts. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._name = folder, f"segment-{secrets.token_hex(8)}.arrays"
        self._context = _written_whole(folder / self._name)
        self._arrays: dict[str, tuple[str, int, int]] = {}
        self._crc, self._at = 0, 0

    def __enter__(self) -> SegmentWriter:
        self._file = self._context.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.__exit__(kind, error, trace)

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._crc = zlib.crc32(data, self._crc)
        self._at += len(data)

    def add(self, name: str, *parts: Array) -> None:
        """parts: one-dimensional when flattened, all of one dtype. A second call for the name that was added last goes on
        with it."""
        if name not in self._arrays:
            self._write(b"\0" * (-self._at % _ALIGN))
            self._arrays[name] = (parts[0].dtype.str, self._at, 0)
        dtype, start, count = self._arrays[name]
        for part in parts:
            self._write(np.ascontiguousarray(part, dtype).tobytes())
            count += part.size
        self._arrays[name] = (dtype, start, count)

    def entry(self, documents: int) -> SegmentEntry:
        return SegmentEntry(self._name, self._at, self._crc, documents, dict(self._arrays))


def write_segment(folder: Path, arrays: Mapping[str, Array]) -> SegmentEntry:
    with SegmentWriter(folder) as writer:
        for name, array in arrays.items():
            writer.add(name, array)
    return writer.entry(len(arrays["doc_id"]))


def _crc_of(view: memoryview) -> int:
    crc = 0
    for start in range(0, len(view), _CHUNK):
        crc = zlib.crc32(view[start : start + _CHUNK], crc)
    return crc


def map_arrays(folder: Path, entry: SegmentEntry) -> Arrays:
    """The arrays of a segment, mapped, after its size and checksum have been verified. Raises IndexDamaged."""
    path = folder / entry.name
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{entry.name} cannot be opened: {error}") from error
    if len(mapped) != entry.size or _crc_of(memoryview(mapped)) != entry.crc32:
        raise IndexDamaged(f"{entry.name} is not what was written")
    if hasattr(mmap, "MADV_DONTNEED"):
        # The sum went through every page. What no query asks for need not stay in this process.
        mapped.madvise(mmap.MADV_DONTNEED)
    return {
        name: np.frombuffer(mapped, dtype, count, start) if count else np.zeros(0, dtype)
        for name, (dtype, start, count) in entry.arrays.items()
    }


def write_deleted(folder: Path, entry: SegmentEntry, deleted: Array) -> SegmentEntry:
    """entry with these deletions (bool, one a document), in a file of their own."""
    data = np.packbits(deleted).tobytes()
    name = f"{entry.name.removesuffix('.arrays')}-{secrets.token_hex(4)}.deleted"
    with _written_whole(folder / name) as file:
        file.write(data)
    changed = {"deleted": name, "deleted_crc32": zlib.crc32(data), "deleted_count": int(deleted.sum())}
    return SegmentEntry(**{**asdict(entry), **changed})


def read_deleted(folder: Path, entry: SegmentEntry) -> Array:
    """bool, one a document; writable. Raises IndexDamaged."""
    if not entry.deleted:
        return np.zeros(entry.documents, bool)
    try:
        data = (folder / entry.deleted).read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{entry.deleted} cannot be opened: {error}") from error
    if zlib.crc32(data) != entry.deleted_crc32:
        raise IndexDamaged(f"{entry.deleted} is not what was written")
    return np.unpackbits(np.frombuffer(data, np.uint8), count=entry.documents).astype(bool)


def _body(manifest: IndexManifest) -> dict[str, Any]:
    body = asdict(manifest)
    del body["mark"]
    return body


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path, manifest: IndexManifest) -> None:
    """From here on readers see these segments. Replaces the one before in one step."""
    body = _body(manifest)
    with _written_whole(folder / MANIFEST) as file:
        # The sum of everything in it first: `manifest_mark` reads no further.
        file.write(json.dumps({"sha256": _checksum(body)} | body, indent=1).encode())


def manifest_mark(folder: Path) -> bytes:
    """Another one for every manifest: it begins with the checksum of its generation and its segments, whose names are never
    given twice. b"" without one. Neither the clock nor the file system's numbers can make two look alike."""
    try:
        handle = os.open(os.path.join(folder, MANIFEST), os.O_RDONLY)  # noqa: PTH118 - by every search: half the time
    except FileNotFoundError:
        return b""
    try:
        return os.read(handle, _MARK)
    finally:
        os.close(handle)


def read_manifest(folder: Path, analysis: str) -> IndexManifest | None:
    """The newest manifest, None if there is none yet. Raises IndexDamaged if it is damaged, or of another format or
    analysis."""
    mark = manifest_mark(folder)
    try:
        body = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{MANIFEST} cannot be read: {error}") from error
    if not isinstance(body, dict) or body.pop("sha256", "") != _checksum(body):
        raise IndexDamaged(f"{MANIFEST} is not what was written")
    if body["format"] != FORMAT or body["analysis"] != analysis:
        raise IndexDamaged(f"{MANIFEST} was written by another version of this program")
    segments = tuple(
        SegmentEntry(**{**entry, "arrays": {name: tuple(place) for name, place in entry["arrays"].items()}})
        for entry in body["segments"]
    )
    return IndexManifest(body["analysis"], body["generation"], segments, body["format"], mark)


def sweep(folder: Path, manifest: IndexManifest) -> None:
    """Removes files that no manifest names any more, while nobody writes any. Readers keep what they have mapped."""
    named = {MANIFEST} | {name for entry in manifest.segments for name in (entry.name, entry.deleted)}
    for path in folder.iterdir():
        ours = path.suffix in (".arrays", ".deleted") or path.name.startswith((".segment-", f".{MANIFEST}"))
        if ours and path.name not in named:
            path.unlink(missing_ok=True)
