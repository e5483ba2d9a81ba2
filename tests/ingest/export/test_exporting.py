"""An export of an archive in which not everything is whole, and exports that are cut off."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings as product
from django.core.management import call_command

from articles.ingest.export.checking import check_database
from articles.ingest.export.exporting import export_archive
from articles.ingest.pictures.storing import keep_picture
from articles.ingest.run.importing import import_paths
from articles.models import Article, Image, Original
from bench.powercut import lay_out, recorded
from tests.ingest.conftest import feed_file, write_files
from tests.ingest.export.test_checking import drawn
from tests.ingest.test_commands import run

Folder = Callable[[Mapping[str, bytes]], Path]


def give_pictures(count: int) -> list[Image]:
    """The first pictures of the archive get files, each another one."""
    images = list(Image.objects.order_by("url")[:count])
    for n, image in enumerate(images):
        Image.objects.filter(pk=image.pk).update(**keep_picture(drawn(size=(400 + n, 30))).columns())
        image.refresh_from_db()
    return images


def harbour(count: int) -> dict[str, bytes]:
    address = "https://harbour.example/{}"
    return {
        f"林舟/{n}.md": feed_file(
            f"第{n}篇", f"正文{n}。", url=address.format(n), pictures=(f"https://p.example/{n}.png",)
        )
        for n in range(count)
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_what_is_missing_or_damaged_is_named_and_the_rest_goes_on(
    folder: Folder, tmp_path: Path, settings: Any, name: str
) -> None:
    """Three pictures are missing, two originals are damaged: all else comes back."""
    import_paths([folder(harbour(9))], workers=0)
    pictures = give_pictures(5)
    whole = check_database()
    media = Path(settings.MEDIA_ROOT)
    (media / pictures[0].file.name).unlink()
    (media / pictures[1].file.name).write_bytes(b"spoilt")
    (media / pictures[2].untouched.name).unlink()
    damaged = list(Original.objects.order_by("pk")[7:])
    Original.objects.filter(pk=damaged[0].pk).update(compressed=b"rubbish")
    Original.objects.filter(pk=damaged[1].pk).update(compressed=Original.objects.earliest("pk").compressed)
    code, out, err = run("export_archive", str(tmp_path / name))
    assert code == 1
    named = err.splitlines()
    assert len(named) == 6 and named[-1].startswith("5 files are missing or damaged here")
    for at, phrase in enumerate(("cannot be decompressed", "its sha256 or size differs")):
        original = next(line for line in named if damaged[at].path in line)
        assert phrase in original and damaged[at].article.public_id in original
    for at, phrase in enumerate(("is missing", "sha256 differs", "is missing")):
        assert phrase in next(line for line in named if f"{pictures[at].url}:" in line)
    assert "3 missing pictures" in out and "2 damaged originals" in out
    tables = check_database().tables
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(media)
    code, _out, err = run("import_articles", str(tmp_path / name), "--workers", "0")
    assert code == 1 and err.count("refused: ") == 5
    assert Article.objects.count() == 7 and Image.objects.exclude(file="").count() == 3
    after = check_database()
    assert after.problems == ()
    equal = {table for table in tables if after.tables[table] == tables[table]}
    assert (
        equal == {"sources", "aliases", "revisions", "history", "regional_names", "settings", "taggings", "put_back"}
        and whole.tables.keys() == tables.keys()
    )


@pytest.mark.django_db(transaction=True)
def test_an_original_that_another_article_holds_whole_is_in_the_export(folder: Folder, tmp_path: Path) -> None:
    import_paths([folder(harbour(3))], workers=0)
    first = Original.objects.earliest("pk")
    Original.objects.create(
        article=Original.objects.latest("pk").article, sha256=first.sha256, path="x.md", size=first.size,
        content_hash=first.content_hash, compressed=first.compressed,
    )  # fmt: skip
    Original.objects.filter(pk=first.pk).update(compressed=b"rubbish")
    said: list[str] = []
    assert export_archive(tmp_path / "out", said.append)["files"] == 3
    assert said == []


@pytest.mark.django_db(transaction=True)
def test_a_power_cut_leaves_a_whole_export_or_none(folder: Folder, tmp_path: Path) -> None:
    import_paths([folder(harbour(2))], workers=0)
    give_pictures(1)
    place = tmp_path / "place"
    place.mkdir()
    with recorded(place) as recorder:
        export_archive(place / "out.zip")
    random, seen = Random(3), set()
    for moment in recorder.moments:
        for state in moment.states(random, 10):
            lay_out(state, tmp_path / "cut")
            cut = tmp_path / "cut/out.zip"
            seen.add((moment.what, cut.exists()))
            if cut.exists():
                with zipfile.ZipFile(cut) as archive:
                    assert archive.testzip() is None and "archive.json" in archive.namelist()
    assert {what for what, there in seen if there} and ("end", False) not in seen


@pytest.mark.django_db(transaction=True)
def test_every_file_of_a_folder_is_synced_before_it_has_its_name(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_paths([folder(harbour(2))], workers=0)
    give_pictures(1)
    synced: set[int] = set()
    sync, named = os.fsync, []
    rename = Path.replace

    def fsync(handle: int) -> None:
        sync(handle)
        synced.add(os.fstat(handle).st_ino)

    def replace(path: Path, target: Path) -> Path:
        if path.name.startswith(".out"):
            named.append({each: each.stat().st_ino in synced for each in (path, *path.rglob("*"))})
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    export_archive(tmp_path / "out")
    [files] = named
    assert len(files) > 10 and all(files.values()), [path for path, safe in files.items() if not safe]
    assert tmp_path.stat().st_ino in synced


@pytest.mark.django_db
def test_drafts_that_nobody_writes_any_more_are_cleared_away(folder: Folder, tmp_path: Path) -> None:
    """Killed, an export cannot clear up behind itself: the next one beside it does. One that is being written stays."""
    import_paths([folder(harbour(1))], workers=0)
    place = tmp_path / "place"
    write_files(place / ".old.newsarchive-draft-0a1b2c3d", {"originals/aa/x": b"half"})
    write_files(
        place, {".old.zip.newsarchive-draft-0a1b2c3d": b"half", ".live.zip.newsarchive-draft-1": b"", "mine": b""}
    )
    with (place / ".live.zip.newsarchive-draft-1").open("rb") as live:
        fcntl.flock(live, fcntl.LOCK_EX)
        export_archive(place / "out")
    assert sorted(path.name for path in place.iterdir()) == [".live.zip.newsarchive-draft-1", "mine", "out"]


def test_an_export_that_was_killed_leaves_no_draft_behind_the_next(tmp_path: Path) -> None:
    data, place = tmp_path / "data", tmp_path / "place"
    for folder in (data, place):
        folder.mkdir()
    environment = os.environ | {"NEWSARCHIVE_DATA": str(data), "DEBUG": "1", "DATABASE_URL": ""}
    command = [sys.executable, "-W", "ignore", "manage.py"]
    files = write_files(tmp_path / "files", harbour(400))
    for arguments in (("migrate", "-v0"), ("import_articles", str(files), "--workers", "0", "--no-index")):
        subprocess.run([*command, *arguments], cwd=product.BASE_DIR, env=environment, check=True, capture_output=True)
    export = [*command, "export_archive", str(place / "out")]
    killed = subprocess.Popen(export, cwd=product.BASE_DIR, env=environment)
    while not list(place.glob(".out*/originals/*")):
        assert killed.poll() is None, "it ended before it could be killed"
    killed.kill()
    killed.wait()
    assert len(list(place.iterdir())) == 1
    export[-1] = str(place / "other")
    subprocess.run(export, cwd=product.BASE_DIR, env=environment, check=True, capture_output=True)
    assert [path.name for path in place.iterdir()] == ["other"]
    about = json.loads((place / "other/archive.json").read_text())
    assert about["counts"]["articles"] == 400 and about["damaged"] == {}
