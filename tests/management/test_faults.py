"""A full disk is a sentence. Without root the limit on the size of files stands for it, which the system keeps as it keeps
the disk's: a write comes back short, and the next one fails."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product
from django.core.management import get_commands, load_command_class
from django.test import override_settings
from PIL import Image as Pillow

from articles.ingest.run.importing import import_paths
from articles.models import Image
from tests.ingest.conftest import feed_file, write_files
from tests.ingest.test_commands import run
from tests.own_archive import OwnArchive

HAN = "".join(chr(0x4E00 + n) for n in range(4000))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file can grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def noise(place: Path) -> None:
    place.mkdir(exist_ok=True)
    for name in ("a.png", "b.png"):
        buffer = io.BytesIO()
        Pillow.effect_noise((400, 400), 90).convert("RGB").save(buffer, "PNG")
        (place / name).write_bytes(buffer.getvalue())


@pytest.fixture
def archive(tmp_path: Path) -> None:
    """Not indexed yet; two articles show pictures."""
    files = {
        f"林舟/{n}.md": feed_file(f"第{n}篇", HAN[n:], pictures=(f"https://p.example/{'ab'[n % 2]}.png",))
        for n in range(9)
    }
    import_paths([write_files(tmp_path / "files", files)], workers=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command",
    [("update_index",), ("rebuild_index",), ("fetch_images", "--from", "pictures"),
     ("export_archive", "out"), ("export_archive", "out.zip")],
    ids=" ".join,
)  # fmt: skip
def test_where_there_is_no_room_a_command_ends_with_a_sentence(
    archive: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    noise(tmp_path / "pictures")
    before = {path for path in tmp_path.rglob("*") if "index" not in path.parts}
    with room_for(10_000):
        code, out, err = run(*command)
    assert code == 2, (out, err)
    assert ("no room on the disk" in err or "is full" in err) and err.rstrip().endswith(".")
    left = {path for path in tmp_path.rglob("*") if path.is_file() and "index" not in path.parts} - before
    assert not left, "nothing half is left"
    assert run(*command)[0] == 0, "with room again it goes through"
    if "pictures" in command:
        assert Image.objects.exclude(file="").count() == 2


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of its own with an archive on disk."""
    files = write_files(tmp_path / "files", {f"林舟/{n}.md": feed_file(f"第{n}篇", HAN[n:]) for n in range(60)})
    data = tmp_path / "data"
    data.mkdir()
    for arguments in (("migrate", "-v0"), ("import_articles", str(files), "--workers", "0", "--no-index")):
        process = OwnArchive(data).manage(*arguments)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
    return data


def test_where_the_database_has_no_room_a_command_ends_with_a_sentence(data: Path) -> None:
    """Beside it there is none for the list of what has changed."""

    more = {"reparse": ["--workers", "0"], "update_relations": ["--all"], "export_archive": [str(data / "out.zip")]}

    def narrow() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    for command, code in (
        ("reparse", 1),
        ("update_relations", 2),
        ("update_index", 2),
        ("check_archive", 1),
        ("export_archive", 2),
    ):
        process = subprocess.run(
            [
                sys.executable,
                "-W",
                "ignore",
                "manage.py",
                command,
                *more.get(command, []),
            ],
            cwd=product.BASE_DIR,
            env=os.environ | {"NEWSARCHIVE_DATA": str(data), "DEBUG": "1", "DATABASE_URL": ""},
            capture_output=True,
            text=True,
            timeout=300,
            preexec_fn=narrow,
        )
        said = process.stdout + process.stderr
        assert "Traceback" not in said, said
        assert process.returncode == code, said
    process = OwnArchive(data).manage("update_index")
    output, _ = process.communicate(timeout=300)
    assert "Indexed 60 articles." in output


@pytest.mark.django_db
def test_commands_speak_one_language(settings: Any) -> None:
    """What search says is translated for readers; a command's sentences are English, and so is what it quotes."""
    with override_settings(LANGUAGE_CODE="zh-hans"):
        for name, app in get_commands().items():
            if app == "articles":
                command = load_command_class("articles", name)
                within = command.handle.__func__.__qualname__
                assert within == "no_translations.<locals>.wrapper", f"{name}: decorate handle with no_translations"
