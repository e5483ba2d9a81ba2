"""The profile of an archive: found beside it, kept with what was read by it, used again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.ingest.archives.roots import NothingToImport
from articles.ingest.export.exporting import export_archive
from articles.ingest.rereading.reparsing import reparse
from articles.ingest.run.importing import import_paths
from articles.models import ArchiveProfile, Article, Original, RootProfile
from articles.parsing.formats.profile import profile_of
from tests.ingest.test_commands import run

Folder = Callable[[Mapping[str, bytes]], Path]
TEXT = "渡轮公司周二宣布，北岸航线将于下月恢复。" * 5
PROFILE = '[names]\nheadline = ["稿名"]\n'


def post(number: int, title: str = "旧题") -> bytes:
    return f"---\ntitle: {title}{number}\n稿名: 稿{number}\ndate: 2020-08-05\n---\n第{number}段。{TEXT}\n".encode()


def headlines() -> list[str]:
    return sorted(Article.objects.values_list("headline", flat=True))


@pytest.fixture
def root(folder: Folder) -> Path:
    return folder({f"{n}.md": post(n) for n in (1, 2)})


@pytest.mark.django_db
def test_what_lies_beside_is_found_and_kept(root: Path) -> None:
    (root / "archive.toml").write_text(PROFILE, encoding="utf-8")
    import_paths([root], workers=0)
    assert headlines() == ["稿1", "稿2"]
    assert {original.profile_text for original in Original.objects.all()} == {PROFILE}
    assert not reparse(Article.objects.get(headline="稿1"))
    assert import_paths([root], workers=0).counts["unchanged"] == 3
    (root / "archive.toml").unlink()
    (root / "3.md").write_bytes(post(3))
    report = import_paths([root], workers=0)  # it goes on by that of last time
    assert report.counts["stored"] == 1 and headlines() == ["稿1", "稿2", "稿3"]


@pytest.mark.django_db
def test_another_profile_reads_all_again_and_articles_keep_their_addresses(root: Path) -> None:
    import_paths([root], workers=0)
    before = dict(Article.objects.values_list("pk", "public_id"))
    assert headlines() == ["旧题1", "旧题2"]
    report = import_paths([root], workers=0, profile=profile_of('zone = "Asia/Tokyo"\n' + PROFILE))
    assert headlines() == ["稿1", "稿2"] and dict(Article.objects.values_list("pk", "public_id")) == before
    assert report.counts["stored"] == 0 and Original.objects.count() == 2
    assert all(o.content_hash == o.article.content_hash for o in Original.objects.select_related("article"))
    assert RootProfile.objects.get().profile is not None
    import_paths([root], workers=0, profile=profile_of(""))
    assert headlines() == ["旧题1", "旧题2"] and RootProfile.objects.get().profile is None


@pytest.mark.django_db
def test_what_was_no_article_becomes_one(folder: Folder) -> None:
    data = ('{"稿名": "北岸复航", "稿件": "' + TEXT + '"}').encode()
    root = folder({"a.json": data})
    assert import_paths([root], workers=0).counts["not-an-article"] == 1
    assert import_paths([root], workers=0, names="headline=稿名,text=稿件").counts["stored"] == 1
    assert headlines() == ["北岸复航"]
    assert import_paths([root], workers=0).counts["unchanged"] == 1


@pytest.mark.django_db
def test_its_outlet_is_that_of_articles_whose_address_does_not_tell(root: Path) -> None:
    (root / "archive.toml").write_text('outlet = "海港日报"\n', encoding="utf-8")
    import_paths([root], workers=0)
    assert set(Article.objects.values_list("source__name", flat=True)) == {"海港日报"}


@pytest.mark.django_db
def test_an_archive_file_has_it_in_its_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a/1.md", post(1))
    import_paths([tmp_path / "a.zip"], workers=0)
    (tmp_path / "archive.toml").write_text(PROFILE, encoding="utf-8")
    import_paths([tmp_path / "a.zip"], workers=0)
    assert headlines() == ["稿1"]


@pytest.mark.django_db
def test_a_wrong_one_is_refused_before_anything_is_written(root: Path, tmp_path: Path) -> None:
    (root / "archive.toml").write_text("[names]\nheadlin = '稿名'\n", encoding="utf-8")
    with pytest.raises(NothingToImport, match="did you mean headline"):
        import_paths([root], workers=0)
    assert not Article.objects.exists()
    code, _out, err = run("import_articles", str(root), "--profile", str(tmp_path / "none.toml"), "--workers", "0")
    assert code == 2 and "none.toml cannot be read" in err


@pytest.mark.django_db(transaction=True)
def test_reparse_reads_by_it_from_then_on(root: Path, tmp_path: Path) -> None:
    import_paths([root], workers=0)
    file = tmp_path / "p.toml"
    file.write_text(PROFILE, encoding="utf-8")
    assert run("reparse", "--profile", str(file), "--workers", "0", "--no-index", "--dry-run")[0] == 0
    assert headlines() == ["旧题1", "旧题2"]
    assert run("reparse", "--profile", str(file), "--workers", "0", "--no-index")[0] == 0
    assert headlines() == ["稿1", "稿2"]
    code, out, _err = run("reparse", "--workers", "0", "--no-index")
    assert code == 0 and "2 articles read again, 0 changed" in out
    assert import_paths([root], workers=0).counts["unchanged"] == 2
    file.write_text("zon = 1", encoding="utf-8")
    assert run("reparse", "--profile", str(file), "--workers", "0", "--no-index")[0] == 2


@pytest.mark.django_db(transaction=True)
def test_an_export_carries_it(root: Path, tmp_path: Path) -> None:
    import_paths([root], workers=0, profile=profile_of(PROFILE))
    export_archive(tmp_path / "out")
    call_command("flush", interactive=False, verbosity=0)
    assert not import_paths([tmp_path / "out"], workers=0).refused
    assert headlines() == ["稿1", "稿2"] and ArchiveProfile.objects.get().text == PROFILE
