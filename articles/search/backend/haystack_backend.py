"""Haystack's backend: what a SearchQuerySet asks, our Whoosh searcher answers.

What Haystack's own Whoosh backend does wrong and this one does not is listed in docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from haystack.backends import BaseEngine, BaseSearchBackend, log_query
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from whoosh import query as wq
from whoosh.index import LockError
from whoosh.writing import CLEAR

from articles.models import Article
from articles.search.analysis.similar import alike
from articles.search.backend.archive_index import open_index, searcher
from articles.search.backend.haystack_query import ArchiveSearchQuery, query_of
from articles.search.backend.searcher import ArrayResults
from articles.search.evaluate.filing import KINDS
from articles.search.index.arrays.layout import IndexDocument
from articles.search.index.documents import documents
from articles.search.index.stories import story_numbers
from articles.search.types import SearchUnavailable, Sort, Step

#: Haystack's names of orders.
ORDERS: dict[Sort, str] = {"newest": "-published_at", "oldest": "published_at", "relevance": "-score"}
#: As Whoosh's searchers are asked for them.
_SORTED: dict[str, dict[str, Any]] = {
    "-published_at": {"sortedby": "time", "reverse": True},
    "published_at": {"sortedby": "time"},
    "-score": {},
}


def search_index(
    query: wq.Query, filters: Sequence[wq.Query], sort_by: Iterable[str] = (), *, each_story_once: bool = False
) -> ArrayResults:
    """What the archive's index holds of it, in one of ORDERS. Raises SearchUnavailable."""
    order = next((_SORTED[name] for name in sort_by if name in _SORTED), {})
    collapse = story_numbers if each_story_once else None
    return searcher().search(query, filter=filters, collapse=collapse, **order)


class ArchiveSearchBackend(BaseSearchBackend):
    """Reads and writes the one index of settings.NEWSARCHIVE_INDEX."""

    def update(self, index: Any, iterable: Iterable[Article], commit: bool = True) -> None:
        """Takes these articles in (their published ones; hidden ones leave)."""
        ids = [article.pk for article in iterable]
        self._write(ids, documents(ids))

    def remove(self, obj_or_string: Article | str, commit: bool = True) -> None:
        self._write([int(get_identifier(obj_or_string).rsplit(".", 1)[1])])

    def clear(self, models: object = None, commit: bool = True) -> None:
        self._write([], mergetype=CLEAR)

    @staticmethod
    def _write(gone: Iterable[int], added: Iterable[IndexDocument] = (), mergetype: object = None) -> None:
        writer = open_index().writer()
        writer.replace(gone, added)
        try:
            writer.commit(mergetype)
        except LockError as error:
            raise SearchUnavailable("The index is being written by another process. Try again in a minute.") from error

    @log_query  # type: ignore[untyped-decorator]
    def search(
        self,
        query_string: object,
        sort_by: Iterable[str] = (),
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: dict[str, dict[str, Any]] | None = None,
        date_facets: dict[str, dict[str, Any]] | None = None,
        narrow_queries: Iterable[object] = (),
        result_class: type[SearchResult] | None = None,
        *,
        timeline: Step = "",
        each_story_once: bool = False,
        **_others: Any,
    ) -> dict[str, Any]:
        """One pass over the index: the page, the exact total, facets and timeline.

        facets: {"source": {"without": "source"}} counts outlets as if none had been chosen; "section" and
        "tag" count these. date_facets: {"day":
        {"gap_by": "day" | "month" | "year"}}; the bars run from the first match to the last. each_story_once: only the first
        match of each story is on the pages and in `hits`; all else counts every article.

        Beside Haystack's own the answer has `timeline` (by the step asked for), `total` (articles) and `unread` (articles
        that a quote in its very characters left unread).
        """
        filters = [query_of(query) for query in narrow_queries]
        found = search_index(query_of(query_string), filters, sort_by, each_story_once=each_story_once)
        return {
            "results": _results(found.page(start_offset or 0, end_offset), result_class or SearchResult),
            "hits": len(found),
            "facets": {
                "fields": {name: _facet(found, name, **options) for name, options in (facets or {}).items()},
                "dates": {name: found.timeline(options["gap_by"]) for name, options in (date_facets or {}).items()},
                "queries": {},
            },
            "spelling_suggestion": None,
            "timeline": found.timeline(timeline),
            "total": found.total,
            "unread": found.unread,
        }

    def more_like_this(
        self,
        model_instance: Article,
        additional_query_string: object = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        result_class: type[SearchResult] | None = None,
        **_others: Any,
    ) -> dict[str, Any]:
        """Articles like this one among those that match the additional query, the same story in other outlets first."""
        now = searcher()
        allowed = np.zeros(now.doc_count_all(), bool)
        allowed[now.evaluator(now.snapshot).documents(query_of(additional_query_string or wq.Every()))] = True
        found = alike(now.snapshot, model_instance, allowed)
        shown = [(each.article_id, each.overlap, 0) for each in found[start_offset or 0 : end_offset]]
        return {"results": _results(shown, result_class or SearchResult), "hits": len(found)}


def _facet(found: ArrayResults, name: str, **options: Any) -> list[tuple[Any, int]]:
    return list(found.filed("tag" if name == "tag" else "section")) if name in KINDS else _outlets(found, **options)


def _outlets(found: ArrayResults, without: str = "", **_others: Any) -> list[tuple[int, int]]:
    if without not in ("", "source"):
        raise SearchBackendError(
            f"Outlets are counted without the filters of outlets or with all, not without {without}."
        )
    return found.outlets(as_if_none_chosen=without == "source")


def _results(page: Iterable[tuple[int, float, int]], kind: type[SearchResult]) -> list[SearchResult]:
    app, model = get_model_ct(Article).split(".")
    return [kind(app, model, pk, score, more=more) for pk, score, more in page]


class ArchiveEngine(BaseEngine):
    backend = ArchiveSearchBackend
    query = ArchiveSearchQuery
