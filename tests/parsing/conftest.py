"""The real sample, where it lies beside the repository; tests that need it are marked `sample`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parsing.fidelity import LABELS, SAMPLE, unpack


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the labelled files of the sample, unpacked once."""
    if not (SAMPLE.exists() and LABELS.exists()):
        pytest.skip("the real sample is not beside the repository")
    return unpack(SAMPLE, tmp_path_factory.mktemp("sample"))
