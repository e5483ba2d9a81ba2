"""What one asks of the index, and what it answers. Frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from articles.search.filters import EVERYTHING, Filters

if TYPE_CHECKING:
    from articles.search.analysis.highlight import Marker

#: Told of a command's work: done, in all (articles).
Progress = Callable[[int, int], None]
Sort = Literal["relevance", "newest", "oldest"]
#: auto: days up to two months; fine: up to four, for a drawing on which one chooses days.
Step = Literal["", "auto", "fine", "day", "month", "year"]


#: exact: as typed. words: where that is rare, the line's words as well; all these readings in one list. Else one of them,
#: with those that stand before it.
Match = Literal["exact", "words", "near", "all", "most"]


class SearchUnavailable(Exception):
    """The index cannot be read or written now; the text says why and what to do."""


class IndexBusy(SearchUnavailable):
    """Another process is writing the index. What waits in the outbox, that one takes in as well."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the index is asked. An empty text asks for everything that fits the filters. page counts from 1.
    only_this_form: without the other regional forms of names, so that a total is the count of what was asked; the search
    page asks for all forms."""

    text: str
    filters: Filters = EVERYTHING
    sort: Sort = "relevance"
    page: int = 1
    page_size: int = 20
    facets: bool = True
    timeline: Step = "auto"
    only_this_form: bool = True
    #: Sections and tags are counted, too.
    filed: bool = False
    #: Of each story only the best hit, on any page.
    collapse: bool = False
    #: Only articles with a picture; in the order of best match those come first whose captions say it.
    pictures: bool = False
    match: Match = "exact"

    def on_page(self, page: int) -> Question:
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Hit:
    """more: further hits that tell the same story, where the question collapses them."""

    article_id: int
    score: float
    more: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    source_id: int
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of the timeline: both days belong to it."""

    start: date
    end: date
    count: int


@dataclass(frozen=True, slots=True)
class Similar:
    """overlap: the share, 0 to 1, of the distinctive words' weight. same_story: in another outlet, at the same time."""

    article_id: int
    overlap: float
    same_story: bool


@dataclass(frozen=True, slots=True)
class Tier:
    """A reading of the line: exact, near, all or most of its words. total: what it finds together with those before it."""

    name: str
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """total: exact. hits: of the page asked for, none past the end. facets: counted without the outlet filter of the
    question, so that another outlet can be chosen. notices: sentences for the reader, in the interface language."""

    question: Question
    total: int
    pages: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    timeline: tuple[Bar, ...]
    notices: tuple[str, ...]
    took_ms: float
    marker: Marker
    #: Regional forms that were searched beside what was typed, folded.
    forms: tuple[str, ...] = ()
    #: Something in quotes can be written in other characters, too: `Filters.exact` makes a difference.
    quoted: bool = False
    #: How many stories the hits tell, where the question collapses them; `pages` then counts these.
    stories: int | None = None
    #: With `Question.filed`: of "section" and "tag" names and counts, most first, without filters of that kind.
    filed: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    #: What was looked up (a whoosh.query.Query), None if nothing was asked in words.
    query: Any = None
    #: What was understood of the text as it was typed; the same as `query` where it was not read as words.
    typed: Any = None
    #: The readings of the line, where it was read as words; empty where it was searched as typed only.
    tiers: tuple[Tier, ...] = ()
    #: The words that it was read as.
    words: tuple[str, ...] = ()

    @property
    def page(self) -> int:
        return self.question.page
