"""Files that hold many articles: feeds, JSON Lines, JSON arrays."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.ingest.archives.roots import Limits
from articles.ingest.export.checking import check_database
from articles.ingest.export.exporting import export_archive
from articles.ingest.rereading.reparsing import reparse
from articles.ingest.rows.apply_versions import original_bytes
from articles.ingest.run.importing import import_paths
from articles.models import Article, ImportedFile, NameGroup, Original
from tests.ingest.conftest import feed_file, town, write_tar

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db


def item(number: int, text: str = "") -> str:
    return (
        f"<item><title>渡轮消息第{number}号</title><link>https://ferry.example/{number}</link>"
        f"<description>{text or f'第{number}班渡轮准点离港。'}</description>"
        f"<pubDate>Mon, 01 Mar 2021 0{number % 10}:00:00 +0800</pubDate></item>"
    )


def rss(*items: str, built: str = "Mon, 01 Mar 2021 09:00:00 GMT") -> bytes:
    head = f"<title>白鹭港晨报</title><link>https://ferry.example/</link><lastBuildDate>{built}</lastBuildDate>"
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>\n'.encode()


def line(number: int, **changes: object) -> dict[str, object]:
    return {
        "url": f"https://river.example/{number}",
        "title": f"水位第{number}报",
        "text": f"今晨水位下降{number}厘米。",
        "published_at": 1_614_556_800_000 + number * 60_000,
        "source": "雾河电讯",
    } | changes


def lines(*objects: dict[str, object]) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in objects)


def ledger(root: Path) -> dict[str, str]:
    return dict(ImportedFile.objects.filter(root=str(root), gone=False).values_list("path", "outcome"))


def test_each_entry_is_an_article_with_bytes_of_its_own(folder: Folder) -> None:
    root = folder(
        {
            "feeds/a.xml": rss(item(1), item(2)),
            "data/river": lines(line(1), line(2), {"name": "settings", "version": 3}),
            "data/array.json": json.dumps([line(3), line(4)], ensure_ascii=False, indent=1).encode(),
        }
    )
    report = import_paths([root], workers=1)
    assert dict(report.counts) == {"stored": 6, "not-an-article": 4}
    assert ledger(root) == {
        "feeds/a.xml": "not-an-article", "feeds/a.xml#1": "stored", "feeds/a.xml#2": "stored",
        "data/river": "not-an-article", "data/river#1": "stored", "data/river#2": "stored",
        "data/river#3": "not-an-article",
        "data/array.json": "not-an-article", "data/array.json#1": "stored", "data/array.json#2": "stored",
    }  # fmt: skip
    whole = ImportedFile.objects.get(path="data/river")
    assert whole.reason == "It holds articles, each listed by itself: data/river#1 to #3."
    second = Original.objects.get(path="archive/data/river#2")
    assert original_bytes(second) == lines(line(2)).strip()
    entry = original_bytes(Original.objects.get(path="archive/feeds/a.xml#2")).decode()
    assert item(2) in entry
    assert item(1) not in entry
    assert "lastBuildDate" not in entry
    assert {article.source.name for article in Article.objects.all()} == {"白鹭港晨报", "雾河电讯"}
    assert not check_database().problems


def test_a_second_run_changes_nothing(folder: Folder) -> None:
    root = folder({"a.xml": rss(item(1), item(2)), "b.jsonl": lines(line(1), line(2)), "c.md": feed_file("题", url="")})
    import_paths([root], workers=0)
    before = check_database().digest
    assert dict(import_paths([root], workers=0).counts) == {"unchanged": 7}
    os.utime(root / "a.xml", ns=(1, 1))
    assert dict(import_paths([root], workers=0).counts) == {"unchanged": 7}
    assert dict(import_paths([root], workers=0, dry_run=True).counts) == {"unchanged": 7}
    assert check_database().digest == before
    assert ImportedFile.objects.filter(gone=True).count() == 0


def test_a_feed_fetched_again_adds_what_is_new_and_revises_what_changed(folder: Folder) -> None:
    root = folder({"a.xml": rss(item(1), item(2), item(3))})
    import_paths([root], workers=0)
    (root / "a.xml").write_bytes(rss(item(4), item(1), item(2, "第2班渡轮改在正午离港。"), built="later"))
    report = import_paths([root], workers=0)
    assert dict(report.counts) == {"stored": 1, "unchanged": 1, "revised": 1, "not-an-article": 1}
    assert Article.objects.count() == 4
    assert Article.objects.get(url__endswith="/2").revisions.count() == 1
    assert Original.objects.count() == 5
    # What stands where is the ledger's to know: entry 2 is what entry 1 was.
    rows = dict(ImportedFile.objects.values_list("path", "original__article__url"))
    assert rows["a.xml#2"] == "https://ferry.example/1"
    assert dict(import_paths([root], workers=0).counts) == {"unchanged": 4}
    assert not check_database().problems


def test_a_feed_that_became_shorter_loses_no_article(folder: Folder) -> None:
    root = folder({"a.xml": rss(item(1), item(2), item(3))})
    import_paths([root], workers=0)
    (root / "a.xml").write_bytes(rss(item(3)))
    report = import_paths([root], workers=0)
    assert (report.counts["unchanged"], report.gone) == (1, 2)
    assert Article.objects.count() == 3
    assert dict(import_paths([root], workers=0).counts) == {"unchanged": 2}


def test_broken_entries_are_refused_and_tried_again_without_reading_the_others_anew(folder: Folder) -> None:
    root = folder(
        {"b.jsonl": lines(line(1)) + b'{"title": "\n' + lines(line(3)), "a.xml": rss(item(1)) + b"<item><title>x"}
    )
    report = import_paths([root], workers=0)
    assert [file.path for file in report.refused] == ["a.xml#2", "b.jsonl#2"]
    assert all(file.reason for file in report.refused)
    assert Article.objects.count() == 3
    again = import_paths([root], workers=0)
    assert dict(again.counts) == {"unchanged": 5, "refused": 2}
    (root / "b.jsonl").write_bytes(lines(line(1), line(2), line(3)))
    assert dict(import_paths([root], workers=0).counts) == {
        "stored": 1, "unchanged": 4, "refused": 1, "not-an-article": 1,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)  # PostgreSQL flushes only outside of one
def test_an_archive_equals_its_folder_in_any_order(folder: Folder, tmp_path: Path) -> None:
    files = town() | {
        "feeds/a.xml": rss(item(1), item(2)),
        "feeds/b.xml": rss(item(2), item(3), item(1, "改动。")),
        "data/c.jsonl": lines(line(1), line(2, url="https://ferry.example/2"), line(1)),
    }
    root = folder(files)
    NameGroup.objects.all().delete()  # flush takes away those that an archive begins with
    import_paths([root], workers=0)
    before = check_database()
    assert not before.problems
    call_command("flush", interactive=False, verbosity=0)
    names = list(files)
    random.Random(5).shuffle(names)
    import_paths([write_tar(tmp_path / "archive.tar", {f"archive/{name}": files[name] for name in names})], workers=2)
    after = check_database()
    assert after.tables == before.tables
    assert dict(import_paths([tmp_path / "archive.tar"], workers=0).counts).keys() == {"unchanged"}


@pytest.mark.django_db(transaction=True)  # PostgreSQL flushes only outside of one
def test_an_export_gives_an_equal_archive(folder: Folder, tmp_path: Path) -> None:
    root = folder({"a.xml": rss(item(1), item(2)), "b.jsonl": lines(line(1), line(1, text="改动。"))})
    import_paths([root], workers=0)
    before = check_database()
    export_archive(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    assert import_paths([tmp_path / "out"], workers=1).counts["stored"] == 3
    assert check_database().tables == before.tables


@pytest.mark.django_db(transaction=True)  # PostgreSQL flushes only outside of one
def test_the_files_of_an_export_are_no_articles_by_themselves(folder: Folder, tmp_path: Path) -> None:
    import_paths([folder({"a.xml": rss(item(1), item(2))})], workers=0)
    export_archive(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    report = import_paths([tmp_path / "out/articles.jsonl", tmp_path / "out/originals.jsonl"], workers=0)
    assert set(report.counts) == {"not-an-article"}


def test_entries_are_read_again_from_their_own_bytes(folder: Folder) -> None:
    import_paths([folder({"a.xml": rss(item(1), item(2)), "b.jsonl": lines(line(1), line(2))})], workers=0)
    for article in Article.objects.all():
        assert not reparse(article)
        Article.objects.filter(pk=article.pk).update(headline="走样")
        assert reparse(article)
        assert article.headline != "走样"


def test_json_lines_may_be_larger_than_any_article(folder: Folder) -> None:
    """A whole archive in one file, with one line that is too large."""
    root = folder({"all.jsonl": lines(line(1), line(2, text="长" * 3000), *map(line, range(3, 40)))})
    limits = Limits(file=4000)
    report = import_paths([root], workers=0, limits=limits)
    assert (root / "all.jsonl").stat().st_size > limits.file
    assert (report.counts["stored"], report.counts["refused"]) == (38, 1)
    assert report.refused[0].path == "all.jsonl#2"
    assert dict(import_paths([root], workers=0, limits=limits).counts) == {"unchanged": 39, "refused": 1}


def test_a_source_given_later_counts_for_entries_too(folder: Folder) -> None:
    root = folder({"b.jsonl": lines(line(1, source=""), line(2, source=""))})
    import_paths([root], workers=0)
    import_paths([root], workers=0, source="望潮周刊")
    assert {article.source.name for article in Article.objects.all()} == {"望潮周刊"}


def test_a_dry_run_says_what_a_run_does(folder: Folder) -> None:
    root = folder({"a.xml": rss(item(1), item(2), item(1)), "b.jsonl": lines(line(1), line(1, text="改"))})
    dry = import_paths([root], workers=0, dry_run=True)
    assert Article.objects.count() == 0
    assert dict(dry.counts) == dict(import_paths([root], workers=0).counts)


def test_lists_and_site_files_stay_what_they_are(folder: Folder) -> None:
    root = folder(
        {
            "_site/feed.xml": rss(item(1)),
            "package.json": b'{"name": "site", "version": "1.0.0", "description": "x"}',
            "feed.xml": b"---\nlayout: null\n---\n" + rss(item(1)),
            "search.json": b'[{"title": "", "tags": []}, {"id": 1}]',
            "empty.xml": rss(),
        }
    )
    report = import_paths([root], workers=0)
    assert set(report.counts) == {"not-an-article"}
