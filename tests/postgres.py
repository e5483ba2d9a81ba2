"""`python -m tests.postgres COMMAND …` runs a command beside a PostgreSQL of its own, named to it by DATABASE_URL.

The cluster is made in a temporary folder and listens on a socket there, open to this user only; when the command ends, fails
or is interrupted, it is stopped and removed. Its writes are not forced to disk: it is not to outlive the tests.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg

OWNER, NAME = "archive", "newsarchive"
SETTINGS = {
    "listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
    "shared_buffers": "64MB", "max_connections": "60", "autovacuum_naptime": "10s",
}  # fmt: skip


def programs() -> Path:
    """The folder of initdb and postgres. Debian keeps them out of PATH, one folder for each version."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda folder: float(folder.parent.name))
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    sys.exit("PostgreSQL was not found. Install it (Debian, Ubuntu: sudo apt install postgresql) and run this again.")


def as_whom() -> dict[str, Any]:
    """What Popen is told about the user: PostgreSQL refuses root, so the user of Debian's package stands in for root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def server() -> Iterator[str]:
    """A running PostgreSQL with one empty database; its DATABASE_URL."""
    found, user = programs(), as_whom()
    with tempfile.TemporaryDirectory(prefix="archive-pg-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user["user"], user["group"])
        made = subprocess.run(
            [found / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8"],
            cwd=folder, capture_output=True, text=True, **user,
        )  # fmt: skip
        if made.returncode:
            sys.exit(f"initdb failed: {made.stderr}")
        options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        with (folder / "log").open("w") as log:
            # A session of its own: Ctrl-C is for the tests, which still need it to end in order.
            running = subprocess.Popen(
                [found / "postgres", "-D", folder / "data", "-k", folder, *options],
                cwd=folder, stdout=log, stderr=log, start_new_session=True, **user,
            )  # fmt: skip
        try:
            wait_until_it_answers(running, folder)
            yield f"postgres://{OWNER}@/{folder}/{NAME}"
        finally:
            running.send_signal(signal.SIGINT)  # its "fast" way: connections are ended, not waited for
            running.wait(timeout=60)


def wait_until_it_answers(running: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(600):
        if running.poll() is not None:
            break
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(host=str(folder), user=OWNER, dbname="postgres", autocommit=True) as connection,
        ):
            connection.execute(f"CREATE DATABASE {NAME}")
            return
        time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start: {(folder / 'log').read_text()}")


def main(command: list[str]) -> int:
    def ended(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(143)

    signal.signal(signal.SIGTERM, ended)
    with server() as url:
        running = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
        try:
            return running.wait()
        except KeyboardInterrupt:
            running.wait()  # the terminal interrupts it, too
            return 130
        finally:
            running.terminate()
            running.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
