"""More like this: the articles that share the distinctive words of one, the same story in other outlets first."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from articles.models import Article
from articles.search.evaluate.postings import occurrences
from articles.search.index.arrays.layout import NO_DAY
from articles.search.index.arrays.store import Snapshot
from articles.search.index.open_index import snapshot
from articles.search.suggestions.vocabulary import word_edges
from articles.search.text.arrays import Array
from articles.search.text.fold import CJK, WORD, class_table, code_points, fold, is_cjk
from articles.search.text.tokens import TermRun, runs
from articles.search.types import Similar

#: News says what it is about at its beginning: so many characters of the text are read.
_OPENING = 800
#: A word of the headline counts for so many in the text.
_HEADLINE = 3
#: The most distinctive words, so many, are looked for.
_TERMS = 25
#: A word in more than this share of all articles tells nothing.
_COMMON = 0.1
#: An article is alike with this share of the words' weight; it tells the same story with the greater share, when it was
#: published within so many days.
ALIKE, SAME_STORY, DAYS = 0.25, 0.45, 3
#: How much an article that is longer than most goes down: one of sixteen times the mean length to half.
_ROUND_UPS = 0.25


@dataclass(frozen=True, slots=True)
class _TellingTerm:
    run: TermRun
    weight: float


def _words(text: str) -> Counter[str]:
    """Folded words of two Chinese characters or more, or three letters or more."""
    folded = fold(text)
    classes = class_table()[code_points(folded)]
    edges = word_edges(text).tolist()
    found: Counter[str] = Counter()
    for start, end in pairwise(edges):
        kinds = classes[start:end]
        least = 2 if len(kinds) and kinds[0] == CJK else 3
        if end - start >= least and (kinds == CJK).all() | (kinds == WORD).all():
            found[folded[start:end]] += 1
    return found


def _frequency(now: Snapshot, word: str) -> int:
    """How often it occurs at most: the occurrences of its rarest pair. Reads where lists begin and end, no list."""
    if not is_cjk(word[0]):
        return min(sum(_length(segment.word(term)) for segment in now.segments) for term in runs(word).terms)
    return min(sum(_length(segment.pair(a, b)) for segment in now.segments) for a, b in pairwise(word))


def _length(span: slice) -> int:
    return int(span.stop - span.start)


def _distinctive(now: Snapshot, headline: str, text: str) -> list[_TellingTerm]:
    """The words with the most weight: how often here, times how seldom elsewhere. A word in no other article is no use."""
    counts = _words(text[:_OPENING])
    for word, count in _words(headline).items():
        counts[word] += _HEADLINE * count
    total = max(now.alive_count, 1)
    weights = {}
    for word, count in counts.items():
        often = _frequency(now, word)
        if 1 < often < max(_COMMON * total, 10):
            weights[word] = (1 + math.log(count)) * math.log(1 + total / often)
    chosen = sorted(weights, key=lambda word: -weights[word])[:_TERMS]
    return [_TellingTerm(runs(word), weights[word]) for word in chosen]


def _overlaps(now: Snapshot, terms: list[_TellingTerm]) -> Array:
    """The share of the terms' weight that each document has (float32)."""
    score = np.zeros(now.documents, np.float32)
    for segment, base in zip(now.segments, now.base, strict=True):
        here = score[base : base + segment.documents]
        for term in terms:
            # An index that comes twice is added to once: just what is wanted.
            here[segment.documents_of(occurrences(segment, term.run))] += np.float32(term.weight)
    return score / np.float32(sum(term.weight for term in terms) or 1)


def _ordered(now: Snapshot, overlap: Array, of: int, allowed: Array | None) -> tuple[Array, Array]:
    """(documents, which of them tell the same story) in the order they are shown."""
    fit = (overlap >= ALIKE) & now.alive
    fit[of] = False
    if allowed is not None:
        fit &= allowed
    found = np.flatnonzero(fit)
    source, day = now.column("doc_source"), now.column("doc_day").astype(np.int64)
    close = (day[found] != NO_DAY) & (day[of] != NO_DAY) & (np.abs(day[found] - day[of]) <= DAYS)
    same = (overlap[found] >= SAME_STORY) & close & (source[found] != source[of])
    # Round-ups of a week hold a bit of every story.
    long = np.maximum(1, now.column("doc_length")[found] / np.float32(now.mean_length))
    order = np.lexsort((now.column("doc_id")[found], -overlap[found] / long**_ROUND_UPS, ~same))
    return found[order], same[order]


def alike(now: Snapshot, article: Article, allowed: Array | None = None) -> list[Similar]:
    """All that are, in the order they are shown. allowed: which documents of the snapshot may be among them (bool, one
    each), so that nothing is left out after the cut."""
    of = np.flatnonzero((now.column("doc_id") == article.pk) & now.alive)
    terms = _distinctive(now, article.headline, article.text) if len(of) else []
    if not terms:
        return []
    overlap = _overlaps(now, terms)
    documents, same = _ordered(now, overlap, int(of[0]), allowed)
    ids, shares = now.column("doc_id")[documents].tolist(), overlap[documents].tolist()
    return [Similar(*each) for each in zip(ids, shares, same.tolist(), strict=True)]


def more_like(article: Article, most: int = 6) -> tuple[Similar, ...]:
    """At most so many published articles like this one, the same story in other outlets first; none if it is not in the
    index. Raises SearchUnavailable."""
    return tuple(alike(snapshot(), article)[:most])
