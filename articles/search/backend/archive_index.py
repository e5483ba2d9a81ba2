"""The archive's own Whoosh index: what Haystack's backend asks, and whoever opens it by hand (docs/search.md)."""

from __future__ import annotations

from functools import lru_cache

from articles.search.backend.searcher import ArraySearcher
from articles.search.backend.whoosh_index import ArrayIndex
from articles.search.evaluate.exact_script import ArchiveEvaluator
from articles.search.index.arrays.store import Store
from articles.search.index.open_index import snapshot
from articles.search.index.process_store import store


@lru_cache(maxsize=8)
def _index_of(archive: Store) -> ArrayIndex:
    return ArrayIndex(archive, ArchiveEvaluator)


def open_index() -> ArrayIndex:
    """At settings.NEWSARCHIVE_INDEX; the same object each time, so that segments are mapped once."""
    return _index_of(store())


def searcher() -> ArraySearcher:
    """Of the newest state. Raises SearchUnavailable; a damaged index is rebuilt from the database meanwhile."""
    return open_index().searcher_of(snapshot())
