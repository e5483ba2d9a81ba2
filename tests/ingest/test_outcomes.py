"""Every way a file can end, and that the second time nothing happens."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest.archives.roots import NothingToImport
from articles.ingest.export.checking import check_database
from articles.ingest.rows.apply_versions import original_bytes
from articles.ingest.run.importing import import_paths
from articles.models import Article, ImportedFile, ImportRun, Original
from tests.ingest.conftest import VOA, feed_file, town

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db


def outcomes(root: Path) -> dict[str, str]:
    return dict(ImportedFile.objects.filter(root=str(root), gone=False).values_list("path", "outcome"))


def test_each_file_has_its_outcome_and_the_article_what_the_file_says(folder: Folder) -> None:
    root = folder(
        {
            "美国之音/1.md": feed_file("港口复航", "首班渡轮离港。", "候船的人不多。", url=VOA.format(1), minutes=5),
            "美国之音/2.md": feed_file("港口复航", "首班渡轮离港。", "候船的人不多。", url=VOA.format(1), minutes=9),
            "美国之音/3.md": feed_file("港口停航", "大雾。", url=VOA.format(1), minutes=2),
            "美国之音/4.md": b"",
            "README.md": b"# Read me\n\nThis is no article.\n",
        }
    )
    report = import_paths([root], workers=0)
    assert dict(report.counts) == {"stored": 1, "duplicate": 1, "revised": 1, "refused": 1, "not-an-article": 1}
    assert outcomes(root) == {
        "美国之音/1.md": "stored",
        "美国之音/2.md": "duplicate",
        "美国之音/3.md": "revised",
        "美国之音/4.md": "refused",
        "README.md": "not-an-article",
    }
    assert [file.path for file in report.refused] == ["美国之音/4.md"]
    assert report.refused[0].reason
    article = Article.objects.get()
    assert (article.headline, article.text, article.source.slug) == (
        "港口复航",
        "首班渡轮离港。\n候船的人不多。",
        "voa",
    )
    assert (len(article.public_id), article.length) == (12, len(article.text))
    assert article.original is not None
    assert article.original.path == "archive/美国之音/2.md"
    assert original_bytes(article.original) == (root / "美国之音/2.md").read_bytes()
    assert [revision.headline for revision in article.revisions.all()] == ["港口停航"]
    assert not check_database().problems


def test_a_second_run_reads_nothing_and_writes_only_that_it_ran(folder: Folder) -> None:
    root = folder(town() | {"美国之音/empty.md": b""})
    first = import_paths([root], workers=0)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = import_paths([root], workers=0)
    written = [q["sql"] for q in queries.captured_queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert [sql.split('"')[1] for sql in written] == ["articles_importrun", "articles_importrun"]
    assert again.counts == {"unchanged": first.seen - 1, "refused": 1}
    assert ImportedFile.objects.exclude(run=ImportRun.objects.earliest("pk")).count() == 0


def test_touched_but_equal_files_are_unchanged(folder: Folder) -> None:
    root = folder({"林舟/1.md": feed_file("一则")})
    import_paths([root], workers=0)
    os.utime(root / "林舟/1.md", ns=(1, 1))
    assert import_paths([root], workers=0).counts == {"unchanged": 1}
    assert ImportedFile.objects.get().mtime_ns == 1


def test_a_dry_run_tells_what_a_run_does_and_writes_nothing(folder: Folder) -> None:
    root = folder(town())
    foretold = import_paths([root], workers=0, dry_run=True)
    assert not ImportRun.objects.exists()
    assert not Article.objects.exists()
    assert not ImportedFile.objects.exists()
    assert import_paths([root], workers=0).counts == foretold.counts
    (root / "法广/b9.md").write_bytes(feed_file("桥梁检修", "检修九天。", url=VOA.format(2)))
    assert import_paths([root], workers=0, dry_run=True).counts == {"unchanged": foretold.seen, "revised": 1}


def test_an_unfinished_run_shows(folder: Folder) -> None:
    import_paths([folder(town())], workers=0)
    assert ImportRun.objects.get().finished_at is not None
    ImportRun.objects.create(paths=["x"])
    assert check_database().unfinished == 1


def test_git_folder_is_one_row(folder: Folder) -> None:
    root = folder(
        {"林舟/1.md": feed_file("一则"), ".git/HEAD": b"ref", ".git/objects/aa/bb": b"\x00", ".github/x.md": b"x"}
    )
    assert import_paths([root], workers=0).counts == {"stored": 1, "not-an-article": 2}
    assert set(outcomes(root)) == {"林舟/1.md", ".git", ".github"}


def test_a_pulled_archive_is_followed(folder: Folder) -> None:
    root = folder(
        {
            "林舟/stays.md": feed_file("不动", url="https://diary.example/1"),
            "林舟/moves.md": feed_file("搬走", url="https://diary.example/2"),
            "林舟/goes.md": feed_file("消失", url="https://diary.example/3"),
            "林舟/changes.md": feed_file("旧文", "旧。", url="https://diary.example/4"),
        }
    )
    import_paths([root], workers=0)
    (root / "林舟/moves.md").rename(root / "林舟/moved.md")
    (root / "林舟/goes.md").unlink()
    (root / "林舟/changes.md").write_bytes(feed_file("新文", "新。", url="https://diary.example/4", minutes=1))
    (root / "林舟/new.md").write_bytes(feed_file("新来", url="https://diary.example/5"))
    (root / "林舟/copy.md").write_bytes((root / "林舟/stays.md").read_bytes())
    report = import_paths([root], workers=0)
    assert report.counts == {"unchanged": 2, "revised": 1, "stored": 1, "duplicate": 1}
    assert report.gone == 1
    assert outcomes(root) == {
        "林舟/stays.md": "stored",
        "林舟/moved.md": "stored",
        "林舟/changes.md": "revised",
        "林舟/new.md": "stored",
        "林舟/copy.md": "duplicate",
    }
    assert ImportedFile.objects.get(gone=True).path == "林舟/goes.md"
    assert Article.objects.count() == 5
    changed = Article.objects.get(url_key__endswith="/4")
    assert (changed.headline, changed.originals.count()) == ("新文", 2)
    assert import_paths([root], workers=0).counts == {"unchanged": 5}
    (root / "林舟/goes.md").write_bytes(feed_file("消失", url="https://diary.example/3"))
    import_paths([root], workers=0)
    assert not ImportedFile.objects.filter(gone=True).exists()


def test_single_files_know_their_folder_and_share_its_ledger(folder: Folder) -> None:
    root = folder({"林舟/1.md": feed_file("一则"), "林舟/2.md": feed_file("二则")})
    import_paths([root / "林舟/1.md", root / "林舟/2.md"], workers=0)
    assert set(Article.objects.values_list("source__name", flat=True)) == {"林舟"}
    assert import_paths([root / "林舟"], workers=0).counts == {"unchanged": 2}


def test_source_given_rules_where_no_host_does(folder: Folder) -> None:
    root = folder(
        {"x/1.md": feed_file("有主", url=VOA.format(1)), "x/2.md": feed_file("无主", url="https://paper.example/2")}
    )
    import_paths([root], workers=0, source="晚潮")
    assert set(Article.objects.values_list("headline", "source__name")) == {("有主", "美国之音"), ("无主", "晚潮")}
    assert set(Original.objects.values_list("source_given", flat=True)) == {"晚潮"}


def test_source_given_later_counts_too(folder: Folder) -> None:
    root = folder({"x/1.md": feed_file("无主", url="https://paper.example/2")})
    import_paths([root], workers=0)
    import_paths([root], workers=0, source="晚潮")
    assert Article.objects.get().source.name == "晚潮"
    import_paths([root], workers=0)
    assert Article.objects.get().source.name == "晚潮"


@pytest.mark.parametrize("path", ["missing", "empty"])
def test_nothing_to_do_is_said(tmp_path: Path, path: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToImport, match=path):
        import_paths([tmp_path / path], workers=0)
