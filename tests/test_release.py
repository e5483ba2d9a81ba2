"""`make release`: what is refused, and what is tagged. In a repository of its own; nothing is pushed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "release"
PROJECT = '[project]\nname = "x"\nversion = "1.2.0"\n'
CHANGES = "# Changes\n\n## Unreleased\n\n## 1.2.0 – 2030-01-31\n\n- Something new.\n\n## 1.1.0 – 2029-12-01\n"


class Repository:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet")
        self.write(PROJECT, CHANGES)

    def git(self, *arguments: str) -> str:
        who = {
            f"GIT_{role}_{what}": "somebody@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        return subprocess.run(
            ["git", *arguments], cwd=self.folder, env=os.environ | who, capture_output=True, text=True, check=True
        ).stdout

    def write(self, project: str, changes: str) -> None:
        (self.folder / "pyproject.toml").write_text(project)
        (self.folder / "CHANGELOG.md").write_text(changes)
        self.git("add", ".")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")

    def release(self, *options: str) -> tuple[int, str]:
        """Exit code and what was said."""
        who = {"GIT_COMMITTER_NAME": "somebody", "GIT_COMMITTER_EMAIL": "somebody@example.org"}
        done = subprocess.run(
            [sys.executable, SCRIPT, *options], cwd=self.folder, env=os.environ | who,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_release_is_tagged_once(repository: Repository) -> None:
    assert repository.release() == (0, "")
    assert repository.git("tag") == ""
    code, said = repository.release("--tag")
    assert code == 0 and "Tagged v1.2.0" in said
    assert repository.git("tag") == "v1.2.0\n"
    assert repository.git("cat-file", "-t", "v1.2.0") == "tag\n"
    code, said = repository.release("--tag")
    assert code == 1 and "v1.2.0 is tagged already" in said


def test_what_is_not_committed_is_refused(repository: Repository) -> None:
    (repository.folder / "new.txt").write_text("x")
    code, said = repository.release("--tag")
    assert code == 1 and "not committed" in said
    assert repository.git("tag") == ""


@pytest.mark.parametrize(
    ("project", "changes", "fault"),
    [
        (PROJECT.replace("1.2.0", "1.3.0"), CHANGES, 'says 1.3.0; the newest heading in CHANGELOG.md is "1.2.0 –'),
        (PROJECT, CHANGES.replace("2030-01-31", "soon"), 'the newest heading in CHANGELOG.md is "1.2.0 – soon"'),
        (PROJECT, CHANGES.replace("## 1.2.0", "- Left over.\n\n## 1.2.0"), "Entries stand under Unreleased"),
        (PROJECT, CHANGES.replace("## Unreleased\n", ""), 'does not begin with the heading "Unreleased"'),
        (PROJECT, "# Changes\n", 'the newest heading in CHANGELOG.md is ""'),
    ],
)
def test_a_change_log_that_does_not_say_so_is_refused(
    repository: Repository, project: str, changes: str, fault: str
) -> None:
    repository.write(project, changes)
    code, said = repository.release("--tag")
    assert code == 1 and fault in said
    assert repository.git("tag") == ""
