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
from articles.search.queries import Exactly, Near
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
class _Needle:
    """What to look for: a run of units, or the beginning of a word."""

    units: _Units
    prefix: str = ""

    def spans(self, text: _Units, line: str, signs: dict[str, str]) -> Iterator[tuple[int, int]]:
        """First and last unit (their numbers) of each occurrence, overlaps included."""
        if self.prefix:
            yield from ((i, i) for i, name in enumerate(text.names) if name.startswith(self.prefix))
        elif self.units.names and all(name in signs for name in self.units.names):
            wanted, base = _line(self.units, signs), text.places[0]
            number = {place - base: i for i, place in enumerate(text.places)}
            at = line.find(wanted)
            while at >= 0:
                yield number[at], number[at + len(wanted) - 1]
                at = line.find(wanted, at + 1)


def _needles(query: wq.Query | None) -> Iterator[tuple[str, str]]:
    """(text, prefix) of all that a document may have been found by."""
    if isinstance(query, Exactly):
        yield query.typed, ""
    elif isinstance(query, wq.Prefix):
        yield "", query.text
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
        wanted = dict.fromkeys(_needles(query))
        self._needles = tuple(_Needle(_units(text), prefix) for text, prefix in wanted)

    def _spans(self, text: str) -> list[_Span]:
        """What is found, in order, joined where it overlaps."""
        if not self._needles or not text:
            return []
        units = _units(text)
        signs = {name: chr(number) for number, name in enumerate(dict.fromkeys(units.names), start=1)}
        line = _line(units, signs)
        return _joined(
            _Span(units.starts[first], _with_marks(text, units.ends[last]), frozenset((number,)))
            for number, needle in enumerate(self._needles)
            for first, last in needle.spans(units, line, signs)
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
