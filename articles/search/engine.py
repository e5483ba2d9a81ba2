"""Haystack's engine over the array index. A SearchQuerySet's filters become Whoosh queries; strings are never built.

What Haystack's own Whoosh backend does wrong and this one does not is listed in docs/architecture.md, "Search".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import numpy as np
from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, SearchNode, log_query
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from whoosh import query as wq

from articles.models import Article
from articles.search.analysis.similar import alike
from articles.search.evaluate import results
from articles.search.evaluate.evaluate import Evaluator, Matches
from articles.search.evaluate.exact_script import GlyphEvaluator
from articles.search.evaluate.filters import Narrowed, sources_query
from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import write_segment
from articles.search.index.arrays.store import Snapshot
from articles.search.index.documents import by_size, documents
from articles.search.index.open_index import snapshot
from articles.search.index.outbox import CHARACTERS, COUNT
from articles.search.index.process_store import store
from articles.search.index.schema import TEXT
from articles.search.index.stories import story_numbers
from articles.search.query.language import MAX_LENGTH, understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import all_of, exactly
from articles.search.text.arrays import Array
from articles.search.types import Bar, SearchUnavailable, Sort

_SORTS: dict[str, Sort] = {"-published_at": "newest", "published_at": "oldest", "-score": "relevance"}
#: Haystack's names for the fields of the schema.
_FIELDS = {
    "content": TEXT,
    "text": TEXT,
    "headline": "headline",
    "caption": "caption",
    "byline": "byline",
    "body": "body",
}


def query_of(value: object) -> wq.Query:
    """A Whoosh query as it is; a text as a reader would type it."""
    if isinstance(value, wq.Query) or value is wq.NullQuery:
        return value
    return understand(str(getattr(value, "query_string", value)), outlet_by_name).query or wq.Every()


def _ordinal(value: object) -> int:
    if isinstance(value, datetime):
        value = value.date()
    if not isinstance(value, date):
        raise SearchBackendError(f"A day is wanted, not {value!r}.")
    return value.toordinal()


def _of_days(filter_type: str, value: Any) -> wq.Query:
    if filter_type == "range":
        return wq.NumericRange("day", _ordinal(value[0]), _ordinal(value[1]))
    day = _ordinal(value)
    match filter_type:
        case "gte" | "gt":
            return wq.NumericRange("day", day, None, startexcl=filter_type == "gt")
        case "lte" | "lt":
            # Undated articles have no day: they are before nothing.
            return wq.NumericRange("day", 1, day, endexcl=filter_type == "lt")
        case "content" | "exact":
            return wq.NumericRange("day", day, day)
    raise SearchBackendError(f"A day cannot be asked for with {filter_type!r}.")


#: Name of the count of articles that a quote in its very characters left unread (glyphs.py).
UNREAD = "unread"
#: Name of the count of all articles that match, and of the facet that leaves only the best of each story on the pages.
ARTICLES, STORY = "articles", "story"


class ArchiveSearchBackend(BaseSearchBackend):
    """Reads and writes the one index of settings.NEWSARCHIVE_INDEX."""

    def update(self, index: Any, iterable: Iterable[Article], commit: bool = True) -> None:
        """Takes these articles in (their published ones; hidden ones leave)."""
        ids = [article.pk for article in iterable]
        archive = store()
        with archive.drafting():
            pieces = by_size(documents(ids), CHARACTERS, COUNT)
            self._commit([write_segment(archive.folder, build(piece)) for piece in pieces], ids)

    def remove(self, obj_or_string: Article | str, commit: bool = True) -> None:
        self._commit([], [int(get_identifier(obj_or_string).rsplit(".", 1)[1])])

    def clear(self, models: object = None, commit: bool = True) -> None:
        archive = store()
        with archive.drafting(), archive.lock() as held:
            self._must_hold(held)
            archive.replace_all([])

    def _commit(self, entries: list[Any], gone: list[int]) -> None:
        archive = store()
        with archive.lock() as held:
            self._must_hold(held)
            archive.commit(entries, gone)

    @staticmethod
    def _must_hold(held: bool) -> None:
        if not held:
            raise SearchUnavailable("The index is being written by another process. Try again in a minute.")

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
        **_others: Any,
    ) -> dict[str, Any]:
        """One pass over the index: the page, the exact total, facets and timeline.

        facets: {"source": {"without": "source"}} counts outlets as if none had been chosen. date_facets: {"day":
        {"gap_by": "day" | "month" | "year"}}; the bars run from the first match to the last. A facet "story" leaves of each
        story the best match on the pages and in `hits`; all else counts every article.
        """
        now = snapshot()
        evaluator = GlyphEvaluator(now)
        without = {options["without"] for options in (facets or {}).values() if options.get("without")}
        if len(without) > 1:
            raise SearchBackendError("Facets can be counted without the filters of one field only.")
        filters = [query_of(query) for query in narrow_queries]
        sort: Sort = next((_SORTS[name] for name in sort_by if name in _SORTS), "relevance")
        scored = sort == "relevance"
        found = evaluator.narrowed(query_of(query_string), filters, "".join(without), scored=scored)
        kept = found.kept
        shown, more = _each_story_once(now, kept, sort) if STORY in (facets or {}) else (kept, None)
        stop = len(shown) if end_offset is None else end_offset
        part = (shown, sort, start_offset or 0, stop)
        ids, scores = results.page(now, *part) if scored else results.scored_page(evaluator, found.query, *part)
        return {
            "results": _results(ids, scores, result_class or SearchResult, _by_id(now, shown, more)),
            "hits": len(shown),
            "facets": {
                "fields": _field_facets(now, found, facets or {}),
                "dates": _date_facets(now, kept, date_facets or {}),
                "queries": {UNREAD: evaluator.unread, ARTICLES: len(kept)},
            },
            "spelling_suggestion": None,
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
        now = snapshot()
        allowed = np.zeros(now.documents, bool)
        allowed[Evaluator(now).documents(query_of(additional_query_string or wq.Every()))] = True
        found = alike(now, model_instance, allowed)
        shown = found[start_offset or 0 : end_offset]
        ids = np.array([each.article_id for each in shown], np.int64)
        scores = np.array([each.overlap for each in shown], np.float32)
        return {"results": _results(ids, scores, result_class or SearchResult, {}), "hits": len(found)}


def ids_in_order(query: wq.Query, filters: list[wq.Query], sort: Sort, *, each_story_once: bool) -> Array:
    """Primary keys (int64) of all that matches, as `search` orders them: one look at one state of the index. Of articles
    that tell one story only the best, if that is asked for. Raises SearchUnavailable."""
    now = snapshot()
    kept = GlyphEvaluator(now).narrowed(query, filters, scored=sort == "relevance").kept
    if each_story_once:
        kept, _more = _each_story_once(now, kept, sort)
    return results.page(now, kept, sort, 0, len(kept))[0].astype(np.int64)


def _field_facets(
    now: Snapshot, found: Narrowed, facets: dict[str, dict[str, Any]]
) -> dict[str, list[tuple[int, int]]]:
    return {
        name: results.source_counts(now, found.without.get(options.get("without", ""), found.kept.docs))
        for name, options in facets.items()
        if name != STORY
    }


def _date_facets(now: Snapshot, kept: Matches, facets: dict[str, dict[str, Any]]) -> dict[str, tuple[Bar, ...]]:
    return {name: results.timeline(now, kept.docs, options["gap_by"]) for name, options in facets.items()}


def _each_story_once(now: Snapshot, kept: Matches, sort: Sort) -> tuple[Matches, Array]:
    return results.best_of_each(now, kept, story_numbers(now)[kept.docs], sort)


def _by_id(now: Snapshot, shown: Matches, more: Array | None) -> dict[int, int]:
    """How many more matches tell the story of an article; only those of which any do."""
    if more is None:
        return {}
    several = np.flatnonzero(more)
    ids = now.column("doc_id")[shown.docs[several]]
    return dict(zip(ids.tolist(), more[several].tolist(), strict=True))


def _results(ids: Array, scores: Array, kind: type[SearchResult], more: dict[int, int]) -> list[SearchResult]:
    app, model = get_model_ct(Article).split(".")
    scored = zip(ids.tolist(), scores.tolist(), strict=True)
    return [kind(app, model, pk, score, more=more.get(pk, 0)) for pk, score in scored]


class ArchiveSearchQuery(BaseSearchQuery):
    """Turns Haystack's tree of filters into a Whoosh query."""

    def build_query(self) -> wq.Query:
        return self._of(self.query_filter) if self.query_filter else wq.Every()

    def _of(self, node: SearchNode) -> wq.Query:
        parts = [
            self._of(child) if isinstance(child, SearchNode) else self._leaf(child[0], child[1])
            for child in node.children
        ]
        if not parts:
            return wq.Every()
        query = all_of(parts) if node.connector == "AND" or len(parts) == 1 else wq.Or(parts)
        return wq.Not(query) if node.negated else query

    def _leaf(self, expression: str, value: Any) -> wq.Query:
        field, filter_type = self.query_filter.split_expression(expression)
        if field == "day":
            return _of_days(filter_type, value)
        if field == "source":
            return sources_query(value if filter_type == "in" else [value])
        if field not in _FIELDS:
            raise SearchBackendError(f"There is no field {field!r} to search in.")
        if isinstance(value, wq.Query) or value is wq.NullQuery:
            return value
        if len(str(value)) > MAX_LENGTH:
            raise SearchBackendError(f"A text of more than {MAX_LENGTH} characters cannot be looked up.")
        if filter_type == "exact":
            return exactly(_FIELDS[field], str(value))
        if _FIELDS[field] != TEXT:
            return all_of([exactly(_FIELDS[field], word) for word in str(value).split()])
        return query_of(value)

    def build_query_fragment(self, field: str, filter_type: str, value: object) -> str:
        """Only for what Haystack prints of a query."""
        return f"{field}:{value}"


class ArchiveEngine(BaseEngine):
    backend = ArchiveSearchBackend
    query = ArchiveSearchQuery
