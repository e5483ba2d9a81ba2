"""An export is a file like any other, perhaps a stranger's: its lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from articles.ingest.export.checking import check_database
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article
from tests.ingest.conftest import feed_file, write_files
from tests.ingest.tampering import DEEP, Folder, alias, harbour, lines, tamper, write
from tests.ingest.tampering import out as out  # a fixture
from tests.ingest.test_commands import run

pytestmark = pytest.mark.django_db(transaction=True)
#: Every kind of page and file that a bad value once broke.
PAGES = (
    "/", "/search/", "/feed/", "/sources/", "/about/", "/pictures/", "/archive/", "/sitemap-articles.xml",
    "/sitemap-outlets.xml", "/api/search?q=%E6%B8%A1", "/search/export.csv", "/search/export.ris", "/search/export.jsonl",
)  # fmt: skip


def edited(**values: Any) -> Callable[[dict[str, Any]], None]:
    def change(line: dict[str, Any]) -> None:
        line["edited"].update(values)
        line["edited_fields"] = sorted(
            {*line["edited_fields"], *(values.keys() - {"published_offset", "contributors"})}
        )

    return change


def put(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda line: line.update(values)


def without(key: str) -> Callable[[dict[str, Any]], None]:
    def change(line: dict[str, Any]) -> None:
        del line[key]

    return change


def figure(**values: Any) -> Callable[[dict[str, Any]], None]:
    return lambda line: line["edited"]["figures"][0].update(values)


BAD_LINES: list[tuple[str, str, Callable[[dict[str, Any]], Any], str]] = [
    ("articles.jsonl", "编者改题", edited(id=1), "edited_fields"),
    ("articles.jsonl", "编者改题", edited(identity="0" * 64), "edited_fields"),
    ("articles.jsonl", "编者改题", edited(public_id="aaaaaaaaaaaa"), "edited_fields"),
    ("articles.jsonl", "编者改题", edited(visible=True), "edited_fields"),
    ("articles.jsonl", "编者改题", edited(save=1), "edited_fields"),
    ("articles.jsonl", "编者改题", edited(_state=1), "edited_fields"),
    ("articles.jsonl", "编者改题", edited(byline=5), "edited.byline"),
    ("articles.jsonl", "编者改题", edited(byline=[5]), "edited.byline"),
    ("articles.jsonl", "编者改题", edited(headline=None), "edited.headline"),
    ("articles.jsonl", "编者改题", edited(dateline="港" * 301), "edited.dateline"),
    ("articles.jsonl", "编者改题", edited(published_offset=99_999), "edited.published_offset"),
    ("articles.jsonl", "编者改题", edited(published_offset=841), "edited.published_offset"),
    ("articles.jsonl", "编者改题", edited(published_offset=-721), "edited.published_offset"),
    ("articles.jsonl", "编者改题", edited(published_offset=True), "edited.published_offset"),
    ("articles.jsonl", "编者改题", edited(published_at="0001-01-01T00:00:00+00:00"), "edited.published_at"),
    ("articles.jsonl", "编者改题", edited(published_at="2020-01-01T00:00:00"), "edited.published_at"),
    ("articles.jsonl", "编者改题", edited(contributors=[{"name": "x", "role": "king"}]), "edited.contributors"),
    ("articles.jsonl", "编者改题", figure(position=-1), "edited.figures"),
    ("articles.jsonl", "编者改题", figure(role="hero"), "edited.figures"),
    ("articles.jsonl", "编者改题", figure(image_url="javascript:alert(1)"), "edited.figures"),
    ("articles.jsonl", "编者改题", figure(video_url="javascript:alert(1)"), "edited.figures"),
    ("articles.jsonl", "编者改题", put(visible="no"), "visible"),
    ("articles.jsonl", "编者改题", put(public_id="a/b/../x"), "public_id"),
    ("articles.jsonl", "编者改题", put(identity=7), "identity"),
    ("articles.jsonl", "编者改题", put(edited_at="yesterday"), "edited_at"),
    ("articles.jsonl", "编者改题", put(edited=[]), "edited"),
    ("articles.jsonl", "编者改题", without("current"), "current"),
    ("articles.jsonl", "编者改题", lambda line: "[]", "valid dictionary"),
    ("articles.jsonl", "编者改题", lambda line: DEEP, "nested too deep"),
    ("articles.jsonl", "编者改题", lambda line: json.dumps(line)[:-5], "no JSON"),
    ("articles.jsonl", "编者改题", lambda line: "1" * 5000, "no JSON"),
    ("sources.jsonl", "voa", put(slug="a/b"), "slug"),
    ("sources.jsonl", "voa", put(slug=""), "slug"),
    ("sources.jsonl", "voa", put(slug=".."), "slug"),
    ("sources.jsonl", "voa", put(name=""), "name"),
    ("sources.jsonl", "voa", put(home_zone="Mars/Olympus"), "home_zone"),
    ("sources.jsonl", "voa", put(home_page="javascript:alert(1)"), "home_page"),
    ("sources.jsonl", "voa", put(aliases=None), "aliases"),
    ("sources.jsonl", "voa", alias(kind="slug", value="../x"), "former address"),
    ("sources.jsonl", "voa", alias(kind="shoe"), "aliases"),
    ("originals.jsonl", "美国之音/b.md", put(public_id="a/b/../x"), "public_id"),
    ("originals.jsonl", "美国之音/b.md", put(sha256="../../etc/hostname"), "sha256"),
    ("originals.jsonl", "美国之音/b.md", put(path="/etc/passwd"), "path"),
    ("originals.jsonl", "美国之音/b.md", put(path="a/../../b"), "path"),
    ("originals.jsonl", "美国之音/b.md", put(source_given=["x"]), "source_given"),
    ("originals.jsonl", "美国之音/b.md", without("identity"), "identity"),
    ("originals.jsonl", "美国之音/b.md", lambda line: DEEP, "nested too deep"),
    ("pictures.jsonl", "p.example", put(width="x"), "width"),
    ("pictures.jsonl", "p.example", put(perceptual_hash="x"), "perceptual_hash"),
    ("pictures.jsonl", "p.example", put(file="/etc/hostname"), "file"),
    ("pictures.jsonl", "p.example", put(file="pictures/../archive.json"), "file"),
    ("pictures.jsonl", "p.example", put(untouched="/etc/hostname"), "untouched"),
    ("pictures.jsonl", "p.example", put(url="file:///etc/passwd"), "url"),
    ("pictures.jsonl", "p.example", put(reason="made-up"), "reason"),
    ("pictures.jsonl", "p.example", without("url"), "url"),
]


@pytest.mark.parametrize("name", sorted({name for name, _which, _change, _place in BAD_LINES}))
def test_a_bad_line_is_refused_by_name_and_the_rest_goes_on(
    out: Path, client: Client, settings: Any, name: str
) -> None:
    """Each of them beside the whole line that it was made from."""
    settings.HTTPS = False
    import_paths([out], workers=0)
    digest = check_database().digest
    call_command("flush", interactive=False, verbosity=0)
    values: list[Any] = lines(out, name)
    expected = []
    for each, which, change, place in BAD_LINES:
        if each == name:
            line = next(line for line in lines(out, name) if which in json.dumps(line, ensure_ascii=False))
            values.append(change(line) or line)
            expected.append((f"refused: {name}, line {len(values)}: ", place))
    write(out, name, values)
    code, _out, err = run("import_articles", str(out), "--workers", "0")
    assert code == 1
    refused = [line for line in err.splitlines() if line.startswith("refused: ")]
    assert len(refused) == len(expected)
    for (start, place), line in zip(expected, refused, strict=True):
        assert line.startswith(start) and place in line, line
    report = check_database()
    assert (report.problems, report.digest) == ((), digest)
    for page in (*PAGES, *(f"/articles/{article.public_id}/" for article in Article.objects.all())):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    again = run("import_articles", str(out), "--workers", "0")
    assert (again[0], [line for line in again[2].splitlines() if line.startswith("refused: ")]) == (1, refused)


@pytest.mark.parametrize("name", ["articles.jsonl", "sources.jsonl", "originals.jsonl", "pictures.jsonl"])
def test_what_a_bad_line_was_about_is_not_half_there(out: Path, name: str) -> None:
    number = tamper(out, name, lambda line: "{", which={"articles.jsonl": "编者改题"}.get(name, ""))
    report = import_paths([out], workers=0)
    assert f"{name}, line {number}" in [file.path for file in report.refused]
    assert Article.objects.count() == (3 if name in ("sources.jsonl", "pictures.jsonl") else 2)
    assert not check_database().problems


def test_nothing_that_an_editor_changed_or_hid_here_is_overwritten(out: Path, folder: Folder, client: Client) -> None:
    """The victims lie here already; the export knows all about them."""
    export = lines(out, "articles.jsonl")
    import_paths([folder(harbour())], workers=0)
    changed, hidden = Article.objects.get(headline="渡轮停航"), Article.objects.get(headline="渡轮复航")
    save_edit(changed, {"headline": "本馆改题"})
    save_edit(hidden, {"visible": False})
    before = list(Article.objects.order_by("pk").values())
    forged = "伪造的标题"
    for line in export:
        line["visible"], line["edited_at"] = True, "2030-01-01T00:00:00+00:00"
        line["edited_fields"], line["edited"] = ["headline"], {"headline": forged}
    write(out, "articles.jsonl", export)
    report = import_paths([out], workers=0)
    assert list(Article.objects.order_by("pk").values()) == before
    assert any("3 edits" in note for note in report.notes)
    victim = {"id": changed.pk, "identity": changed.identity, "public_id": changed.public_id, "visible": True}
    for line in export:
        line["edited_fields"] = [*victim, "headline", "body_html"]
        line["edited"] = {**victim, "headline": forged, "body_html": f"<p>{forged}</p>"}
    write(out, "articles.jsonl", export)
    assert run("import_articles", str(out), "--workers", "0")[0] == 1
    assert list(Article.objects.order_by("pk").values()) == before
    assert not check_database().problems


def test_an_edit_made_here_after_the_import_stays(out: Path) -> None:
    import_paths([out], workers=0)
    diary = Article.objects.get(headline="渡口日记")
    save_edit(diary, {"visible": False})
    ferry = Article.objects.get(headline="编者改题")
    save_edit(ferry, {"headline": "本馆又改"})
    import_paths([out], workers=0)
    diary.refresh_from_db()
    ferry.refresh_from_db()
    assert (diary.visible, ferry.headline) == (False, "本馆又改")


def test_what_was_hidden_here_keeps_its_words_too(out: Path) -> None:
    import_paths([out], workers=0)
    save_edit(Article.objects.get(headline="渡口日记"), {"visible": False})
    tamper(out, "articles.jsonl", edited(headline="别处改题"), which="渡口日记")
    tamper(out, "articles.jsonl", put(edited_at="2030-01-01T00:00:00+00:00"), which="渡口日记")
    import_paths([out], workers=0)
    assert not Article.objects.get(headline="渡口日记").visible


def test_a_file_of_another_address_never_becomes_a_version_of_an_article_that_is_here(
    out: Path, folder: Folder
) -> None:
    """originals.jsonl says of which article a file is; that is believed of articles that are not here yet."""
    import_paths([folder(harbour())], workers=0)
    victim = Article.objects.get(headline="渡轮停航")
    forged = feed_file("伪造", "伪造的正文。", url="https://evil.example/x", minutes=10_000)
    digest = hashlib.sha256(forged).hexdigest()
    write_files(out / "originals", {f"{digest[:2]}/{digest}": forged})
    line = next(line for line in lines(out, "originals.jsonl") if line["identity"] == victim.identity)
    write(out, "originals.jsonl", [line | {"sha256": digest, "size": len(forged), "path": "x/y.md"}])
    import_paths([out], workers=0)
    victim.refresh_from_db()
    assert victim.headline == "渡轮停航" and victim.originals.count() == 1
    stray = Article.objects.get(headline="伪造")
    assert stray.identity != victim.identity and stray.public_id != victim.public_id


def test_an_article_whose_line_is_bad_or_missing_is_not_shown(out: Path) -> None:
    """It may be one that was hidden: then its line says so."""
    values: list[Any] = lines(out, "articles.jsonl")
    hidden = next(line for line in values if line["headline"] == "渡口日记")
    hidden["visible"] = False
    others = [line for line in values if line is not hidden]
    for bad in ([json.dumps(hidden)[:-1]], []):
        write(out, "articles.jsonl", [*others, *bad])
        report = import_paths([out], workers=0)
        assert any("no sound line" in file.reason for file in report.refused)
        assert Article.objects.count() == 2
    write(out, "articles.jsonl", values)
    assert not import_paths([out], workers=0).refused
    assert not Article.objects.get(headline="渡口日记").visible
