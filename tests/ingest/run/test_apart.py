"""Archives and files of many entries are taken apart elsewhere; what one does costs what is behind it, no more."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.archives.collections import Collection
from articles.ingest.archives.roots import Limits, Tar, Zip
from articles.ingest.run import apart
from articles.ingest.run.apart import Apart, Lost, _ReaderProcess
from articles.ingest.run.importing import import_paths
from articles.ingest.types import Entry
from articles.models import Article
from tests.ingest.conftest import VOA, feed_file, write_files, write_tar
from tests.ingest.failing import Deep
from tests.patience import LINEAR, cpu_seconds, times_as_long

GOOD = feed_file("好文一篇")
both = pytest.mark.parametrize("workers", [0, 1])


def block(name: str, kind: bytes, size: int, rest: bytes = b"") -> bytes:
    """A header of a tar. rest: what stands from byte 386 on."""
    head = bytearray(tarfile.TarInfo(name).tobuf(tarfile.GNU_FORMAT))
    head[124:136], head[156:157] = f"{size:011o}\0".encode(), kind
    head[386 : 386 + len(rest)] = rest
    head[148:156] = b" " * 8
    head[148:156] = f"{sum(head):06o}\0 ".encode()
    return bytes(head)


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 512)


def member(name: str, data: bytes) -> bytes:
    return block(name, b"0", len(data)) + padded(data)


END = b"\0" * 1024
#: One header in front of one file, again and again, of each kind that tarfile follows by calling itself.
CHAINS = {
    "long names": (b"L", b"name\0"),
    "facts": (b"x", b"13 comment=x\n"),
    "facts for all": (b"g", b"13 comment=x\n"),
}


@both
@pytest.mark.django_db
@pytest.mark.parametrize("name", CHAINS)
def test_a_chain_of_headers_costs_what_is_behind_it(tmp_path: Path, name: str, workers: int) -> None:
    kind, data = CHAINS[name]
    chain = (block("x", kind, len(data)) + padded(data)) * 5_000
    (tmp_path / "news.tar").write_bytes(member("林舟/1.md", GOOD) + chain + member("林舟/2.md", GOOD) + END)
    other = write_files(tmp_path / "other", {"林舟/3.md": feed_file("另一篇")})
    report = import_paths([tmp_path / "news.tar", other], workers=workers)
    assert report.counts == {"stored": 2, "refused": 1}
    assert "What came before is imported" in report.refused[0].reason


@both
@pytest.mark.django_db
def test_a_file_with_holes_costs_only_itself(tmp_path: Path, workers: int) -> None:
    more = b"\0" * 96 + b"\1" + b"00000000000\0"
    list_of_pieces = b"\0" * 504 + b"\1" + b"\0" * 7
    sparse = block("hole", b"S", 3, more) + list_of_pieces * 5_000 + b"\0" * 512 + padded(b"abc")
    (tmp_path / "news.tar").write_bytes(sparse + member("林舟/1.md", GOOD) + END)
    report = import_paths([tmp_path / "news.tar"], workers=workers)
    assert report.counts == {"stored": 1, "refused": 1}
    assert report.refused[0].path == "hole"
    assert "holes" in report.refused[0].reason


def test_the_places_of_a_file_with_holes_take_no_memory(tmp_path: Path) -> None:
    """A gigabyte of Python's objects for 29 kB, once."""
    import tracemalloc

    more = b"\0" * 96 + b"\1" + b"00000000000\0"
    pieces = b"00000000001\0" * 42 + b"\1" + b"\0" * 7
    tar = block("hole", b"S", 3, more) + pieces * 20_000 + b"\0" * 512 + padded(b"abc") + END
    (tmp_path / "news.tar").write_bytes(tar)
    root = Tar(tmp_path / "news.tar", Limits())
    tracemalloc.start()
    try:
        assert len(list(root.entries())) == 1
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@both
@pytest.mark.django_db
@pytest.mark.parametrize("form", ["0.0", "0.1", "1.0"])
def test_newer_files_with_holes_are_refused_as_well(tmp_path: Path, form: str, workers: int) -> None:
    facts = {
        "0.0": {"GNU.sparse.size": "9", "GNU.sparse.numblocks": "1"},
        "0.1": {"GNU.sparse.map": "0,9", "GNU.sparse.size": "9"},
        "1.0": {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "9"},
    }[form]
    with tarfile.open(tmp_path / "news.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        header = tarfile.TarInfo("hole.md")
        header.size, header.pax_headers = 520, facts
        archive.addfile(header, io.BytesIO(b"1\n0\n9\n".ljust(512, b"\0") + b"12345678"))
        good = tarfile.TarInfo("林舟/1.md")
        good.size = len(GOOD)
        archive.addfile(good, io.BytesIO(GOOD))
    report = import_paths([tmp_path / "news.tar"], workers=workers)
    assert report.counts == {"stored": 1, "refused": 1}
    assert "holes" in report.refused[0].reason


def overlapping(path: Path, names: int, size: int) -> Path:
    """A zip of many names for one megabyte."""
    packer = zlib.compressobj(9, wbits=-15)
    text = GOOD + b" " * size
    packed, crc = packer.compress(text) + packer.flush(), zlib.crc32(text)
    facts = struct.pack("<HHHHHIII", 20, 0x800, 8, 0, 0x21, crc, len(packed), len(text))
    first = b"PK\3\4" + facts + struct.pack("<HH", 5, 0) + b"00000" + packed
    listed = b"".join(
        b"PK\1\2\x14\0" + facts + struct.pack("<HHHHHII", 5, 0, 0, 0, 0, 0, 0) + f"{number:05}".encode()
        for number in range(names)
    )
    tail = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, names, names, len(listed), len(first), 0)
    path.write_bytes(first + listed + tail)
    return path


def test_names_that_share_their_bytes_are_unpacked_once(tmp_path: Path) -> None:
    zipped = overlapping(tmp_path / "news.zip", 2_000, 500_000)
    entries = list(Zip(zipped, Limits()).entries())
    assert [entry.verdict is None for entry in entries] == [True] + [False] * 1_999
    assert cpu_seconds(lambda: list(Zip(zipped, Limits()).entries()), enough=1.0) < 1.0


def test_members_that_lie_over_another_are_refused_and_neighbours_are_not(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.md", GOOD)
    assert all(entry.data == GOOD for entry in Zip(tmp_path / "news.zip", Limits()).entries())


@pytest.mark.parametrize("text", ["<item ", "<link ", "<item><title>x</title></item>"])
def test_a_feed_is_taken_apart_in_time_that_grows_with_its_size(text: str) -> None:
    def take(size: int) -> None:
        list(Collection("f", Limits(), f"<rss><channel>{text * size}<item></item>".encode()).entries())

    assert times_as_long(take, 5_000) <= LINEAR


def feed(entries: int) -> bytes:
    items = "".join(f"<item><title>第{n}则</title><link>https://a.example/{n}</link></item>" for n in range(entries))
    return f'<rss version="2.0"><channel><title>报</title>{items}</channel></rss>'.encode()


FORMATS = {
    "feed.xml": feed(3),
    "lines.jsonl": b'{"title": "x", "url": "https://a.example/1"}\n{"title": "y", "url": "https://a.example/2"}\n',
    "list.json": b'[{"title": "x", "url": "https://a.example/1"}, {"title": "y", "url": "https://a.example/2"}]',
    "saved.mhtml": b"From: x\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x</p>\n",
    "page.html": b"<!doctype html><html><title>x</title><p>x</p></html>",
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["folder", "tar", "zip"])
def test_the_importing_process_takes_no_file_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    path = tmp_path / f"archive.{kind}"
    if kind == "folder":
        write_files(path, FORMATS)
    elif kind == "tar":
        write_tar(path, FORMATS)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in FORMATS.items():
                archive.writestr(name, data)

    def here(*_: Any, **__: Any) -> None:
        raise AssertionError("in the importing process")

    for place in (
        "articles.ingest.archives.collections.entries_of", "articles.ingest.archives.collections.is_object_line",
        "articles.ingest.parse_one.parse_file", "articles.parsing.mhtml.unwrap",
        "articles.parsing.formats.decoding.decode",
        "articles.ingest.archives.tars.Tar._members", "articles.ingest.archives.zips.Zip._read", "tarfile.open",
    ):  # fmt: skip
        monkeypatch.setattr(place, here)
    report = import_paths([path], workers=1)
    assert sum(report.counts[outcome] for outcome in ("stored", "revised", "duplicate")) == 7, report.files
    assert not report.refused


@pytest.mark.django_db
def test_lines_larger_than_an_article_are_taken_apart_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*_: Any) -> None:
        raise AssertionError("in the importing process")

    monkeypatch.setattr("articles.ingest.archives.collections.is_object_line", here)
    root = write_files(tmp_path / "a", {"lines.jsonl": FORMATS["lines.jsonl"] * 40})
    report = import_paths([root], workers=1, limits=Limits(file=1_000))
    assert report.counts["stored"] == 2


@pytest.mark.parametrize(("blow", "word"), [(signal.SIGKILL, "crashed"), (signal.SIGSTOP, "seconds")])
def test_a_lost_reader_costs_what_it_had_not_sent(
    monkeypatch: pytest.MonkeyPatch, blow: signal.Signals, word: str
) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 5.0)
    with Apart(guarded=True) as running:
        # More than a pipe holds, so that the reader still has most of it.
        entries = running.entries(Collection("f", Limits(), feed(40_000)))
        assert entries is not None
        assert not isinstance(entries, type(None))
        found = [next(entries)]  # type: ignore[arg-type]
        process = running._collections._process
        assert process is not None
        os.kill(process.pid or 0, blow)
        found += entries  # type: ignore[arg-type]
        assert 1 < len(found) < 40_000
        assert found[-1].path == f"f#{len(found)}"
        assert found[-1].verdict is not None
        assert word in found[-1].verdict.reason
        again = running.entries(Collection("g", Limits(), feed(3)))
        assert len(list(again or ())) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("guarded", [False, True])
@pytest.mark.parametrize("fault", [RecursionError("deep"), MemoryError()])
def test_a_fault_within_leaves_what_was_before_it(fault: BaseException, guarded: bool) -> None:
    reader = _ReaderProcess(guarded)
    found: list[Entry] = []
    with pytest.raises(Lost, match=type(fault).__name__):
        for entries in reader.run(Deep(fault)):
            found += entries
    assert [entry.path for entry in found] == ["1"]
    reader.stop()


def test_an_abandoned_collection_does_not_reach_the_next() -> None:
    with Apart(guarded=True) as running:
        first = running.entries(Collection("f", Limits(), feed(5_000)))
        assert first is not None
        next(first)  # type: ignore[arg-type]
        first.close()  # type: ignore[union-attr]
        second = running.entries(Collection("g", Limits(), feed(2)))
        assert [entry.path for entry in second or ()] == ["g#1", "g#2"]  # type: ignore[union-attr]


def test_a_reader_knows_no_django() -> None:
    code = (
        "import articles.ingest.run.reader, sys; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.django_db
def test_an_archive_is_imported_alike_with_and_without_workers(tmp_path: Path) -> None:
    files = FORMATS | {f"林舟/{number}.md": feed_file(f"第{number}篇", url=VOA.format(number)) for number in range(200)}
    path = write_tar(tmp_path / "news.tar.gz", files, "w:gz")
    first = import_paths([path], workers=1)
    assert Article.objects.count() == first.counts["stored"]
    steps: list[int] = []
    second = import_paths([path], workers=0, source="x", on_progress=lambda step: steps.append(step.done))
    assert second.counts["stored"] == 0
    assert not second.refused
    assert steps[-1] == path.stat().st_size
