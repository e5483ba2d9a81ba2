"""An export is a file like any other, perhaps a stranger's: its manifest, its tables, its pictures, and what packs it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles.ingest.archives.roots import Limits
from articles.ingest.pictures import picture_bytes
from articles.ingest.run.importing import import_paths
from articles.models import Article, Image, NameGroup, Source
from tests.ingest.tampering import DEEP, alias, lines, packed, tamper, write
from tests.ingest.tampering import out as out  # a fixture
from tests.ingest.test_commands import run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize(
    "rubbish", [b"", b"{", b"\xff\xfe", b"null", b"[]", DEEP.encode(), b'{"format": "newsarchive-export"}']
)
def test_an_export_without_a_whole_manifest_is_not_half_imported(
    out: Path, tmp_path: Path, rubbish: bytes, zipped: bool
) -> None:
    (out / "archive.json").write_bytes(rubbish)
    path = packed(out, tmp_path) if zipped else out
    code, _out, err = run("import_articles", str(path), "--workers", "0")
    assert code == 2 and "not whole" in err
    assert not Article.objects.exists() and not Source.objects.exists()


@pytest.mark.parametrize("counts", ["x", [], {"originals": "x"}, {"originals": -5}, None, {"originals": 10**30}])
def test_counts_that_are_none_are_left_out(out: Path, counts: Any) -> None:
    about = json.loads((out / "archive.json").read_text())
    (out / "archive.json").write_text(json.dumps(about | {"counts": counts}))
    code, _out, err = run("import_articles", str(out), "--workers", "0")
    assert (code, Article.objects.count()) == (0, 3), err


@pytest.mark.parametrize("version", [3, "2", None, True, [2]])
def test_of_another_version_nothing_is_imported(out: Path, version: Any) -> None:
    about = json.loads((out / "archive.json").read_text())
    (out / "archive.json").write_text(json.dumps(about | {"version": version}))
    assert run("import_articles", str(out), "--workers", "0")[0] == 2
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "name", ["sources.jsonl", "articles.jsonl", "originals.jsonl", "pictures.jsonl", "regional_names.jsonl"]
)
def test_an_export_that_lacks_a_table_is_not_half_imported(out: Path, name: str) -> None:
    (out / name).unlink()
    code, _out, err = run("import_articles", str(out), "--workers", "0")
    assert code == 2 and name in err
    assert not Article.objects.exists() and not Source.objects.exists()


def test_an_export_of_the_first_version_is_still_read(out: Path) -> None:
    (out / "regional_names.jsonl").unlink()
    about = json.loads((out / "archive.json").read_text())
    (out / "archive.json").write_text(json.dumps(about | {"version": 1}))
    values = lines(out, "pictures.jsonl")
    for line in values:
        for name in ("state", "reason", "detail", "attempts", "next_try_at", "etag", "last_modified"):
            del line[name]
    write(out, "pictures.jsonl", values)
    NameGroup.objects.create(forms="本馆\n本館")
    assert not import_paths([out], workers=0).refused
    assert NameGroup.objects.get().forms == "本馆\n本館"
    assert Article.objects.count() == 3 and Image.objects.exclude(file="").count() == 1


def test_links_in_an_export_lead_nowhere(out: Path, tmp_path: Path) -> None:
    """Not even to bytes that have the sha256 that is written."""
    [file] = (out / "pictures").iterdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(elsewhere)
    originals = out / "originals"
    originals.rename(tmp_path / "moved")
    originals.symlink_to(tmp_path / "moved")
    report = import_paths([out], workers=0)
    assert len(report.refused) == 4
    assert not Article.objects.exists() and not Image.objects.exclude(file="").exists()


def test_what_was_not_restored_of_pictures_is_named(out: Path) -> None:
    [shown], [untouched] = (out / "pictures").iterdir(), (out / "untouched").iterdir()
    whole = shown.read_bytes()
    untouched.write_bytes(b"swapped")
    code, _out, err = run("import_articles", str(out), "--workers", "0")
    assert code == 1 and "p.example/a.jpg was restored, but not the file as it came: untouched/" in err
    assert Image.objects.exclude(file="").get().untouched == ""
    for data, phrase in ((None, "is missing"), (whole[:100], "sha256 differs"), (b"<svg/>", "sha256 differs")):
        call_command("flush", interactive=False, verbosity=0)
        shown.unlink() if data is None else shown.write_bytes(data)
        code, _out, err = run("import_articles", str(out), "--workers", "0")
        assert code == 1 and "pictures.jsonl, line 1: The picture https://p.example/a.jpg was not restored" in err
        assert phrase in err
        assert not Image.objects.exclude(file="").exists()
        image = Image.objects.get(url="https://p.example/a.jpg")
        assert (image.state, image.sha256) == ("waiting", ""), "it is due to be fetched again"


def test_a_picture_that_grew_when_it_was_written_anew_comes_back(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file as it comes may have 32 MiB; what is served of it, more."""
    [shown] = (out / "pictures").iterdir()
    monkeypatch.setattr(picture_bytes, "BYTE_LIMIT", shown.stat().st_size - 1)
    report = import_paths([out], workers=0)
    assert not report.refused
    assert Image.objects.exclude(file="").exists()


def test_a_bad_row_of_names_is_refused_and_the_others_taken(out: Path) -> None:
    NameGroup.objects.create(forms="旧\n舊")
    write(out, "regional_names.jsonl", [{"forms": 5}, {"forms": "海港市\n海港城"}, {}, [], DEEP, "{", {"forms": ""}])
    report = import_paths([out], workers=0)
    assert [file.path for file in report.refused] == [f"regional_names.jsonl, line {n}" for n in (1, 3, 4, 5, 6, 7)]
    assert list(NameGroup.objects.values_list("forms", flat=True)) == ["海港市\n海港城"]


def test_a_stranger_takes_over_no_name_of_an_outlet_that_is_here(out: Path) -> None:
    """An alias leads what is imported later to its outlet."""
    Source.objects.create(name="海港报", slug="quay")
    tamper(out, "sources.jsonl", alias(value="海港报"), which="voa")
    tamper(out, "sources.jsonl", alias(kind="slug", value="quay"), which="voa")
    report = import_paths([out], workers=0)
    [refused] = report.refused
    assert "海港报, quay is another outlet here" in refused.reason
    assert not Source.objects.get(slug="voa").aliases.exists()


def test_a_line_without_end_costs_one_line(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values: list[Any] = lines(out, "pictures.jsonl")
    write(out, "pictures.jsonl", ['{"url": "' + "x" * 50_000 + '"}', *values])
    report = import_paths([out], workers=0, limits=Limits(file=20_000))
    [refused] = report.refused
    assert (refused.path, refused.reason) == ("pictures.jsonl, line 1", "The line is too long.")
    assert Image.objects.exclude(file="").exists()


def test_a_zip_that_is_damaged_inside_is_named(out: Path, tmp_path: Path) -> None:
    path = packed(out, tmp_path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("pictures.jsonl")
    data[info.header_offset + 30 + len(info.filename) + 4] ^= 0xFF
    path.write_bytes(data)
    report = import_paths([path], workers=0)
    assert [file.path for file in report.refused] == ["pictures.jsonl, line 1"]
    assert "damaged from here on" in report.refused[0].reason
    assert Article.objects.count() == 3
