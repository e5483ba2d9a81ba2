"""What is wrong with one file costs that file, and says why; the rest goes on."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import struct
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import zstandard

from articles.ingest.archives.roots import Limits
from articles.ingest.run.importing import import_paths
from articles.ingest.types import Report
from articles.models import Article, ImportedFile, Original
from tests.ingest.conftest import VOA, feed_file, write_files, write_tar

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db

GOOD = {f"林舟/good{number}.md": feed_file(f"好文{number}") for number in range(3)}
SMALL = Limits(file=200_000, ratio_floor=10_000, ratio=50)


def reasons(report: Report) -> dict[str, str]:
    return {file.path: file.reason for file in report.refused}


def only_refused(report: Report, path: str, word: str, stored: int = 3) -> None:
    """Exactly this file was refused, with a reason that holds `word`; the good ones are stored."""
    assert list(reasons(report)) == [path]
    assert word in reasons(report)[path]
    assert report.counts["stored"] == stored
    assert ImportedFile.objects.get(outcome="refused").reason == reasons(report)[path]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.md", b""),
        ("binary.md", bytes(range(256)) * 40),
        ("noise", os.urandom(2000)),
        ("nul.md", b"\0" * 5000),
        ("wrong.md", feed_file("标题").decode().encode("utf-16-le") + b"\xd8"),
    ],
)
def test_unreadable_bytes(folder: Folder, name: str, data: bytes) -> None:
    report = import_paths([folder(GOOD | {f"林舟/{name}": data})], workers=0)
    assert list(reasons(report)) == [f"林舟/{name}"]
    assert report.counts["stored"] == 3


def test_a_file_cut_in_the_middle_of_a_character_is_an_article(folder: Folder) -> None:
    whole = feed_file("截断的一篇", "这一篇在一个字的中间断了。" * 20)
    cut = whole[: len(whole) // 2]
    cut = cut[:-1] if cut[-1] < 0x80 else cut
    report = import_paths([folder({"林舟/cut.md": cut})], workers=0)
    assert report.counts == {"stored": 1}
    assert bytes(Original.objects.get().compressed)


def test_gigantic_files_are_refused_before_they_are_read(folder: Folder) -> None:
    root = folder(GOOD)
    with (root / "林舟/giant.md").open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    only_refused(import_paths([root], workers=0), "林舟/giant.md", "200.0 MiB")
    assert ImportedFile.objects.get(outcome="refused").sha256 == ""


def test_links_pipes_and_sockets(folder: Folder, tmp_path: Path) -> None:
    root = folder(GOOD)
    outside = tmp_path / "secret.md"
    outside.write_bytes(feed_file("外面"))
    (root / "out.md").symlink_to(outside)
    (root / "outdir").symlink_to(tmp_path)
    (root / "loop").symlink_to(root)
    (root / "in.md").symlink_to(root / "林舟/good0.md")
    (root / "dangling.md").symlink_to(root / "none")
    os.mkfifo(root / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "s.md"))
        report = import_paths([root], workers=0)
    assert set(reasons(report)) == {"out.md", "outdir", "dangling.md", "pipe.md", "s.md"}
    assert report.counts["not-an-article"] == 2
    assert set(Article.objects.values_list("headline", flat=True)) == {"好文0", "好文1", "好文2"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_without_permission(folder: Folder) -> None:
    root = folder(GOOD | {"林舟/locked.md": b"x", "locked/1.md": b"x"})
    (root / "林舟/locked.md").chmod(0)
    (root / "locked").chmod(0)
    report = import_paths([root], workers=0)
    (root / "locked").chmod(0o700)
    assert set(reasons(report)) == {"林舟/locked.md", "locked"}


def test_names_that_are_no_text(folder: Folder) -> None:
    root = folder(GOOD)
    (root / "林舟" / os.fsdecode("报道.md".encode("gb18030"))).write_bytes(feed_file("国标"))
    (root / "林舟" / os.fsdecode(b"\xff\xfe\x81.md")).write_bytes(feed_file("乱名"))
    (root / "林舟" / "two\nlines\x1b.md").write_bytes(feed_file("两行"))
    report = import_paths([root], workers=0)
    assert report.counts == {"stored": 6}
    names = set(ImportedFile.objects.values_list("path", flat=True)) - set(GOOD)
    assert names == {"林舟/报道.md", "林舟/\\xff\\xfe\\x81.md", "林舟/two\\nlines\\x1b.md"}
    assert import_paths([root], workers=0).counts == {"unchanged": 6}


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-8-sig", "utf-16"])
def test_other_encodings_are_decoded(folder: Folder, encoding: str) -> None:
    text = feed_file(
        "總統府發言人說明", "發言人昨日在總統府說明渡輪復航，候船的旅客不多。" * 4, url=VOA.format(1)
    ).decode()
    data = text.encode(encoding)
    import_paths([folder({"美国之音/1.md": data})], workers=0)
    article = Article.objects.get()
    assert article.headline == "總統府發言人說明"
    assert article.text.startswith("發言人昨日在總統府說明渡輪復航")


# Zip


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_zip_members_that_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in GOOD.items():
            archive.writestr(name, data)
        archive.writestr("../escape.md", feed_file("逃"))
        archive.writestr("/abs.md", feed_file("逃"))
        archive.writestr("C:\\win.md", feed_file("逃"))
        archive.writestr("bomb.md", b"a" * 150_000)
        archive.writestr("large.md", os.urandom(300_000))
        link = zipfile.ZipInfo("link.md")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr(".git/config", b"[core]")
        archive.writestr(".git/HEAD", b"ref")
    report = import_paths([path], workers=0, limits=SMALL)
    found = reasons(report)
    assert set(found) == {"../escape.md", "/abs.md", "C:/win.md", "bomb.md", "large.md", "link.md"}
    for name, word in [
        ("../escape.md", "leads out"),
        ("/abs.md", "absolute"),
        ("C:/win.md", "absolute"),
        ("bomb.md", "zip bomb"),
        ("large.md", "mib"),
        ("link.md", "link"),
    ]:
        assert word in found[name].lower()
    assert report.counts == {"stored": 3, "refused": 6, "not-an-article": 1}


def test_an_encrypted_and_a_damaged_member(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", GOOD | {"secret.md": feed_file("密"), "torn.md": feed_file("坏", "字" * 3000)})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        infos = {info.filename: info for info in archive.infolist()}
    central = data.rindex(b"secret.md") - 46
    assert data[central : central + 4] == b"PK\x01\x02"
    data[central + 8] |= 1
    data[infos["secret.md"].header_offset + 6] |= 1
    torn = infos["torn.md"].header_offset + 30 + len("torn.md") + 20
    data[torn : torn + 20] = b"\xff" * 20
    path.write_bytes(data)
    found = reasons(import_paths([path], workers=0))
    assert "encrypted" in found.pop("secret.md")
    assert "damaged" in found.pop("torn.md")
    assert not found


def test_a_member_larger_than_its_header_says(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", GOOD | {"liar.md": b"a" * 190_000})
    data = bytearray(path.read_bytes())
    central = data.rindex(b"liar.md") - 46
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    only_refused(import_paths([path], workers=0, limits=SMALL), "liar.md", "damaged")


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-8"])
def test_zip_names_in_a_code_page(tmp_path: Path, encoding: str) -> None:
    name = "中國時報專欄/臺灣議會開議.md" if encoding == "big5" else "参考消息/中国经济观察报道.md"
    raw = name.encode(encoding)
    stand_in = "n" * len(raw)
    path = write_zip(tmp_path / "a.zip", {stand_in: feed_file("一则", url="https://paper.example/1")})
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), raw))
    import_paths([path], workers=0)
    assert ImportedFile.objects.exclude(path="").get().path == name
    assert Article.objects.get().filed_as == name.split("/")[0]


def test_a_zip_cut_short_and_a_text_called_zip(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", GOOD)
    path.write_bytes(path.read_bytes()[:-30])
    fake = tmp_path / "b.zip"
    fake.write_bytes(b"no zip at all")
    report = import_paths([path, fake], workers=0)
    assert [file.root for file in report.refused] == [str(path), str(fake)]
    assert all("no whole zip" in file.reason for file in report.refused)


# Tar

TARS = {
    "a.tar": lambda data: data,
    "a.tar.gz": gzip.compress,
    "a.tgz": gzip.compress,
    "a.tar.xz": lzma.compress,
    "a.tar.bz2": bz2.compress,
    "a.tar.zst": zstandard.compress,
}


@pytest.mark.parametrize("name", TARS)
def test_tar_members_that_are_refused(tmp_path: Path, name: str) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        members = {"../escape.md": b"", "/abs.md": b"", "sub/../../x.md": b"", "large.md": b"x" * 300_000} | GOOD
        for member, data in members.items():
            header = tarfile.TarInfo(member)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
        for member, kind in [
            ("soft.md", tarfile.SYMTYPE), ("hard.md", tarfile.LNKTYPE), ("null", tarfile.CHRTYPE),
            ("disk", tarfile.BLKTYPE), ("pipe", tarfile.FIFOTYPE),
        ]:  # fmt: skip
            header = tarfile.TarInfo(member)
            header.type, header.linkname = kind, "/etc/passwd"
            archive.addfile(header)
        archive.addfile(tarfile.TarInfo(os.fsdecode("林舟/报道.md".encode("gbk"))))
    path = tmp_path / name
    path.write_bytes(TARS[name](buffer.getvalue()))
    report = import_paths([path], workers=0, limits=SMALL)
    assert set(reasons(report)) == {
        "../escape.md", "/abs.md", "sub/../../x.md", "large.md", "soft.md", "hard.md", "null", "disk",
        "pipe", "林舟/报道.md",
    }  # fmt: skip
    assert report.counts["stored"] == 3
    assert not list(tmp_path.glob("**/*.md"))
    again = import_paths([path], workers=0, limits=SMALL)
    assert again.counts == {"unchanged": 3, "refused": 10}


@pytest.mark.parametrize("name", TARS)
def test_a_truncated_tar_keeps_what_came_before(tmp_path: Path, name: str) -> None:
    files = {f"林舟/{number}.md": feed_file(f"第{number}篇", os.urandom(3000).hex()) for number in range(20)}
    write_tar(tmp_path / "whole.tar", files)
    packed = TARS[name]((tmp_path / "whole.tar").read_bytes())
    path = tmp_path / name
    path.write_bytes(packed[: len(packed) * 2 // 3])
    report = import_paths([path], workers=0)
    assert [(file.root, file.path) for file in report.refused] == [(str(path), "")]
    assert "cut short" in report.refused[0].reason
    assert report.counts["stored"] == Article.objects.count()
    if name not in ("a.tar.bz2", "a.tar.zst"):  # whose blocks are larger than this archive
        assert report.counts["stored"] > 5
    assert import_paths([path], workers=0).counts["refused"] == 1
    path.write_bytes(packed)
    assert import_paths([path], workers=0).counts["refused"] == 0
    assert Article.objects.count() == 20


def test_a_tar_cut_between_two_members_or_damaged_in_its_middle(tmp_path: Path) -> None:
    whole = write_tar(tmp_path / "whole.tar", GOOD).read_bytes()
    cut = tmp_path / "cut.tar"
    with tarfile.open(tmp_path / "whole.tar") as archive:
        second, third = archive.getmembers()[1:]
    cut.write_bytes(whole[: third.offset])
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(whole[: second.offset] + b"\xff" * 512 + whole[second.offset + 512 :])
    report = import_paths([cut, damaged], workers=0)
    assert [file.root for file in report.refused] == [str(cut), str(damaged)]
    assert report.counts["stored"] == 2


def test_a_tar_whose_name_is_a_bomb(tmp_path: Path) -> None:
    header = tarfile.TarInfo("pax")
    header.type, header.size = tarfile.XHDTYPE, 900 * 1024 * 1024
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + b"\0" * 2_000_000))
    report = import_paths([path], workers=0)
    assert "bytes" in report.refused[0].reason


def test_a_stream_that_never_ends_is_stopped(tmp_path: Path) -> None:
    path = write_tar(tmp_path / "a.tar.gz", GOOD | {"zeros": b"\0" * 3_000_000, "late.md": feed_file("晚")}, "w:gz")
    limits = Limits(file=200_000, stream_floor=1_000_000, ratio=100)
    report = import_paths([path], workers=0, limits=limits)
    assert "stopped" in report.refused[-1].reason
    assert report.counts["stored"] == 3


def test_duplicate_member_names_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        for number in (1, 2):
            data = feed_file(f"第{number}稿", f"第{number}稿的正文。", url=VOA.format(1), minutes=number)
            header = tarfile.TarInfo("x/1.md")
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    assert import_paths([path], workers=0).counts == {"stored": 1, "revised": 1}
    assert Article.objects.get().headline == "第2稿"
    assert import_paths([path], workers=0).counts == {"unchanged": 1}


def test_a_grown_archive_is_read_for_what_is_new(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", GOOD)
    import_paths([path], workers=0)
    write_zip(path, dict(list(GOOD.items())[1:]) | {"林舟/new.md": feed_file("新来")})
    report = import_paths([path], workers=0)
    assert report.counts == {"unchanged": 2, "stored": 1}
    assert report.gone == 1
    assert import_paths([path], workers=0).counts == {"unchanged": 3}


def test_an_archive_inside_a_folder_is_named(folder: Folder, tmp_path: Path) -> None:
    root = folder(GOOD)
    write_zip(root / "more.zip", GOOD)
    report = import_paths([root], workers=0)
    assert report.counts == {"stored": 3, "not-an-article": 1}
    assert "import it by itself" in ImportedFile.objects.get(path="more.zip").reason


def test_a_folder_nested_beyond_reason(tmp_path: Path) -> None:
    deep = tmp_path / "archive"
    deep.mkdir()
    inner = "/".join(["d"] * 400)
    write_files(deep, {f"{inner}/1.md": feed_file("深处")})
    assert import_paths([deep], workers=0).counts == {"stored": 1}
