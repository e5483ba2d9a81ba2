"""An archive owner's own outlet rules, on the way from his file to every process that reads articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from articles.ingest.archives.roots import NothingToImport
from articles.ingest.export.digest import table_digests
from articles.ingest.export.exporting import export_archive
from articles.ingest.own_rules import load_own_rules
from articles.ingest.rereading.checkpoint import rules_fingerprint
from articles.ingest.rereading.reparsing import reparse, reparse_all
from articles.ingest.rows.editing import save_edit
from articles.ingest.run.importing import import_paths
from articles.models import Article, OutboxRow, Source
from articles.parsing.outlet_rules.rules import RulesError
from newsarchive import environment
from tests.ingest.conftest import feed_file

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)
OWN = """
[[outlet]]
slug = "harbour"
name = "海港晚报"
hosts = ["harbour.example"]
home_zone = "Asia/Tokyo"
drop_blocks = ['^海港特惠']
"""


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Use this text as the owner's rules; what was wrong with it."""
    path = tmp_path / "outlets.toml"

    def use(text: str) -> str:
        path.write_text(text, encoding="utf-8")
        return load_own_rules(path)

    yield use
    path.unlink()
    assert load_own_rules(path) == ""


@pytest.mark.parametrize("workers", [0, 1])
def test_imports_read_by_them_whatever_the_number_of_workers(
    rules: Callable[[str], str], folder: Folder, workers: int
) -> None:
    assert rules(OWN) == ""
    page = feed_file("题目", "正文一段。", "海港特惠，今日八折。", url="https://www.harbour.example/1")
    import_paths([folder({"某人/1.md": page})], workers=workers)
    article = Article.objects.get()
    assert (article.text, article.source.name, article.source.home_zone) == ("正文一段。", "海港晚报", "Asia/Tokyo")


def test_reparse_takes_them_up(rules: Callable[[str], str], folder: Folder) -> None:
    page = feed_file("题目", "正文一段。", "海港特惠，今日八折。", url="https://www.harbour.example/1")
    import_paths([folder({"某人/1.md": page})], workers=0)
    article = Article.objects.get()
    assert "海港特惠" in article.text
    before = rules_fingerprint()
    rules(OWN)
    assert rules_fingerprint() != before
    assert reparse(article)
    assert (article.text, article.source.slug) == ("正文一段。", "harbour")
    assert not Source.objects.filter(name="某人").exists()
    assert not reparse(article)


def test_nothing_is_read_by_rules_that_are_wrong(rules: Callable[[str], str], folder: Folder, tmp_path: Path) -> None:
    page = feed_file("题目", url="https://www.harbour.example/1")
    place = folder({"某人/1.md": page})
    import_paths([place], workers=0)
    told = rules(OWN.replace("hosts", "hots"))
    assert "did you mean hosts?" in told
    with pytest.raises(NothingToImport, match="did you mean hosts"):
        import_paths([place], workers=0)
    with pytest.raises(RulesError, match="did you mean hosts"):
        reparse_all(Article.objects.all(), workers=0)
    assert not reparse(Article.objects.get())
    (tmp_path / "outlets.toml").write_bytes("名".encode("gb18030"))
    assert "is not UTF-8" in load_own_rules(tmp_path / "outlets.toml")
    assert "cannot be read" in load_own_rules(tmp_path)


def test_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSARCHIVE_OUTLETS", raising=False)
    assert environment.outlets_file(tmp_path) == tmp_path / "outlets.toml"
    monkeypatch.setenv("NEWSARCHIVE_OUTLETS", str(tmp_path / "mine.toml"))
    with pytest.raises(ImproperlyConfigured, match="is no file"):
        environment.outlets_file(tmp_path)
    (tmp_path / "mine.toml").write_text("")
    assert environment.outlets_file(Path("/")) == tmp_path / "mine.toml"


def test_articles_keep_everyone_that_they_name(folder: Folder) -> None:
    page = feed_file("题目", "正文一段。", "记者：林一 责编：王乙", url="https://a.example/1")
    import_paths([folder({"某人/1.md": page})], workers=0)
    assert Article.objects.get().contributors == [
        {"name": "林一", "role": "reporter"},
        {"name": "王乙", "role": "editor"},
    ]


def test_an_editors_byline_changes_the_reporters_and_no_one_else(folder: Folder) -> None:
    page = feed_file("题目", "正文一段。", "记者：林一 责编：王乙", url="https://a.example/1")
    import_paths([folder({"某人/1.md": page})], workers=0)
    article = Article.objects.get()
    save_edit(article, {"byline": ["顾言"]})
    expected = [{"name": "顾言", "role": "reporter"}, {"name": "王乙", "role": "editor"}]
    assert article.contributors == expected
    assert not reparse(article)
    article.refresh_from_db()
    assert article.contributors == expected


def test_contributors_survive_export_and_import_unless_they_are_malformed(folder: Folder, tmp_path: Path) -> None:
    page = feed_file("题目", "正文一段。", "记者：林一 责编：王乙", url="https://a.example/1")
    import_paths([folder({"某人/1.md": page})], workers=0)
    save_edit(Article.objects.get(), {"byline": ["顾言"]})
    before = table_digests()["articles"]
    export_archive(tmp_path / "export")
    call_command("flush", interactive=False, verbosity=0)
    import_paths([tmp_path / "export"], workers=0)
    assert table_digests()["articles"] == before
    call_command("flush", interactive=False, verbosity=0)
    lines = tmp_path / "export" / "articles.jsonl"
    told = json.loads(lines.read_text(encoding="utf-8"))
    told["edited"]["contributors"] = [{"name": "顾言", "role": "king"}, 3, {"name": "王乙", "role": "editor"}]
    lines.write_text(json.dumps(told) + "\n", encoding="utf-8")
    refused = import_paths([tmp_path / "export"], workers=0).refused
    assert any("edited.contributors" in file.reason for file in refused)
    assert not Article.objects.exists()


def test_the_column_comes_without_losing_the_triggers_of_the_outbox() -> None:
    with connection.cursor() as cursor:
        tables = {info.name for info in connection.introspection.get_table_list(cursor)}
        columns = [c.name for c in connection.introspection.get_table_description(cursor, "articles_article")]
    assert "articles_outboxrow" in tables
    assert "contributors" in columns
    source = Source.objects.create(name="某报", slug="some")
    Article.objects.create(public_id="a" * 12, identity="a" * 64, source=source, content_hash="")
    OutboxRow.objects.all().delete()
    Article.objects.update(contributors=[{"name": "林一", "role": "reporter"}])
    assert OutboxRow.objects.count() == 1
