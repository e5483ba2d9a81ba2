"""What leaves comes back as it was."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image as Pillow

from articles.ingest.export.checking import check_database
from articles.ingest.export.exporting import ExportRefused, export_archive
from articles.ingest.pictures.storing import keep_picture
from articles.ingest.rows.editing import save_edit
from articles.ingest.rows.sources import merge_sources
from articles.ingest.run.importing import import_paths
from articles.models import Article, Image, Source
from tests.ingest.conftest import VOA, feed_file, town, write_files

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)


def worked_on(root: Path) -> None:
    """An archive that people have used: edits, a hidden article, a merge, a rescued picture, a version withheld."""
    import_paths([root], workers=0)
    ferry = Article.objects.get(url_key__endswith="harbour-1.html")
    save_edit(ferry, {"headline": "编者改题", "body_html": ferry.body_html + "<p>编者按。</p>"})
    bridge = Article.objects.get(url_key__endswith="harbour-2.html")
    bridge.figures.update(caption="编者的图说")
    save_edit(bridge, {"figures": True, "byline": ["沈望", "顾言"]})
    (root / "美国之音/a9.md").write_bytes(feed_file("渡轮新讯", "再次停航。", url=VOA.format(1), minutes=99))
    import_paths([root], workers=0)
    Article.objects.filter(headline="佚名来稿").update(visible=False)
    merge_sources(Source.objects.get(name="blog.example"), Source.objects.get(name="diary.example"))
    buffer = io.BytesIO()
    Pillow.new("RGB", (4, 3), "navy").save(buffer, "PNG")
    picture = Image.objects.get(url="https://p.example/b.jpg")
    Image.objects.filter(pk=picture.pk).update(**keep_picture(buffer.getvalue()).columns())


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_an_export_imports_to_an_equal_archive(folder: Folder, tmp_path: Path, name: str) -> None:
    worked_on(folder(town()))
    before = check_database()
    assert not before.problems
    counts = export_archive(tmp_path / name)
    assert counts["articles"] == Article.objects.count() == 18
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []
    call_command("flush", interactive=False, verbosity=0)
    report = import_paths([tmp_path / name], workers=0)
    assert report.counts["stored"] == 18
    assert not report.refused
    after = check_database()
    assert after.tables == before.tables
    assert after.digest == before.digest
    assert Article.objects.filter(revisions__withheld=True).count() == 1
    with Image.objects.exclude(file="").get().file.open("rb") as stream:
        assert Pillow.open(stream).size == (4, 3)
    again = import_paths([tmp_path / name], workers=0)
    assert again.counts == {"unchanged": report.seen}
    assert check_database().digest == before.digest


def test_into_a_used_archive_it_adds_and_overwrites_no_edit(folder: Folder, tmp_path: Path) -> None:
    root = folder(town())
    worked_on(root)
    export_archive(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    import_paths(
        [write_files(tmp_path / "mine", {name: data for name, data in town().items() if "/a" in name})], workers=0
    )
    save_edit(Article.objects.get(), {"headline": "本馆改题"})
    Source.objects.create(name="本馆", slug="own")
    import_paths([tmp_path / "out"], workers=0)
    assert Article.objects.count() == 18
    assert Article.objects.get(url_key__endswith="harbour-1.html").headline == "本馆改题"
    assert Article.objects.get(url_key__endswith="harbour-2.html").byline == ["沈望", "顾言"]
    assert not Article.objects.get(headline="佚名来稿").visible
    assert Source.objects.filter(slug="own").exists()
    assert not check_database().problems


def test_an_export_is_not_trusted(folder: Folder, tmp_path: Path) -> None:
    worked_on(folder(town()))
    out = tmp_path / "out"
    export_archive(out)
    lines = [json.loads(line) for line in (out / "articles.jsonl").read_text().splitlines()]
    for line in lines:
        if "body_html" in line["edited"]:
            line["edited"]["body_html"] = "<p>坏<script>alert(1)</script></p>"
    (out / "articles.jsonl").write_text("\n".join(json.dumps(line) for line in lines))
    victim = next((out / "originals").glob("*/*"))
    victim.write_bytes(b"swapped")
    picture = next((out / "pictures").iterdir())
    picture.write_bytes(b"<svg onload='alert(1)'/>")
    call_command("flush", interactive=False, verbosity=0)
    report = import_paths([out], workers=0)
    assert len(report.refused) >= 1
    assert "not the bytes" in report.refused[0].reason
    assert not Article.objects.filter(body_html__contains="script").exists()
    assert not Image.objects.exclude(file="").exists()


def test_characters_that_no_database_holds_are_left_out(folder: Folder, tmp_path: Path) -> None:
    worked_on(folder(town()))
    out = tmp_path / "out"
    export_archive(out)
    bad = json.dumps("\0\ud800")[1:-1]
    for name, old in (("articles", "编者改"), ("sources", '"value": "diary.example'), ("originals", "林舟/d")):
        file = out / f"{name}.jsonl"
        written = file.read_text(encoding="utf-8")
        assert old in written
        file.write_text(written.replace(old, old + bad), encoding="utf-8")
    call_command("flush", interactive=False, verbosity=0)
    report = import_paths([out], workers=0)
    assert not report.refused
    assert Article.objects.get(url_key__endswith="harbour-1.html").headline == "编者改\ufffd题"
    assert Source.objects.filter(aliases__value="diary.example\ufffd").exists()


def test_an_export_never_overwrites_and_is_never_half(folder: Folder, tmp_path: Path) -> None:
    import_paths([folder(town())], workers=0)
    with pytest.raises(ExportRefused, match="already"):
        export_archive(folder({}))
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(ExportRefused, match="cannot be written"):
        export_archive(blocked / "out")
    export_archive(tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist()[-1] == "archive.json"
        assert archive.read("README.txt").decode().startswith("新闻档案馆\n\nThis is a whole news archive")
    with pytest.raises(ExportRefused, match="already"):
        export_archive(tmp_path / "out.zip")
