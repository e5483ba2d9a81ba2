"""Search: the one face. `ask` a `Question`; after changes, `freshen`. The rest is the house's own."""

from articles.search.ask import ask, matching_ids
from articles.search.check import check
from articles.search.highlight import Marker
from articles.search.outbox import freshen, rebuild, update
from articles.search.outlets import outlet_by_name
from articles.search.types import Answer, Bar, Facet, Hit, Question, SearchUnavailable

__all__ = [
    "Answer",
    "Bar",
    "Facet",
    "Hit",
    "Marker",
    "Question",
    "SearchUnavailable",
    "ask",
    "check",
    "freshen",
    "matching_ids",
    "outlet_by_name",
    "rebuild",
    "update",
]
