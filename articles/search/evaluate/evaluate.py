"""Whoosh query trees over a snapshot, as arrays: every document that matches, with its score, in one pass.

Scores are BM25F in its simple form (Robertson, Zaragoza and Taylor 2004): occurrences weighted by field, one saturation
and one length normalisation per document. A run is one term: it is scored by its own frequency.

Which documents match is asked first, and only those that are left are scored. What was looked up stays with the
evaluator, so nothing is looked up twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from whoosh import query as wq

from articles.search.evaluate.term_lookup import is_character, looked_up
from articles.search.evaluate.weights import CountedTerm, Grouped, Weights
from articles.search.index.arrays.layout import FLAGS
from articles.search.index.arrays.store import Snapshot
from articles.search.query.queries import Exactly
from articles.search.text.arrays import Array

K1, B = 1.2, 0.75
#: What characters that merely meet across words count for, beside the word itself: 华人 in 中华人民共和国. Measured in
#: docs/decisions/0003-words.md; small enough that no number of them outweighs one use of the word.
NOT_A_WORD = 0.1


@dataclass(frozen=True, slots=True)
class Matches:
    """docs: ascending numbers of documents in the snapshot (int64). score: float32, one each."""

    docs: Array
    score: Array

    def __len__(self) -> int:
        return len(self.docs)

    def only(self, keep: Array) -> Matches:
        return Matches(self.docs[keep], self.score[keep])


def unscored(docs: Array) -> Matches:
    """Of which only the documents are known: every score is 0."""
    return _constant(docs)


def _constant(docs: Array, score: float = 0.0) -> Matches:
    return Matches(docs, np.full(len(docs), score, np.float32))


def _within(small: Array, large: Array) -> Array:
    """Which of `small` stand in the ascending array `large`, of the same dtype (another would copy it all)."""
    if not len(large):
        return np.zeros(len(small), bool)
    at = large.searchsorted(small)
    at[at == len(large)] = 0
    found: Array = large[at] == small
    return found


def _joined(parts: list[Array], dtype: type[np.generic]) -> Array:
    """One array of all parts; the part itself where there is only one."""
    return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, dtype), *parts])


class _Leaf(NamedTuple):
    """What was looked up for a query without parts. docs: int64, ascending. found: in each segment that has some, the number
    of its first document and the occurrences. boost: of the score."""

    docs: Array
    found: tuple[tuple[int, Grouped | CountedTerm], ...]
    boost: float


class Evaluator:
    """Evaluates queries over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        #: By identity; the query is kept so that its identity stays its own.
        self._leaves: dict[int, tuple[wq.Query, _Leaf]] = {}

    def matches(self, query: wq.Query) -> Matches:
        """All living documents that match. Raises NotImplementedError for a kind of query it does not know."""
        found = self._scored(query, None)
        return found if self.snapshot.all_alive else found.only(self.snapshot.alive[found.docs])

    def documents(self, query: wq.Query) -> Array:
        """The numbers (int64, ascending) of all living documents that match, without the work of scoring them. Raises as
        `matches`."""
        docs = self._docs(query)
        return docs if self.snapshot.all_alive else docs[self.snapshot.alive[docs]]

    def scores(self, query: wq.Query, docs: Array) -> Array:
        """The score (float32) of each of these matching documents, ascending."""
        found: Array = self._scored(query, self._mask(docs)).score
        return found

    def _docs(self, query: wq.Query) -> Array:
        if (leaf := self._leaf(query)) is not None:
            return leaf.docs
        docs: Array = _method(query)(self, query)
        return docs

    def _scored(self, query: wq.Query, within: Array | None) -> Matches:
        """within: the only documents that are wanted (bool, one a document), None for all."""
        if (leaf := self._leaf(query)) is not None:
            return self._bm25(leaf, within)
        for kind, method in _SCORED:
            if isinstance(query, kind):
                return method(self, query, within)
        return self._kept(self._docs(query), within)

    @staticmethod
    def _kept(docs: Array, within: Array | None, score: float = 0.0) -> Matches:
        return _constant(docs if within is None else docs[within[docs]], score)

    # Leaves

    def _leaf(self, query: wq.Query) -> _Leaf | None:
        """What stands in the index for a query without parts, None for any other."""
        known = self._leaves.get(id(query))
        if known is None:
            look_up = looked_up(query)
            if look_up is None:
                return None
            segments = zip(self.snapshot.base, self.snapshot.segments, strict=True)
            looked = ((base, look_up(segment)) for base, segment in segments)
            found = tuple((base, each) for base, each in looked if each is not None and len(each.docs))
            docs = _joined([each.docs + base if base else each.docs for base, each in found], np.int64)
            leaf = _Leaf(docs, found, getattr(query, "boost", 1.0))
            known = self._leaves[id(query)] = (query, leaf)
        return known[1]

    def _bm25(self, leaf: _Leaf, within: Array | None) -> Matches:
        docs, weight, words = self._weighed(leaf, within)
        return Matches(docs, self._score(docs, weight, words, self._factor(leaf)))

    def _weighed(self, leaf: _Leaf, within: Array | None) -> Weights:
        """docs: numbered as in the snapshot."""
        if not leaf.found:
            return Weights(leaf.docs, np.zeros(0, np.float32), None)
        parts = [(base, each.weights(self._of_segment(within, base, each))) for base, each in leaf.found]
        docs = _joined([part.docs + base if base else part.docs for base, part in parts], np.int64)
        weight = _joined([part.weight for _base, part in parts], np.float32)
        words = [part.words for _base, part in parts if part.words is not None]
        return Weights(docs, weight, _joined(words, np.float32) if words else None)

    def _factor(self, leaf: _Leaf) -> float:
        """What every document's saturated weight is multiplied with."""
        total, matching = max(self.snapshot.documents, 1), len(leaf.docs)
        return float(leaf.boost * math.log(1 + (total - matching + 0.5) / (matching + 0.5)) * (K1 + 1))

    def _score(self, docs: Array, weight: Array, words: Array | None, factor: float | Array) -> Array:
        norm = self.snapshot.norm(K1, B)[docs]
        score: Array = weight / (weight + norm)
        if words is not None:
            score *= NOT_A_WORD
            score += words / (words + norm)
        # A Python float leaves the array float32.
        score *= factor
        return score

    @staticmethod
    def _of_segment(within: Array | None, base: int, found: Grouped | CountedTerm) -> Array | None:
        return None if within is None else within[base : base + found.segment.documents]

    # Columns

    def _column_term(self, query: wq.Term) -> Array:
        if query.fieldname == "source":
            fit: Array = self.snapshot.column("doc_source") == int(query.text)
        else:
            fit = self.snapshot.column("doc_flags") & FLAGS.get(query.text, 0)
        return fit.nonzero()[0]

    def _range(self, query: wq.NumericRange) -> Array:
        column = self.snapshot.column(f"doc_{query.fieldname}")
        keep = np.ones(len(column), bool)
        if query.start is not None:
            keep &= column > query.start if query.startexcl else column >= query.start
        if query.end is not None:
            keep &= column < query.end if query.endexcl else column <= query.end
        return keep.nonzero()[0]

    # Compounds

    def _every(self, query: wq.Every) -> Array:
        return np.arange(self.snapshot.documents)

    def _no_docs(self, query: wq.Query) -> Array:
        return np.zeros(0, np.int64)

    def _and_docs(self, query: wq.And) -> Array:
        lists = sorted((self._docs(child) for child in query if not isinstance(child, wq.Not)), key=len)
        docs = reduce(lambda left, others: left[self._in(left, others)], lists or [self._every(wq.Every())])
        for child in query:
            if isinstance(child, wq.Not):
                docs = docs[~self._in(docs, self._docs(child.query))]
        return docs

    def _and_scored(self, query: wq.And, within: Array | None) -> Matches:
        """First which documents match, then the scores of those alone."""
        docs = self._and_docs(query)
        if within is not None:
            docs = docs[within[docs]]
        score = np.zeros(len(docs), np.float32)
        mask = self._mask(docs) if len(docs) else None
        for child in query if mask is not None else ():
            if not isinstance(child, wq.Not):
                score += self._scored(child, mask).score
        return Matches(docs, score)

    def _mask(self, docs: Array) -> Array:
        """bool, one a document of the snapshot."""
        mask = np.zeros(self.snapshot.documents, bool)
        mask[docs] = True
        return mask

    def _in(self, docs: Array, others: Array) -> Array:
        """Which of `docs` are among `others`, both ascending; by the cheaper of two ways."""
        few = len(docs) * 16 < self.snapshot.documents
        return _within(docs, others) if few else self._mask(others)[docs]

    def _or_docs(self, query: wq.Or) -> Array:
        found = np.zeros(self.snapshot.documents, bool)
        for child in query:
            found[self._docs(child)] = True
        return found.nonzero()[0]

    def _or_scored(self, query: wq.Or, within: Array | None) -> Matches:
        found, score = np.zeros(self.snapshot.documents, bool), np.zeros(self.snapshot.documents, np.float32)
        together, others = self._runs_of(query)
        parts = [self._scored(child, within) for child in others]
        if together:
            parts.append(self._all_scored(together, within))
        for part in parts:
            found[part.docs] = True
            score += np.bincount(part.docs, part.score, self.snapshot.documents).astype(np.float32)
        docs = found.nonzero()[0]
        return Matches(docs, score[docs])

    def _runs_of(self, query: wq.Or) -> tuple[list[_Leaf], list[wq.Query]]:
        """(what was looked up for the runs of characters among the parts of `query`, the other parts)."""
        together, others = [], []
        for child in query:
            leaf = self._leaf(child) if isinstance(child, Exactly) and not is_character(child.run) else None
            if leaf is None:
                others.append(child)
            elif leaf.found:
                together.append(leaf)
        return together, others

    def _all_scored(self, leaves: list[_Leaf], within: Array | None) -> Matches:
        """The scores of many runs at once; a document comes once for each that it holds."""
        parts = [self._weighed(leaf, within) for leaf in leaves]
        docs = np.concatenate([part.docs for part in parts])
        weight = np.concatenate([part.weight for part in parts])
        words = np.concatenate([part.words for part in parts if part.words is not None])
        factors = np.array([self._factor(leaf) for leaf in leaves], np.float32)
        factor = factors.repeat([len(part.docs) for part in parts])
        return Matches(docs, self._score(docs, weight, words, factor))

    def _not(self, query: wq.Not) -> Array:
        return self._and_docs(wq.And([query]))

    def _and_not_docs(self, query: wq.AndNot) -> Array:
        return self._and_docs(wq.And([query.a, wq.Not(query.b)]))

    def _and_not_scored(self, query: wq.AndNot, within: Array | None) -> Matches:
        return self._and_scored(wq.And([query.a, wq.Not(query.b)]), within)

    def _constant_docs(self, query: wq.ConstantScoreQuery) -> Array:
        return self._docs(query.child)

    def _constant_scored(self, query: wq.ConstantScoreQuery, within: Array | None) -> Matches:
        return self._kept(self._docs(query.child), within, query.score)


_UNSCORED: tuple[tuple[Any, Callable[[Evaluator, Any], Array]], ...] = (
    (wq.Term, Evaluator._column_term),
    (wq.NumericRange, Evaluator._range),
    (wq.Every, Evaluator._every),
    (wq.And, Evaluator._and_docs),
    (wq.Or, Evaluator._or_docs),
    (wq.Not, Evaluator._not),
    (wq.AndNot, Evaluator._and_not_docs),
    (wq.ConstantScoreQuery, Evaluator._constant_docs),
    (type(wq.NullQuery), Evaluator._no_docs),
)
#: Of the others every document scores 0.
_SCORED: tuple[tuple[Any, Callable[[Evaluator, Any, Array | None], Matches]], ...] = (
    (wq.And, Evaluator._and_scored),
    (wq.Or, Evaluator._or_scored),
    (wq.AndNot, Evaluator._and_not_scored),
    (wq.ConstantScoreQuery, Evaluator._constant_scored),
)


def _method(query: wq.Query) -> Callable[[Evaluator, Any], Array]:
    for kind, method in _UNSCORED:
        if isinstance(query, kind):
            return method
    raise NotImplementedError(f"No vectorised evaluation of {type(query).__name__}")
