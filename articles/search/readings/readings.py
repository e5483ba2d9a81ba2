"""What else a line may mean than what it says letter for letter: its words close together, anywhere, most of them.

Quotes, fields, NEAR, OR, what is left out and filters are meant as they stand, in every reading.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from whoosh import query as wq

from articles.search.index.schema import TEXT
from articles.search.query.queries import Exactly, all_of, exactly
from articles.search.query.readings import CloseTogether, Gathered, Most, Tiers
from articles.search.query.regional_names import AnyForm, Forms, in_any_form
from articles.search.readings.lattice import corrections, is_doubtful, words_of
from articles.search.suggestions.vocabulary import Vocabulary
from articles.search.text.fold import fold, is_cjk

#: A line that more articles have as typed is meant as typed: one page of results.
RARE = 20
#: If more articles have all its words, no others are shown.
ENOUGH = 2
#: Places between words that stand close together.
CLOSE = 2
#: The share that "most" is, of the weight of all words; and words of a long text that are looked up.
SHARE, MOST_WORDS = 0.55, 24
#: Shorter runs are one word.
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class TypedLine:
    """plain: the runs that may be read as words. required: what is meant as it stands."""

    plain: tuple[Any, ...]
    required: tuple[wq.Query, ...]


def line(query: wq.Query | None) -> TypedLine:
    """The parts of a query that all have to be so."""
    parts: list[wq.Query] = [] if query is None else list(query) if type(query) is wq.And else [query]
    plain = tuple(part for part in parts if _is_plain(part))
    return TypedLine(plain, tuple(part for part in parts if not _is_plain(part)))


def _is_plain(part: Any) -> bool:
    if isinstance(part, AnyForm):
        return bool(part[0].fieldname == TEXT)
    return isinstance(part, Exactly) and part.fieldname == TEXT and not part.quoted and bool(part.run.terms)


def may_be_read(query: wq.Query | None) -> bool:
    """Whether it can have other readings than as typed: cheap, asked before anything is counted. A single short word has
    other spellings at most, and these are offered."""
    return sum(len(part.typed) for part in line(query).plain) >= SHORTEST


def ranked(query: wq.Query | None) -> wq.Query | None:
    """The same matches; of several words those first where all of them count and stand together."""
    parts = line(query)
    if len(parts.plain) < 2:
        return query
    return all_of([Gathered(parts.plain), *parts.required])


@dataclass(frozen=True, slots=True)
class Readings:
    """words: of the line, as they are looked up. near: None where the line was typed as words. most: None for fewer than
    three words that have no correction. Each finds what the one before does, and `exact` too."""

    exact: wq.Query
    words: tuple[str, ...]
    near: wq.Query | None
    every: wq.Query | None
    #: Makes "most": corrections take longer than all else, and few lines need them.
    make_most: Callable[[], wq.Query | None]
    #: One of the words is none that the archive uses: it may be mistyped.
    doubtful: bool = False

    @property
    def most(self) -> wq.Query | None:
        return self.make_most()

    def tiers(self, *, with_most: bool) -> list[tuple[str, wq.Query]]:
        """Names and queries, each with those before it."""
        named = [("exact", self.exact), ("near", self.near), ("all", self.every)]
        named += [("most", self.most)] if with_most else []
        kept = [(name, query) for name, query in named if query is not None]
        return [(name, _any_of([each for _n, each in kept[: at + 1]])) for at, (name, _query) in enumerate(kept)]


def _any_of(queries: list[wq.Query]) -> wq.Query:
    return queries[0] if len(queries) == 1 else Tiers(queries)


def read(query: wq.Query | None, vocabulary: Vocabulary, forms: Forms) -> Readings | None:
    """The readings of a query; None where it can only be meant as it stands."""
    parts = line(query)
    if not parts.plain or query is None:
        return None
    names = frozenset(forms)
    pieces = [piece for part in parts.plain for piece in _pieces(vocabulary, part.typed, names)]
    pieces = list(dict.fromkeys(pieces))
    apart = pieces != [part.typed for part in parts.plain]
    words = _rarest(vocabulary, pieces)
    looked_up = [in_any_form(exactly(TEXT, word), forms) for word in words]

    def within(*given: wq.Query) -> wq.Query:
        return all_of([*given, *parts.required])

    def make_most() -> wq.Query | None:
        corrected = [
            within(Gathered([in_any_form(exactly(TEXT, word), forms) for word in other]))
            for other in _corrected(vocabulary, parts.plain, names)
        ]
        most = [*corrected, *([within(Most(looked_up, SHARE))] if len(words) > 2 else [])]
        return _any_of(most) if most else None

    several = apart and len(words) > 1
    return Readings(
        exact=ranked(query) or query,
        words=tuple(words),
        near=within(CloseTogether(looked_up, CLOSE)) if several else None,
        every=within(Gathered(looked_up)) if apart else None,
        make_most=make_most,
        doubtful=any(is_doubtful(vocabulary, word) for word in words),
    )


def _pieces(vocabulary: Vocabulary, typed: str, names: frozenset[str]) -> tuple[str, ...]:
    return words_of(vocabulary, typed, names) if len(typed) >= SHORTEST else (typed,)


def _rarest(vocabulary: Vocabulary, words: list[str]) -> list[str]:
    """A pasted text's telling words, in order."""
    if len(words) <= MOST_WORDS:
        return words

    def often(at: int) -> int:
        number = vocabulary.number(words[at])
        return 0 if number is None else int(vocabulary.counts[number])

    return [words[at] for at in sorted(sorted(range(len(words)), key=often)[:MOST_WORDS])]


def _corrected(vocabulary: Vocabulary, plain: tuple[Any, ...], names: frozenset[str]) -> list[tuple[str, ...]]:
    """Words of the whole line, one of its runs with one other character."""
    found: list[tuple[str, ...]] = []
    for at, part in enumerate(plain):
        if len(part.typed) < 2 or not all(map(is_cjk, fold(part.typed))):
            continue
        before = [word for other in plain[:at] for word in _pieces(vocabulary, other.typed, names)]
        after = [word for other in plain[at + 1 :] for word in _pieces(vocabulary, other.typed, names)]
        others = corrections(vocabulary, part.typed, names)
        found += [(*before, *other.words, *after) for other in others]
    return found
