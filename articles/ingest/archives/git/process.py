"""A real git that runs nothing but itself: no hook, filter, pager or helper, no other repository, no network.

It is started in a bare repository of our own (articles.ingest.archives.git.mirror), so that no setting of the repository
that is read ever counts; what is switched off here as well would otherwise hang on there being no such setting."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

#: Bytes of memory of its own that a git may take. A delta of ten bytes may ask for a base of gigabytes.
MEMORY_LIMIT = 1024 * 1024 * 1024
#: Seconds without a byte of an answer after which a git is given up.
PATIENCE = 60.0
INSTALL = "git is not installed here. Install it (Debian, Ubuntu: apt install git) and run the same command again."
_SETTINGS = (
    "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.commitGraph=false", "core.multiPackIndex=false",
    "core.attributesFile=/dev/null", "core.packedGitLimit=256m", "core.packedGitWindowSize=16m",
    "core.deltaBaseCacheLimit=64m", "core.bigFileThreshold=32m", "protocol.allow=never", "safe.directory=*",
    "credential.helper=", "gc.auto=0", "maintenance.auto=false", "pack.threads=1", "diff.renames=false",
    "log.showSignature=false", "core.askPass=true",
)  # fmt: skip


class GitFailed(Exception):
    """git ended with an error, hung, or took too much memory. The text is what it said."""


def installed() -> bool:
    return shutil.which("git") is not None


def command(home: Path, *arguments: str) -> list[str]:
    """The words to start git with, in the bare repository `home`. A shell lowers the limit on memory first: what Python
    could run between fork and exec is not safe beside threads."""
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    git = ["git", "--no-pager", "--no-replace-objects", f"--git-dir={home}", *settings, *arguments]
    return ["sh", "-c", f'ulimit -d {MEMORY_LIMIT // 1024} 2>/dev/null; ulimit -c 0; exec "$@"', "sh", *git]


def environment(home: Path) -> dict[str, str]:
    """Nothing of the caller's but where programs lie."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "",
    }


class Git:
    """One running git, whose answer is read as it comes. Use as a context manager: it ends with the block.

    asked: what it reads, if anything; None: `stdin` is written by the caller."""

    def __init__(self, home: Path, *arguments: str, asked: Path | None = None, talk: bool = False) -> None:
        with (asked or Path(os.devnull)).open("rb") as given, (home / "stderr").open("ab") as errors:
            self._said = errors.tell()
            self._process = subprocess.Popen(  # noqa: S603 - the words are ours; names of theirs go in by stdin
                command(home, *arguments),
                stdin=subprocess.PIPE if talk else given,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment(home),
                cwd=home,
                start_new_session=True,
            )
        self._errors = home / "stderr"
        self._buffer = bytearray()

    def __enter__(self) -> Git:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End it, whatever it does."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()
        if self._process.poll() is None:
            try:
                self._process.wait(0.2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def ask(self, line: bytes) -> None:
        """Write a line to a git that was started with talk=True. Raises GitFailed."""
        stdin = self._process.stdin
        try:
            if stdin:
                stdin.write(line)
                stdin.flush()
        except OSError as error:
            raise GitFailed(self._why()) from error

    def until(self, end: bytes, limit: int) -> bytes | None:
        """What comes before `end`, which is taken as well; None at the end of the answer. Raises GitFailed, also for more
        than `limit` bytes without an end."""
        start = 0
        while (found := self._buffer.find(end, start)) < 0:
            start = max(len(self._buffer) - len(end) + 1, 0)
            if not self._goes_on(limit):
                return None
        taken = bytes(self._buffer[:found])
        del self._buffer[: found + len(end)]
        return taken

    def exactly(self, size: int) -> bytes:
        """So many bytes. Raises GitFailed."""
        while len(self._buffer) < size:
            if not self._more():
                raise GitFailed(self._why())
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def pieces(self, end: bytes, limit: int) -> Iterator[bytes]:
        """Everything to the end of the answer, piece by piece. Much faster than `until` for each."""
        while True:
            whole, mark, rest = bytes(self._buffer).rpartition(end)
            self._buffer = bytearray(rest)
            if mark:
                yield from whole.split(end)
            if not self._goes_on(limit):
                return

    def _goes_on(self, limit: int) -> bool:
        """Wait for the rest of a line; False at the end of the answer. Raises GitFailed as `until` does."""
        if len(self._buffer) > limit:
            raise GitFailed(f"more than {limit:,} bytes where there should be a line")
        if self._more():
            return True
        if self._buffer:
            raise GitFailed(self._why())
        self._ended()
        return False

    def _more(self) -> bool:
        """Wait for bytes; False at the end."""
        stdout: IO[bytes] | None = self._process.stdout
        if stdout is None:
            return False
        ready, _, _ = select.select([stdout], [], [], PATIENCE)
        if not ready:
            raise GitFailed(f"git gave no answer for {PATIENCE:.0f} seconds")
        data = os.read(stdout.fileno(), 256 * 1024)
        self._buffer += data
        return bool(data)

    def _ended(self) -> None:
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            raise GitFailed("git did not end") from error
        if code:
            raise GitFailed(self._why())

    def _why(self) -> str:
        """The last thing it said, as one line."""
        try:
            with self._errors.open("rb") as stream:
                stream.seek(self._said)
                said = stream.read(64 * 1024).decode("utf-8", "backslashreplace").strip()
        except OSError:
            said = ""
        lines = [line for line in said.splitlines() if line.strip()]
        text = next((line for line in lines if line.startswith("fatal:")), lines[-1] if lines else "git ended early")
        return text.removeprefix("fatal: ")[:300]


def run(home: Path, *arguments: str, asked: Path | None = None) -> bytes:
    """A short answer. Raises GitFailed."""
    with Git(home, *arguments, asked=asked) as git:
        return b"\n".join(git.pieces(b"\n", 1024 * 1024))


def lines(home: Path, *arguments: str, asked: Path | None = None) -> Iterator[bytes]:
    """An answer line by line. Raises GitFailed."""
    with Git(home, *arguments, asked=asked) as git:
        yield from git.pieces(b"\n", 1024 * 1024)


def write_lines(path: Path, rows: Sequence[str]) -> Path:
    """A file for `asked`."""
    path.write_text("".join(f"{row}\n" for row in rows), encoding="ascii")
    return path
