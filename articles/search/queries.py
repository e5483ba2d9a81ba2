"""Whoosh queries that Whoosh itself has no word for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import Query, Term

from articles.search.tokens import Run


class Exactly(Query):
    """A run of terms at fixed distances in one field: what a reader typed, letter for letter (folded).

    Whoosh's Phrase wants its words one place apart; our terms overlap or leave gaps (中国，美国 has a comma's place).
    """

    def __init__(self, fieldname: str, run: Run, boost: float = 1.0, *, typed: str = "") -> None:
        self.fieldname, self.run, self.boost, self.typed = fieldname, run, boost, typed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exactly) and (self.fieldname, self.run) == (other.fieldname, other.run)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.run))

    def __repr__(self) -> str:
        return f"Exactly({self.fieldname!r}, {self.run!r})"

    def __unicode__(self) -> str:
        return f"{self.fieldname}:{' '.join(self.run.terms)}"

    __str__ = __unicode__

    def has_terms(self) -> bool:
        return True

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        return ((self.fieldname, term) for term in self.run.terms)

    def field(self) -> str:
        return self.fieldname

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Ordinary Whoosh matching, one posting after the other: the oracle of evaluate.py."""
        spots: dict[int, set[int]] | None = None
        for term, shift in zip(self.run.terms, self.run.places, strict=True):
            found: dict[int, set[int]] = {}
            matcher = Term(self.fieldname, term).matcher(searcher)
            while matcher.is_active():
                found[matcher.id()] = {place - shift for place in matcher.value_as("positions")}
                matcher.next()
            kept = found if spots is None else {doc: spots[doc] & found[doc] for doc in spots.keys() & found.keys()}
            spots = {doc: places for doc, places in kept.items() if places}
        if not spots:
            return NullMatcher()
        ids = sorted(spots)
        return ListMatcher(ids, [float(len(spots[doc])) for doc in ids])
