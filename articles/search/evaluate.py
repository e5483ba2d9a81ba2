"""Whoosh query trees over a snapshot, as arrays: every document that matches, with its score, in one pass.

Scores are BM25F in its simple form (Robertson, Zaragoza and Taylor 2004): occurrences weighted by field, one saturation
and one length normalisation per document. A run is one term: it is scored by its own frequency.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import reduce
from typing import Any

import numpy as np
from whoosh import query as wq

from articles.search.arrays.layout import FIELDS, FLAGS, OVERLAP
from articles.search.arrays.segment import Segment
from articles.search.arrays.store import Snapshot
from articles.search.arrays.types import Array
from articles.search.fold import is_cjk
from articles.search.queries import Exactly, Near
from articles.search.schema import TEXT
from articles.search.tokens import END, Run, runs
from articles.search.weights import INFO_WEIGHT, WEIGHTS, extra_weights, kept, summed_up

K1, B = 1.2, 0.75
#: What characters that merely meet across words count for, beside the word itself: 华人 in 中华人民共和国. Measured in
#: docs/decisions/0003-words.md; small enough that no number of them outweighs one use of the word.
NOT_A_WORD = 0.1
_CHAR_END = chr(END)


@dataclass(frozen=True, slots=True)
class Matches:
    """docs: ascending numbers of documents in the snapshot (int64). score: float32, one each."""

    docs: Array
    score: Array

    def __len__(self) -> int:
        return len(self.docs)

    def only(self, keep: Array) -> Matches:
        return Matches(self.docs[keep], self.score[keep])


def _constant(docs: Array, score: float = 0.0) -> Matches:
    return Matches(docs, np.full(len(docs), score, np.float32))


def _within(small: Array, large: Array) -> Array:
    """Which of `small` stand in the ascending array `large`, of the same dtype (another would copy it all)."""
    if not len(large):
        return np.zeros(len(small), bool)
    at = np.searchsorted(large, small)
    at[at == len(large)] = 0
    found: Array = large[at] == small
    return found


def _docs(found: Matches | Array) -> Array:
    return found.docs if isinstance(found, Matches) else found


def _joined(parts: Sequence[Array], dtype: type[np.generic]) -> Array:
    """One array of all parts; the part itself where there is only one."""
    return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, dtype), *parts])


def _term_postings(segment: Segment, run: Run, number: int) -> Array:
    term = run.terms[number]
    if not is_cjk(term[0]):
        return segment.word(term)
    if len(term) == 2:
        return segment.pair(term[0], term[1])
    if number + 1 == len(run.terms):
        return segment.character(term)
    # What follows a single character inside a run is known, so a short list of pairs will do: its neighbour, or END.
    following, gap = run.terms[number + 1][0], run.places[number + 1] - run.places[number]
    return segment.pair(term, following if gap == 1 and is_cjk(following) else _CHAR_END)


def occurrences(segment: Segment, run: Run) -> Array:
    """Postings (uint32, ascending) of each place where the run starts in this segment, overlaps counted once. Raises
    ValueError for a run longer than the overlap of two rows: it would be missed in long documents."""
    if run.places[-1] > OVERLAP:
        raise ValueError(f"A text of more than {OVERLAP} characters cannot be looked up.")
    lists = [(_term_postings(segment, run, number), place) for number, place in enumerate(run.places)]
    lists.sort(key=lambda item: len(item[0]))
    found, shift = lists[0]
    if shift:
        found = found[(found & np.uint32(0xFFFF)) >= shift] - np.uint32(shift)
    for postings, place in lists[1:]:
        if not len(found):
            break
        found = found[_within(found + np.uint32(place), postings)]
    return segment.counted_once(found)


def near(segment: Segment, query: Near) -> Array:
    """Postings of `query.left` that have `query.right` within the distance, in the same document and field."""
    lefts, rights = occurrences(segment, query.left.run), occurrences(segment, query.right.run)
    if query.right.fieldname != TEXT:
        rights = rights[segment.fields_of(rights) == FIELDS.index(query.right.fieldname)]
    place, there = segment.places_of(lefts), segment.places_of(rights)
    start, end = segment.bounds_of(lefts)
    first = np.maximum(place - query.right.run.length - query.distance, start)
    last = np.minimum(place + query.left.run.length + query.distance, end - 1)
    found: Array = lefts[np.searchsorted(there, last, "right") > np.searchsorted(there, first)]
    return found


def followed(segment: Segment, words: Iterable[str], slop: int) -> Array:
    """Postings of the last of `words` where each came after the one before by at most `slop` places."""
    found: Array | None = None
    for word in words:
        here = occurrences(segment, Run((word,), (0,)))
        if found is not None and len(found):
            place, there = segment.places_of(here), segment.places_of(found)
            before = np.searchsorted(there, place) - 1  # the nearest one before is the best one to come after
            nearest = there[np.maximum(before, 0)]
            same_document = nearest >= segment.bounds_of(here)[0]
            here = here[(before >= 0) & same_document & (place - nearest <= slop)]
        elif found is not None:
            break
        found = here
    return np.zeros(0, np.uint32) if found is None else found


def _is_character(run: Run) -> bool:
    return len(run.terms) == 1 and len(run.terms[0]) == 1 and is_cjk(run.terms[0])


class Evaluator:
    """Evaluates queries over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._found: dict[tuple[str, Run], Array] = {}

    def matches(self, query: wq.Query) -> Matches:
        """All living documents that match. Raises NotImplementedError for a kind of query it does not know."""
        found = self._of(query)
        return found if self.snapshot.all_alive else found.only(self.snapshot.alive[found.docs])

    def _of(self, query: wq.Query) -> Matches:
        for kind, method in _METHODS:
            if isinstance(query, kind):
                return method(self, query)
        raise NotImplementedError(f"No vectorised evaluation of {type(query).__name__}")

    # Leaves

    def _exactly(self, query: Exactly, within: Array | None = None) -> Matches:
        run = query.run
        if not run.terms:
            return self._nothing()
        if _is_character(run):
            return self._character(query.fieldname, run.terms[0], query.boost)
        return self._scored(
            query.fieldname, lambda segment: self._occurrences(segment, run), query.boost, run.length, within
        )

    def _occurrences(self, segment: Segment, run: Run) -> Array:
        """As the function; looked up once, though first the documents are asked for and then their scores."""
        key = segment.entry.name, run
        if key not in self._found:
            self._found[key] = occurrences(segment, run)
        return self._found[key]

    def _term(self, query: wq.Term) -> Matches:
        if query.fieldname == "source":
            return _constant(np.flatnonzero(self.snapshot.column("doc_source") == int(query.text)))
        if query.fieldname == "has":
            return _constant(np.flatnonzero(self.snapshot.column("doc_flags") & FLAGS[query.text]))
        run = Run((query.text,), (0,))
        if len(query.text) == 1 and is_cjk(query.text):
            return self._character(query.fieldname, query.text, query.boost)
        return self._scored(query.fieldname, lambda segment: occurrences(segment, run), query.boost)

    def _phrase(self, query: wq.Phrase) -> Matches:
        if query.slop != 1:
            words, slop = tuple(query.words), query.slop
            return self._scored(query.fieldname, lambda segment: followed(segment, words, slop), query.boost)
        run = Run(tuple(query.words), tuple(range(len(query.words))))
        return self._scored(query.fieldname, lambda segment: occurrences(segment, run), query.boost)

    def _near(self, query: Near) -> Matches:
        return self._scored(query.left.fieldname, lambda segment: near(segment, query), query.boost)

    def _prefix(self, query: wq.Prefix) -> Matches:
        def postings(segment: Segment) -> Array:
            return segment.counted_once(segment.words_from_to(*segment.words_with_prefix(query.text)))

        return self._scored(query.fieldname, postings, query.boost)

    def _wildcard(self, query: wq.Wildcard) -> Matches:
        pattern = re.compile(translate(query.text))
        literal = re.split(r"[*?\[]", query.text, maxsplit=1)[0]

        def postings(segment: Segment) -> Array:
            numbers = [
                number
                for number in range(*segment.words_with_prefix(literal))
                if pattern.match(segment.word_at(number).decode("utf-8", "surrogatepass"))
            ]
            parts = [segment.words_from_to(number, number + 1) for number in numbers]
            return segment.counted_once(np.sort(np.concatenate([np.zeros(0, np.uint32), *parts])))

        return self._scored(query.fieldname, postings, query.boost)

    def _character(self, field: str, char: str, boost: float) -> Matches:
        docs, weights = [], []
        for segment, base in zip(self.snapshot.segments, self.snapshot.base, strict=True):
            document, info = segment.character_documents(char)
            if field != TEXT:
                keep = info >> np.uint8(FIELDS.index(field)) & np.uint8(1) == 1
                document, info = document[keep], info[keep]
            docs.append(np.add(document, base, dtype=np.int64))
            weights.append(INFO_WEIGHT[info] if field == TEXT else np.ones(len(document), np.float32))
        every = _joined(docs, np.int64)
        return self._bm25(every, _joined(weights, np.float32), boost, len(every))

    def _scored(
        self,
        field: str,
        postings: Callable[[Segment], Array],
        boost: float,
        word_length: int = 0,
        within: Array | None = None,
    ) -> Matches:
        """word_length: places that an occurrence takes, if those that are no words shall count for less. within: the only
        documents that are wanted (bool, one a document)."""
        docs, weights, as_words, matching = [], [], [], 0
        for segment, base in zip(self.snapshot.segments, self.snapshot.base, strict=True):
            found = postings(segment)
            if field != TEXT:
                found = found[segment.fields_of(found) == FIELDS.index(field)]
            if not len(found):
                continue
            document, heads = segment.grouped(found)
            document += base
            matching += len(document)
            if within is not None:
                document, found, heads = kept(within[document], document, found, heads)
                if not len(found):
                    continue
            docs.append(document)
            extra = extra_weights(segment, found) if field == TEXT else None
            each = np.float32(1 if field == TEXT else WEIGHTS[FIELDS.index(field)])
            weights.append(summed_up(None, len(found), heads, each, extra))
            if word_length:
                as_words.append(summed_up(segment.are_words(found, word_length), len(found), heads, each, extra))
        if not docs:
            return self._nothing()
        every, weight = _joined(docs, np.int64), _joined(weights, np.float32)
        return self._bm25(every, weight, boost, matching, _joined(as_words, np.float32) if word_length else None)

    def _bm25(self, docs: Array, weight: Array, boost: float, matching: int, as_words: Array | None = None) -> Matches:
        """matching: how many documents match in all. as_words: the part of the weight that is of words, where the rest shall
        count for less."""
        total = max(self.snapshot.documents, 1)
        # Python's floats leave the arrays float32.
        factor = boost * math.log(1 + (total - matching + 0.5) / (matching + 0.5)) * (K1 + 1)
        length = self.snapshot.column("doc_length")[docs].astype(np.float32)
        norm = length * (K1 * B / self.snapshot.mean_length) + K1 * (1 - B)
        score = weight / (weight + norm)
        if as_words is not None:
            score = as_words / (as_words + norm) + NOT_A_WORD * score
        return Matches(docs, factor * score)

    def _range(self, query: wq.NumericRange) -> Matches:
        column = self.snapshot.column(f"doc_{query.fieldname}")
        keep = np.ones(len(column), bool)
        if query.start is not None:
            keep &= column > query.start if query.startexcl else column >= query.start
        if query.end is not None:
            keep &= column < query.end if query.endexcl else column <= query.end
        return _constant(np.flatnonzero(keep))

    # Compounds

    def _every(self, query: wq.Every) -> Matches:
        return _constant(np.arange(self.snapshot.documents))

    def _nothing(self, query: wq.Query | None = None) -> Matches:
        return _constant(np.zeros(0, np.int64))

    def _and(self, query: wq.And) -> Matches:
        """First which documents match, then the scores of those alone."""
        wanted = [child for child in query if not isinstance(child, wq.Not)]
        parts = [self._unscored(child) for child in wanted]
        lists = sorted(map(_docs, parts), key=len) if parts else [np.arange(self.snapshot.documents)]
        docs = reduce(lambda left, others: left[self._in(left, others)], lists)
        for child in query:
            if isinstance(child, wq.Not):
                docs = docs[~self._in(docs, _docs(self._unscored(child.query)))]
        score = np.zeros(len(docs), np.float32)
        within = self._mask(docs) if len(docs) else None
        for child, part in zip(wanted, parts, strict=True):
            if within is not None:
                score += (
                    part.score[np.searchsorted(part.docs, docs)]
                    if isinstance(part, Matches)
                    else self._exactly(child, within).score
                )
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

    def _or(self, query: wq.Or) -> Matches:
        parts = [self._of(child) for child in query]
        if not parts:
            return self._nothing()
        found, score = np.zeros(self.snapshot.documents, bool), np.zeros(self.snapshot.documents, np.float32)
        for part in parts:
            found[part.docs] = True
            score[part.docs] += part.score
        docs = np.flatnonzero(found)
        return Matches(docs, score[docs])

    def _unscored(self, query: wq.Query) -> Matches | Array:
        """For a run that has only its occurrences: the documents (int64, ascending), without the work of scoring them all.
        For anything else its matches."""
        if not isinstance(query, Exactly) or query.fieldname != TEXT or not query.run.terms or _is_character(query.run):
            return self._of(query)
        segments = zip(self.snapshot.segments, self.snapshot.base, strict=True)
        parts = [segment.grouped(self._occurrences(segment, query.run))[0] + base for segment, base in segments]
        return _joined(parts, np.int64)

    def _not(self, query: wq.Not) -> Matches:
        return self._and(wq.And([query]))

    def _and_not(self, query: wq.AndNot) -> Matches:
        return self._and(wq.And([query.a, wq.Not(query.b)]))

    def _constant_score(self, query: wq.ConstantScoreQuery) -> Matches:
        return _constant(self._of(query.child).docs, query.score)


_METHODS: tuple[tuple[Any, Callable[[Evaluator, Any], Matches]], ...] = (
    (Exactly, Evaluator._exactly),
    (Near, Evaluator._near),
    (wq.Term, Evaluator._term),
    (wq.Phrase, Evaluator._phrase),
    (wq.Prefix, Evaluator._prefix),
    (wq.Wildcard, Evaluator._wildcard),
    (wq.NumericRange, Evaluator._range),
    (wq.Every, Evaluator._every),
    (wq.And, Evaluator._and),
    (wq.Or, Evaluator._or),
    (wq.Not, Evaluator._not),
    (wq.AndNot, Evaluator._and_not),
    (wq.ConstantScoreQuery, Evaluator._constant_score),
    (type(wq.NullQuery), Evaluator._nothing),
)


def exactly(field: str, text: str, *, quoted: bool = False) -> Exactly:
    """The query for this text, letter for letter (folded), in a field of the schema. quoted: the reader put it in quotes."""
    return Exactly(field, runs(text), typed=text, quoted=quoted)


def all_of(queries: Iterable[wq.Query]) -> wq.Query:
    """And, or what needs no And."""
    parts = list(queries)
    return parts[0] if len(parts) == 1 else wq.And(parts) if parts else wq.Every()
