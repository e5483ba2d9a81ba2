"""Histories: what becomes of every version, and what commits say of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from articles.display.histories import history_of, taken_out
from articles.history import Repository, Witness
from articles.ingest.archives.limits import Limits
from articles.ingest.export.checking import check_database
from articles.ingest.export.exporting import export_archive
from articles.ingest.run.importing import import_paths
from articles.ingest.types import Report
from articles.models import Article, ImportedFile, Original
from tests.ingest.archives.repositories import HOUR, START, Work
from tests.ingest.conftest import VOA, feed_file

pytestmark = pytest.mark.django_db

STORY = "海港昨日恢复通航，首班渡轮于清晨六时离港，船上有乘客三十余人，天气晴好。"


def post(headline: str, text: str) -> bytes:
    """A post that names no address."""
    return f"---\ntitle: {headline}\ndate: 2021-03-01\n---\n<p>{text}</p>\n".encode()


def read(*paths: Path, **options: Any) -> Report:
    return import_paths(list(paths), workers=0, **options)


def told(headline: str) -> list[tuple[str, str, bool]]:
    """What commits did to an article, to which file, and whether nothing of it was left."""
    steps = history_of(Article.objects.get(headline=headline))
    return [(step.what, step.path, step.final) for step in steps]


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """Three commits: two articles; one changed and one taken out; the other renamed."""
    made = Work(tmp_path / "news")
    made.commit("add", {
        "美国之音/1.md": feed_file("渡轮停航", "因大雾停航。", url=VOA.format(1)),
        "美国之音/2.md": feed_file("桥梁检修", "检修三天。", url=VOA.format(2)),
        "README.md": "# 说明\n".encode(),
    })  # fmt: skip
    made.commit("remove old news", {
        "美国之音/1.md": feed_file("渡轮复航", "雾散复航。", url=VOA.format(1)),
        "美国之音/2.md": None,
    })  # fmt: skip
    made.git("mv", "美国之音/1.md", "美国之音/1 复航.md")
    made.commit("rename")
    return made


def test_every_version_becomes_a_revision_and_what_was_taken_out_an_article(work: Work) -> None:
    report = read(work.folder)
    assert dict(report.counts) == {"stored": 2, "revised": 1, "duplicate": 1, "not-an-article": 2, "unchanged": 2}
    assert told("桥梁检修") == [("added", "美国之音/2.md", False), ("removed", "美国之音/2.md", True)]
    ferry = Article.objects.get(headline="渡轮复航")
    assert [revision.headline for revision in ferry.revisions.all()] == ["渡轮停航"]
    assert told("渡轮复航") == [
        ("added", "美国之音/1.md", False), ("changed", "美国之音/1.md", False), ("changed", "美国之音/1 复航.md", False),
    ]  # fmt: skip
    removal = taken_out(history_of(Article.objects.get(headline="桥梁检修")))
    assert removal and removal.subject == "remove old news" and removal.at.timestamp() == START + HOUR
    assert removal.commit == work.git("rev-parse", "HEAD~1")
    assert check_database().problems == ()


def test_a_second_run_reads_only_what_is_new(work: Work) -> None:
    first = read(work.folder)
    again = read(work.folder)
    assert again.seen == first.seen and set(again.counts) == {"unchanged"}
    work.commit("more", {"美国之音/3.md": feed_file("码头集市", url=VOA.format(3))})
    third = read(work.folder)
    assert third.counts["stored"] == 1 and third.seen == first.seen + 2  # its version, and its file
    assert told("码头集市") == [("added", "美国之音/3.md", False)]


def test_a_clone_a_bare_repository_and_a_bundle_say_the_same(work: Work, tmp_path: Path) -> None:
    digests = set()
    for number, make in enumerate((
        lambda to: work.clone(to), lambda to: work.clone(to, "--bare"), lambda to: work.bundle(to.with_suffix(".bundle")),
    )):  # fmt: skip
        place = make(tmp_path / str(number) / "news") if (tmp_path / str(number)).mkdir() is None else None
        assert place and not read(place).refused
        digests.add(check_database().digest)
        Article.objects.all().delete()
        ImportedFile.objects.all().delete()
        Repository.objects.all().delete()
    assert len(digests) == 1


def test_without_history_only_the_folder_is_read(work: Work) -> None:
    report = read(work.folder, history=False)
    assert report.counts["stored"] == 1 and not Witness.objects.exists()


def test_a_file_without_an_address_stays_one_article_when_renamed_and_retitled(tmp_path: Path) -> None:
    work = Work(tmp_path / "news")
    work.commit(
        "add", {"posts/a.md": post("通航", STORY), "posts/z.md": post("别的", "与此无关的一篇短文，说的是山。")}
    )
    work.commit("retitle", {"posts/a.md": None, "posts/b.md": post("渡轮通航", STORY + "又及。")})
    work.commit("other", {"posts/b.md": post("完全另一篇", "今年的稻谷收成比往年少了两成，农户说是雨水不足。")})
    read(work.folder)
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["别的", "完全另一篇", "渡轮通航"]
    article = Article.objects.get(headline="渡轮通航")
    assert [each.headline for each in article.revisions.all()] == ["通航"]
    assert [what for what, _path, _final in told("渡轮通航")] == ["added", "changed", "removed"]


def test_a_folder_that_was_imported_before_its_history(tmp_path: Path) -> None:
    work = Work(tmp_path / "news")
    work.commit("add", {"posts/a.md": post("通航", STORY)})
    work.commit("correct", {"posts/a.md": post("渡轮通航", STORY + "又及。")})
    read(work.folder, history=False)
    [before] = Article.objects.values_list("public_id", flat=True)
    read(work.folder)
    article = Article.objects.get()
    assert article.public_id == before and [each.headline for each in article.revisions.all()] == ["通航"]
    assert check_database().problems == ()


def test_check_names_what_does_not_follow(work: Work) -> None:
    read(work.folder)
    Original.objects.filter(path="news/美国之音/2.md").update(seen_at=None)
    assert any("was not seen when" in problem for problem in check_database().problems)
    read(work.folder)  # nothing new: stays
    Repository.objects.all().delete()
    read(work.folder)
    assert check_database().problems == ()


def test_what_came_back_was_not_taken_out(work: Work) -> None:
    read(work.folder)
    work.commit("put it back", {"美国之音/2.md": feed_file("桥梁检修", "检修三天。", url=VOA.format(2))})
    read(work.folder)
    assert [what for what, _path, _final in told("桥梁检修")] == ["added", "removed", "added"]
    assert not Witness.objects.filter(final=True).exists()


def test_a_revert_makes_the_earlier_version_current(tmp_path: Path) -> None:
    work = Work(tmp_path / "news")
    one, two = (feed_file(f"第{n}版", url=VOA.format(1), minutes=5 - int(n == "二")) for n in "一二")
    work.commit("one", {"a.md": one})
    work.commit("two", {"a.md": two})
    read(work.folder)
    assert Article.objects.get().headline == "第二版"  # though its stamp is the earlier one
    work.commit("back", {"a.md": one})
    read(work.folder)
    assert Article.objects.get().headline == "第一版"
    assert [each.headline for each in Article.objects.get().revisions.all()] == ["第二版"]
    assert check_database().problems == ()


def test_branches_and_merges(tmp_path: Path) -> None:
    work = Work(tmp_path / "news")
    work.commit("base", {f"{n}.md": feed_file(f"第{n}条", url=VOA.format(n)) for n in range(3)})
    work.git("checkout", "-q", "-b", "side")
    work.commit("side", {"0.md": None, "side.md": feed_file("旁支", url=VOA.format("side"))})
    work.git("checkout", "-q", "main")
    work.commit("main", {"1.md": None})
    work.git("merge", "-q", "--no-commit", "side")
    work.commit("merge", {"2.md": feed_file("合并时改", url=VOA.format(2))})
    work.git("checkout", "-q", "-b", "kept", "HEAD~1")
    work.commit("only here", {"kept.md": feed_file("只在分支", url=VOA.format("kept"))})
    work.git("checkout", "-q", "main")
    read(work.folder)
    assert told("第0条")[-1] == ("removed", "0.md", True) and told("第1条")[-1] == ("removed", "1.md", True)
    assert told("合并时改") == [("added", "2.md", False), ("changed", "2.md", False)]
    assert told("旁支") == [("added", "side.md", False)]
    assert told("只在分支") == [("added", "kept.md", False)]


def test_a_rewritten_history_is_understood(work: Work) -> None:
    work.commit("secret", {"美国之音/9.md": feed_file("曾经有过", url=VOA.format(9))})
    read(work.folder)
    work.git("reset", "-q", "--hard", "HEAD~1")
    work.commit("another", {"美国之音/10.md": feed_file("后来的", url=VOA.format(10))})
    work.git("reflog", "expire", "--expire=now", "--all")
    work.git("gc", "-q", "--prune=now")
    report = read(work.folder)
    assert any("was rewritten" in note for note in report.notes)
    [removal] = Witness.objects.filter(rewritten=True)
    assert removal.original.article.headline == "曾经有过" and removal.final
    assert removal.commit.hash == work.git("rev-parse", "HEAD")
    assert not read(work.folder).notes
    assert Witness.objects.filter(rewritten=True).count() == 1


def test_a_clone_remembers_what_a_forced_push_took_away(work: Work, tmp_path: Path) -> None:
    work.commit("secret", {"美国之音/9.md": feed_file("曾经有过", url=VOA.format(9))})
    clone = work.clone(tmp_path / "clone")
    work.git("reset", "-q", "--hard", "HEAD~1")
    work.commit("another", {"美国之音/10.md": feed_file("后来的", url=VOA.format(10))})
    pull = "git -c protocol.file.allow=always fetch -q --force origin && git reset -q --hard origin/main"
    subprocess.run(["sh", "-c", pull], cwd=clone, check=True, env=os.environ | {"GIT_CONFIG_GLOBAL": "/dev/null"})
    read(clone)
    removal = taken_out(history_of(Article.objects.get(headline="曾经有过")))
    assert removal and removal.rewritten


def test_shallow_clones_are_named_and_read_whole_once_fetched(work: Work, tmp_path: Path) -> None:
    clone = work.clone(tmp_path / "clone", "--depth", "1")
    report = read(clone)
    assert any("cut off at 1 commits" in note for note in report.notes) and not report.refused
    assert not Witness.objects.exists()  # what the one commit did is not known
    fetch = ["git", "-c", "protocol.file.allow=always", "fetch", "-q", "--unshallow"]
    subprocess.run(fetch, cwd=clone, check=True, env=os.environ | {"GIT_CONFIG_GLOBAL": "/dev/null"})
    assert read(clone).counts["stored"] == 1
    assert told("桥梁检修")[-1][0] == "removed"
    assert check_database().problems == ()


def test_missing_objects_are_named_and_the_rest_goes_on(work: Work, tmp_path: Path) -> None:
    bare = work.clone(tmp_path / "news.git", "--bare")
    subprocess.run(
        "mv objects/pack/*.pack x; git unpack-objects -q < x; rm -f objects/pack/* x", shell=True, cwd=bare, check=True
    )
    blob = work.git("rev-parse", "HEAD~2:美国之音/2.md")
    (bare / "objects" / blob[:2] / blob[2:]).unlink()
    report = read(bare)
    [refused] = report.refused
    assert refused.path == f"美国之音/2.md@{blob}" and "not in this copy" in refused.reason
    assert report.counts["stored"] == 1 and report.counts["revised"] == 1
    shutil.copytree(work.folder / ".git" / "objects", bare / "objects", dirs_exist_ok=True)
    assert read(bare).counts["stored"] == 1
    assert not read(bare).refused


def test_a_missing_parent_and_a_missing_tree_cost_those_commits_only(work: Work, tmp_path: Path) -> None:
    work.commit("more", {"美国之音/3.md": feed_file("码头集市", url=VOA.format(3))})
    bare = work.clone(tmp_path / "news.git", "--bare")
    subprocess.run(
        "mv objects/pack/*.pack x; git unpack-objects -q < x; rm -f objects/pack/* x", shell=True, cwd=bare, check=True
    )
    for name in (work.git("rev-parse", "HEAD~3"), work.git("rev-parse", "HEAD~1^{tree}")):
        (bare / "objects" / name[:2] / name[2:]).unlink()
    report = read(bare)
    assert any("cut off" in note for note in report.notes)
    assert all("cannot be read" in each.reason for each in report.refused) and report.refused
    assert Article.objects.filter(headline="渡轮复航").exists()


def test_names_that_are_no_utf8_submodules_links_and_large_files(tmp_path: Path) -> None:
    work = Work(tmp_path / "news")
    name = "新闻".encode("gb18030")
    work.commit("add", {"a.md": feed_file("一", url=VOA.format(1))})
    (Path(os.fsdecode(os.fsencode(work.folder) + b"/" + name + b".md"))).write_bytes(feed_file("二", url=VOA.format(2)))
    (work.folder / "link.md").symlink_to("/etc/passwd")
    work.git("add", "-A")
    head = work.git("rev-parse", "HEAD")
    (work.folder / "module").mkdir()
    work.git("update-index", "--add", "--cacheinfo", f"160000,{head},module")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'a' * 64}\nsize 5\n".encode()
    work.commit("odd", {"lfs.md": pointer, "big.md": b"x" * 5000})
    report = read(work.bundle(tmp_path / "news.bundle"), limits=Limits(file=4000))
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["一", "二"]
    assert Original.objects.filter(path="news/新闻.md").exists()
    reasons = {each.path.split("@")[0]: each.reason for each in report.files}
    assert "submodule" in reasons["module"] and "A link" in reasons["link.md"]
    assert "Git LFS" in reasons["lfs.md"] and "an article at most" in reasons["big.md"]


def test_what_git_lfs_fetched_is_read(tmp_path: Path) -> None:
    from hashlib import sha256

    work, data = Work(tmp_path / "news"), feed_file("存在别处", url=VOA.format(1))
    name = sha256(data).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(data)}\n".encode()
    work.commit("add", {"a.md": pointer})
    kept = work.folder / ".git" / "lfs" / "objects" / name[:2] / name[2:4] / name
    kept.parent.mkdir(parents=True)
    kept.write_bytes(data)
    read(work.folder)
    assert Article.objects.get().headline == "存在别处"


def test_git_missing(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    report = read(work.folder)
    assert report.counts["stored"] == 1 and not report.refused
    [note] = report.notes
    assert "Install it" in note
    report = read(work.folder / ".git")
    assert "Install it" in report.refused[0].reason


def test_a_folder_whose_history_lies_elsewhere(work: Work, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    (outer / "a.md").write_bytes(feed_file("外面", url=VOA.format(7)))
    (outer / ".git").write_text(f"gitdir: {work.folder}/.git\n")
    report = read(outer)
    assert report.counts["stored"] == 1 and not Article.objects.filter(headline="渡轮复航").exists()
    assert any("lies elsewhere" in note for note in report.notes)


def test_an_empty_repository_is_said_to_be_one(tmp_path: Path) -> None:
    work = Work(tmp_path / "news")
    report = read(work.folder / ".git")
    assert "no branch or tag" in report.refused[0].reason


def test_export_and_import_keep_the_history(work: Work, tmp_path: Path) -> None:
    read(work.folder)
    before = check_database()
    export_archive(tmp_path / "out")
    for model in (Article, ImportedFile, Repository):
        model._default_manager.all().delete()
    read(tmp_path / "out")
    after = check_database()
    assert after.tables == before.tables and after.problems == ()


def test_a_dry_run_writes_nothing(work: Work) -> None:
    report = read(work.folder, dry_run=True)
    assert report.counts["stored"] == 2 and report.counts["revised"] == 1
    assert not Article.objects.exists() and not Repository.objects.exists()


def test_nothing_is_left_behind(work: Work, settings: Any) -> None:
    read(work.folder)
    assert list((settings.NEWSARCHIVE_DATA / "tmp").iterdir()) == []
