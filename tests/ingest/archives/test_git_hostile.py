"""Repositories that are made to do harm: nothing of theirs runs, nothing hangs, and the rest is read."""

from __future__ import annotations

import os
import random
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles.history import Witness
from articles.ingest.archives.git import mirror, process, walking
from articles.ingest.export.checking import check_database
from articles.ingest.run.importing import import_paths
from articles.ingest.types import Report
from articles.models import Article, Original
from tests.ingest.archives.repositories import Work
from tests.ingest.conftest import VOA, feed_file

pytestmark = pytest.mark.django_db


def read(*paths: Path) -> Report:
    return import_paths(list(paths), workers=0)


@pytest.fixture
def work(tmp_path: Path) -> Work:
    made = Work(tmp_path / "news")
    made.commit("add", {f"{n}.md": feed_file(f"第{n}条", url=VOA.format(n)) for n in range(3)})
    made.commit("remove", {"0.md": None})
    return made


def headlines() -> list[str]:
    return sorted(Article.objects.values_list("headline", flat=True))


def store(work: Work, kind: str, data: bytes) -> str:
    """An object as it stands, sound or not."""
    return work.git("hash-object", "-w", "--literally", "-t", kind, "--stdin", given=data)


def tree(work: Work, *entries: tuple[str, bytes, str]) -> str:
    return store(
        work, "tree", b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(sha) for mode, name, sha in entries)
    )


def committed(work: Work, root: str, head: str = "", at: str = "1614600000 +0800", said: bytes = b"x\n") -> str:
    parent = f"parent {head}\n" if head else ""
    lines = f"tree {root}\n{parent}author a <a> {at}\ncommitter a <a> {at}\n\n".encode()
    return store(work, "commit", lines + said)


def test_no_setting_hook_filter_or_helper_of_theirs_runs(work: Work, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    run = f"touch {mark}"
    for name in ("fsmonitor", "sshCommand", "gitProxy", "pager", "editor", "askPass", "alternateRefsCommand"):
        work.git("config", f"core.{name}", run)
    for name in (
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "diff.x.textconv",
        "diff.external",
        "gpg.program",
    ):
        work.git("config", name, run)
    work.git("config", "log.showSignature", "true")
    work.git("config", "uploadpack.packObjectsHook", run)
    work.git("config", "remote.origin.promisor", "true")
    work.git("config", "remote.origin.url", f"ext::sh -c '{run}'")
    work.git("config", "extensions.partialClone", "origin")
    (work.folder / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n")
    config = work.folder / ".git" / "config"
    config.write_text(f"{config.read_text()}[include]\n\tpath = {tmp_path}/more\n")
    (tmp_path / "more").write_text(f'[core]\n\thooksPath = {tmp_path}\n[alias]\n\tlog = "!{run}"\n')
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        file = work.folder / ".git" / "hooks" / hook
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{run}\n")
        file.chmod(0o755)
    read(work.folder)
    assert not mark.exists() and headlines() == ["第0条", "第1条", "第2条"]


def test_what_the_environment_of_the_caller_says_does_not_count(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.bare")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "nonsense")
    read(work.folder)
    assert headlines() == ["第0条", "第1条", "第2条"]


def test_borrowed_replaced_and_grafted_objects_are_not_read(work: Work, tmp_path: Path) -> None:
    secret = Work(tmp_path / "secret")
    private = secret.commit("private", {"s.md": feed_file("私下的", url=VOA.format("s"))})
    (work.folder / ".git" / "objects" / "info").mkdir(exist_ok=True)
    (work.folder / ".git" / "objects" / "info" / "alternates").write_text(f"{secret.folder}/.git/objects\n")
    (work.folder / ".git" / "refs" / "heads" / "borrowed").write_text(f"{private}\n")
    head, first = work.git("rev-parse", "HEAD"), work.git("rev-parse", "HEAD~1")
    other = committed(work, tree(work))
    work.git("update-ref", f"refs/replace/{first}", other)
    (work.folder / ".git" / "info" / "grafts").write_text(f"{head} {private}\n")
    report = read(work.folder)
    assert headlines() == ["第0条", "第1条", "第2条"] and Witness.objects.filter(what="removed").count() == 1
    assert any(private[:12] in note for note in report.notes) and any("borrows" in note for note in report.notes)


def test_pipes_and_links_in_place_of_files_hang_nobody(work: Work, tmp_path: Path) -> None:
    git = work.folder / ".git"
    blob = work.git("rev-parse", "HEAD:1.md")
    loose = git / "objects" / blob[:2] / blob[2:]
    loose.unlink()
    os.mkfifo(loose)
    os.mkfifo(git / "refs" / "heads" / "pipe")
    os.mkfifo(git / "objects" / "pack" / "pack-1.pack")
    (git / "objects" / "pack" / "pack-1.idx").symlink_to("/dev/zero")
    (git / "refs" / "heads" / "endless").symlink_to("/dev/zero")
    (git / "packed-refs").unlink(missing_ok=True)
    (git / "packed-refs").symlink_to("/etc/passwd")
    report = read(git)
    assert headlines() == ["第0条", "第2条"]
    assert [each.path.split("@")[0] for each in report.refused] == ["1.md"]


def test_names_that_lead_elsewhere_are_refused(work: Work) -> None:
    blob = work.git("rev-parse", "HEAD:1.md")
    inner = tree(work, ("100644", b"a.md", blob))
    names = (b"../../out.md", b"/etc/x.md", b"\xff\xfe\n\x1b[31m.md")
    root = tree(work, *(("100644", name, blob) for name in names), ("40000", b"..", inner))
    work.git("update-ref", "refs/heads/odd", committed(work, root))
    report = read(work.folder / ".git")
    assert sum("lead" in each.reason for each in report.refused) == 3
    assert all(path.isprintable() for path in Original.objects.values_list("path", flat=True))
    assert check_database().problems == ()


def test_trees_that_hold_each_other_ten_times_over(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """10^9 paths from ten small objects."""
    monkeypatch.setattr(walking, "MOST_CHANGES", 20_000)
    inner = tree(work, *(("100644", b"%d.md" % n, work.git("rev-parse", "HEAD:1.md")) for n in range(10)))
    for _ in range(8):
        inner = tree(work, *(("40000", b"%d" % n, inner) for n in range(10)))
    bomb = committed(work, inner, work.git("rev-parse", "HEAD"))
    work.git("update-ref", "refs/heads/main", bomb)
    work.git("read-tree", work.git("rev-parse", "HEAD~1"))
    work.commit("after", {"9.md": feed_file("炸弹之后", url=VOA.format(9))})
    monkeypatch.setattr(process, "MEMORY_LIMIT", 256 * 1024 * 1024)
    report = read(work.folder / ".git")
    assert "第0条" in headlines() and "炸弹之后" in headlines()
    assert any(bomb in each.path for each in report.refused)


def test_a_small_delta_of_a_huge_base_costs_that_version_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MEMORY_LIMIT", 48 * 1024 * 1024)
    work = Work(tmp_path / "news")
    work.commit("add", {"0.md": feed_file("第0条", url=VOA.format(0))})
    noise = random.Random(1).randbytes(1024) * 100_000
    work.commit("huge", {"big.bin": noise, "huge.md": noise})
    work.commit("small", {"big.bin": None, "huge.md": noise[:5_000_000]})
    work.git("-c", "pack.window=50", "-c", "core.bigFileThreshold=1g", "repack", "-q", "-a", "-d", "-f")
    report = read(work.folder / ".git")
    assert headlines() == ["第0条"] and {each.path.partition("@")[0] for each in report.refused} == {
        "big.bin",
        "huge.md",
    }


@pytest.mark.parametrize("at", ["99999999999999999999 +0800", "-5 +0800", "4102444800 +9999", "x", ""])
def test_commits_at_impossible_times(work: Work, at: str) -> None:
    blob = work.git("hash-object", "-w", "--stdin", given=feed_file("无时", url=VOA.format("t")))
    head = committed(work, tree(work, ("100644", b"t.md", blob)), work.git("rev-parse", "HEAD"), at)
    work.git("update-ref", "refs/heads/main", head)
    read(work.folder / ".git")
    assert "无时" in headlines() and check_database().problems == ()


def test_messages_that_are_no_text(work: Work) -> None:
    blob = work.git("hash-object", "-w", "--stdin", given=feed_file("怪话", url=VOA.format("m")))
    said = b"\xff\xfe\x1b[31m" + "撤下".encode() * 100_000 + b"\0after"
    head = committed(work, tree(work, ("100644", b"m.md", blob)), work.git("rev-parse", "HEAD"), said=said)
    work.git("update-ref", "refs/heads/main", head)
    read(work.folder / ".git")
    subject = Witness.objects.get(original__article__headline="怪话").commit.subject
    assert len(subject) <= 200 and subject.isprintable()


def test_tags_of_anything(work: Work) -> None:
    blob = work.git("rev-parse", "HEAD:1.md")
    work.git("tag", "blob", blob)
    work.git("tag", "tree", work.git("rev-parse", "HEAD^{tree}"))
    work.git("tag", "-a", "-m", "x", "one", "HEAD")
    work.git("tag", "-a", "-m", "x", "two", "one")
    (work.folder / ".git" / "refs" / "tags" / "gone").write_text("0" * 39 + "1\n")
    (work.folder / ".git" / "refs" / "heads" / "--upload-pack=x").write_text("--all\n")
    report = read(work.folder / ".git")
    assert headlines() == ["第0条", "第1条", "第2条"] and not report.refused


def mutated(folder: Path, seed: int) -> Iterator[None]:
    """One file of a repository with some of its bytes changed, or cut short."""
    rng = random.Random(seed)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "hooks" not in path.parts)
    file = rng.choice(files)
    data = bytearray(file.read_bytes())
    for _ in range(rng.randint(1, 5)):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    if rng.random() < 0.3:
        del data[rng.randrange(len(data) + 1) :]
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)
    file.write_bytes(data)
    yield


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", ["loose", "packed", "bundle"])
def test_damaged_repositories_are_refused_or_read(work: Work, tmp_path: Path, seed: int, kind: str) -> None:
    place = work.folder / ".git"
    if kind == "packed":
        work.git("gc", "-q")
    if kind == "bundle":
        (tmp_path / "b").mkdir()
        place = work.bundle(tmp_path / "b" / "news.bundle")
    next(mutated(place if kind != "bundle" else place.parent, seed))
    try:
        report = read(place)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must say what to do
        assert "No file was found" in str(error)
        return
    assert report.refused or report.counts["stored"]
    assert check_database().problems == ()


def test_the_mirror_shows_objects_and_nothing_else(work: Work, tmp_path: Path) -> None:
    from articles.ingest.archives.git.places import repository_at

    place = repository_at(work.folder)
    assert place
    home = tmp_path / "mirror"
    home.mkdir()
    mirror.make_mirror(place, home)
    assert {path.name for path in home.iterdir()} == {"objects", "refs", "config", "HEAD"}
    assert "hooksPath" not in (home / "config").read_text()
