"""The bytes of versions, one at a time, none larger than an article may be."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from articles.ingest.archives.folders import load
from articles.ingest.archives.git.process import Git, GitFailed
from articles.ingest.archives.limits import Limits
from articles.parsing.types import Refused

#: How a file begins that Git LFS keeps elsewhere (its specification, "The Pointer").
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_LARGEST_POINTER = 1024
_OID = re.compile(rb"^oid sha256:([0-9a-f]{64})$", re.M)
_LINE = 4096
NOT_HERE = "These bytes are not in this copy of the repository (a partial clone). Fetch them: git fetch --refetch."


class Blobs:
    """home: the mirror. lfs: where the repository keeps what Git LFS fetched. Ends with `close`."""

    def __init__(self, home: Path, limits: Limits, lfs: Path | None) -> None:
        self._home, self._limits, self._lfs = home, limits, lfs
        self._sizes: Git | None = None
        self._contents: Git | None = None

    def close(self) -> None:
        for git in (self._sizes, self._contents):
            if git:
                git.stop()
        self._sizes = self._contents = None

    def load(self, blob: str) -> bytes | Refused:
        """The bytes, or why not. Its size is asked first: what is too large is never unpacked."""
        try:
            size = self._size(blob)
            if size is None:
                return Refused(NOT_HERE)
            if size > self._limits.file:
                return Refused(self._limits.too_large(size))
            data = self._content(blob, size)
        except (GitFailed, ValueError) as error:
            self.close()
            return Refused(f"git could not read these bytes ({error}).")
        pointed = len(data) <= _LARGEST_POINTER and data.startswith(_POINTER)
        return self._large_file(data) if pointed else data

    def _size(self, blob: str) -> int | None:
        if self._sizes is None:
            self._sizes = Git(self._home, "cat-file", "--batch-check", talk=True)
        words = _asked(self._sizes, blob)
        return int(words[2]) if len(words) == 3 and words[1] == "blob" else None

    def _content(self, blob: str, size: int) -> bytes:
        if self._contents is None:
            self._contents = Git(self._home, "cat-file", "--batch", talk=True)
        words = _asked(self._contents, blob)
        if words[1:] != ["blob", str(size)]:
            raise GitFailed("it is not what it was said to be")
        return self._contents.exactly(size + 1)[:size]

    def _large_file(self, pointer: bytes) -> bytes | Refused:
        found = _OID.search(pointer)
        name = found[1].decode() if found else ""
        file = self._lfs / name[:2] / name[2:4] / name if self._lfs and name else None
        try:
            if file and stat.S_ISREG(file.lstat().st_mode):
                return load(file, self._limits)
        except OSError:
            pass
        return Refused("Git LFS keeps it elsewhere, and its bytes are not here. Fetch them: git lfs fetch --all.")


def _asked(git: Git, blob: str) -> list[str]:
    git.ask(blob.encode() + b"\n")
    answer = git.until(b"\n", _LINE)
    if answer is None:
        raise GitFailed("git ended early")
    return answer.decode("utf-8", "replace").split()
