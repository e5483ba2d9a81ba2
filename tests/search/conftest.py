"""Fixtures of the search tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture
def no_sync() -> Iterator[None]:
    """Thousands of small commits; none has to survive a power cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture
def short_rows() -> Iterator[None]:
    """Documents take a new row after seven places: all that long ones go through, with small texts."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("layout", "build"):
            patch.setattr(f"articles.search.index.arrays.{module}.STRIDE", 7)
            patch.setattr(f"articles.search.index.arrays.{module}.OVERLAP", 6)
        patch.setattr("articles.search.index.arrays.segment.STRIDE", 7)
        patch.setattr("articles.search.backend.whoosh_index.STRIDE", 7)
        yield
