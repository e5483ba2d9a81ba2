"""From a comparison to what a template draws. Pure: numbers and dates in, places in per cent out.

Places are per cent of the drawing's width and height, so that it fits every screen while its type keeps its size; only the
lines are drawn in units of their own (`UNITS` a side) and stretched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from articles.pages.drawing.scales import Across, Measure, Scale
from articles.search.analysis.comparison import Period

UNITS = 1000
#: A share of fewer articles than this moves by more than three per cent with each one; and a step with less than this part
#: of what is usual is no fair sample of it (the first two days of an archive, 78 articles, beside weeks of 1,900).
_FEW, _UNUSUAL = 30, 1 / 20
#: With more points than this only some carry a mark, so that the line stays a line.
_ALL_MARKED, _MARKS = 32, 10
#: Numbers above each other over the upper edge of a chart; of values that find no room there the arrow is all.
_LEVELS = 3
#: Pixels: from the upper edge to the middle of the lowest of these, and from one to the next (the type there is 13 high).
_FIRST_LEVEL, _LEVEL = 9, 15


@dataclass(frozen=True, slots=True)
class Value:
    """What a query has in one period. few: a share of fewer articles than that tells little; it is drawn hollow, and does
    not set the scale."""

    period: Period
    matches: int
    few: int = _FEW

    @property
    def share(self) -> float | None:
        """None where the archive has no article at all."""
        return self.matches / self.period.articles if self.period.articles else None

    def of(self, measure: Measure) -> float | None:
        return self.share if measure == "share" else float(self.matches) if self.period.articles else None

    def is_doubtful(self, measure: Measure) -> bool:
        return measure == "share" and 0 < self.period.articles < self.few


def few(periods: Sequence[Period]) -> int:
    """So many articles are too few in one of these periods."""
    held = [period.articles for period in periods if period.articles]
    return max(_FEW, math.ceil(median(held) * _UNUSUAL)) if held else _FEW


def values(periods: Sequence[Period], matches: Sequence[int]) -> list[Value]:
    """One for each period."""
    least = few(periods)
    return [Value(period, count, least) for period, count in zip(periods, matches, strict=True)]


@dataclass(frozen=True, slots=True)
class Point:
    """value: its number. x, y: per cent. hollow: of few articles. marked: else its mark is seen only when pointed at.
    hit_y, hit_height: the part of its column that is nearer to it than to any other line's point. above: how far beyond the
    scale its value lies, in per cent of the height; its place (y = 0) is then not its value's, which has to be written."""

    value: Value
    x: float
    y: float
    hollow: bool
    marked: bool
    hit_x: float
    hit_width: float
    hit_y: float = 0.0
    hit_height: float = 100.0
    above: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line: `firm` and `faint` are path data in UNITS; faint is what leads to or from hollow points. It ends at the upper
    edge where it leaves the scale."""

    firm: str
    faint: str
    points: tuple[Point, ...]
    end_y: float | None


@dataclass(frozen=True, slots=True)
class Band:
    """Steps without any article, in per cent."""

    x: float
    width: float


def gaps(periods: Sequence[Period], across: Across) -> list[Band]:
    """Neighbouring empty steps make one band."""
    bands: list[Band] = []
    open_at: float | None = None
    for period in periods:
        left, right = across.sides(period)
        if period.articles:
            open_at = None
        elif open_at is None:
            open_at = left
            bands.append(Band(left, round(right - left, 3)))
        else:
            bands[-1] = Band(open_at, round(right - open_at, 3))
    return bands


def highest(rows: Sequence[Sequence[Value]], measure: Measure) -> float:
    """The greatest value that sets the scale: doubtful ones do so only where there are no others."""
    values = [(value.of(measure) or 0.0, value.is_doubtful(measure)) for row in rows for value in row]
    firm = [number for number, doubtful in values if not doubtful]
    return max(firm, default=0.0) or max((number for number, _doubtful in values), default=0.0)


def drawn(rows: Sequence[Sequence[Value]], measure: Measure, up: Scale, across: Across) -> list[Drawn]:
    """One line for each row of values."""
    lines = [_line(number, row, measure, up, across) for number, row in enumerate(rows)]
    columns: dict[float, list[float]] = {}
    for line in lines:
        for point in line.points:
            columns.setdefault(point.x, []).append(point.y)
    zones = {x: _zones(ys) for x, ys in columns.items()}
    return [
        Drawn(line.firm, line.faint, tuple(_with_hit(point, zones[point.x]) for point in line.points), line.end_y)
        for line in lines
    ]


def _zones(column: Sequence[float]) -> dict[float, list[tuple[float, float]]]:
    """By place: the parts (top, height) of a column that are nearer to it than to any other; lines that meet there get one
    each."""
    places = sorted(set(column))
    middles = [(above + below) / 2 for above, below in pairwise(places)]
    zones = {}
    for place, top, bottom in zip(places, [0.0, *middles], [*middles, 100.0], strict=True):
        several = column.count(place)
        height = (bottom - top) / several
        zones[place] = [(round(top + height * n, 2), round(height, 2)) for n in range(several)]
    return zones


def _line(number: int, row: Sequence[Value], measure: Measure, up: Scale, across: Across) -> Drawn:
    points = [_point(number, at, row, measure, up, across) for at in range(len(row))]
    firm: list[tuple[Point, Point]] = []
    faint: list[tuple[Point, Point]] = []
    for before, after in pairwise(points):
        if before and after:
            (faint if before.hollow or after.hollow else firm).append((before, after))
    kept = tuple(point for point in points if point)
    return Drawn(_path(firm), _path(faint), kept, kept[-1].y if kept else None)


def _point(number: int, at: int, row: Sequence[Value], measure: Measure, up: Scale, across: Across) -> Point | None:
    value = row[at]
    amount = value.of(measure)
    if amount is None:
        return None
    left, right = across.sides(value.period)
    hollow = value.is_doubtful(measure)
    alone = not any(row[near].period.articles for near in (at - 1, at + 1) if 0 <= near < len(row))
    every = max(1, len(row) // _MARKS)
    # Each line begins its marks somewhere else, so that those of equal lines do not hide each other.
    in_turn = len(row) <= _ALL_MARKED or at % every == (number * every // 6) % every
    x = across.middle(value.period)
    y = up.y(amount)
    width = round(right - left, 3)
    return Point(value, x, max(y, 0.0), hollow, hollow or alone or in_turn, left, width, above=max(-y, 0.0))


def _with_hit(point: Point, zones: dict[float, list[tuple[float, float]]]) -> Point:
    """Takes the next of its place's parts."""
    top, height = zones[point.y].pop(0)
    return replace(point, hit_y=top, hit_height=height)


def _path(pieces: Sequence[tuple[Point, Point]]) -> str:
    """Path data; pieces that meet make one stroke, so that its dashes run on."""
    path: list[str] = []
    last = ""
    for before, after in pieces:
        if before.above and after.above:
            continue
        start, end = _units(before, after), _units(after, before)
        if start != last:
            path.append(f"M{start}")
        path.append(f"L{end}")
        last = end
    return "".join(path)


def _units(point: Point, other: Point) -> str:
    """The end of a piece at `point`; of a point beyond the scale, where the piece crosses the upper edge."""
    x = point.x
    if point.above:
        x += (other.x - point.x) * point.above / (point.above + other.y)
    return f"{x * UNITS / 100:g} {point.y * UNITS / 100:g}"


@dataclass(frozen=True, slots=True)
class Off:
    """The mark of a point beyond the scale, above the upper edge. number: of its line, from 1. level: from 0, upwards.
    left: its number stands before the mark. shown: False where there is no room for the number."""

    number: int
    point: Point
    level: int
    left: bool
    shown: bool

    @property
    def rise(self) -> int:
        """Pixels over the upper edge."""
        return _FIRST_LEVEL + _LEVEL * self.level


def off(lines: Sequence[Drawn], wide: float) -> list[Off]:
    """The points beyond the scale; none covers another's number. wide: per cent that a mark and its number take."""
    found = [(point.x, number, point) for number, line in enumerate(lines, 1) for point in line.points if point.above]
    free = [-math.inf] * _LEVELS
    result = []
    for x, number, point in sorted(found, key=lambda each: each[:2]):
        left = x + wide > 100
        start, end = (x - wide, x) if left else (x, x + wide)
        level = next((at for at, until in enumerate(free) if until <= start), None)
        if level is not None:
            free[level] = end
        result.append(Off(number, point, level or 0, left, level is not None))
    return result


def spread(wanted: Sequence[float | None], apart: float) -> list[float | None]:
    """The same places (per cent), moved as little as it takes to lie so far apart and inside; in the order given."""
    order = sorted((y, n) for n, y in enumerate(wanted) if y is not None)
    places = [y for y, _n in order]
    for at in range(1, len(places)):
        places[at] = max(places[at], places[at - 1] + apart)
    limit = 100.0
    for at in range(len(places) - 1, -1, -1):
        places[at] = min(places[at], limit)
        limit = places[at] - apart
    result: list[float | None] = [None] * len(wanted)
    for place, (_y, n) in zip(places, order, strict=True):
        result[n] = round(place, 2)
    return result
