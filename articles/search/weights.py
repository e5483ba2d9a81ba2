"""What occurrences weigh, and how they add up to the weight of each document. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np

from articles.search.arrays.segment import Segment
from articles.search.arrays.types import Array

#: What an occurrence counts for, by field of layout.FIELDS: a headline says what an article is about.
WEIGHTS = np.array([8.0, 2.0, 2.0, 1.0], np.float32)
#: What an occurrence weighs beyond one in the body.
_EXTRA = WEIGHTS - WEIGHTS[-1]
#: Weight of a single character's entry by its single_info: its fields, and how often it stands in the document.
INFO_WEIGHT = np.array(
    [sum(float(w) for f, w in enumerate(WEIGHTS) if info >> f & 1) + max(0, (info >> 4) - 1) for info in range(256)],
    np.float32,
)


def extra_weights(segment: Segment, found: Array) -> tuple[Array, Array]:
    """(indexes into found, ascending; what they weigh beyond an occurrence in the body). Nearly all lie in the body."""
    early, field = segment.fields_before_body(found)
    return early, _EXTRA[field]


def _lengths(heads: Array, count: int) -> Array:
    """From each head to the next, and from the last one to `count`."""
    lengths = np.empty_like(heads)
    np.subtract(heads[1:], heads[:-1], out=lengths[:-1])
    lengths[-1] = count - heads[-1]
    return lengths


def kept(keep: Array, document: Array, found: Array, heads: Array) -> tuple[Array, Array, Array]:
    """The documents to keep, their occurrences, and where the first one of each stands."""
    if keep.all():
        return document, found, heads
    lengths = _lengths(heads, len(found))
    left = lengths[keep]
    return document[keep], found[np.repeat(keep, lengths)], np.cumsum(left) - left


def summed_up(
    counting: Array | None, count: int, heads: Array, each: np.float32, extra: tuple[Array, Array] | None
) -> Array:
    """Weight (float32) of each document, whose occurrences, of `count` in all, start at `heads`. counting: which of them
    count (bool, one an occurrence), None for all."""
    often = _lengths(heads, count) if counting is None else np.add.reduceat(counting, heads, dtype=np.uint32)
    total: Array = often.astype(np.float32) * each
    if extra is not None and len(extra[0]):
        early, weight = extra
        document = np.searchsorted(heads, early, "right") - 1
        weight = weight if counting is None else weight * counting[early]
        total += np.bincount(document, weight, len(heads)).astype(np.float32)
    return total
