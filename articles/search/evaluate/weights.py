"""What occurrences weigh, and how they add up to the weight of each document. Arrays in, arrays out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from articles.search.evaluate.postings import RunPlaces
from articles.search.index.arrays.layout import FIELDS
from articles.search.index.arrays.segment import Segment
from articles.search.index.schema import TEXT
from articles.search.text.arrays import Array

#: What an occurrence counts for, by field of layout.FIELDS: a headline says what an article is about.
WEIGHTS = np.array([8.0, 2.0, 2.0, 1.0], np.float32)
#: What an occurrence weighs beyond one in the body.
_EXTRA = WEIGHTS - WEIGHTS[-1]
#: Sums for a few documents are put in their places one by one; for more than one in so many an array of all is cheaper.
_FEW = 32
#: Reading an occurrence here and there costs so much more than going through all of them.
_SCATTERED = 8


class Weights(NamedTuple):
    """docs: numbered as in the segment. weight: of all occurrences in each, words: of those that are words, None if that
    makes no difference (float32)."""

    docs: Array
    weight: Array
    words: Array | None


class Grouped(NamedTuple):
    """Occurrences in one segment, by document.

    docs: the documents, numbered as in the segment (int64, ascending). edges: where the occurrences of each start in
    `postings`, and their end. as_word: which of them are words (uint8, 0 or 1), None if that makes no difference. each: what
    one in the body weighs. early: the indexes of those that stand before the body and weigh more, if they do.
    """

    segment: Segment
    docs: Array
    edges: Array
    postings: Array
    as_word: Array | None
    each: np.float32
    early: Array

    def weights(self, within: Array | None = None) -> Weights:
        """Of each document, or of those that are wanted (bool, one a document of the segment)."""
        docs, start, stop, index = self.docs, self.edges[:-1], self.edges[1:], self.early
        early = self.postings[index]
        of = self.segment.documents_of(early)
        if within is not None:
            keep = within[docs].nonzero()[0]
            docs, start, stop = docs[keep], start[keep], stop[keep]
            keep = within[of].nonzero()[0]
            index, early, of = index[keep], early[keep], of[keep]
        weight = (stop - start).astype(np.float32)
        words = None if self.as_word is None else _summed(self.as_word, start, stop)
        if self.each != 1:
            weight *= self.each
            words = None if words is None else words * self.each
        if len(early):
            extra = _EXTRA[self.segment.fields_of(early, of)]
            at = docs.searchsorted(of) if len(of) * _FEW < self.segment.documents else None
            self._add(weight, docs, of, at, extra)
            if words is not None and self.as_word is not None:
                self._add(words, docs, of, at, extra * self.as_word[index])
        return Weights(docs, weight, words)

    def _add(self, weight: Array, docs: Array, of: Array, at: Array | None, extra: Array) -> None:
        """Adds what the occurrences `of` these documents weigh beyond, in place. at: the place of each in `docs`, if there
        are only a few."""
        if at is None:
            weight += np.bincount(of, extra, self.segment.documents).astype(np.float32)[docs]
        else:
            np.add.at(weight, at, extra)


def _summed(ones: Array, start: Array, stop: Array) -> Array:
    """How many ones (uint8) there are from each start to its stop (float32)."""
    often = stop - start
    wanted = int(often.sum())
    if wanted * _SCATTERED < len(ones):
        group = np.arange(len(often)).repeat(often)
        at = np.arange(wanted) + (start - often.cumsum() + often)[group]
        return np.bincount(group, ones[at], len(often)).astype(np.float32)
    before = np.empty(len(ones) + 1, np.uint32)
    before[0] = 0
    ones.cumsum(dtype=np.uint32, out=before[1:])
    return (before[stop] - before[start]).astype(np.float32)


class CountedTerm(NamedTuple):
    """Occurrences in one segment that were only counted: the weight of each of `docs` (float32)."""

    segment: Segment
    docs: Array
    weight: Array

    def weights(self, within: Array | None = None) -> Weights:
        """Of each document, or of those that are wanted (bool, one a document of the segment)."""
        if within is None:
            return Weights(self.docs, self.weight, None)
        keep = within[self.docs].nonzero()[0]
        return Weights(self.docs[keep], self.weight[keep], None)


def _each(field: str) -> np.float32:
    return np.float32(1 if field == TEXT else WEIGHTS[FIELDS.index(field)])


def _in_field(segment: Segment, field: str, postings: Array, early: Array) -> Array:
    """The indexes, ascending, of the postings that lie in the field. early: the indexes of those before the body."""
    number = FIELDS.index(field)
    if number < len(FIELDS) - 1:
        here: Array = early[segment.fields_of(postings[early]) == number]
        return here
    body = np.ones(len(postings), bool)
    body[early] = False
    return body.nonzero()[0]


def grouped(segment: Segment, field: str, stands: RunPlaces, *, words: bool) -> Grouped:
    """field: of the schema; only what lies in it is kept. words: whether words count for more."""
    postings, as_word = stands.postings, stands.as_word if words else None
    early = stands.early.view(bool).nonzero()[0]
    if field != TEXT:
        here = _in_field(segment, field, postings, early)
        postings, as_word, early = postings[here], None if as_word is None else as_word[here], early[:0]
    docs, edges = segment.grouped(postings)
    return Grouped(segment, docs, edges, postings, as_word, _each(field), early)


def counted(segment: Segment, field: str, span: slice) -> CountedTerm:
    """span: of postings in any order, such as all that start with one character: counting is cheaper than sorting."""
    postings, is_early = segment["post"][span], segment.are_early(span)
    if not segment.one_row_each:
        once = segment.is_counted(postings)
        postings, is_early = postings[once], is_early[once]
    early = is_early.view(bool).nonzero()[0]
    if field != TEXT:
        postings = postings[_in_field(segment, field, postings, early)]
    weight = np.bincount(segment.documents_of(postings), minlength=segment.documents).astype(np.float32)
    docs = weight.nonzero()[0]
    weight *= _each(field)
    if field == TEXT:
        few = postings[early]
        extra = _EXTRA[segment.fields_of(few)]
        weight += np.bincount(segment.documents_of(few), extra, segment.documents).astype(np.float32)
    return CountedTerm(segment, docs, weight[docs])
