"""Whoosh queries for a line that is read as words: every word anywhere, close together, most of them; and a list of these in
tiers. Their parts are those of the language (Exactly, AnyForm); articles.search.evaluate.readings answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whoosh import query as wq


class Gathered(wq.And):
    """Every part, anywhere: what is best for the weakest part comes first, and where they stand close together."""


class CloseTogether(wq.And):
    """Every part, each with at most `distance` places to the next one, somewhere in one field."""

    def __init__(self, parts: Sequence[wq.Query], distance: int) -> None:
        super().__init__(list(parts))
        self.distance = distance


class Most(wq.Or):
    """At least two parts, which weigh at least `share` of all those that stand anywhere; a rare part weighs more."""

    def __init__(self, parts: Sequence[wq.Query], share: float) -> None:
        super().__init__(list(parts))
        self.share = share


class Tiers(wq.Or):
    """Any of these, the matches of an earlier one before those of a later one, whatever their scores."""

    def __init__(self, parts: Sequence[wq.Query]) -> None:
        super().__init__(list(parts))


def runs_of(part: Any) -> tuple[Any, ...]:
    """The runs (Exactly) that a part of these is any of."""
    return tuple(part) if isinstance(part, wq.Or) else (part,)
