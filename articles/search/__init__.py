"""Search: the one face. `ask` a `Question`; after changes, `freshen`. The rest is the house's own."""

from articles.search.analysis.highlight import Marker
from articles.search.analysis.similar import Similar, more_like
from articles.search.embedded.ask import ask, every_id, matching_ids
from articles.search.index.as_of import first_arrival
from articles.search.index.check import check
from articles.search.index.open_index import index_mark
from articles.search.index.outbox import freshen, rebuild, update
from articles.search.query.outlet_names import outlet_by_name
from articles.search.suggestions.nothing_found import Counted, Nearby, nearby
from articles.search.suggestions.other_queries import Alternatives, alternatives
from articles.search.suggestions.suggest import Suggestion, suggest
from articles.search.suggestions.vocabulary_file import refresh_suggestions
from articles.search.text.segmentation import cut_words
from articles.search.types import Answer, Bar, Facet, Hit, IndexBusy, Question, SearchUnavailable

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
