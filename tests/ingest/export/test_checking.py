"""check_archive finds what is wrong, says what kind it is, and never ends in a traceback."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from articles.ingest.export import checking
from articles.ingest.export.checking import check_database
from articles.ingest.pictures.storing import keep_picture
from articles.ingest.run.importing import import_paths
from articles.models import Article, Image, Original
from tests.ingest.conftest import feed_file, town, write_files
from tests.ingest.test_commands import run
from tests.own_archive import OwnArchive

Folder = Callable[[Mapping[str, bytes]], Path]


def drawn(kind: str = "PNG", size: tuple[int, int] = (900, 30)) -> bytes:
    buffer = io.BytesIO()
    Pillow.linear_gradient("L").resize(size).convert("RGB").save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture
def pictures(db: None, settings: Any) -> list[Image]:
    """Eight, each with its file, small copies and the file as it came."""
    made = []
    for n in range(8):
        image = Image.objects.create(url=f"https://p.example/{n}.png", url_hash=f"{n:064x}")
        Image.objects.filter(pk=image.pk).update(**keep_picture(drawn(size=(700 + n, 30))).columns())
        image.refresh_from_db()
        made.append(image)
    return made


def test_pictures_that_are_lost_or_spoilt_are_named(pictures: list[Image], settings: Any) -> None:
    assert check_database().problems == ()
    media = Path(settings.MEDIA_ROOT)
    missing, swapped, no_picture, no_small, no_untouched, spoilt_untouched, without, whole = pictures
    (media / missing.file.name).unlink()
    (media / swapped.file.name).write_bytes(drawn(size=(5, 5)))
    (media / no_picture.file.name).write_bytes(b"words")
    words = "1f3870be274f6c49b3e31a0c6728957f2b3c4d5e6f708192a3b4c5d6e7f80912"
    Image.objects.filter(pk=no_picture.pk).update(sha256=words)
    no_picture.refresh_from_db()
    small = next((media / "thumbnails").glob(f"*/{no_small.sha256}-320.webp"))
    small.unlink()
    (media / no_untouched.untouched.name).unlink()
    (media / spoilt_untouched.untouched.name).write_bytes(b"")
    Image.objects.filter(pk=without.pk).update(file="")
    report = check_database()
    named = {n: [each for each in report.problems if f"/{n}.png" in each] for n in range(8)}
    for n, phrase in enumerate(
        ("is missing", "its sha256 differs", "its sha256 differs", "small copy", "as it came", "as it came", "no file")
    ):
        assert any(phrase in each for each in named[n]), (n, report.problems)
    assert named[7] == [] and whole.file
    assert report.kinds["pictures"] == len(report.problems) == 9  # of no_picture both small copies, too
    quick = check_database(quick=True)
    assert [each for each in quick.problems if "sha256" in each] == []
    assert any("/0.png" in each and "is missing" in each for each in quick.problems)


def test_a_file_that_is_what_it_was_and_no_picture_is_named(pictures: list[Image], settings: Any) -> None:
    data = drawn("JPEG")[:300]
    name = pictures[0].file.name
    (Path(settings.MEDIA_ROOT) / name).write_bytes(data)
    Image.objects.filter(pk=pictures[0].pk).update(sha256=hashlib.sha256(data).hexdigest(), thumbnail_widths=[])
    [problem] = check_database().problems
    assert "is no picture: The picture is damaged" in problem


def test_problems_are_counted_by_kind(pictures: list[Image], folder: Folder, settings: Any) -> None:
    import_paths([folder(town())], workers=0)
    Original.objects.filter(pk__in=Original.objects.values_list("pk", flat=True)[:2]).update(compressed=b"x")
    Article.objects.filter(pk=Article.objects.earliest("pk").pk).update(length=1)
    (Path(settings.MEDIA_ROOT) / pictures[0].file.name).unlink()
    code, out, err = run("check_archive", "--no-index")
    assert code == 1
    assert "4 problems: originals 2, articles 1, pictures 1." in err
    assert "8 pictures" in out
    assert run("check_archive", "--no-index", "--quick")[2].count("picture https") == 1


def test_a_report_holds_so_many_and_counts_all(
    pictures: list[Image], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "HELD", 3)
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "images")
    report = check_database()
    assert (len(report.problems), report.kinds["pictures"]) == (3, 8)
    assert "… and 5 more" in run("check_archive", "--no-index")[2]


def test_progress_is_told(pictures: list[Image], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "PAGE", 3)
    steps: list[tuple[int, int]] = []
    check_database(on_progress=lambda done, total: steps.append((done, total)))
    assert steps == [(3, 8), (6, 8)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of its own with an archive on disk."""
    files = write_files(tmp_path / "files", {f"林舟/{n}.md": feed_file(f"第{n}篇", "正文。" * 400) for n in range(60)})
    folder = tmp_path / "data"
    folder.mkdir()
    for arguments in (("migrate", "-v0"), ("import_articles", str(files), "--workers", "0")):
        process = OwnArchive(folder).manage(*arguments)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
    return folder


def test_damaged_pages_of_the_database_are_sentences(data: Path) -> None:
    """The first page of a table; half of the file; an index that lacks a row, which only the looking up finds."""
    database = data / "db.sqlite3"
    with contextlib.closing(sqlite3.connect(database)) as opened:
        [size] = opened.execute("PRAGMA page_size").fetchone()
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [page] = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles_original'").fetchone()
    whole = database.read_bytes()
    spoilt = bytearray(whole)
    spoilt[(page - 1) * size : page * size] = b"\xa5" * size
    for content in (bytes(spoilt), whole[: len(whole) // 2]):
        stand_in(database, content)
        for command in (("check_archive",), ("export_archive", str(data / "out"))):
            process = OwnArchive(data).manage(*command)
            output, _ = process.communicate(timeout=300)
            assert "Traceback" not in output, output
            assert process.returncode == (1 if command[0] == "check_archive" else 2), output
            assert "database c" in output, output  # cannot be read, could not be read
        assert not list(data.glob("out*")) and not list(data.glob(".*draft*"))
    stand_in(database, whole)
    without_a_row(database)
    output, _ = OwnArchive(data).manage("check_archive").communicate(timeout=300)
    assert "pages are damaged: row" in output and "article_any_day" in output


def stand_in(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    for name in ("-wal", "-shm"):
        database.with_name(database.name + name).unlink(missing_ok=True)


def without_a_row(database: Path) -> None:
    """An index that was not kept up while one row changed."""
    schema = "PRAGMA writable_schema = ON"
    with contextlib.closing(sqlite3.connect(database)) as opened:
        row = opened.execute("SELECT * FROM sqlite_master WHERE name = 'article_any_day'").fetchone()
        opened.execute(schema)
        opened.execute("DELETE FROM sqlite_master WHERE name = 'article_any_day'")
        opened.commit()
    with contextlib.closing(sqlite3.connect(database)) as opened:
        opened.execute("UPDATE articles_article SET day = '1999-01-01' WHERE id = 1")
        opened.execute(schema)
        opened.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
        opened.commit()
