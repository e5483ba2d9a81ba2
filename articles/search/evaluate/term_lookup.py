"""What a query without parts looks up in a segment: from Whoosh's leaves to occurrences by document."""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import translate
from typing import Any

import numpy as np
from whoosh import query as wq

from articles.search.evaluate.postings import RunPlaces, followed, near, standing
from articles.search.evaluate.weights import CountedTerm, Grouped, counted, grouped
from articles.search.index.arrays.segment import Segment
from articles.search.query.queries import Exactly, Near
from articles.search.text.arrays import Array
from articles.search.text.fold import is_cjk
from articles.search.text.tokens import TermRun

#: None: it stands nowhere in the segment.
LookUp = Callable[[Segment], Grouped | CountedTerm | None]


def is_character(run: TermRun) -> bool:
    """A single CJK character: it is counted, not looked up as a run."""
    return len(run.terms) == 1 and len(run.terms[0]) == 1 and is_cjk(run.terms[0])


def _exactly(query: Exactly) -> LookUp | None:
    field, run = query.fieldname, query.run
    if not run.terms:
        return lambda segment: None
    if is_character(run):
        return _character(field, run.terms[0])

    return lambda segment: _standing(segment, field, run, words=True)


def _standing(segment: Segment, field: str, run: TermRun, *, words: bool) -> Grouped | None:
    stands = standing(segment, run)
    return None if stands is None else grouped(segment, field, stands, words=words)


def _plainly(segment: Segment, field: str, postings: Array) -> Grouped:
    """Where it makes no difference what a word is, or nobody knows."""
    early = segment.before_body(postings).view(np.uint8)
    return grouped(segment, field, RunPlaces(postings, early, early), words=False)


def _character(field: str, char: str) -> LookUp:
    return lambda segment: counted(segment, field, segment.character(char))


def _term(query: wq.Term) -> LookUp | None:
    if query.fieldname in ("source", "has"):
        return None
    run = TermRun((query.text,), (0,))
    if is_character(run):
        return _character(query.fieldname, query.text)
    return lambda segment: _standing(segment, query.fieldname, run, words=False)


def _phrase(query: wq.Phrase) -> LookUp:
    words, slop, field = tuple(query.words), query.slop, query.fieldname
    if slop != 1:
        return lambda segment: _plainly(segment, field, followed(segment, words, slop))
    run = TermRun(words, tuple(range(len(words))))
    return lambda segment: _standing(segment, field, run, words=False)


def _near(query: Near) -> LookUp:
    return lambda segment: _plainly(segment, query.left.fieldname, near(segment, query))


def _prefix(query: wq.Prefix) -> LookUp:
    def look_up(segment: Segment) -> Grouped:
        found = segment.words_from_to(*segment.words_with_prefix(query.text))
        return _plainly(segment, query.fieldname, segment.counted_once(found))

    return look_up


def _wildcard(query: wq.Wildcard) -> LookUp:
    pattern = re.compile(translate(query.text))
    literal = re.split(r"[*?\[]", query.text, maxsplit=1)[0]

    def look_up(segment: Segment) -> Grouped:
        numbers = [
            number
            for number in range(*segment.words_with_prefix(literal))
            if pattern.match(segment.word_at(number).decode("utf-8", "surrogatepass"))
        ]
        parts = [segment.words_from_to(number, number + 1) for number in numbers]
        found = np.sort(np.concatenate([np.zeros(0, np.uint32), *parts]))
        return _plainly(segment, query.fieldname, segment.counted_once(found))

    return look_up


_LEAVES: tuple[tuple[Any, Callable[[Any], LookUp | None]], ...] = (
    (Exactly, _exactly),
    (Near, _near),
    (wq.Prefix, _prefix),
    (wq.Wildcard, _wildcard),
    (wq.Term, _term),
    (wq.Phrase, _phrase),
)


def looked_up(query: wq.Query) -> LookUp | None:
    """What to look up in each segment; None for a query that has parts or is about a column."""
    for kind, of in _LEAVES:
        if isinstance(query, kind):
            return of(query)
    return None
