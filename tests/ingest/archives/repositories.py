"""Git repositories of our making: honest ones and hostile ones."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

#: Seconds since 1970 of the first commit; each is an hour later.
START, HOUR = 1_614_585_600, 3600
_PEOPLE = {
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@a.example",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@a.example",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "PATH": os.environ.get("PATH", ""),
}


class Work:
    """A repository with a work tree. Commits get the hours after START, one after another."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.count = folder, 0
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str | bytes, check: bool = True, given: bytes = b"") -> str:
        at = f"{START + self.count * HOUR} +0800"
        dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=_PEOPLE | dates, input=given, capture_output=True, check=False
        )
        assert not check or done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout.decode("utf-8", "replace").strip()

    def commit(self, message: str, files: Mapping[str, bytes | None] | None = None) -> str:
        """Write these files (None: remove), and commit all that there is. The commit's hash."""
        for path, data in (files or {}).items():
            file = self.folder / path
            if data is None:
                file.unlink()
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        self.count += 1
        return self.git("rev-parse", "HEAD")

    def clone(self, to: Path, *how: str) -> Path:
        self.git("-c", "protocol.file.allow=always", "clone", "-q", *how, f"file://{self.folder}", str(to))
        return to

    def bundle(self, to: Path, *what: str) -> Path:
        self.git("bundle", "create", "-q", str(to), *(what or ("--all",)))
        return to

    def fast_import(self, stream: bytes) -> None:
        self.git("fast-import", "--quiet", "--force", "--date-format=raw", given=stream)
