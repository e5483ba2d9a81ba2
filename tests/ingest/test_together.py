"""Two imports at once: what both leave is what one would have left, and neither says what is not so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from articles.ingest.export.checking import check_database
from articles.ingest.rows.storing import store
from articles.ingest.run.importing import import_paths
from articles.models import ImportedFile, ImportRun, OutboxRow
from articles.search.index.process_store import store as index_store
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


@pytest.mark.django_db
def test_two_processes_leave_what_one_would_have_left(tmp_path: Path) -> None:
    files = town() | {
        f"法广/{number:04}.md": feed_file(
            f"第{number}条", "正文。" * 20, url=VOA.format(f"x{number % 1100}"), minutes=number
        )
        for number in range(1200)
    }
    folder, data = write_files(tmp_path / "archive", files), tmp_path / "data"
    finished(manage(data, "migrate", "-v0"))
    reports = [tmp_path / f"{number}.json" for number in range(2)]
    arguments = ("import_articles", str(folder), "--workers", "1", "--report")
    for process in [manage(data, *arguments, str(report)) for report in reports]:
        finished(process)
    told = [json.loads(report.read_text()) for report in reports]
    assert [report["gone"] for report in told] == [0, 0]
    assert [sum(report["counts"].values()) for report in told] == [len(files), len(files)]
    checked = finished(manage(data, "check_archive"))
    import_paths([folder], workers=0)
    assert f"{'digest':14} {check_database().digest}" in checked
    again = tmp_path / "again.json"
    finished(manage(data, *arguments, str(again)))
    assert json.loads(again.read_text())["counts"]["unchanged"] == len(files)


@pytest.mark.django_db
def test_files_that_another_import_stored_meanwhile_are_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one looked the files up before they were there, and has written their rows again."""
    folder = write_files(tmp_path / "archive", town())
    other = ImportRun.objects.create(paths=[])

    def with_another(batch: Any, run: ImportRun, root: str, here: Any) -> Any:
        outcomes = store(batch, run, root, here)
        ImportedFile.objects.update(run=other)
        return outcomes

    monkeypatch.setattr("articles.ingest.run.root_import.BATCH_FILES", 5)
    monkeypatch.setattr("articles.ingest.run.root_import.store", with_another)
    report = import_paths([folder], workers=0)
    assert report.gone == 0
    assert not ImportedFile.objects.filter(gone=True).exists()
    (folder / "林舟/d.md").unlink()
    assert import_paths([folder], workers=0).gone == 1


@pytest.mark.django_db
def test_the_ledger_keeps_that_a_file_stored_its_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both imports looked it up before either wrote: the second finds the bytes there, and they were from this very file."""
    folder = write_files(tmp_path / "archive", town())
    import_paths([folder], workers=0)
    before = {row.path: row.outcome for row in ImportedFile.objects.all()}
    monkeypatch.setattr("articles.ingest.run.root_import.RootImport._settled", lambda *_: False)
    report = import_paths([folder], workers=0)
    assert report.counts["duplicate"] == len(town()) - 1
    assert {row.path: row.outcome for row in ImportedFile.objects.all()} == before


@pytest.mark.django_db(transaction=True)
def test_an_index_that_another_process_builds_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    folder = write_files(tmp_path / "archive", town())
    with index_store().lock("rebuild") as held:
        assert held
        call_command("import_articles", str(folder), "--workers", "0")
    assert "takes these articles in as well" in capsys.readouterr().err
    assert OutboxRow.objects.exists()
