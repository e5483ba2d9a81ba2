"""A bare repository of our own that shows another one's objects, and nothing else of it: no settings, hooks, replaced or
grafted commits, no other repository that it borrows from."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from articles.ingest.archives.git.places import RepositoryPlace, is_hash, settings_of
from articles.ingest.archives.git.process import GitFailed, lines, run

_HEX = "0123456789abcdef"


class Unusable(Exception):
    """The repository cannot be read at all; the text says why and what to do."""


def make_mirror(place: RepositoryPlace, home: Path) -> tuple[dict[str, str], str]:
    """Fill the new folder `home`. The refs and HEAD, if it is a bundle that says them. Raises Unusable."""
    if place.kind == "bundle":
        return _unbundle(place.folder, home)
    settings = settings_of(place.folder)
    if settings.reftable:
        raise Unusable(
            "Its branches are kept as a reftable, which is not read. Make a bundle: git bundle create X --all."
        )
    _bare(home, sha256=settings.sha256)
    _show_objects(place.folder / "objects", home / "objects")
    return {}, ""


def _bare(home: Path, *, sha256: bool) -> None:
    """By hand: `git init` would copy a template folder's hooks."""
    for name in ("objects/pack", "objects/info", "refs"):
        (home / name).mkdir(parents=True)
    version = "1\n[extensions]\n\tobjectformat = sha256" if sha256 else "0"
    (home / "config").write_text(f"[core]\n\tbare = true\n\trepositoryformatversion = {version}\n", encoding="ascii")
    (home / "HEAD").write_text("ref: refs/heads/none\n", encoding="ascii")


def _show_objects(theirs: Path, ours: Path) -> None:
    """Links to their packs and loose objects, of which only ordinary files are taken: a pipe would hang whoever opens it.
    Neither info/alternates nor a graph or index made beside the packs is shown."""
    packs = theirs / "pack"
    for name in _ordinary(packs):
        if name.startswith("pack-") and name.endswith((".pack", ".idx")):
            (ours / "pack" / name).symlink_to(packs.absolute() / name)
    for first in _HEX:
        for second in _HEX:
            folder = theirs / (first + second)
            names = _ordinary(folder)
            if names and len(names) == _count(folder):
                (ours / folder.name).symlink_to(folder.absolute())
            elif names:
                (ours / folder.name).mkdir()
                for name in names:
                    (ours / folder.name / name).symlink_to(folder.absolute() / name)


def _ordinary(folder: Path) -> list[str]:
    try:
        if not stat.S_ISDIR(folder.lstat().st_mode):
            return []
        with os.scandir(folder) as found:
            return sorted(item.name for item in found if item.is_file(follow_symlinks=False))
    except OSError:
        return []


def _count(folder: Path) -> int:
    with os.scandir(folder) as found:
        return sum(1 for _item in found)


def _unbundle(file: Path, home: Path) -> tuple[dict[str, str], str]:
    refs, head, sha256 = _bundle_head(file)
    _bare(home, sha256=sha256)
    try:
        for _line in lines(home, "bundle", "unbundle", str(file)):
            pass
    except GitFailed as error:
        if "prerequisite" in str(error):
            raise Unusable(
                "The bundle builds on commits that it does not hold. Make a whole one: git bundle create X --all."
            ) from error
        raise Unusable(f"The bundle is damaged or cut short ({error}). Fetch it again.") from error
    return refs, head


def _bundle_head(file: Path) -> tuple[dict[str, str], str, bool]:
    """What a bundle says before its pack: gitformat-bundle(5)."""
    refs: dict[str, str] = {}
    sha256 = False
    with file.open("rb") as stream:
        for raw in iter(lambda: stream.readline(8192), b""):
            line = raw.decode("utf-8", "surrogateescape").rstrip("\n")
            if not line:
                break
            sha256 = sha256 or line == "@object-format=sha256"
            value, _, name = line.partition(" ")
            if is_hash(value):
                refs[name] = value
            if len(refs) > 1_000_000:
                break
    return refs, refs.get("HEAD", ""), sha256


def set_shallow(home: Path, commits: list[str]) -> None:
    """Commits that have no parents for this reading."""
    path = home / "shallow"
    if commits:
        path.write_text("".join(f"{commit}\n" for commit in sorted(set(commits))), encoding="ascii")
    else:
        path.unlink(missing_ok=True)


def exists(home: Path, names: list[str]) -> dict[str, str]:
    """By name, the commit that a hash leads to, for those that lead to one that is here."""
    asked = home / "asked"
    asked.write_text("".join(f"{name}^{{commit}}\n" for name in names), encoding="ascii")
    found: dict[str, str] = {}
    answers = lines(home, "cat-file", "--batch-check=%(objectname) %(objecttype)", asked=asked)
    for name, answer in zip(names, answers, strict=True):
        words = answer.decode().split()
        if words[-1:] == ["commit"]:
            found[name] = words[0]
    return found


def version() -> str:
    """Of the git that is installed."""
    return run(Path("/"), "version").decode()
