"""Whether a question is read as words, and how: decided by what the archive has of it, without filters, so that outlets and
days choose among the same articles."""

from __future__ import annotations

from dataclasses import dataclass

from whoosh import query as wq

from articles.search.evaluate.exact_script import ArchiveEvaluator
from articles.search.evaluate.filtering import together
from articles.search.evaluate.filters import queries_beside
from articles.search.index.open_index import snapshot
from articles.search.query.regional_names import known
from articles.search.readings.readings import ENOUGH, RARE, Readings, may_be_read, read
from articles.search.suggestions.vocabulary_file import at_hand
from articles.search.types import Question, Tier


@dataclass(frozen=True, slots=True)
class ReadAs:
    """query: of all its tiers. tiers: what each finds within the filters. words: of the line."""

    query: wq.Query
    tiers: tuple[Tier, ...]
    words: tuple[str, ...]


def reading(question: Question, asked: wq.Query | None, total: int | None = None) -> ReadAs | None:
    """None where the question is to be answered as typed. total: what it finds as typed within its filters, if that is
    known. Raises SearchUnavailable."""
    if question.match == "exact" or not may_be_read(asked) or _meant_as_typed(question, total):
        return None
    now = snapshot()
    evaluator, vocabulary = ArchiveEvaluator(now), at_hand(now)
    if vocabulary is None or _meant_as_typed(question, len(evaluator.documents(asked))):
        return None
    readings = read(asked, vocabulary, {} if question.only_this_form else known())
    if readings is None:
        return None
    named = _tiers(question, readings, evaluator)
    if len(named) == 1:
        return None
    beside = queries_beside(question)
    counted = (Tier(name, len(evaluator.documents(together(query, beside)))) for name, query in named)
    return ReadAs(named[-1][1], tuple(counted), readings.words)


def _meant_as_typed(question: Question, total: int | None) -> bool:
    return question.match == "words" and total is not None and total > RARE


def _tiers(question: Question, readings: Readings, evaluator: ArchiveEvaluator) -> list[tuple[str, wq.Query]]:
    """Those that are shown, by name."""
    if question.match != "words":
        named = readings.tiers(with_most=question.match == "most")
        names = [name for name, _query in named]
        return named[: names.index(question.match) + 1] if question.match in names else named
    named = readings.tiers(with_most=False)
    enough = RARE if readings.doubtful else ENOUGH
    return readings.tiers(with_most=True) if len(evaluator.documents(named[-1][1])) <= enough else named
