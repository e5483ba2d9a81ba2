"""Where files come from: folders, single files, .zip and .tar. Yields entries in a fixed order and never writes to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from articles.ingest.archives.folders import Folder, load
from articles.ingest.archives.git import places
from articles.ingest.archives.git.history import History
from articles.ingest.archives.limits import Limits
from articles.ingest.archives.names import storable
from articles.ingest.archives.streams import tar_compression
from articles.ingest.archives.tars import Tar
from articles.ingest.archives.zips import Zip
from articles.ingest.types import Entry
from articles.parsing.by_name import container_by_path

__all__ = ["Folder", "History", "Limits", "NothingToImport", "Root", "Tar", "Zip", "load", "open_roots"]


class NothingToImport(Exception):
    """The whole run cannot be done; the text says why and what to do."""


class Root(Protocol):
    """One PATH. text: its storable absolute name. archive: progress counts bytes, not files. prefix: before each path to
    make its origin. complete: whether `entries` has shown all there is."""

    text: str
    archive: bool
    prefix: str
    complete: bool

    def total(self) -> int: ...
    def done(self) -> int | None: ...
    def entries(self) -> Iterator[Entry]: ...


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" or zipfile.is_zipfile(path)


def open_roots(paths: Sequence[Path], limits: Limits, *, history: bool = True) -> list[Folder | Zip | Tar | History]:
    """One root for each PATH; single files of one folder that follow each other share theirs. A repository's history is a
    root of its own, before the folder that shows its files; without `history` there is the folder only.

    Raises NothingToImport if a PATH is not there: better nothing than half of what was asked for."""
    if missing := [path for path in paths if not path.exists()]:
        raise NothingToImport(f"There is no {', no '.join(map(str, missing))}. Nothing was imported; check the path.")
    roots: list[Folder | Zip | Tar | History] = []
    for path in (path.resolve() for path in paths):
        place = places.repository_at(path) if history else None
        if place is not None:
            roots.append(History(place, limits))
        if place is None or place.kind == "clone":
            _add(roots, path, limits, place)
    return roots


def _add(
    roots: list[Folder | Zip | Tar | History], path: Path, limits: Limits, place: places.RepositoryPlace | None
) -> None:
    """The root of a folder, archive or file. place: the repository whose files the folder shows."""
    if path.is_dir():
        roots.append(_folder(path, limits, place))
    elif tar_compression(path) is not None:
        roots.append(Tar(path, limits))
    elif path.is_file() and not container_by_path(path.name) and _is_zip(path):
        roots.append(Zip(path, limits))
    elif roots and isinstance(last := roots[-1], Folder) and last.only and last.root == path.parent:
        roots[-1] = Folder(path.parent, limits, (*last.only, path))
    else:
        roots.append(Folder(path.parent, limits, (path,)))


def _folder(path: Path, limits: Limits, place: places.RepositoryPlace | None) -> Folder:
    folder = Folder(path, limits)
    if place:
        folder.history = storable(str(place.path))
        folder.algorithm = "sha256" if places.settings_of(place.folder).sha256 else "sha1"
    return folder
