"""Where a run stands, segment by segment: postings in, postings out, and which of them use it as a word."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from articles.search.index.arrays.layout import FIELDS, OVERLAP
from articles.search.index.arrays.segment import Segment
from articles.search.index.schema import TEXT
from articles.search.query.queries import Near
from articles.search.text.arrays import Array
from articles.search.text.fold import is_cjk
from articles.search.text.tokens import END, TermRun

_CHAR_END = chr(END)
_PLACE = np.uint32(0xFFFF)


class RunPlaces(NamedTuple):
    """postings: uint32, ascending, each place where a run starts, overlaps counted once. as_word: which of them begin a word
    that ends with the run. early: which stand before the body (both uint8, 0 or 1)."""

    postings: Array
    as_word: Array
    early: Array


class _PlacedTerm(NamedTuple):
    """A term of a run: its place in the run, its postings, and where they stand in the segment's `post` (None: nowhere
    together)."""

    place: int
    postings: Array
    span: slice | None


def _term(segment: Segment, run: TermRun, number: int) -> _PlacedTerm:
    term, place = run.terms[number], run.places[number]
    if not is_cjk(term[0]):
        span = segment.word(term)
    elif len(term) == 2:
        span = segment.pair(term[0], term[1])
    elif number + 1 == len(run.terms):
        return _PlacedTerm(place, np.sort(segment["post"][segment.character(term)]), None)
    else:
        # What follows a single character inside a run is known, so a short list of pairs will do: its neighbour, or END.
        following, gap = run.terms[number + 1][0], run.places[number + 1] - place
        span = segment.pair(term, following if gap == 1 and is_cjk(following) else _CHAR_END)
    return _PlacedTerm(place, segment["post"][span], span)


def _terms(segment: Segment, run: TermRun) -> list[_PlacedTerm]:
    """None at all if one of them stands nowhere."""
    if run.places[-1] > OVERLAP:
        raise ValueError(f"A text of more than {OVERLAP} characters cannot be looked up.")
    terms = []
    for number in range(len(run.terms)):
        terms.append(_term(segment, run, number))
        if not len(terms[-1].postings):
            return []
    return terms


def _meeting(terms: list[_PlacedTerm]) -> tuple[Array, dict[int, Array]]:
    """(where all terms stand at their places, by the start of the run; of the first and the last term, where in its own
    postings each of those is)."""
    order = sorted(range(len(terms)), key=lambda number: len(terms[number].postings))
    rarest = terms[order[0]]
    found, here = rarest.postings, np.arange(len(rarest.postings))
    if rarest.place:
        here = ((found & _PLACE) >= rarest.place).nonzero()[0]
        found = found[here] - np.uint32(rarest.place)
    at = {order[0]: here} if order[0] in (0, len(terms) - 1) else {}
    for number in order[1:]:
        wanted, others = found + np.uint32(terms[number].place), terms[number].postings
        where = others.searchsorted(wanted)
        # Beyond the last one is not there either: any other that is greater or smaller says so.
        where[where == len(others)] = 0
        kept = (others[where] == wanted).nonzero()[0] if len(others) else where[:0]
        found = found[kept]
        at = {known: where_there[kept] for known, where_there in at.items()}
        if number in (0, len(terms) - 1):
            at[number] = where[kept]
    return found, at


def standing(segment: Segment, run: TermRun) -> RunPlaces | None:
    """Where a run stands in this segment, and where as a word; None if nowhere. Raises ValueError for a run longer than the
    overlap of two rows: it would be missed in long documents."""
    terms = _terms(segment, run)
    if not terms:
        return None
    if len(terms) == 1 and terms[0].span is not None:
        span = terms[0].span
        stands = RunPlaces(terms[0].postings, segment.are_words(span), segment.are_early(span))
    else:
        stands = _standing_together(segment, terms)
    if segment.one_row_each and not run.has_gap:
        return stands
    kept = _kept(segment, run, stands.postings)
    return RunPlaces(stands.postings[kept], stands.as_word[kept], stands.early[kept])


def _kept(segment: Segment, run: TermRun, postings: Array) -> Array:
    """The indexes of those that are counted, and do not run over from one field to the next: a gap would let them."""
    kept = segment.is_counted(postings).nonzero()[0]
    return kept[segment.in_one_field(postings[kept], run.places[-1])] if run.has_gap else kept


def _standing_together(segment: Segment, terms: list[_PlacedTerm]) -> RunPlaces:
    found, at = _meeting(terms)
    first, last = terms[0].span, terms[-1].span
    # A single character at the end of a mixed run is looked up with all that may follow: no bit says where it ends.
    ends = segment.bit("post_ends", at[len(terms) - 1] + last.start) if last else np.ones(len(found), np.uint8)
    if first is None:  # such a character alone
        return RunPlaces(found, ends, segment.before_body(found).view(np.uint8))
    place = at[0] + first.start
    return RunPlaces(found, segment.bit("post_begins", place) & ends, segment.bit("post_early", place))


def occurrences(segment: Segment, run: TermRun) -> Array:
    """The postings of `standing`, for those who do not rank."""
    terms = _terms(segment, run)
    if not terms:
        return segment["post"][:0]
    found = terms[0].postings if len(terms) == 1 else _meeting(terms)[0]
    return found if segment.one_row_each and not run.has_gap else found[_kept(segment, run, found)]


def near(segment: Segment, query: Near) -> Array:
    """Postings of `query.left` that have `query.right` within the distance, in the same document and field."""
    lefts, rights = occurrences(segment, query.left.run), occurrences(segment, query.right.run)
    if query.right.fieldname != TEXT:
        rights = rights[segment.fields_of(rights) == FIELDS.index(query.right.fieldname)]
    if not len(rights):
        return rights
    kept = beside(
        segment, lefts, rights, query.right.run.length + query.distance, query.left.run.length + query.distance + 1
    )
    found: Array = lefts[kept]
    return found


def beside(segment: Segment, lefts: Array, rights: Array, before: int, after: int) -> Array:
    """Which of `lefts` (bool) have one of `rights` from `before` places before them up to, but not at, `after` places behind
    them, in the same document and field. Both ascending; rights: at least one."""
    place, there = segment.places_of(lefts), segment.places_of(rights)
    low, high = segment.field_bounds(lefts)
    np.maximum(low, place - before, out=low)
    np.minimum(high, place + after, out=high)
    # Of those before it and of those after it the nearest is the best. Beyond the ends `clip` gives one of the other side.
    at = there.searchsorted(place)
    ahead = there.take(at, mode="clip")
    at -= 1
    behind = there.take(at, mode="clip")
    found: Array = ((ahead >= place) & (ahead < high)) | ((behind < place) & (behind >= low))
    return found


def followed(segment: Segment, words: Iterable[str], slop: int) -> Array:
    """Postings of the last of `words` where each came after the one before by at most `slop` places, in one field."""
    found: Array | None = None
    for word in words:
        here = occurrences(segment, TermRun((word,), (0,)))
        if found is not None and len(found):
            place, there = segment.places_of(here), segment.places_of(found)
            before = there.searchsorted(place) - 1  # the nearest one before is the best one to come after
            nearest = there[np.maximum(before, 0)]
            same_field = nearest >= segment.field_bounds(here)[0]
            here = here[(before >= 0) & same_field & (place - nearest <= slop)]
        elif found is not None:
            break
        found = here
    return np.zeros(0, np.uint32) if found is None else found
