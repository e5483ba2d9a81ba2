"""The words and names that the texts of the archive use, each with the number of articles that use it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import rjieba

from articles.search.text.fold import CJK, WORD, class_table, code_points, fold, fold_table
from articles.search.text.segmentation import simplified

#: A word is used by so many articles at least; what fewer use is a slip, or nobody else's.
AT_LEAST = 3
LENGTHS = range(2, 9)
#: After so many articles what only one has used so far is forgotten, so that memory does not grow with the archive
#: (Manku and Motwani 2002, lossy counting).
_FORGET_EVERY = 40_000
#: A word that the dictionary has not is one if so many of the articles that say it use it as a word. 张宝 stands in the
#: articles about 张宝成, and is a word in hardly any.
_MOSTLY = 0.5
#: Articles after which whoever works in the background steps aside, and for how long (seconds): readers come first.
_PAUSE_EVERY, _PAUSE = 50, 0.02


def _cut(text: str) -> set[str]:
    """The words of a text as it writes them, each once; the hidden Markov model finds names."""
    found, at = set(), 0
    for word in rjieba.cut(simplified(text), True):
        length = len(word)
        if length in LENGTHS:
            found.add(text[at : at + length])
        at += length
    return found


def count(texts: Iterable[str], *, politely: bool = False) -> dict[str, int]:
    """By word, as written: how many of these texts use it. politely: with pauses, for work beside readers. 10,000 texts take
    two seconds of CPU."""
    counted: Counter[str] = Counter()
    for number, text in enumerate(texts, start=1):
        counted.update(_cut(text))
        if number % _FORGET_EVERY == 0:
            counted = Counter({word: often for word, often in counted.items() if often > 1})
        if politely and number % _PAUSE_EVERY == 0:
            time.sleep(_PAUSE)
    return {word: often for word, often in counted.items() if _is_wordlike(word)}


def _is_wordlike(word: str) -> bool:
    """Han characters and kana, or letters and numbers; no numbers alone."""
    kinds = class_table()[fold_table()[code_points(word)]]
    return bool((kinds == CJK).all()) or (bool((kinds == WORD).all()) and not word.isdigit())


def _is_known(word: str) -> bool:
    return len(rjieba.cut(simplified(word), False)) == 1


def merged(counted: Mapping[str, int], saying: Callable[[str], int]) -> dict[str, tuple[int, str]]:
    """By folded word: how many articles say it, and its commonest form. saying: articles that have a run of text anywhere.
    Words of AT_LEAST articles, never part of a longer one."""
    forms: dict[str, tuple[int, int, str]] = {}
    for word, often in counted.items():
        total, most, best = forms.get(key := fold(word), (0, 0, word))
        forms[key] = (total + often, max(most, often), word if often > most else best)
    found = {}
    for key, (total, _most, best) in forms.items():
        if total < AT_LEAST:
            continue
        said = saying(best)
        if said >= AT_LEAST and (total >= _MOSTLY * said or _is_known(best)):
            found[key] = (said, best)
    return found
