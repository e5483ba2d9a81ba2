"""The same files give the same archive: in any order, in any number of runs, batches and workers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.ingest.export.checking import check_database
from articles.ingest.run import root_import
from articles.ingest.run.importing import import_paths
from articles.models import Article, Image, Source
from tests.ingest.conftest import town, write_files, write_tar

Folder = Callable[[Mapping[str, bytes]], Path]
pytestmark = pytest.mark.django_db(transaction=True)


def digest_of(paths: list[list[Path]], workers: int = 0) -> tuple[str, int]:
    """Import each list of paths in a run of its own into an empty archive."""
    call_command("flush", interactive=False, verbosity=0)
    stored = sum(import_paths(run, workers=workers).counts["stored"] for run in paths)
    report = check_database()
    assert not report.problems
    return report.digest, stored


def test_order_runs_batches_and_workers_change_nothing(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = town()
    root = folder(files)
    expected = digest_of([[root]])
    assert expected[1] == Article.objects.count() == 18
    paths = [root / name for name in files]
    for seed in range(6):
        rng = random.Random(seed)
        rng.shuffle(paths)
        cut = rng.randrange(1, len(paths))
        monkeypatch.setattr(root_import, "BATCH_FILES", rng.choice([1, 2, 5, 500]))
        assert digest_of([paths[:cut], paths[cut:]]) == expected, f"seed {seed}"
        shuffled = write_tar(
            tmp_path / f"{seed}.tar", {f"archive/{path.relative_to(root)}": path.read_bytes() for path in paths}
        )
        assert digest_of([[shuffled]]) == expected, f"seed {seed}"
    for workers in (1, 2):
        assert digest_of([[root]], workers) == expected


def test_what_a_lost_version_brought_is_not_left_behind(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(root_import, "BATCH_FILES", 1)
    files = {name: data for name, data in town().items() if "/c" in name or "/a" in name}
    root = folder(files)
    digest_of([[root / name] for name in files])
    assert set(Source.objects.values_list("name", flat=True)) == {"美国之音", "diary.example"}
    assert not Image.objects.exists()  # the current version of the ferry has no picture


def test_the_folders_above_do_not_matter(tmp_path: Path) -> None:
    here = write_files(tmp_path / "here", town())
    there = write_files(tmp_path / "deep" / "er" / "there", town())
    assert digest_of([[here]]) == digest_of([[there]])


def test_permanent_ids_do_not_depend_on_what_else_is_there(tmp_path: Path) -> None:
    files = town()
    digest_of([[write_files(tmp_path / "a", files)]])
    known = dict(Article.objects.values_list("url_key", "public_id"))
    digest_of([[write_files(tmp_path / "b", dict(list(files.items())[-4:]))]])
    assert Article.objects.count() == 3
    for url_key, public_id in Article.objects.exclude(url_key="").values_list("url_key", "public_id"):
        assert known[url_key] == public_id
