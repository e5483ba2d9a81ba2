"""What a query looks for in a text, and where it stands there: as the index finds it, in original offsets.

A text is read as the index reads it (tokens.scan), one sign a place, so that finding is plain substring search: what the
index finds is what is found here, in time that grows with the text only. What has no gap needs
no such reading: folded, and without what nobody sees, it is found by a pattern as well, at a twentieth of the cost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
from whoosh import query as wq

from articles.search.index.schema import TEXT
from articles.search.query.queries import Exactly, Glyphs, Near
from articles.search.text.fold import CJK, IGNORABLE, SPACE, WORD, class_table, code_points, fold_table, is_cjk
from articles.search.text.tokens import JOINERS, scan

ZERO_WIDTH_JOINER = "\u200d"
#: A place without a character or word: punctuation, a space between characters, a line's end.
_NO_UNIT = "\0"
#: A pattern of more units than this may try each place of a text for long; reading it by units never does.
_LONG = 16
_DIGITS = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class _Units:
    """Each CJK character and each word of a text, in order: its place, and its offsets in the text as given."""

    places: list[int]
    names: list[str]
    starts: list[int]
    ends: list[int]


def _units(text: str) -> _Units:
    found = scan(text)
    offsets = np.flatnonzero(class_table()[fold_table()[code_points(text)]] != IGNORABLE)
    characters = offsets[class_table()[found.points] == CJK]
    places = np.concatenate([found.pair_place, found.word_place])
    starts = np.concatenate([characters, offsets[found.word_from]])
    ends = np.concatenate([characters, offsets[found.word_to - 1]]) + 1
    names = [*map(chr, found.first.tolist()), *found.words()]
    order = np.argsort(places)
    return _Units(
        places[order].tolist(), [names[i] for i in order.tolist()], starts[order].tolist(), ends[order].tolist()
    )


def _line(units: _Units, signs: dict[str, str]) -> str:
    """One character a place, from the first unit to the last: the sign of the unit there."""
    if not units.places:
        return ""
    base = units.places[0]
    line = [_NO_UNIT] * (units.places[-1] - base + 1)
    for place, name in zip(units.places, units.names, strict=True):
        line[place - base] = signs[name]
    return "".join(line)


class TextReading:
    """A text, read as far as what is looked for in it needs."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._points = fold_table()[code_points(text)]

    @cached_property
    def folded(self) -> str:
        """Folded, the same length."""
        return self._points.tobytes().decode("utf-32-le", "surrogatepass")

    @cached_property
    def seen(self) -> tuple[str, list[int] | None]:
        """(folded, without ignorable characters; where each of those left stands in the text, None if none was left out)"""
        kept = class_table()[self._points] != IGNORABLE
        if kept.all():
            return self.folded, None
        bare = self._points[kept].tobytes().decode("utf-32-le", "surrogatepass")
        return bare, np.flatnonzero(kept).tolist()

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """Of a piece of `seen` in the text."""
        at = self.seen[1]
        return (start, end) if at is None else (at[start], at[end - 1] + 1)

    @cached_property
    def units(self) -> _Units:
        return _units(self.text)

    @cached_property
    def signs(self) -> dict[str, str]:
        """Of each unit's name one character."""
        return {name: chr(number) for number, name in enumerate(dict.fromkeys(self.units.names), start=1)}

    @cached_property
    def line(self) -> str:
        """One sign a place."""
        return _line(self.units, self.signs)


def _parts_units(text: str, at: int) -> bool:
    """Whether text[at] (folded) begins another unit than text[at - 1] stands in: letters and numbers are words apart."""
    if not 0 < at < len(text):
        return True
    left, right = text[at - 1], text[at]
    if not class_table()[ord(left)] == class_table()[ord(right)] == WORD:
        return True
    return (left in _DIGITS) != (right in _DIGITS)


@cache
def _spaces() -> str:
    """A class of a regular expression."""
    return "[" + re.escape("".join(map(chr, np.flatnonzero(class_table() == SPACE).tolist()))) + "]"


def _between(left: str, right: str) -> str:
    """What may stand between two units that are one place apart (tokens.scan), as a regular expression."""
    if is_cjk(left[-1]) and is_cjk(right[0]):
        return ""
    if is_cjk(left[-1]) or is_cjk(right[0]):
        return f"{_spaces()}*"
    joiners = re.escape("".join(map(chr, JOINERS.tolist())))
    together = (left[-1] in _DIGITS) != (right[0] in _DIGITS)
    return f"(?:{_spaces()}{'*' if together else '+'}|[{joiners}])"


class _FoldedRun:
    """A run of units, folded; a gap between them is as many places of anything but characters and words."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self._units = _units(text)
        names, places = self._units.names, self._units.places
        self._has_gap = bool(names) and places[-1] - places[0] >= len(names)
        self._of_characters = all(map(is_cjk, "".join(names)))
        self._pattern = re.compile("")
        if names and not self._has_gap:
            between = [*(_between(*pair) for pair in pairwise(names)), ""]
            self._pattern = re.compile("".join(map("".join, zip(map(re.escape, names), between, strict=True))))

    def spans(self, reading: TextReading) -> Iterator[tuple[int, int]]:
        """Offsets of each occurrence, overlaps included."""
        if not self._units.names:
            return iter(())
        if self._has_gap or (len(self._units.names) > _LONG and not self._of_characters):
            return self._by_units(reading)
        return self._characters(reading) if self._of_characters else self._plainly(reading)

    def _characters(self, reading: TextReading) -> Iterator[tuple[int, int]]:
        text, wanted = reading.seen[0], "".join(self._units.names)
        at = text.find(wanted)
        while at >= 0:
            yield reading.offsets(at, at + len(wanted))
            at = text.find(wanted, at + 1)

    def _plainly(self, reading: TextReading) -> Iterator[tuple[int, int]]:
        text = reading.seen[0]
        match = self._pattern.search(text)
        while match:
            if _parts_units(text, match.start()) and _parts_units(text, match.end()):
                yield reading.offsets(match.start(), match.end())
            match = self._pattern.search(text, match.start() + 1)

    def _by_units(self, reading: TextReading) -> Iterator[tuple[int, int]]:
        names, bare = self._units.names, reading.seen[0]
        if not all(name in bare for name in names) or not all(name in reading.signs for name in names):
            return
        wanted, text, base = _line(self._units, reading.signs), reading.units, reading.units.places[0]
        number = {place - base: i for i, place in enumerate(text.places)}
        at = reading.line.find(wanted)
        while at >= 0:
            yield text.starts[number[at]], text.ends[number[at + len(wanted) - 1]]
            at = reading.line.find(wanted, at + 1)


class _Beginning:
    """Words that begin so."""

    def __init__(self, prefix: str) -> None:
        self._prefix, self.length = prefix, len(prefix)

    def spans(self, reading: TextReading) -> Iterator[tuple[int, int]]:
        text = reading.seen[0]
        at = text.find(self._prefix)
        while at >= 0:
            end = at + len(self._prefix)
            if _parts_units(text, at):
                while not _parts_units(text, end):
                    end += 1
                yield reading.offsets(at, end)
            at = text.find(self._prefix, end)


class Verbatim:
    """A run in these very characters, sign for sign; what is no character or word at its ends does not count."""

    def __init__(self, typed: str) -> None:
        units = _units(typed)
        self.glyphs = typed[units.starts[0] : with_marks(typed, units.ends[-1])] if units.names else ""
        self.length = len(self.glyphs)

    def stands_in(self, text: str) -> bool:
        return any(True for _start, _end in self._in(text))

    def spans(self, reading: TextReading) -> Iterator[tuple[int, int]]:
        return self._in(reading.text)

    def _in(self, text: str) -> Iterator[tuple[int, int]]:
        at = text.find(self.glyphs) if self.glyphs else -1
        while at >= 0:
            end = at + len(self.glyphs)
            # Art does not stand in Artist; characters are units wherever they stand.
            if with_marks(text, end) == end and _parts_seen(text, at) and _parts_seen(text, end):
                yield at, end
            at = text.find(self.glyphs, at + 1)


def _parts_seen(text: str, at: int) -> bool:
    """As `_parts_units`, of a text as given: what nobody sees is looked past."""
    left, right = at - 1, at
    while left >= 0 and _is_ignorable(text[left]):
        left -= 1
    while right < len(text) and _is_ignorable(text[right]):
        right += 1
    if left < 0 or right >= len(text):
        return True
    return _parts_units(chr(fold_table()[ord(text[left])]) + chr(fold_table()[ord(text[right])]), 1)


def _is_ignorable(char: str) -> bool:
    return bool(class_table()[ord(char)] == IGNORABLE)


Needle = _FoldedRun | _Beginning | Verbatim


def _named(query: wq.Query | None, field: str) -> Iterator[tuple[type[Needle], str]]:
    if isinstance(query, (Exactly, Glyphs, wq.Prefix)) and field and query.fieldname not in (TEXT, field):
        return
    if isinstance(query, Exactly):
        yield _FoldedRun, query.typed
    elif isinstance(query, Glyphs):
        yield Verbatim, query.typed
    elif isinstance(query, wq.Prefix):
        yield _Beginning, query.text
    elif isinstance(query, Near):
        yield from _named(query.left, field)
        yield from _named(query.right, field)
    elif isinstance(query, (wq.And, wq.Or)):
        for part in query:
            yield from _named(part, field)


def needles(query: wq.Query | None, field: str = "") -> tuple[Needle, ...]:
    """All that a document may have been found by; field: only what is looked for in this field of the schema."""
    return tuple(kind(text) for kind, text in dict.fromkeys(_named(query, field)))


def is_mark(char: str) -> bool:
    """Whether it is seen as a part of the character before it."""
    return unicodedata.category(char)[0] == "M" or char == ZERO_WIDTH_JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"


def with_marks(text: str, end: int) -> int:
    while end < len(text) and is_mark(text[end]):
        end += 1
    return end
