"""Whoosh queries that Whoosh itself has no word for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import And, Every, Query, Term

from articles.search.index.arrays.layout import FIELDS, TEXT
from articles.search.text.tokens import TermRun, runs


class Exactly(Query):
    """A run of terms at fixed distances in one field: what a reader typed, letter for letter (folded).

    Whoosh's Phrase wants its words one place apart; our terms overlap or leave gaps (中国，美国 has a comma's place).
    """

    def __init__(
        self, fieldname: str, run: TermRun, boost: float = 1.0, *, typed: str = "", quoted: bool = False
    ) -> None:
        self.fieldname, self.run, self.boost, self.typed, self.quoted = fieldname, run, boost, typed, quoted

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

    def spots(self, searcher: Any) -> dict[int, set[int]]:
        """Where it starts, by document: ordinary Whoosh matching, one posting after the other."""
        spots: dict[int, set[int]] | None = None
        for term, shift in zip(self.run.terms, self.run.places, strict=True):
            found: dict[int, set[int]] = {}
            matcher = Term(self.fieldname, term).matcher(searcher)
            while matcher.is_active():
                found[matcher.id()] = {place - shift for place in matcher.value_as("positions")}
                matcher.next()
            kept = found if spots is None else {doc: spots[doc] & found[doc] for doc in spots.keys() & found.keys()}
            spots = {doc: places for doc, places in kept.items() if places}
        return spots or {}

    def estimate_size(self, ixreader: Any) -> int:
        """Whoosh's And orders its parts by it: no more documents than hold the rarest term."""
        return min((ixreader.doc_frequency(self.fieldname, term) for term in self.run.terms), default=0)

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The oracle of evaluate.py."""
        return _listed(self.spots(searcher))


class Near(Query):
    """Two runs with at most `distance` places between them, in either order, in one field."""

    def __init__(self, left: Exactly, right: Exactly, distance: int, boost: float = 1.0) -> None:
        self.left, self.right, self.distance, self.boost = left, right, distance, boost

    def __repr__(self) -> str:
        return f"Near({self.left!r}, {self.right!r}, {self.distance})"

    def __unicode__(self) -> str:
        return f"({self.left} NEAR/{self.distance} {self.right})"

    __str__ = __unicode__

    def has_terms(self) -> bool:
        return True

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        yield from self.left.terms()
        yield from self.right.terms()

    def estimate_size(self, ixreader: Any) -> int:
        return min(self.left.estimate_size(ixreader), self.right.estimate_size(ixreader))

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """The oracle of evaluate.py."""
        spots: dict[int, set[int]] = defaultdict(set)
        for field in FIELDS if self.left.fieldname == TEXT else (self.left.fieldname,):
            lefts, rights = (Exactly(field, part.run).spots(searcher) for part in (self.left, self.right))
            after, before = self.left.run.length + self.distance, self.right.run.length + self.distance
            for doc in lefts.keys() & rights.keys():
                spots[doc] |= {a for a in lefts[doc] if any(a - before <= b <= a + after for b in rights[doc])}
        return _listed({doc: places for doc, places in spots.items() if places})


class Glyphs(Query):
    """A run in these very characters: 臺灣 and neither 台湾 nor 台灣. `folded` finds the candidates (search.glyphs)."""

    def __init__(self, folded: Exactly) -> None:
        self.folded = folded
        self.fieldname, self.typed, self.boost, self.quoted = folded.fieldname, folded.typed, folded.boost, True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Glyphs) and (self.fieldname, self.typed) == (other.fieldname, other.typed)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.typed))

    def __repr__(self) -> str:
        return f"Glyphs({self.folded!r}, {self.typed!r})"

    def __unicode__(self) -> str:
        return f"{self.fieldname}:{self.typed!r}"

    __str__ = __unicode__

    def has_terms(self) -> bool:
        return True

    def terms(self, phrases: bool = False) -> Iterator[tuple[str, str]]:
        return self.folded.terms()


def _listed(spots: dict[int, set[int]]) -> Any:
    if not spots:
        return NullMatcher()
    ids = sorted(spots)
    return ListMatcher(ids, [float(len(spots[doc])) for doc in ids])


def exactly(field: str, text: str, *, quoted: bool = False) -> Exactly:
    """The query for this text, letter for letter (folded), in a field of the schema. quoted: the reader put it in quotes."""
    return Exactly(field, runs(text), typed=text, quoted=quoted)


def all_of(queries: Iterable[Query]) -> Query:
    """And, or what needs no And."""
    parts = list(queries)
    return parts[0] if len(parts) == 1 else And(parts) if parts else Every()
