"""When two texts tell the same story: measured on pairs that were read, docs/decisions/0006-same-story.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Stands for the day of an undated article: far from every other, another undated one's too.
FAR = -(10**6)
#: (most days apart, least likeness), the nearest first. Outlets take over what an agency wrote within days; what one
#: outlet writes the next day in nearly the same words is a series (exchange rates, counts of cases), not a story.
OTHER_OUTLET = ((1, 0.5), (3, 0.65), (None, 0.8))
SAME_OUTLET = ((0, 0.6), (None, 0.93))
#: From here on a reader may take one for the other.
ALMOST_WORD_FOR_WORD = 0.9

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tellings:
    """Columns of articles, one row each. days: ordinals, FAR where unknown. sketches: uint16, see `sketches`."""

    ids: Numbers
    sources: Numbers
    days: Numbers
    sketches: npt.NDArray[np.uint16]

    @property
    def bands(self) -> npt.NDArray[np.uint64]:
        """Four numbers of a sketch read as one: texts that share one are worth comparing."""
        return np.ascontiguousarray(self.sketches).view(np.uint64)


def same_story(one: Tellings, left: Numbers, other: Tellings, right: Numbers) -> npt.NDArray[np.bool_]:
    """For each pair of rows, `left` of `one` and `right` of `other`, whether they tell the same story."""
    alike = (one.sketches[left] == other.sketches[right]).mean(axis=1)
    days = np.abs(one.days[left] - other.days[right])
    days[(one.days[left] == FAR) | (other.days[right] == FAR)] = -FAR
    within = np.where(one.sources[left] == other.sources[right], _least(days, SAME_OUTLET), _least(days, OTHER_OUTLET))
    result: npt.NDArray[np.bool_] = alike >= within
    return result


def _least(days: Numbers, steps: tuple[tuple[int | None, float], ...]) -> npt.NDArray[np.float64]:
    """The likeness that texts so many days apart must have."""
    limits = [np.full(len(days), True) if most is None else days <= most for most, _least in steps]
    return np.select(limits, [least for _most, least in steps])
