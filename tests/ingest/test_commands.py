"""The command line: what it prints and how it ends (docs/architecture.md, "The contract")."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.ingest.types import ProgressStep
from articles.management import console
from articles.management.console import Console
from articles.models import Article, ImportRun, Original
from tests.ingest.conftest import feed_file, town

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)


def run(command: str, *arguments: str, **options: Any) -> tuple[int, str, str]:
    """(exit code, stdout, stderr)"""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=err, **options)
        code = 0
    except SystemExit as stop:
        code = int(str(stop.code))
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    return code, out.getvalue(), err.getvalue()


def test_a_clean_import_ends_with_0_and_is_indexed(folder: Folder) -> None:
    code, out, _ = run("import_articles", str(folder(town())), "--workers", "0")
    assert code == 0
    assert "25 files: 18 stored, 0 unchanged, 2 duplicate, 4 revised, 1 not-an-article, 0 refused" in out
    assert run("check_archive")[0] == 0


def test_refused_files_are_named_and_end_it_with_1(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "NAMED", 2)
    root = folder({"林舟/good.md": feed_file("好")} | {f"林舟/empty{number}.md": b"" for number in range(3)})
    report = tmp_path / "report.json"
    arguments = [str(root), "--workers", "0", "--no-index", "--report", str(report)]
    code, out, err = run("import_articles", *arguments)
    assert code == 1
    assert "1 stored" in out
    assert "3 refused" in out
    assert "refused: 林舟/empty0.md: " in err
    assert "empty2" not in err
    assert "1 more" in err
    told = json.loads(report.read_text())
    assert told["counts"]["refused"] == 3
    assert [file["path"] for file in told["files"]] == [f"林舟/empty{number}.md" for number in range(3)]
    assert all(file["outcome"] == "refused" and file["reason"] for file in told["files"])
    assert told["seconds"] >= 0
    assert run("import_articles", *arguments)[0] == 1


@pytest.mark.parametrize("name", ["missing", "empty"])
def test_nothing_to_do_ends_with_2(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    code, _, err = run("import_articles", str(tmp_path / name), "--no-index")
    assert code == 2
    assert name in err


def test_wrong_arguments_end_with_an_error(tmp_path: Path) -> None:
    for arguments in ([], [str(tmp_path), "--workers", "many"], [str(tmp_path), "--workers", "-1"]):
        assert run("import_articles", *arguments)[0] != 0


def test_a_report_that_cannot_be_written_stops_it_before_it_begins(folder: Folder, tmp_path: Path) -> None:
    report = str(tmp_path / "none" / "report.json")
    code, _, err = run("import_articles", str(folder(town())), "--no-index", "--workers", "0", "--report", report)
    assert code == 2
    assert "report" in err
    assert not ImportRun.objects.exists()


def test_an_index_that_cannot_be_written_does_not_undo_the_import(
    folder: Folder, settings: Any, tmp_path: Path
) -> None:
    blocked = tmp_path / "index-is-a-file"
    blocked.write_bytes(b"")
    settings.NEWSARCHIVE_INDEX = blocked
    code, _, err = run("import_articles", str(folder(town())), "--workers", "0")
    assert code == 1
    assert "update_index" in err
    assert Article.objects.count() == 18


def test_dry_run(folder: Folder) -> None:
    code, out, _ = run("import_articles", str(folder(town())), "--dry-run", "--workers", "0")
    assert code == 0
    assert out.startswith("Would be: 25 files: 18 stored")
    assert not ImportRun.objects.exists()


def test_check_archive_finds_what_is_wrong(folder: Folder) -> None:
    run("import_articles", str(folder(town())), "--workers", "0", "--no-index")
    code, out, _ = run("check_archive", "--no-index")
    assert code == 0
    assert "18 articles" in out
    whole = Original.objects.earliest("pk")
    Original.objects.filter(pk=whole.pk).update(compressed=b"rubbish")
    Original.objects.filter(pk=Original.objects.latest("pk").pk).update(sha256="0" * 64)
    Article.objects.filter(headline="佚名来稿").update(original=whole, figure_count=7, length=1, day=None)
    Article.objects.get(headline="渡轮停航").revisions.all().delete()
    code, changed, err = run("check_archive", "--no-index")
    assert code == 1
    for words in (
        "decompressed",
        "sha256 or size",
        "another article",
        "7 figures",
        "characters",
        "filed under",
        "revisions",
    ):
        assert words in err
    assert changed.splitlines()[-1] != out.splitlines()[-2]


def test_export(folder: Folder, tmp_path: Path) -> None:
    run("import_articles", str(folder(town())), "--workers", "0", "--no-index")
    code, out, _ = run("export_archive", str(tmp_path / "out.zip"))
    assert code == 0
    assert "18 articles" in out
    assert run("export_archive", str(tmp_path / "out.zip"))[0] == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    step = ProgressStep("/archive", files=500, done=500, total=1000, unit="files", refused=1)
    terminal = Terminal()
    terminal._out = terminal  # type: ignore[attr-defined]
    with Console(terminal) as show:
        show(step)
    assert "500/1" in terminal.getvalue()
    assert "1 refused" in terminal.getvalue()
    monkeypatch.setattr(console, "INTERVAL", 0.0)
    plain = io.StringIO()
    with Console(plain) as show:
        show(step)
    assert "500 files (50% of /archive)" in plain.getvalue()
    quiet = io.StringIO()
    with Console(quiet, quiet=True) as show:
        show(step)
    assert quiet.getvalue() == ""
