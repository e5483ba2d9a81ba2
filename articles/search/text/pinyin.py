"""How Chinese is read aloud, in letters without tones: for readers who type pinyin, or the wrong one of two characters
that sound alike.

The readings are pypinyin's data, read as data: importing the package itself takes a second and 50 MB.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from articles.search.text.arrays import Array
from articles.search.text.segmentation import simplified

#: The unified ideographs of the basic block: all that names and words are written with.
FIRST, LAST = 0x4E00, 0x9FFF
_DIAERESIS = "u\u0308"


def _data(name: str) -> dict[str, Any]:
    spec = find_spec("pypinyin")
    assert spec is not None and spec.origin is not None  # noqa: S101 - requirements.txt has it
    data: dict[str, Any] = json.loads(Path(spec.origin).with_name(name).read_text(encoding="utf-8"))
    return data


def plain(reading: str) -> str:
    """Without tones; ü as v, as keyboards have it: lǜ is lv."""
    letters = unicodedata.normalize("NFD", reading)
    bare = "".join(char for char in letters if char == "\u0308" or not unicodedata.combining(char))
    return bare.replace(_DIAERESIS, "v").replace("\u0308", "")


@cache
def readings() -> Array:
    """bytes[LAST - FIRST + 1]: the commonest reading of each character, b"" where none is known."""
    table = np.zeros(LAST - FIRST + 1, "S6")
    for point, given in _data("pinyin_dict.json").items():
        if FIRST <= int(point) <= LAST:
            table[int(point) - FIRST] = plain(given.partition(",")[0]).encode("ascii", "ignore")
    return table


def reading(char: str) -> str:
    """Of one character, "" for what has none (a letter, a rare character)."""
    point = ord(char)
    return readings()[point - FIRST].decode() if FIRST <= point <= LAST else ""


@cache
def _exceptions() -> dict[str, str]:
    """Words in which a character is read otherwise than mostly (重庆: chong qing), syllables parted by spaces."""
    found = {}
    for word, given in _data("phrases_dict.json").items():
        syllables = [plain(each[0]) for each in given]
        if syllables != [reading(char) for char in word]:
            found[word] = " ".join(syllables)
    return found


def syllables(words: Iterable[str]) -> list[tuple[str, ...]]:
    """Of each word, in either script; a character without a reading stands for itself, in lower case."""
    given = list(words)
    lines = "\n".join(word.replace("\n", " ") for word in given)
    plainer_words = simplified(lines).split("\n") if given else []
    result = []
    for word, plainer in zip(given, plainer_words, strict=True):
        exception = _exceptions().get(plainer)
        result.append(tuple(exception.split()) if exception else tuple(reading(char) or char.lower() for char in word))
    return result
