"""The archive.toml that a PATH is read by: the one that was named, else the one that lies there, else that of last time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from articles.ingest.archives.roots import Folder, NothingToImport, Tar, Zip
from articles.ingest.rows.profiles import kept_profile
from articles.parsing.formats.profile import FILE, MOST, NO_PROFILE, Profile, profile_in, profile_of, with_map
from articles.parsing.outlet_rules.rules import RulesError


def read_profile(path: Path) -> Profile:
    """Raises RulesError if it cannot be read or is wrong."""
    try:
        with path.open("rb") as stream:
            return profile_in(stream.read(MOST + 1), str(path))
    except OSError as error:
        raise RulesError(f"{path} cannot be read ({error.strerror}).") from error


def given_profile(file: Path | None, stated: str) -> Profile | None:
    """What a command was given: --profile and --map. None if neither. Raises RulesError."""
    if file is None and not stated:
        return None
    profile = read_profile(file) if file else NO_PROFILE
    return with_map(profile, stated) if stated else profile


def beside(root: Folder | Zip | Tar) -> Path | None:
    """The archive.toml at the top of a folder, or in the folder that an archive lies in. A link is not followed."""
    path = root.root / FILE if isinstance(root, Folder) else root.path.parent / FILE
    return path if path.is_file() and not path.is_symlink() else None


def profile_for(root: Folder | Zip | Tar, given: Profile | None, stated: str = "") -> Profile:
    """given: instead of what lies there. stated: names as --map gives them, on top of what lies there. Raises
    RulesError."""
    if given is not None:
        return given
    found = beside(root)
    profile = read_profile(found) if found else profile_of(kept_profile(root.text))
    return with_map(profile, stated) if stated else profile


def profiles_for(roots: Sequence[Folder | Zip | Tar], given: Profile | None, stated: str = "") -> dict[str, Profile]:
    """By the text of each root. Raises NothingToImport if one is wrong: better nothing than half of what was asked for."""
    try:
        return {root.text: profile_for(root, given, stated) for root in roots}
    except RulesError as error:
        raise NothingToImport(f"{error} Nothing was imported.") from error
