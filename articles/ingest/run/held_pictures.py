"""Pictures that came with the archive, beside their articles or within their files, become the files of those that articles
show: after a root's last file, so that it does not matter which stands first, and again in every run for those still wanted.
The checks are those of rescued pictures (pictures.py); nothing is fetched."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import zstandard
from django.db.models import Q

from articles.ingest.archives.captured_pictures import CapturedPictures, picture_key
from articles.ingest.archives.collections import MARK, Collection
from articles.ingest.archives.roots import Folder, Tar, Zip
from articles.ingest.parse_one import parse
from articles.ingest.pictures.beside import PictureFiles
from articles.ingest.pictures.folders import give
from articles.ingest.pictures.storing import PictureRefused, keep_picture, store_picture
from articles.ingest.rows.apply_versions import original_bytes
from articles.ingest.run.apart import Apart
from articles.models import Figure, Original
from articles.parsing.addresses.held_pictures import BESIDE, WITHIN, pictures_within
from articles.parsing.addresses.proxies import picture_address
from articles.parsing.by_name import container_by_path, is_picture
from articles.parsing.types import ParsedArticle, ParsedFigure

_MHTML = (".mhtml", ".mht")


@dataclass(slots=True)
class HeldPictures:
    """What one root holds. root: as the ledger names it. files: its pictures. captured: web archives that were read."""

    root: str
    files: PictureFiles = field(default_factory=PictureFiles)
    captured: list[Collection] = field(default_factory=list)

    def see(self, path: str) -> None:
        """A file of the root, whatever it is."""
        if is_picture(path):
            self.files.add(path)

    def read(self, collection: Collection) -> None:
        """A file of many articles that was read now."""
        if collection.file and container_by_path(collection.path) == "warc":
            self.captured.append(collection)

    def take_in(self, place: Folder | Zip | Tar, apart: Apart) -> tuple[int, list[tuple[str, str]]]:
        """Give every picture that is still wanted its file. How many got one, and what was refused with the reason."""
        given = 0
        refused: list[tuple[str, str]] = []
        beside: dict[str, set[int]] = {}
        for original, path, wanted in self._wanted():
            data, figures = _read(original)
            within = {picture_address(key): content for key, content in pictures_within(data).items()}
            for figure in figures:
                if (key := wanted.get(figure.image_url)) is None:
                    continue
                if (content := _held(figure, within)) is not None:
                    given += _store(key, content, path, refused)
                elif figure.local and (name := self.files.meant(figure.local, path)):
                    beside.setdefault(name, set()).add(key)
        for name, columns in _columns(place, apart, sorted(beside), refused):
            given += give(sorted(beside[name]), columns)
        for collection in self.captured:
            given += self._from_captures(collection, apart, refused)
        return given, refused

    def _from_captures(self, collection: Collection, apart: Apart, refused: list[tuple[str, str]]) -> int:
        """Of a web archive, the pictures that its articles show. It is read once more, and only if there are some."""
        wanted: dict[str, list[int]] = {}
        shown = Figure.objects.filter(
            image__file="",
            article__originals__files__root=self.root,
            article__originals__files__path__startswith=f"{collection.path}{MARK}",
        )
        for url, key in shown.values_list("image__url", "image_id").distinct().iterator(chunk_size=5_000):
            if name := picture_key(url):
                wanted.setdefault(name, []).append(key)
        if not wanted or collection.file is None:
            return 0
        given = 0
        for entry in apart.pictures(CapturedPictures(collection.file, collection.limits, frozenset(wanted))):
            for key in wanted[entry.path]:
                given += _store(key, entry.data or b"", f"{collection.path}: {entry.path}", refused)
        return given

    def _wanted(self) -> Iterator[tuple[Original, str, dict[str, int]]]:
        """Of each file of this root that shows pictures which may be here: its bytes' row, its path, and those pictures'
        keys by address."""
        last = {name.rpartition("/")[2] for name in self.files.names}
        asked = Q(image__url__contains=WITHIN) | Q(article__originals__files__path__iregex=r"\.mht(?:ml)?$")
        rows = Figure.objects.filter(image__file="", article__originals__files__root=self.root)
        if not last:
            rows = rows.filter(asked)
        found: dict[tuple[int, str], dict[str, int]] = {}
        values = ("image__url", "image_id", "article__originals__pk", "article__originals__files__path")
        for url, key, original, path in rows.values_list(*values).distinct().iterator(chunk_size=5_000):
            if BESIDE in url or WITHIN in url or path.lower().endswith(_MHTML) or _last(url) in last:
                found.setdefault((original, path), {})[url] = key
        for (original, path), wanted in sorted(found.items()):
            yield Original.objects.get(pk=original), path, wanted


def _last(url: str) -> str:
    return unquote(url.partition("?")[0].rpartition("/")[2])


def _read(original: Original) -> tuple[bytes, tuple[ParsedFigure, ...]]:
    try:
        data = original_bytes(original)
    except zstandard.ZstdError:
        return b"", ()  # check_archive tells of it
    parsed = parse(data, original.path, original.profile_text)
    return data, parsed.figures if isinstance(parsed, ParsedArticle) else ()


def _held(figure: ParsedFigure, within: dict[str, bytes]) -> bytes | None:
    return within.get(figure.image_url) or (within.get(figure.local) if figure.local else None)


def _store(key: int, content: bytes, path: str, refused: list[tuple[str, str]]) -> int:
    try:
        return give([key], keep_picture(content).columns())
    except PictureRefused as error:
        refused.append((path, str(error)))
        return 0


def _columns(
    place: Folder | Zip | Tar, apart: Apart, names: list[str], refused: list[tuple[str, str]]
) -> Iterator[tuple[str, dict[str, object]]]:
    """What each of these files gives an Image's row."""
    for name, read in _opened(place, apart, names):
        try:
            yield name, read()
        except PictureRefused as error:
            refused.append((name, str(error)))
        except OSError as error:
            refused.append((name, f"It cannot be read: {error.strerror}."))


def _opened(
    place: Folder | Zip | Tar, apart: Apart, names: list[str]
) -> Iterator[tuple[str, Callable[[], dict[str, object]]]]:
    """Each file, and what reads it. An archive is read once more, and only if something in it is wanted."""
    if isinstance(place, Folder):
        yield from ((name, partial(_stored, place.root / name)) for name in names)
    elif names:
        for entry in apart.members(type(place)(place.path, place.limits, frozenset(names))):
            if entry.data is not None:
                yield entry.path, partial(_kept, entry.data)


def _kept(data: bytes) -> dict[str, object]:
    return keep_picture(data).columns()


def _stored(path: Path) -> dict[str, object]:
    """Of an ordinary file, which it was when the folder was listed."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(0, "it is no ordinary file")
    return store_picture(path).columns()
