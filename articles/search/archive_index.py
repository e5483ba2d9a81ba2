"""The archive's own Whoosh index: what Haystack's backend asks, and whoever opens it by hand (docs/search.md)."""

from __future__ import annotations

from functools import lru_cache

from articles.search.access import snapshot, store
from articles.search.arrays.store import Store
from articles.search.glyphs import ArchiveEvaluator
from articles.search.searcher import ArraySearcher
from articles.search.whoosh_index import ArrayIndex


@lru_cache(maxsize=8)
def _index_of(archive: Store) -> ArrayIndex:
    return ArrayIndex(archive, ArchiveEvaluator)


def open_index() -> ArrayIndex:
    """At settings.NEWSARCHIVE_INDEX; the same object each time, so that segments are mapped once."""
    return _index_of(store())


def searcher() -> ArraySearcher:
    """Of the newest state. Raises SearchUnavailable; a damaged index is rebuilt from the database meanwhile."""
    return open_index().searcher_of(snapshot())
