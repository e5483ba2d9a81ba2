"""Search: the one face. `ask` a `Question`; after changes, `freshen`. Which engine answers is a choice of the settings
(protocol.py); the rest is the house's own."""

from articles.search.analysis.comparison import Compared, Wanted
from articles.search.analysis.highlight import Marker
from articles.search.face import (
    alternatives,
    ask,
    check,
    compare,
    every_id,
    example_charts,
    freshen,
    index_mark,
    matching_ids,
    more_like,
    nearby,
    rebuild,
    refresh_suggestions,
    search_engine,
    suggest,
    update,
    warm,
)
from articles.search.index.as_of import first_arrival
from articles.search.protocol import Engine, IndexUpkeep, SearchEngine
from articles.search.query.outlet_names import outlet_by_name
from articles.search.suggestions.nothing_found import Counted, Nearby
from articles.search.suggestions.other_queries import Alternatives
from articles.search.suggestions.suggest import Suggestion
from articles.search.text.segmentation import cut_words
from articles.search.types import Answer, Bar, Facet, Hit, IndexBusy, Question, SearchUnavailable, Similar

__all__ = [
    "Alternatives",
    "Answer",
    "Bar",
    "Compared",
    "Counted",
    "Engine",
    "Facet",
    "Hit",
    "IndexBusy",
    "IndexUpkeep",
    "Marker",
    "Nearby",
    "Question",
    "SearchEngine",
    "SearchUnavailable",
    "Similar",
    "Suggestion",
    "Wanted",
    "alternatives",
    "ask",
    "check",
    "compare",
    "cut_words",
    "every_id",
    "example_charts",
    "first_arrival",
    "freshen",
    "index_mark",
    "matching_ids",
    "more_like",
    "nearby",
    "outlet_by_name",
    "rebuild",
    "refresh_suggestions",
    "search_engine",
    "suggest",
    "update",
    "warm",
]
