"""Queries of a line read as words (articles.search.query.readings), over arrays. docs/decisions/0018-readings.md has the
measurements."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from whoosh import query as wq

from articles.search.evaluate.evaluate import K1, Evaluator, Matches
from articles.search.evaluate.postings import beside
from articles.search.evaluate.weights import Grouped
from articles.search.query.readings import CloseTogether, Gathered, Most, Tiers, runs_of
from articles.search.text.arrays import Array

#: So many places apart two words still tell of one thing: a passage of some sentences.
PASSAGE = 100
#: What closeness, and the frequency of the word that is used least, add to the mean of the scores' logarithms.
_CLOSE, _LEAST = 0.25, 0.5
#: Words of a sentence that is nearly the one asked for.
_VERBATIM = 4
_TINY = np.float32(1e-3)


class ReadingEvaluator(Evaluator):
    """An Evaluator that knows these queries as well."""

    def _docs(self, query: wq.Query) -> Array:
        if isinstance(query, CloseTogether):
            return self._together(query)
        if isinstance(query, Most):
            return self._most(query)[0]
        # Gathered and Tiers find what And and Or find.
        return super()._docs(query)

    def _scored(self, query: wq.Query, within: Array | None) -> Matches:
        if isinstance(query, (Gathered, CloseTogether)):
            return self._gathered(query, within)
        if isinstance(query, Most):
            return self._most_scored(query, within)
        if isinstance(query, Tiers):
            return self._tiers(query, within)
        return super()._scored(query, within)

    def _factors(self, part: wq.Query) -> float:
        """The score that a part comes near to where it is used ever more often."""
        leaves = [self._leaf(run) for run in runs_of(part)]
        return max((self._factor(leaf) for leaf in leaves if leaf is not None and leaf.found), default=1.0)

    def _gathered(self, query: wq.And, within: Array | None) -> Matches:
        docs = self._docs(query)
        docs = docs if within is None else docs[within[docs]]
        if not len(docs):
            return Matches(docs, np.zeros(0, np.float32))
        mask, parts = self._mask(docs), list(query)
        logs, least = np.zeros(len(docs), np.float32), np.full(len(docs), np.inf, np.float32)
        for part in parts:
            score = self._scored(part, mask).score
            logs += np.log(score + _TINY)
            used = np.minimum(score / (self._factors(part) * 1.1), 0.999)
            np.minimum(least, np.log1p(K1 * used / (1 - used)), out=least)
        close = np.log1p(self._how_close(parts, PASSAGE, mask)[docs])
        return Matches(docs, np.exp((logs + _LEAST * least + _CLOSE * close) / len(parts)).astype(np.float32))

    def _how_close(self, parts: list[wq.Query], distance: int, mask: Array) -> Array:
        """How often a part stands within the distance of the next one, summed over all, by document (float32)."""
        total = np.zeros(self.snapshot.documents, np.float32)
        for left, right in pairwise(parts):
            total += self._beside(left, right, distance, mask)
        return total

    def _beside(self, left: wq.Query, right: wq.Query, distance: int, mask: Array) -> Array:
        """How often `left` has `right` within the distance, by document (int64)."""
        counts = np.zeros(self.snapshot.documents, np.int64)
        length_left, length_right = (max(run.run.length for run in runs_of(each)) for each in (left, right))
        rights = dict(self._places(right))
        for base, segment, lefts in ((base, *found) for base, found in self._places(left)):
            if base not in rights:
                continue
            lefts = lefts[mask[segment.documents_of(lefts) + base]]
            there = rights[base][1]
            there = there[mask[segment.documents_of(there) + base]]
            if not (len(lefts) and len(there)):
                continue
            kept = lefts[beside(segment, lefts, there, length_right + distance, length_left + distance + 1)]
            counts[base : base + segment.documents] += np.bincount(
                segment.documents_of(kept), minlength=segment.documents
            )
        return counts

    def _places(self, part: wq.Query) -> Iterator[tuple[int, tuple[Any, Array]]]:
        """In each segment that has it: the segment, and where the part stands in any of its forms (ascending)."""
        by_base: dict[int, list[Grouped]] = {}
        for run in runs_of(part):
            leaf = self._leaf(run)
            for base, found in leaf.found if leaf else ():
                if isinstance(found, Grouped):
                    by_base.setdefault(base, []).append(found)
        for base, several in by_base.items():
            postings = [each.postings for each in several]
            yield (
                base,
                (
                    several[0].segment,
                    postings[0] if len(postings) == 1 else np.unique(np.concatenate(postings)),
                ),
            )

    def _together(self, query: CloseTogether) -> Array:
        docs = self._and_docs(query)
        for left, right in pairwise(query):
            if not len(docs):
                break
            docs = docs[self._beside(left, right, query.distance, self._mask(docs))[docs] > 0]
        return docs

    def _weight(self, part: wq.Query) -> tuple[Array, float]:
        """(documents, what having it is worth); nothing for what stands nowhere."""
        docs, total = self._docs(part), max(self.snapshot.documents, 1)
        return docs, math.log(1 + (total - len(docs) + 0.5) / (len(docs) + 0.5)) if len(docs) else 0.0

    def _most(self, query: Most) -> tuple[Array, Array]:
        """(documents, what the parts that each has weigh)."""
        held = np.zeros(self.snapshot.documents, np.float32)
        number = np.zeros(self.snapshot.documents, np.uint16)
        whole = 0.0
        for part in query:
            docs, weight = self._weight(part)
            held[docs] += weight
            number[docs] += 1
            whole += weight
        docs = ((held >= query.share * whole) & (number >= min(2, len(query)))).nonzero()[0]
        return docs, held[docs]

    def _most_scored(self, query: Most, within: Array | None) -> Matches:
        """What a document has of the parts, and how much of it as the line has it, decide; the rest is for ties."""
        docs, held = self._most(query)
        if within is not None:
            keep = within[docs]
            docs, held = docs[keep], held[keep]
        if not len(docs):
            return Matches(docs, held)
        mask, score = self._mask(docs), np.zeros(self.snapshot.documents, np.float32)
        score[docs] = held
        for part in query:
            found = self._scored(part, mask)
            score[found.docs] += found.score * np.float32(0.2)
        for left, right in pairwise(query):
            worth = min(self._weight(left)[1], self._weight(right)[1])
            score += np.float32(worth) * (self._beside(left, right, _VERBATIM, mask) > 0)
        return Matches(docs, score[docs])

    def _tiers(self, query: Tiers, within: Array | None) -> Matches:
        """A whole number for each tier, and a share of one for the score within it."""
        found, score = np.zeros(self.snapshot.documents, bool), np.zeros(self.snapshot.documents, np.float32)
        for tier, part in enumerate(reversed(list(query))):
            matches = self._scored(part, within)
            found[matches.docs] = True
            score[matches.docs] = tier + matches.score / (matches.score + np.float32(10))
        docs = found.nonzero()[0]
        return Matches(docs, score[docs])
