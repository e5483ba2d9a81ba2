"""Exact numbers that advice and suggestions are made of. Every method is one request to an engine, however much it asks
for: an engine on another machine answers a list as fast as a single question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from articles.search.types import Question


class Counts(Protocol):
    """Numbers of published articles, in the order asked. Each method raises SearchUnavailable."""

    def counts(self, questions: Sequence[Question]) -> list[int]:
        """What each question finds: the `total` of its answer. Order, page and facets make no difference."""

    def phrase_counts(self, texts: Sequence[str]) -> list[int]:
        """Articles that have this run of text in one of their fields, in either script, without other regional forms."""

    def outlet_counts(self, outlets: Sequence[int]) -> list[int]:
        """Articles of each outlet, by its primary key."""


def counted(counts: Counts, question: Question, texts: Iterable[str]) -> dict[str, int]:
    """What the question finds with each of these texts instead of its own."""
    unique = list(dict.fromkeys(texts))
    numbers = counts.counts([replace(question, text=text) for text in unique]) if unique else []
    return dict(zip(unique, numbers, strict=True))
