"""What a power cut may leave of a folder, at every moment of what a process does there.

A file's bytes are safe once it has been synced, a name (made, renamed, removed) once its folder has been. Until then each
may be there or not: a name as before or as after, unsynced bytes whole, half or none. Recorder notes the folder at each
sync, rename and removal; Moment.states then lays out what a cut right then could leave.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

#: inode, bytes
File = tuple[int, bytes]
State = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Moment:
    """what: the step that comes next. safe: names whose folder entry is on the disk; live: names as the process sees
    them. synced: by inode, the bytes that are on the disk."""

    what: str
    safe: dict[str, File]
    live: dict[str, File]
    synced: dict[int, bytes]

    def _left(self, file: File, share: float) -> bytes:
        inode, data = file
        sure = self.synced.get(inode)
        return data if sure == data else data[: int(len(data) * share)]

    def states(self, random: Random, mixtures: int) -> Iterator[State]:
        """All names as before, all as after (each with unsynced bytes whole, half and none), and random mixtures."""
        for names in (self.safe, self.live):
            for share in (1.0, 0.5, 0.0):
                yield {name: self._left(file, share) for name, file in names.items()}
        for _ in range(mixtures):
            state = {}
            for name in {*self.safe, *self.live}:
                file = random.choice([self.safe, self.live]).get(name)
                if file is not None:
                    state[name] = self._left(file, random.choice([1.0, 0.5, 0.0]))
            yield state


@dataclass
class Recorder:
    """moments: in order. The lock files of the folder hold nothing and are left out."""

    folder: Path
    moments: list[Moment] = field(default_factory=list)
    _safe: dict[str, File] = field(default_factory=dict)
    _synced: dict[int, bytes] = field(default_factory=dict)
    _read: dict[tuple[int, int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._safe = self._listed()
        self._synced = dict(self._safe.values())

    def _listed(self) -> dict[str, File]:
        paths = [path for path in self.folder.iterdir() if path.is_file() and path.suffix != ".lock"]
        return {path.name: self._file(path) for path in paths}

    def _file(self, path: Path) -> File:
        """Read once: an index is large, and no file of it is written to again."""
        status = path.stat()
        key = status.st_ino, status.st_size, status.st_mtime_ns
        if key not in self._read:
            self._read[key] = path.read_bytes()
        return status.st_ino, self._read[key]

    def note(self, what: str) -> None:
        self.moments.append(Moment(what, dict(self._safe), self._listed(), dict(self._synced)))

    def synced(self, handle: int) -> None:
        """After os.fsync(handle)."""
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            self._safe = self._listed()
            return
        found = [file for file in self._listed().values() if file[0] == status.st_ino]
        self._synced.update(found)


@contextmanager
def recorded(folder: Path) -> Iterator[Recorder]:
    """Everything that this process syncs, renames and removes in the folder meanwhile. What is there now is safe."""
    recorder = Recorder(folder)

    def around(name: str, original: Any) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            recorder.note(name)
            result = original(*arguments, **options)
            if name == "fsync":
                recorder.synced(arguments[0])
            return result

        return call

    with ExitStack() as stack:
        for name in ("fsync", "replace", "unlink"):
            stack.enter_context(patch.object(os, name, around(name, getattr(os, name))))
        yield recorder
    recorder.note("end")


def lay_out(state: State, folder: Path) -> None:
    """The folder holds exactly these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, data in state.items():
        (folder / name).write_bytes(data)
