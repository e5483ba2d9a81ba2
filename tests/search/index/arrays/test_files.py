"""Files on disk: whatever happens to a byte of them, the answer is IndexDamaged or right, never wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from articles.search.index.arrays import files
from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import (
    IndexDamaged,
    IndexManifest,
    manifest_mark,
    map_arrays,
    read_deleted,
    read_manifest,
    write_deleted,
    write_manifest,
    write_segment,
)
from articles.search.index.arrays.store import Store
from tests.search.archives import ANALYSIS, body, found, opened, put, random_documents

QUESTIONS = ("中", "中国", "twitter", "国人", "covid 19")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two segments, one with deletions."""
    random = Random(3)
    docs = random_documents(random, 12)
    store = opened(tmp_path, docs[:6], docs[6:])
    put(store, [body(2000, "中国Twitter")], [docs[0].id, docs[1].id])
    return tmp_path


def answers(folder: Path) -> list[set[int]]:
    snapshot = Store(folder, ANALYSIS).snapshot()
    return [found(snapshot, question) for question in QUESTIONS]


def kept_files(folder: Path) -> list[Path]:
    paths = sorted(path for path in folder.iterdir() if path.suffix != ".lock")
    assert {path.suffix for path in paths} == {".json", ".arrays", ".deleted"}
    return paths


def test_flipped_bytes_are_noticed(folder: Path) -> None:
    random, right = Random(5), answers(folder)
    for path in kept_files(folder):
        data = path.read_bytes()
        for at in {0, len(data) - 1, *(random.randrange(len(data)) for _ in range(12))}:
            broken = bytearray(data)
            broken[at] ^= random.randint(1, 255)
            path.write_bytes(broken)
            try:
                # White space of the manifest may change without harm.
                assert answers(folder) == right and path.suffix == ".json"
            except IndexDamaged as error:
                assert path.name in str(error)
        path.write_bytes(data)
    assert answers(folder) == right


def test_truncated_and_longer_files_are_noticed(folder: Path) -> None:
    random, right = Random(6), answers(folder)
    for path in kept_files(folder):
        data = path.read_bytes()
        for size in {0, len(data) - 1, *(random.randrange(len(data)) for _ in range(4))}:
            path.write_bytes(data[:size])
            with pytest.raises(IndexDamaged, match=path.name):
                answers(folder)
        path.write_bytes(data + b"x")
        with pytest.raises(IndexDamaged, match=path.name):
            answers(folder)
        path.write_bytes(data)
    assert answers(folder) == right


def test_missing_files_are_noticed(folder: Path) -> None:
    for path in kept_files(folder):
        if path.name == files.MANIFEST:
            continue
        data = path.read_bytes()
        path.unlink()
        with pytest.raises(IndexDamaged, match="cannot be opened"):
            answers(folder)
        path.write_bytes(data)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", '"x"', "{}", '{"sha256": 7}', '{"sha256": ""}', "\udcff", "[" * 50, "9" * 5000]
)
def test_a_manifest_of_anything_else(folder: Path, text: str) -> None:
    (folder / files.MANIFEST).write_text(text, errors="surrogateescape")
    with pytest.raises(IndexDamaged, match=files.MANIFEST):
        answers(folder)


def test_a_manifest_of_another_format(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FORMAT", files.FORMAT + 1)
    with pytest.raises(IndexDamaged, match="another version"):
        answers(folder)


def test_a_manifest_of_another_analysis(folder: Path) -> None:
    with pytest.raises(IndexDamaged, match="another version"):
        read_manifest(folder, "other")


def test_a_manifest_returns_as_it_was_written(tmp_path: Path) -> None:
    assert read_manifest(tmp_path, ANALYSIS) is None
    assert manifest_mark(tmp_path) == b""
    entry = write_segment(tmp_path, build([body(1, "中")]))
    entry = write_deleted(tmp_path, entry, read_deleted(tmp_path, entry))
    written = IndexManifest(ANALYSIS, 3, (entry,))
    write_manifest(tmp_path, written)
    assert read_manifest(tmp_path, ANALYSIS) == written
    mark = manifest_mark(tmp_path)
    write_manifest(tmp_path, replace(written, generation=4))
    assert manifest_mark(tmp_path) != mark
    assert set(json.loads((tmp_path / files.MANIFEST).read_text())) == {
        "analysis", "format", "generation", "segments", "sha256",
    }  # fmt: skip


def test_arrays_return_as_they_were_written(tmp_path: Path) -> None:
    arrays = build([body(1, "中国a"), body(2, "")])
    entry = write_segment(tmp_path, arrays)
    mapped = map_arrays(tmp_path, entry)
    assert list(mapped) == list(arrays)
    assert all(
        (mapped[name] == arrays[name].ravel()).all() and mapped[name].dtype == arrays[name].dtype for name in arrays
    )
    assert not any(array.flags.writeable for array in mapped.values() if len(array))
    assert all(start % 64 == 0 for _dtype, start, _count in entry.arrays.values())


def test_deletions_return_as_they_were_written(tmp_path: Path) -> None:
    entry = write_segment(tmp_path, build([body(n, "中") for n in range(11)]))
    deleted = read_deleted(tmp_path, entry)
    assert not deleted.any() and entry.alive == 11
    deleted[[0, 7, 8, 10]] = True
    changed = write_deleted(tmp_path, entry, deleted)
    assert changed.alive == 7
    assert read_deleted(tmp_path, changed).tolist() == deleted.tolist()


def test_a_writer_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(KeyError), files.SegmentWriter(tmp_path) as writer:
        writer.add("post", build([body(1, "中")])["post"])
        raise KeyError
    assert list(tmp_path.iterdir()) == []
