"""What pages, the API, feeds and commands need of a search engine, and nothing of how it works.

Requests and answers are frozen values. Every method is one request: none is called once for each word or article.
The embedded engine (embedded.py) is the first implementation; settings.SEARCH_ENGINE names the one in use.
tests/search/contract/ says what each has to do.

Not here, for they need no engine: the lines of a concordance and the marks in a text (concordance.py, highlight.py) are read
from the articles' own texts, with `Answer.query`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from articles.models import Article
from articles.search.analysis.comparison import Compared, Wanted
from articles.search.counts import Counts
from articles.search.suggestions.nothing_found import Nearby
from articles.search.suggestions.other_queries import Alternatives
from articles.search.suggestions.suggest import Suggestion
from articles.search.types import Answer, Progress, Question, Similar


class SearchEngine(Counts, Protocol):
    """For whoever asks. Each method raises SearchUnavailable, with a sentence for the reader, if it cannot answer now."""

    def answer(self, question: Question) -> Answer:
        """The page asked for, the exact total, facets and a timeline. A query that cannot be parsed is searched as plain
        words, and `notices` says so. A text of nothing but punctuation finds nothing."""

    def ids(self, question: Question) -> Sequence[int]:
        """Primary keys of all that the pages of the answer show, in their order, from one state of the index however many
        they are."""

    def compare(
        self, wanted: Wanted, *, by_outlet: bool = False, with_words: bool = False, leave_out: Sequence[str] = ()
    ) -> Compared:
        """Exact counts of each query over time. by_outlet: of each outlet that has matches, too. with_words: the words that
        go with each query, without those of `leave_out` (names of outlets)."""

    def examples(self, leave_out: Sequence[str] = ()) -> tuple[Compared, ...]:
        """Comparisons made of words that this archive wrote far more at some times than at others, if it is not small."""

    def similar(self, article: Article, most: int) -> tuple[Similar, ...]:
        """At most so many published articles like this one, the same story in other outlets first; none if the engine does
        not know it."""

    def suggest(self, text: str, most: int) -> tuple[Suggestion, ...]:
        """What begins like this text: outlets first, then the most frequent."""

    def nearby(self, question: Question) -> Nearby:
        """Advice for a question that found nothing."""

    def alternatives(self, answer: Answer) -> Alternatives:
        """Other spellings of what was asked, and a long run taken apart, where these find more."""

    def mark(self) -> str:
        """Another one whenever answers may have changed; the same in every process. "" while nobody knows: no error."""


class IndexUpkeep(Protocol):
    """For whoever changes articles, and for the commands."""

    def freshen(self) -> int:
        """Takes in what the outbox holds, within half a second; how many articles. Raises SearchUnavailable."""

    def update(self, progress: Progress | None = None) -> int:
        """Takes in everything that the outbox holds, however long that takes; how many articles. Raises SearchUnavailable if
        another process keeps writing."""

    def rebuild(self, progress: Progress | None = None) -> int:
        """Builds everything anew while the old state answers; how many articles. Raises SearchUnavailable if another rebuild
        runs."""

    def check(self) -> list[str]:
        """What is wrong, a sentence each; empty if the engine holds exactly the published articles as they are now."""

    def refresh_suggestions(self, changed: int | None = None) -> bool:
        """Makes the vocabulary of suggestions anew if the archive has changed enough; whether it did. changed: articles
        taken in. Raises SearchUnavailable."""

    def warm(self) -> None:
        """Whatever the first question would have to wait for. Raises nothing."""


class Engine(SearchEngine, IndexUpkeep, Protocol):
    """What settings.SEARCH_ENGINE names."""
