"""kill -9 in the middle of an import, then run again: the same archive as without."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from articles.ingest import check_database, import_paths
from tests.ingest.conftest import VOA, feed_file, town, write_files


def manage(data: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"NEWSARCHIVE_DATA": str(data), "DEBUG": "1", "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output
    return output


def rows(data: Path) -> int:
    connection = sqlite3.connect(data / "db.sqlite3")
    try:
        return int(connection.execute("SELECT COUNT(*) FROM articles_importedfile").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.django_db
def test_killed_and_run_again(tmp_path: Path) -> None:
    files = town() | {
        f"法广/{number:04}.md": feed_file(
            f"第{number}条", "正文。" * 40, url=VOA.format(f"x{number % 1100}"), minutes=number
        )
        for number in range(1200)
    }
    folder, data = write_files(tmp_path / "archive", files), tmp_path / "data"
    finished(manage(data, "migrate", "-v0"))
    importing = manage(data, "import_articles", str(folder), "--no-index", "--workers", "1")
    deadline = time.monotonic() + 60
    while not rows(data) and importing.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    importing.send_signal(signal.SIGKILL)
    importing.communicate()
    assert 0 < rows(data) < len(files)
    finished(manage(data, "import_articles", str(folder), "--no-index", "--workers", "1"))
    checked = finished(manage(data, "check_archive", "--no-index"))
    assert "1 import runs were stopped" in checked
    import_paths([folder], workers=0)
    report = check_database()
    assert f"digest     {report.digest}" in checked
    assert rows(data) == len(files)
