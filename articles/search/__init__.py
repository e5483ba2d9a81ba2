"""Search: the one face. `ask` a `Question`; after changes, `freshen`. The rest is the house's own."""

from articles.search.access import index_mark
from articles.search.alternatives import Alternatives, alternatives
from articles.search.arrivals import first_arrival
from articles.search.ask import ask, every_id, matching_ids
from articles.search.check import check
from articles.search.highlight import Marker
from articles.search.nearby import Counted, Nearby, nearby
from articles.search.outbox import freshen, rebuild, update
from articles.search.outlets import outlet_by_name
from articles.search.similar import Similar, more_like
from articles.search.suggest import Suggestion, suggest
from articles.search.types import Answer, Bar, Facet, Hit, IndexBusy, Question, SearchUnavailable
from articles.search.vocabulary_file import refresh_suggestions
from articles.search.words import cut_words

__all__ = [
    "Alternatives",
    "Answer",
    "Bar",
    "Counted",
    "Facet",
    "Hit",
    "IndexBusy",
    "Marker",
    "Nearby",
    "Question",
    "SearchUnavailable",
    "Similar",
    "Suggestion",
    "alternatives",
    "ask",
    "check",
    "cut_words",
    "every_id",
    "first_arrival",
    "freshen",
    "index_mark",
    "matching_ids",
    "more_like",
    "nearby",
    "outlet_by_name",
    "rebuild",
    "refresh_suggestions",
    "suggest",
    "update",
]
