"""The PostgreSQL that `make test-postgres` starts is gone in every case: after success, a failure, and an interruption."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(
    not (shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), reason="no PostgreSQL here"
)


def start(script: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", sys.executable, "-c", script],
        cwd=ROOT, env=os.environ | {"TMPDIR": str(folder)}, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Short, since the path of a socket is: and open, since PostgreSQL is another user where tests run as root."""
    short = Path("/tmp") / f"pg-{os.getpid()}-{tmp_path.name[-8:]}"
    short.mkdir(mode=0o755)
    return short


ASK = (
    "import os, psycopg; _, _, place = os.environ['DATABASE_URL'].partition('@/'); host, _, name = place.rpartition('/')\n"
    "print(psycopg.connect(host=host, user='archive', dbname=name).execute('SHOW server_encoding').fetchone()[0])\n"
)


def test_it_serves_a_command_and_ends_with_its_code(folder: Path) -> None:
    running = start(ASK + "raise SystemExit(3)", folder)
    output, _ = running.communicate(timeout=120)
    assert (output.strip(), running.returncode) == ("UTF8", 3)
    assert list(folder.iterdir()) == []
    folder.rmdir()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_interrupted(folder: Path, sent: signal.Signals) -> None:
    running = start("import sys, time; print('begun', flush=True); time.sleep(120)", folder)
    assert running.stdout
    assert running.stdout.readline() == "begun\n"
    os.killpg(running.pid, sent)  # as a terminal does
    running.communicate(timeout=60)
    assert running.returncode != 0
    assert list(folder.iterdir()) == [], "the server has ended, and its folder is removed"
    folder.rmdir()
