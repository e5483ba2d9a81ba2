"""Where a re-parse has come to, so that one that was killed goes on there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from articles import parsing
from articles.parsing.outlet_rules.outlets import own_rules

#: What reads or writes a body beside our own code.
_READERS = ("beautifulsoup4", "lxml", "nh3", "charset-normalizer", "PyYAML")


def rules_fingerprint() -> str:
    """sha256 (hex) of everything that decides what is read in a file. Other rules make the first half of a run stale."""
    digest = sha256()
    for folder in (Path(parsing.__file__).parent, Path(__file__).parents[1]):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    digest.update("\0".join(own_rules()).encode())
    digest.update("\0".join(version(reader) for reader in _READERS).encode())
    return digest.hexdigest()


@dataclass(slots=True)
class Checkpoint:
    """asked: what the run is for; only the same question goes on. after: primary key of the last article done.

    A file of its own, not a row: it is written after each commit, and an article read twice comes out the same, so that
    losing the last write costs one batch. kept: whether there is anything to go on from."""

    path: Path
    asked: Mapping[str, Any]
    after: int = 0
    read: int = 0
    changed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    kept: bool = False
    stale: bool = False

    @property
    def of_all(self) -> bool:
        """Whether the run is for the whole archive."""
        return not any(value for name, value in self.asked.items() if name != "rules")

    @classmethod
    def load(cls, path: Path, asked: Mapping[str, Any]) -> Checkpoint:
        """What a stopped run left for this question; from the beginning if there is nothing, or if the rules are others
        by now (`stale`)."""
        fresh = cls(path, {**asked, "rules": rules_fingerprint()})
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            held = dict(found["asked"])
            if held == fresh.asked:
                return cls(path, held, found["after"], found["read"], found["changed"], Counter(found["fields"]), True)
        except FileNotFoundError:
            return fresh
        except (ValueError, TypeError, KeyError):  # damaged: as good as none
            return fresh
        fresh.stale = held | {"rules": ""} == dict(fresh.asked) | {"rules": ""}
        return fresh

    def save(self) -> None:
        """All of it or nothing: written beside, then renamed."""
        told = {name: getattr(self, name) for name in ("asked", "after", "read", "changed", "fields")}
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(told), encoding="utf-8")
        beside.replace(self.path)

    def done(self) -> None:
        self.path.unlink(missing_ok=True)
