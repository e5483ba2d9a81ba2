"""MinHash: 128 numbers for a text, of which two texts share about the proportion of their bigrams that they share.

Folded, so that both scripts and all widths compare; spaces and punctuation left out. A bigram is two neighbouring
characters of Chinese, Japanese or Korean, or words of other scripts: letters would make all English texts alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from articles.search.fold import fold

Array = npt.NDArray[np.generic]

#: Numbers of a sketch; the error of a likeness is 0.03 (measured on 14,358 pairs: docs/decisions/0006-same-story.md).
SIZE = 128
BYTES = SIZE * 2
#: Characters and words of a text that is compared: shorter ones are alike by chance.
SHORTEST = 40
_SEED = 1
_WORD = re.compile("[^\\W_\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")
#: A word counts as one character of the private planes 15 and 16.
_PLANES, _PRIVATE = 0xF0000, 0x1FFFE
_BETWEEN = re.compile("(?:[^\\w\U000f0000-\U0010fffd]|_)+")


def _as_character(word: re.Match[str]) -> str:
    return chr(_PLANES + crc32(word[0].encode()) % _PRIVATE)


def units(text: str) -> str:
    """The text as what is compared: a character each, spaces and punctuation gone. Lone surrogates count as U+FFFD."""
    clean = text.encode("utf-8", "replace").decode("utf-8", "replace")
    return _BETWEEN.sub("", _WORD.sub(_as_character, fold(clean)))


def _bigrams(characters: str) -> npt.NDArray[np.uint64]:
    """A well-mixed number (64 bits) for each pair of neighbours, as the library wants its tokens."""
    points = np.frombuffer(characters.encode("utf-32-le"), np.uint32).astype(np.uint64)
    mixed = ((points[:-1] << np.uint64(32)) | points[1:]) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    result: npt.NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(32))
    return result


def sketch(texts: Sequence[str]) -> list[bytes]:
    """A sketch of BYTES for each text, empty for one too short to compare. Half of each number is kept: two different
    ones are equal once in 65,536 times."""
    all_units = [units(text) for text in texts]
    kept = [n for n, characters in enumerate(all_units) if len(characters) >= SHORTEST]
    result = [b""] * len(texts)
    if not kept:
        return result
    grams = [_bigrams(all_units[n]) for n in kept]
    ends = np.cumsum([0, *map(len, grams)]).astype(np.uint64)
    rows = RMinHash.digest_matrix_from_flat_token_hashes(np.concatenate(grams), ends, SIZE, _SEED).to_rows()
    numbers = (np.array(rows, np.uint32) & np.uint32(0xFFFF)).astype("<u2")
    for n, row in zip(kept, numbers, strict=True):
        result[n] = row.tobytes()
    return result


def matrix(sketches: Sequence[bytes]) -> npt.NDArray[np.uint16]:
    """One row each (uint16, SIZE columns). sketches: of BYTES."""
    return np.frombuffer(b"".join(sketches), "<u2").reshape(-1, SIZE)


def likeness(one: bytes, other: bytes) -> float:
    """The share of bigrams that two texts have in common of all that they have, 0 to 1, estimated."""
    if len(one) != BYTES or len(other) != BYTES:
        return 0.0
    return float((matrix([one]) == matrix([other])).mean())
