"""The engine in this process: our arrays, opened as a Whoosh index and asked through Haystack."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from articles.models import Article
from articles.search.analysis.comparison import Compared, Wanted
from articles.search.analysis.similar import more_like
from articles.search.embedded import ask, comparison_counts, example_topics
from articles.search.embedded.array_counts import ArrayCounts
from articles.search.index import open_index, outbox
from articles.search.index.check import check
from articles.search.index.open_index import snapshot
from articles.search.suggestions import vocabulary_file
from articles.search.suggestions.nothing_found import Nearby, nearby
from articles.search.suggestions.other_queries import Alternatives, alternatives
from articles.search.suggestions.suggest import Suggestion, suggest
from articles.search.suggestions.vocabulary import Vocabulary
from articles.search.types import Answer, Progress, Question, Similar


class EmbeddedEngine:
    """Implements protocol.Engine over the index at settings.NEWSARCHIVE_INDEX."""

    def answer(self, question: Question) -> Answer:
        return ask.ask(question)

    def ids(self, question: Question) -> array[int]:
        return ask.every_id(question)

    def counts(self, questions: Sequence[Question]) -> list[int]:
        return ArrayCounts(snapshot()).counts(questions)

    def phrase_counts(self, texts: Sequence[str]) -> list[int]:
        return ArrayCounts(snapshot()).phrase_counts(texts)

    def outlet_counts(self, outlets: Sequence[int]) -> list[int]:
        return ArrayCounts(snapshot()).outlet_counts(outlets)

    def compare(
        self, wanted: Wanted, *, by_outlet: bool = False, with_words: bool = False, leave_out: Sequence[str] = ()
    ) -> Compared:
        return comparison_counts.compare(wanted, by_outlet=by_outlet, with_words=with_words, leave_out=leave_out)

    def examples(self, leave_out: Sequence[str] = ()) -> tuple[Compared, ...]:
        return example_topics.example_charts(tuple(leave_out))

    def similar(self, article: Article, most: int) -> tuple[Similar, ...]:
        return more_like(article, most)

    def suggest(self, text: str, most: int) -> tuple[Suggestion, ...]:
        now = snapshot()
        return suggest(text, ArrayCounts(now), vocabulary_file.vocabulary(now), most)

    def nearby(self, question: Question) -> Nearby:
        now = snapshot()
        return nearby(question, ArrayCounts(now), vocabulary_file.vocabulary(now))

    def alternatives(self, answer: Answer) -> Alternatives:
        def look() -> tuple[ArrayCounts, Vocabulary | None]:
            now = snapshot()
            return ArrayCounts(now), vocabulary_file.at_hand(now)

        return alternatives(answer, look)

    def mark(self) -> str:
        return open_index.index_mark()

    def freshen(self) -> int:
        return outbox.freshen()

    def update(self, progress: Progress | None = None) -> int:
        return outbox.update(progress)

    def rebuild(self, progress: Progress | None = None) -> int:
        return outbox.rebuild(progress)

    def check(self) -> list[str]:
        return check()

    def refresh_suggestions(self, changed: int | None = None) -> bool:
        return vocabulary_file.refresh_suggestions(changed)

    def warm(self) -> None:
        open_index.warm()
