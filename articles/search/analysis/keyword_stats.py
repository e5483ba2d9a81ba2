"""Which words are typical of some articles against the others: how sure one can be, and how strong it is. Pure.

Counted are articles that hold a word, not its occurrences: one long article that says a word fifty times is one article.
Sure: the log-likelihood ratio G2 of the table of two by two (Dunning 1993, "Accurate methods for the statistics of
surprise and coincidence", Computational Linguistics 19:1). Strong: the log ratio (Hardie 2014, "Log Ratio: an informal
introduction"), the binary logarithm of how many times more frequent. docs/compare.md explains both to readers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: G2 of one degree of freedom at p = 0.0001: some hundred words are tried for a query, so 1 in 20 would not do.
SURE = 15.13
#: At least twice as frequent.
STRONG = 1.0
#: Fewer articles than this say too little, however sure.
LEAST = 3


@dataclass(frozen=True, slots=True)
class WordCounts:
    """inside: articles of the query that hold the word; outside: other articles that hold it."""

    word: str
    inside: int
    outside: int


@dataclass(frozen=True, slots=True)
class Keyword:
    """g2: negative where the word is rarer inside. ratio: binary logarithm of how many times more frequent inside."""

    word: str
    inside: int
    outside: int
    g2: float
    ratio: float

    @property
    def times(self) -> float:
        """How many times more frequent inside."""
        return float(2**self.ratio)


def _part(observed: float, expected: float) -> float:
    return observed * math.log(observed / expected) if observed else 0.0


def log_likelihood(inside: int, outside: int, articles: int, others: int) -> float:
    """G2 of the table (inside, articles - inside; outside, others - outside), with the sign of the difference.

    articles, others: how many there are in all of each kind. 0 where one of them is none.
    """
    total, holding = articles + others, inside + outside
    if not articles or not others or not holding or holding == total:
        return 0.0
    cells = (
        (inside, articles * holding / total),
        (outside, others * holding / total),
        (articles - inside, articles * (total - holding) / total),
        (others - outside, others * (total - holding) / total),
    )
    g2 = 2 * sum(_part(observed, expected) for observed, expected in cells)
    return g2 if inside * others >= outside * articles else -g2


def log_ratio(inside: int, outside: int, articles: int, others: int) -> float:
    """Binary logarithm of (inside / articles) / (outside / others). None counts as half an article, as Hardie does."""
    if not articles or not others:
        return 0.0
    return math.log2(((inside or 0.5) / articles) / ((outside or 0.5) / others))


def keywords(counts: Iterable[WordCounts], articles: int, others: int, most: int) -> tuple[Keyword, ...]:
    """The words that are surely and strongly typical, the surest first; equal ones in the order of their text. articles,
    others: those of the query, and the rest. Of words inside each other that stand in nearly the same articles one stays."""
    found = []
    for each in counts:
        g2 = log_likelihood(each.inside, each.outside, articles, others)
        ratio = log_ratio(each.inside, each.outside, articles, others)
        if each.inside >= LEAST and g2 >= SURE and ratio >= STRONG:
            found.append(Keyword(each.word, each.inside, each.outside, g2, ratio))
    kept: list[Keyword] = []
    for word in sorted(found, key=lambda each: (-each.g2, each.word)):
        if len(kept) < most and not any(_says_the_same(word, other) for other in kept):
            kept.append(word)
    return tuple(kept)


def _says_the_same(word: Keyword, other: Keyword) -> bool:
    """One is a part of the other, and hardly ever stands without it: 孟晚 of 孟晚舟."""
    if word.word not in other.word and other.word not in word.word:
        return False
    few, many = sorted((word.inside, other.inside))
    return few >= 0.6 * many
