"""The one store of arrays that this process reads and writes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from articles.search.index.arrays.store import Store
from articles.search.index.schema import analysis


@lru_cache(maxsize=8)
def _store(folder: Path) -> Store:
    return Store(folder, analysis())


def store() -> Store:
    """The index at settings.NEWSARCHIVE_INDEX; the same object each time, so that segments are mapped once."""
    return _store(Path(settings.NEWSARCHIVE_INDEX))
