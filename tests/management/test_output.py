"""No command passes on orders to a terminal."""

from __future__ import annotations

import importlib
import io
import json
import pkgutil
import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.ingest.run.importing import import_paths
from articles.management import commands
from articles.management.output import PrintsPlainly
from articles.models import Article
from articles.parsing.controls import printable
from tests.ingest.conftest import feed_file, write_files

#: What a terminal must not get: controls but for tab and line end, and signs that turn the direction of writing.
ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
EVIL = "a\x1b]0;x\x07\x9b31m\u202eb\r\x00c"
NAME = "evil\x1b[31m\u202e\nrefused: x.jpg"


def names() -> list[str]:
    return [each.name for each in pkgutil.iter_modules(commands.__path__)]


@pytest.mark.parametrize("name", names())
def test_every_command_prints_plainly(name: str) -> None:
    command = importlib.import_module(f"{commands.__name__}.{name}").Command
    assert issubclass(command, PrintsPlainly)
    out, err = io.StringIO(), io.StringIO()
    made: BaseCommand = command(stdout=out, stderr=err, no_color=True)
    made.stdout.write(EVIL)
    made.stderr.write(EVIL)
    for text in (out.getvalue(), err.getvalue()):
        assert not ORDERS.search(text)
        assert text == "a\\x1b]0;x\\x07\\x9b31m\\u202eb\\r\\x00c\n"


def test_streams_given_by_a_caller_are_plain_as_well(tmp_path: Path) -> None:
    class Command(PrintsPlainly, BaseCommand):
        def handle(self, *args: object, **options: object) -> None:
            self.stdout.write(EVIL)
            self.stderr.write(EVIL)

    out, err = io.StringIO(), io.StringIO()
    call_command(Command(), stdout=out, stderr=err)
    assert not ORDERS.search(out.getvalue() + err.getvalue())


def test_what_is_written_in_words_stays() -> None:
    for text in ("渡轮\u3000停航\tA\n第二行\xa0é", "فارسی", "🚢", ""):
        assert printable(text) == text


@pytest.mark.django_db
def test_an_article_is_shown_without_orders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(
        {"title": f"题{EVIL}", "url": "https://a.example/1", "text": f"文{EVIL}字", "author": f"林舟{EVIL}"}
    )
    folder = write_files(tmp_path / "archive", {"1.json": text.encode()})
    import_paths([folder], workers=0)
    # As an older version stored it.
    Article.objects.update(headline=f"旧{EVIL.replace(chr(0), '')}", text=f"旧{EVIL.replace(chr(0), '')}")
    call_command("reparse", "--show", "--dry-run", "--workers", "0")
    call_command("explain_article", str(folder / "1.json"))
    told = capsys.readouterr()
    assert "题" in told.out
    assert not ORDERS.search(told.out + told.err)


@pytest.mark.django_db
def test_names_of_files_are_shown_on_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / NAME).write_bytes(b"x")
    with suppress(SystemExit):
        call_command("fetch_images", "--from", str(pictures))
    article = tmp_path / f"{NAME}.md"
    article.write_bytes(feed_file("题"))
    call_command("explain_article", str(article))
    with pytest.raises(CommandError) as missing:
        call_command("explain_article", f"{NAME}2")
    told = capsys.readouterr()
    for text in (told.out + told.err, str(missing.value)):
        assert not ORDERS.search(text)
        assert not any(line.startswith("refused: x.jpg") for line in text.splitlines())
        assert "\\nrefused" in text
