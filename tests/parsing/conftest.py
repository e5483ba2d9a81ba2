"""The real sample, where it lies beside the repository; tests that need it are marked `sample`."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from .fidelity import LABELS, SHARED, labelled

ARCHIVE = SHARED / "corpus" / "news-archive-sample.tar.xz"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the labelled files of the sample, unpacked once."""
    if not (ARCHIVE.exists() and LABELS.exists()):
        pytest.skip("the real sample is not beside the repository")
    folder = tmp_path_factory.mktemp("sample")
    wanted = {label["file"] for label in labelled()}
    with tarfile.open(ARCHIVE, "r|xz") as archive:
        for member in archive:
            name = member.name.removeprefix("./").removeprefix("news-archive-sample/")
            source = archive.extractfile(member) if name in wanted else None
            if source is not None:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read())
                wanted.discard(name)
            if not wanted:
                break
    return folder
