"""kill -9 in the middle of an import, then run again: the same archive as without."""

from __future__ import annotations

import signal
import subprocess
import time
from pathlib import Path

import pytest

from articles.ingest.export.checking import check_database
from articles.ingest.run.importing import import_paths
from tests.ingest.conftest import VOA, feed_file, town, write_files
from tests.own_archive import OwnArchive


def finished(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, output
    return output


def rows(archive: OwnArchive) -> int:
    return int(archive.execute("SELECT COUNT(*) FROM articles_importedfile")[0][0])


@pytest.mark.django_db
def test_killed_and_run_again(tmp_path: Path, other_archive: OwnArchive) -> None:
    files = town() | {
        f"法广/{number:04}.md": feed_file(
            f"第{number}条", "正文。" * 40, url=VOA.format(f"x{number % 1100}"), minutes=number
        )
        for number in range(1200)
    }
    folder = write_files(tmp_path / "archive", files)
    finished(other_archive.manage("migrate", "-v0"))
    importing = other_archive.manage("import_articles", str(folder), "--no-index", "--workers", "1")
    deadline = time.monotonic() + 60
    while not rows(other_archive) and importing.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    importing.send_signal(signal.SIGKILL)
    importing.communicate()
    assert 0 < rows(other_archive) < len(files)
    finished(other_archive.manage("import_articles", str(folder), "--no-index", "--workers", "1"))
    checked = finished(other_archive.manage("check_archive", "--no-index"))
    assert "1 import runs were stopped" in checked
    import_paths([folder], workers=0)
    report = check_database()
    assert f"{'digest':14} {report.digest}" in checked
    assert rows(other_archive) == len(files)
