"""Words of which the archive spoke much more at some times than at others: what a first comparison may be made of.

Taken from the archive's own headlines, so that an example always has something to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

import numpy as np

from articles.search.analysis.collocates import idle_words
from articles.search.analysis.comparison import Compared, Wanted
from articles.search.embedded.comparison_counts import compare
from articles.search.index.arrays.store import Snapshot
from articles.search.index.open_index import snapshot
from articles.search.query.regional_names import known
from articles.search.suggestions.vocabulary import Vocabulary
from articles.search.suggestions.vocabulary_file import vocabulary
from articles.search.text.arrays import Array
from articles.search.text.fold import fold, is_cjk

#: The most frequent words of headlines, so many, are looked at, in comparisons of so many: 0.5 ms of CPU each.
_LOOKED_AT, _AT_ONCE = 60, 20
#: Examples, and words in each.
_EXAMPLES, _WORDS = 3, 3
#: Steps of fewer articles say nothing about a change.
_LEAST = 30
#: Words of which one article in so many speaks are in every headline; those in fewer than so many are in none.
_COMMON, _LEAST_MATCHES = 0.2, 10

_kept: WeakKeyDictionary[Snapshot, tuple[tuple[str, ...], ...]] = WeakKeyDictionary()
_charts: WeakKeyDictionary[Snapshot, tuple[object, tuple[Compared, ...]]] = WeakKeyDictionary()


def examples(leave_out: tuple[str, ...] = ()) -> tuple[tuple[str, ...], ...]:
    """Up to three groups of words, the most eventful first; none while the archive is small or its vocabulary is being
    made. leave_out: names of outlets. Raises SearchUnavailable."""
    now = snapshot()
    words = vocabulary(now)
    if words is None:
        return ()
    if now not in _kept:
        ranked = _ranked(_frequent(words, tuple(map(fold, leave_out))))
        groups = (tuple(ranked[start : start + _WORDS]) for start in range(0, _EXAMPLES * _WORDS, _WORDS))
        _kept[now] = tuple(group for group in groups if len(group) > 1)
    return _kept[now]


def example_charts(leave_out: tuple[str, ...] = ()) -> tuple[Compared, ...]:
    """The examples, compared: counted once for a state of the index and of the regional names. Raises SearchUnavailable."""
    wanted, forms = examples(leave_out), tuple(known().items())
    now = snapshot()
    if now not in _charts or _charts[now][0] != (wanted, forms):
        _charts[now] = (wanted, forms), tuple(compare(Wanted(texts)) for texts in wanted)
    return _charts[now][1]


def _frequent(words: Vocabulary, names: tuple[str, ...]) -> list[str]:
    """Chinese words of two characters or more, as most headlines write them."""
    found: list[str] = []
    for number in np.lexsort((np.arange(len(words)), -words.counts.astype(np.int64))).tolist():
        key = words.key(number)
        fits = words.is_word(number) and all(map(is_cjk, key)) and key not in idle_words()
        if fits and not any(key in name for name in names):
            found.append(words.text(number))
        if len(found) == _LOOKED_AT:
            break
    return found


def _ranked(words: list[str]) -> list[str]:
    """Those whose share changes most beyond chance; of words inside each other the first."""
    scored = sorted(((-score, word) for word, score in _scores(words)), key=lambda each: each)
    kept: list[str] = []
    for _score, word in scored:
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return kept


def _scores(words: list[str]) -> Iterator[tuple[str, float]]:
    for start in range(0, len(words), _AT_ONCE):
        compared = compare(Wanted(tuple(words[start : start + _AT_ONCE])))
        held = np.array([period.articles for period in compared.periods], np.float64)
        for line in compared.lines:
            enough = held >= _LEAST
            if enough.sum() > 2 and _LEAST_MATCHES <= line.total <= _COMMON * compared.articles:
                yield line.text, _unevenness(np.array(line.matches, np.float64)[enough], held[enough])


def _unevenness(matches: Array, held: Array) -> float:
    """Pearson's chi-squared of "as often at all times", per step."""
    share = matches.sum() / held.sum()
    if not 0 < share < 1:
        return 0.0
    expected = held * share
    return float(((matches - expected) ** 2 / (expected * (1 - share))).mean())
