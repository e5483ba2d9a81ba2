"""Queries compared over time: how many articles each finds in every step, of how many that the archive holds there.

Each query is understood, and counted, as the search page does it: in either script and in all regional forms of names,
unless only what was typed is asked for (`Filters.exact`). Values only; an engine counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from articles.search.analysis.keyword_stats import Keyword
from articles.search.evaluate.time_buckets import Step
from articles.search.filters import EVERYTHING, Filters

#: Steps on one chart; a finer step than that is not drawn.
MOST_STEPS = 190


@dataclass(frozen=True, slots=True)
class Wanted:
    """texts: queries, none of them empty. filters: also of the articles that shares are of. step: None for one that fits."""

    texts: tuple[str, ...]
    filters: Filters = EVERYTHING
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A step of the chart, cut to its days; both belong to it. articles: all that the archive holds of it and the outlets
    chosen."""

    start: date
    end: date
    articles: int


@dataclass(frozen=True, slots=True)
class QueryCounts:
    """matches: one number a period. total: what a search for it finds. undated: of these without a day; outside: of these
    dated, but on days that are not drawn. forms: other regional forms that are counted. words: those that go with it."""

    text: str
    matches: tuple[int, ...]
    total: int
    undated: int
    outside: int
    forms: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    words: tuple[Keyword, ...] = ()


@dataclass(frozen=True, slots=True)
class OutletCounts:
    """articles: of the outlet, one number a period. matches: of each query the same. total: matches in all periods, of all
    queries added up."""

    source_id: int
    articles: tuple[int, ...]
    matches: tuple[tuple[int, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Compared:
    """step: that was counted by; coarser than asked for if that would be more than MOST_STEPS. articles: all within the
    filters. unread: articles that a quote in its very characters left unread. periods: none where nothing is dated."""

    wanted: Wanted
    step: Step
    periods: tuple[Period, ...]
    lines: tuple[QueryCounts, ...]
    outlets: tuple[OutletCounts, ...]
    articles: int
    unread: int = 0
