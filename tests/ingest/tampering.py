"""The export of an archive, and ways to tamper with it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image as Pillow

from articles.ingest.export.exporting import export_archive
from articles.ingest.pictures.storing import keep_picture
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article, Image
from tests.ingest.conftest import VOA, feed_file

Folder = Callable[[Mapping[str, bytes]], Path]
#: JSON that is nested deeper than a reader of it may recurse.
DEEP = "[" * 200_000 + "]" * 200_000


def harbour() -> dict[str, bytes]:
    pictures = ("https://p.example/a.jpg",)
    return {
        "美国之音/a.md": feed_file("渡轮停航", "因大雾停航。", url=VOA.format(1), pictures=pictures),
        "美国之音/b.md": feed_file("渡轮复航", "雾散复航。", url=VOA.format(2)),
        "林舟/c.md": feed_file("渡口日记", "今日晴。", url="https://diary.example/c"),
    }


@pytest.fixture
def out(folder: Folder, tmp_path: Path) -> Path:
    """The export of an archive with an edit and a picture. Nothing of that archive is left."""
    import_paths([folder(harbour())], workers=0)
    ferry = Article.objects.get(headline="渡轮停航")
    ferry.figures.update(caption="编者的图说")
    changes: dict[str, object] = {
        "headline": "编者改题", "body_html": "<p>编者的正文。</p>", "byline": ["沈望"], "published_at": ferry.published_at,
        "figures": True, "dateline": "港口",
    }  # fmt: skip
    save_edit(ferry, changes)
    save_edit(Article.objects.get(pk=ferry.pk), {"published_at": ferry.published_at.replace(hour=1)})
    Image.objects.filter(url="https://p.example/a.jpg").update(**keep_picture(picture()).columns())
    export_archive(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    return tmp_path / "out"


def picture() -> bytes:
    drawn = io.BytesIO()
    Pillow.linear_gradient("L").convert("RGB").save(drawn, "PNG")
    return drawn.getvalue()


def lines(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text(encoding="utf-8").splitlines()]


def write(out: Path, name: str, values: list[Any]) -> None:
    text = "".join((value if isinstance(value, str) else json.dumps(value)) + "\n" for value in values)
    (out / name).write_text(text, encoding="utf-8")


def tamper(out: Path, name: str, change: Callable[[dict[str, Any]], Any], *, which: str = "") -> int:
    """Change the line that holds `which`; its number."""
    values: list[Any] = lines(out, name)
    at = next(number for number, value in enumerate(values) if which in json.dumps(value, ensure_ascii=False))
    values[at] = change(values[at]) or values[at]
    write(out, name, values)
    return at + 1


def alias(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda line: line["aliases"].append({"kind": "name", "value": "x"} | values)


def packed(out: Path, tmp_path: Path) -> Path:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(out.rglob("*")):
            archive.write(file, file.relative_to(out).as_posix())
    return path
