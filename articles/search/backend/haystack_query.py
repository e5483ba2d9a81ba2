"""Haystack's queries: its tree of filters becomes a Whoosh query, and no string is built. Beside what every Haystack backend
knows, ours knows a timeline and stories."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from haystack.backends import BaseSearchQuery, SearchNode
from haystack.constants import DEFAULT_ALIAS
from haystack.exceptions import SearchBackendError
from haystack.query import SearchQuerySet
from whoosh import query as wq

from articles.search.evaluate.filters import sources_query
from articles.search.index.schema import TEXT
from articles.search.query.language import MAX_LENGTH, understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import all_of, exactly
from articles.search.types import Bar, Step

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


class ArchiveSearchQuery(BaseSearchQuery):
    """timeline: the step to count matches by, "" for none. each_story_once: only the first match of each story is listed."""

    def __init__(self, using: str = DEFAULT_ALIAS) -> None:
        super().__init__(using)
        self.timeline: Step = ""
        self.each_story_once = False
        #: What the backend answered.
        self.answered: dict[str, Any] = {}

    def build_params(self, *given: Any, **options: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().build_params(*given, **options)
        return {**params, "timeline": self.timeline, "each_story_once": self.each_story_once}

    def run(self, spelling_query: str | None = None, **options: Any) -> None:
        answered = self.backend.search(self.build_query(), **self.build_params(spelling_query), **options)
        self.answered = answered
        self._results, self._hit_count = answered["results"], answered["hits"]
        self._facet_counts = self.post_process_facets(answered)
        self._spelling_suggestion = answered["spelling_suggestion"]

    def _clone(self, *given: Any, **options: Any) -> ArchiveSearchQuery:
        clone: ArchiveSearchQuery = super()._clone(*given, **options)
        clone.timeline, clone.each_story_once = self.timeline, self.each_story_once
        return clone

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


class ArchiveSearchQuerySet(SearchQuerySet):
    """A SearchQuerySet with what only this archive knows. Its length is what is listed: articles, or stories."""

    def timeline(self, step: Step) -> Self:
        """Counts matches by this step, too: `bars`."""
        clone: Self = self._clone()
        clone.query.timeline = step
        return clone

    def each_story_once(self) -> Self:
        """Lists of each story only the first article; `total` counts them all."""
        clone: Self = self._clone()
        clone.query.each_story_once = True
        return clone

    def _answered(self, name: str) -> Any:
        self.query.get_count()  # runs it unless it has run
        return self.query.answered[name]

    @property
    def total(self) -> int:
        """Articles that match."""
        return int(self._answered("total"))

    @property
    def unread(self) -> int:
        """Articles that there was no time to read for a quote in its very characters."""
        return int(self._answered("unread"))

    @property
    def bars(self) -> tuple[Bar, ...]:
        bars: tuple[Bar, ...] = self._answered("timeline")
        return bars
