"""Search: the one face. `ask` a `Question`; after changes, `freshen`. Which engine answers is a choice of the settings
(protocol.py); the rest is the house's own."""

# First, since some of its modules are called as functions of the face are (ask, check): the names below are the functions.
import articles.search.embedded  # noqa: F401
from articles.search.alternatives import Alternatives
from articles.search.arrivals import first_arrival
from articles.search.comparing import Compared, Wanted
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
from articles.search.highlight import Marker
from articles.search.nearby import Counted, Nearby
from articles.search.outlets import outlet_by_name
from articles.search.protocol import Engine, IndexUpkeep, SearchEngine
from articles.search.suggest import Suggestion
from articles.search.types import Answer, Bar, Facet, Hit, IndexBusy, Question, SearchUnavailable, Similar
from articles.search.words import cut_words

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
