"""Marking what was found: original glyphs, everything escaped, never a cut inside a character.

A text is read as the index reads it (tokens.scan), one sign a place, so that finding is plain substring search: what the
index finds is what is marked, in time that grows with the text only.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from whoosh import query as wq

from articles.search.fold import CJK, IGNORABLE, WORD, class_table, code_points, fold_table
from articles.search.queries import Exactly, Glyphs, Near
from articles.search.tokens import scan

_CUT = "…"
#: Where a passage may well begin.
_SENTENCE_ENDS = frozenset("。！？!?；;\n")
_ZERO_WIDTH_JOINER = "\u200d"
#: A place without a character or word: punctuation, a space between characters, a line's end.
_NO_UNIT = "\0"
#: So far back a cut looks for a place between words.
_LONGEST_WORD = 40


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


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as the index reads it. signs: of each unit's name; line: one sign a place."""

    text: str
    units: _Units
    line: str
    signs: dict[str, str]

    @classmethod
    def of(cls, text: str) -> _Reading:
        units = _units(text)
        signs = {name: chr(number) for number, name in enumerate(dict.fromkeys(units.names), start=1)}
        return cls(text, units, _line(units, signs), signs)


class _Run:
    """A run of units, folded; a gap between them is as many places of anything but characters and words."""

    def __init__(self, text: str) -> None:
        self._units = _units(text)

    def spans(self, reading: _Reading) -> Iterator[tuple[int, int]]:
        """Offsets of each occurrence, overlaps included."""
        if not self._units.names or not all(name in reading.signs for name in self._units.names):
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
        self._prefix = prefix

    def spans(self, reading: _Reading) -> Iterator[tuple[int, int]]:
        units = reading.units
        for name, start, end in zip(units.names, units.starts, units.ends, strict=True):
            if name.startswith(self._prefix):
                yield start, end


class Verbatim:
    """A run in these very characters, sign for sign; what is no character or word at its ends does not count."""

    def __init__(self, typed: str) -> None:
        units = _units(typed)
        self.glyphs = typed[units.starts[0] : _with_marks(typed, units.ends[-1])] if units.names else ""
        ends = class_table()[fold_table()[code_points(self.glyphs[:1] + self.glyphs[-1:])]]
        self._is_of_characters = bool((ends == CJK).all())

    def stands_in(self, text: str) -> bool:
        return any(True for _start, _end in self._in(text, None))

    def spans(self, reading: _Reading) -> Iterator[tuple[int, int]]:
        return self._in(reading.text, reading.units)

    def _in(self, text: str, units: _Units | None) -> Iterator[tuple[int, int]]:
        size = len(self.glyphs)
        at = text.find(self.glyphs) if size else -1
        if at < 0:
            return
        # Art does not stand in Artist; characters are units wherever they stand.
        if not self._is_of_characters:
            units = units or _units(text)
            starts, ends = set(units.starts), {_with_marks(text, end) for end in units.ends}
        while at >= 0:
            if self._is_of_characters:
                whole = _with_marks(text, at + size) == at + size
            else:
                whole = at in starts and at + size in ends
            if whole:
                yield at, at + size
            at = text.find(self.glyphs, at + 1)


def _needles(query: wq.Query | None) -> Iterator[tuple[type[_Run | _Beginning | Verbatim], str]]:
    """All that a document may have been found by."""
    if isinstance(query, Exactly):
        yield _Run, query.typed
    elif isinstance(query, Glyphs):
        yield Verbatim, query.typed
    elif isinstance(query, wq.Prefix):
        yield _Beginning, query.text
    elif isinstance(query, Near):
        yield from _needles(query.left)
        yield from _needles(query.right)
    elif isinstance(query, (wq.And, wq.Or)):
        for part in query:
            yield from _needles(part)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    needles: frozenset[int]


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    """In order, those that overlap as one."""
    result: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if result and span.start < result[-1].end:
            last = result[-1]
            result[-1] = _Span(last.start, max(last.end, span.end), last.needles | span.needles)
        else:
            result.append(span)
    return result


class Marker:
    """Marks in any text what a query found. Its results are safe HTML: escaped, with `<mark>` as the only element."""

    def __init__(self, query: wq.Query | None) -> None:
        self._needles = tuple(kind(text) for kind, text in dict.fromkeys(_needles(query)))

    def _spans(self, text: str) -> list[_Span]:
        """What is found, in order, joined where it overlaps."""
        if not self._needles or not text:
            return []
        reading = _Reading.of(text)
        return _joined(
            _Span(start, _with_marks(text, end), frozenset((number,)))
            for number, needle in enumerate(self._needles)
            for start, end in needle.spans(reading)
        )

    def mark(self, text: str) -> SafeString:
        """The whole text."""
        return _marked(text, 0, len(text), self._spans(text))

    def snippet(self, text: str, width: int = 120) -> SafeString:
        """The passage of about `width` characters with the most different things found, then the most, then the first."""
        spans = self._spans(text)
        start, end = _window(text, spans, width)
        before, after = _CUT if start > 0 else "", _CUT if end < len(text) else ""
        passage = text[start:end]
        trimmed = passage.strip()
        start += len(passage) - len(passage.lstrip())
        return mark_safe(before + _marked(text, start, start + len(trimmed), spans) + after)  # noqa: S308 - escaped in _marked


def _marked(text: str, start: int, end: int, spans: Iterable[_Span]) -> SafeString:
    parts: list[str] = []
    at = start
    for span in spans:
        low, high = max(span.start, at), min(span.end, end)
        if low >= high:
            continue
        parts += [escape(text[at:low]), "<mark>", escape(text[low:high]), "</mark>"]
        at = high
    parts.append(escape(text[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece of text has been escaped


def _best(spans: list[_Span], width: int) -> int:
    """The number of the span that begins the passage of `width` with the most in it."""
    best, best_value, last = 0, (-1, -1), 0
    inside: Counter[int] = Counter()
    for first, span in enumerate(spans):
        while last < len(spans) and (last <= first or spans[last].end <= span.start + width):
            inside.update(spans[last].needles)
            last += 1
        value = (len(inside), last - first)
        if value > best_value:
            best, best_value = first, value
        for needle in span.needles:
            inside[needle] -= 1
            if not inside[needle]:
                del inside[needle]
    return best


def _window(text: str, spans: list[_Span], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    if not spans:
        return 0, _boundary(text, width)
    best = spans[_best(spans, width)]
    start = min(_opening(text, best.start, width // 3), _boundary(text, len(text) - width))
    end = _boundary(text, min(len(text), start + width))
    return start, max(end, _boundary(text, min(best.end, start + 4 * width)))


def _opening(text: str, at: int, room: int) -> int:
    """Where to begin so that `at` is shown: after the sentence before it if that is near, else a little before it."""
    for i in range(at, max(at - room, 0), -1):
        if text[i - 1] in _SENTENCE_ENDS:
            return i
    return 0 if at <= room else _boundary(text, at - room // 2)


def _is_mark(char: str) -> bool:
    """Whether it is seen as a part of the character before it."""
    return unicodedata.category(char)[0] == "M" or char == _ZERO_WIDTH_JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"


def _with_marks(text: str, end: int) -> int:
    while end < len(text) and _is_mark(text[end]):
        end += 1
    return end


def _parts_nothing(text: str, at: int) -> bool:
    """Whether a cut before text[at] parts no character from its marks, and no word of letters."""
    before, after = text[at - 1], text[at]
    if _is_mark(after) or before == _ZERO_WIDTH_JOINER:
        return False
    return not (class_table()[ord(before)] == class_table()[ord(after)] == WORD)


def _boundary(text: str, at: int) -> int:
    """The nearest place at or before `at` where the text may be cut; `at` itself if there is none near."""
    if at >= len(text):
        return len(text)
    return next((i for i in range(at, max(0, at - _LONGEST_WORD), -1) if _parts_nothing(text, i)), max(at, 0))
