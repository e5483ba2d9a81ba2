"""Which PATH is a repository, and what its own files say of its branches. Nothing is run; nothing is followed out of it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["clone", "bare", "bundle"]
BUNDLE = (b"# v2 git bundle\n", b"# v3 git bundle\n")
#: Branches and tags: of other refs, such as those of pull requests, anybody may have made one.
KINDS = ("refs/heads/", "refs/remotes/", "refs/tags/")
#: Bytes of a list of refs or of a branch's log; how many of them are looked at.
LONGEST, MOST = 64 * 1024 * 1024, 100_000
_HASH = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_FORMAT = re.compile(r"^\s*objectformat\s*=\s*\"?sha256\"?\s*$", re.I | re.M)
_REFTABLE = re.compile(r"^\s*refstorage\s*=\s*\"?reftable", re.I | re.M)


@dataclass(frozen=True, slots=True)
class RepositoryPlace:
    """A repository. path: what it is called by. folder: where its objects and refs lie, or the bundle."""

    kind: Kind
    path: Path
    folder: Path


def repository_at(path: Path) -> RepositoryPlace | None:
    """The repository that a PATH is, or whose files it shows; None if it is none, or is not its own (a `.git` that is a link
    or leads elsewhere is not followed: `elsewhere` says so)."""
    if path.is_file():
        return RepositoryPlace("bundle", path, path) if _begins_with(path, BUNDLE) else None
    inner = path / ".git"
    if _is_folder(inner) and _is_repository(inner):
        return RepositoryPlace("clone", inner, inner)
    return RepositoryPlace("bare", path, path) if path.is_dir() and _is_repository(path) else None


def elsewhere(path: Path) -> bool:
    """Whether a folder's history lies in another place: a work tree, a submodule, a link."""
    inner = path / ".git"
    return inner.is_symlink() or (inner.is_file() and _begins_with(inner, (b"gitdir:",)))


def _is_repository(folder: Path) -> bool:
    refs = _is_folder(folder / "refs") or _is_file(folder / "packed-refs")
    return _is_file(folder / "HEAD") and _is_folder(folder / "objects") and refs


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _begins_with(path: Path, starts: tuple[bytes, ...]) -> bool:
    if not _is_file(path):
        return False
    try:
        with path.open("rb") as stream:
            return stream.read(16).startswith(starts)
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Settings:
    """The little that a repository's own settings are asked for."""

    sha256: bool = False
    reftable: bool = False


def settings_of(folder: Path) -> Settings:
    """As text: git itself would follow what they include."""
    text = _text(folder / "config", 1024 * 1024)
    return Settings(bool(_FORMAT.search(text)), bool(_REFTABLE.search(text)))


def is_hash(word: str) -> bool:
    return _HASH.fullmatch(word) is not None


def _text(path: Path, limit: int = LONGEST) -> str:
    """An ordinary file's text; "" for anything else."""
    if not _is_file(path):
        return ""
    try:
        with path.open("rb") as stream:
            return stream.read(limit).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def refs_of(folder: Path) -> tuple[dict[str, str], str]:
    """What branches and tags point to, by their names, and what HEAD does ("" if nothing is there)."""
    refs = dict(_packed(folder))
    for name, file in _files(folder, KINDS):
        if is_hash(value := _text(file, 4096).strip()):
            refs[name] = value
    head = _text(folder / "HEAD", 4096).strip()
    if head.startswith("ref:"):
        head = refs.get(head.removeprefix("ref:").strip(), "")
    return refs, head if is_hash(head) else ""


def _packed(folder: Path) -> Iterator[tuple[str, str]]:
    for line in _text(folder / "packed-refs").splitlines():
        value, _, name = line.partition(" ")
        if is_hash(value) and name.startswith(KINDS):
            yield name, value


def _files(folder: Path, kinds: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    count = 0
    for kind in kinds:
        for top, folders, files in os.walk(folder / kind, followlinks=False):
            folders.sort()
            for file in sorted(files):
                path = Path(top, file)
                count += 1
                if count > MOST:
                    return
                yield str(path.relative_to(folder)), path


def logged(folder: Path) -> set[str]:
    """Every commit that a branch stood at on this machine: what a forced push took away is there for some months."""
    logs = [folder / "logs" / "HEAD"]
    logs += [file for _name, file in _files(folder, ("logs/refs/heads", "logs/refs/remotes"))]
    found: set[str] = set()
    for log in logs:
        for line in _text(log).splitlines():
            found.update(word for word in line.split(" ", 2)[:2] if is_hash(word) and word.strip("0"))
            if len(found) > MOST:
                return found
    return found


def shallow_of(folder: Path) -> list[str]:
    """The commits whose parents were not fetched."""
    return [line for line in _text(folder / "shallow").split() if is_hash(line)]
