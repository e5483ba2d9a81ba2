"""The functions that pages, the API, feeds and commands call: each asks the engine that the settings name (protocol.py)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from articles.models import Article
from articles.search.analysis.comparison import Compared, Wanted
from articles.search.protocol import Engine
from articles.search.suggestions.nothing_found import Nearby
from articles.search.suggestions.other_queries import Alternatives
from articles.search.suggestions.suggest import MOST, Suggestion
from articles.search.types import Answer, Progress, Question, Similar


@lru_cache(maxsize=8)
def _made(path: str) -> Engine:
    made: Engine = import_string(path)()
    return made


def search_engine() -> Engine:
    """The one of settings.SEARCH_ENGINE, made once for each process."""
    return _made(settings.SEARCH_ENGINE)


def ask(question: Question) -> Answer:
    return search_engine().answer(question)


def every_id(question: Question) -> Sequence[int]:
    return search_engine().ids(question)


def matching_ids(text: str, limit: int = 10_000) -> list[int]:
    """Primary keys of the published articles that match, best first, at most `limit`. Raises SearchUnavailable."""
    return list(search_engine().ids(Question(text))[:limit])


def compare(
    wanted: Wanted, *, by_outlet: bool = False, with_words: bool = False, leave_out: Sequence[str] = ()
) -> Compared:
    return search_engine().compare(wanted, by_outlet=by_outlet, with_words=with_words, leave_out=leave_out)


def example_charts(leave_out: Sequence[str] = ()) -> tuple[Compared, ...]:
    return search_engine().examples(leave_out)


def more_like(article: Article, most: int = 6) -> tuple[Similar, ...]:
    return search_engine().similar(article, most)


def suggest(text: str, most: int = MOST) -> tuple[Suggestion, ...]:
    return search_engine().suggest(text, most)


def nearby(question: Question) -> Nearby:
    return search_engine().nearby(question)


def alternatives(answer: Answer) -> Alternatives:
    return search_engine().alternatives(answer)


def index_mark() -> str:
    return search_engine().mark()


def freshen() -> int:
    return search_engine().freshen()


def update(progress: Progress | None = None) -> int:
    return search_engine().update(progress)


def rebuild(progress: Progress | None = None) -> int:
    return search_engine().rebuild(progress)


def check() -> list[str]:
    return search_engine().check()


def refresh_suggestions(changed: int | None = None) -> bool:
    return search_engine().refresh_suggestions(changed)


def warm() -> None:
    search_engine().warm()
