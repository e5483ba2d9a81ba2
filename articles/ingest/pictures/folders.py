"""Pictures that somebody already holds, in a folder or a .zip, become the files of the pictures that articles show.

A file belongs to every picture whose address ends in the file's path below the folder: `a.jpg` to any `…/a.jpg`,
`news.example/2020/a.jpg` (as `wget -x` and wayback downloaders lay it out) to that one only.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from articles.ingest.archives.names import decode_name, member_path
from articles.ingest.pictures import picture_bytes, reasons, same_photograph
from articles.ingest.pictures.picture_bytes import refuse_by_name
from articles.ingest.pictures.storing import PictureRefused, keep_picture, store_picture
from articles.models import Image

_ENCRYPTED, _UTF8 = 0x1, 0x800
_BATCH = 500


@dataclass(frozen=True, slots=True)
class PictureReport:
    """loaded, unchanged: pictures that got a file now, or had one before. unused: files that no article shows.

    refused: (path below the folder, reason).
    """

    loaded: int
    unchanged: int
    unused: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Files:
    """What a folder or .zip holds. names: paths below it, with "/". read: the bytes of one; raises PictureRefused."""

    names: tuple[str, ...]
    store: Callable[[str], dict[str, object]]
    refused: tuple[tuple[str, str], ...] = ()


def load_pictures(place: Path) -> PictureReport:
    """Give every picture that a file of `place` belongs to that file. Run it as often as you like.

    Raises NotADirectoryError if `place` is neither a folder nor a .zip that can be read.
    """
    with _files(place) as files:
        wanted: dict[str, list[int]] = {}
        used: set[str] = set()
        unchanged = 0
        for key, name, has_file in _pictures_of(files.names):
            used.add(name)
            if has_file:
                unchanged += 1
            else:
                wanted.setdefault(name, []).append(key)
        loaded = 0
        refused = list(files.refused)
        for name, keys in sorted(wanted.items()):
            try:
                loaded += give(keys, files.store(name))
            except PictureRefused as error:
                refused.append((name, str(error)))
        unused = sorted(set(files.names) - used)
    return PictureReport(loaded, unchanged, tuple(unused), tuple(refused))


def give(keys: list[int], columns: dict[str, object]) -> int:
    """Write a stored picture's columns to these Images; how many there were."""
    columns |= {"fetched_at": timezone.now()}
    given = 0
    with transaction.atomic():
        for start in range(0, len(keys), _BATCH):
            given += Image.objects.filter(pk__in=keys[start : start + _BATCH]).update(**columns)
        same_photograph.remember([str(columns["perceptual_hash"])])
    return given


def _pictures_of(names: tuple[str, ...]) -> Iterator[tuple[int, str, bool]]:
    """(primary key, file, whether its file is in place) of every picture that one of the files belongs to."""
    by_last: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        by_last.setdefault(name.rpartition("/")[2], []).append(name)
    media = Path(settings.MEDIA_ROOT)
    for key, url, stored in Image.objects.values_list("pk", "url", "file").order_by("pk").iterator(chunk_size=5000):
        if name := _file_of(url, by_last):
            yield key, name, bool(stored) and (media / stored).is_file()


def _file_of(url: str, by_last: dict[str, list[str]]) -> str:
    """The file whose path is the longest ending of the address, with or without its query; "" if there is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    address = f"/{parts.netloc}{unquote(parts.path)}"
    for ending in (f"{address}?{parts.query}", address):
        for name in by_last.get(ending.rpartition("/")[2], ()):
            if ending.endswith(f"/{name}"):
                return name
    return ""


def _files(place: Path) -> AbstractContextManager[_Files]:
    if place.is_dir():
        return nullcontext(_in_folder(place))
    if place.is_file() and zipfile.is_zipfile(place):
        return _InZip(place)
    raise NotADirectoryError(f"{place} is not a folder and not a .zip. Name one that holds pictures.")


def _in_folder(folder: Path) -> _Files:
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    names = tuple(path.relative_to(folder).as_posix() for path in sorted(paths))
    return _Files(names, lambda name: store_picture(folder / name).columns())


class _InZip:
    """Members are read one by one as they are wanted; nothing is unpacked to disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _Files:
        try:
            self._archive = zipfile.ZipFile(self._path)
        except (zipfile.BadZipFile, OSError) as error:
            raise NotADirectoryError(f"{self._path} is no whole .zip ({error}). Fetch it again.") from error
        members: dict[str, zipfile.ZipInfo] = {}
        refused = []
        for info in self._archive.infolist():
            path, why = member_path(_name(info), backslashes=True)
            if stat.S_ISLNK(info.external_attr >> 16):
                why = "It is a link; links in archives are not followed."
            if why:
                refused.append((path, why))
            elif not info.is_dir():
                members[path] = info
        return _Files(tuple(members), lambda name: self._store(name, members[name]), tuple(refused))

    def __exit__(self, *error: object) -> None:
        self._archive.close()

    def _store(self, name: str, info: zipfile.ZipInfo) -> dict[str, object]:
        refuse_by_name(name)
        if info.flag_bits & _ENCRYPTED:
            raise PictureRefused(reasons.ENCRYPTED)
        try:
            with self._archive.open(info) as stream:
                data = stream.read(picture_bytes.BYTE_LIMIT + 1)  # whatever size its header tells
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise PictureRefused(reasons.DAMAGED, str(error)) from error
        return keep_picture(data).columns()


def _name(info: zipfile.ZipInfo) -> str:
    """Without the flag for UTF-8, zipfile read the bytes as code page 437 (APPNOTE.TXT 4.4.4)."""
    return info.filename if info.flag_bits & _UTF8 else decode_name(info.filename.encode("cp437", "replace"))
