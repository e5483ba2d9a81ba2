"""Marking what was found: original glyphs, everything escaped, never a cut inside a character."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from whoosh import query as wq

from articles.search.query.matchers import ZERO_WIDTH_JOINER, TextReading, is_mark, needles, with_marks
from articles.search.text.fold import WORD, class_table

_CUT = "…"
#: Where a passage may well begin.
_SENTENCE_ENDS = frozenset("。！？!?；;\n")
#: So far back a cut looks for a place between words.
_LONGEST_WORD = 40


#: A text is read a piece at a time: so many characters, fewer where much is looked for, so that each piece costs about the
#: same; what begins in a piece is found there, so much context on either side decides what is a word.
_LONGEST_PIECE, _SHORTEST_PIECE, _PIECE_WORK, _CONTEXT = 20_000, 2_000, 1_000_000, 200
#: Nothing is marked behind so many characters: a text of millions would take seconds, and nobody reads that far.
FURTHEST = 500_000

#: (start, end, number of the needle)
_Raw = tuple[int, int, int]


class _Span(NamedTuple):
    start: int
    end: int
    needles: frozenset[int]


class Marker:
    """Marks in any text what a query found. Its results are safe HTML: escaped, with `<mark>` as the only element.

    What it costs is bounded, whatever the query and the text are: a passage is looked for no further than it is found."""

    def __init__(self, query: wq.Query | None, field: str = "") -> None:
        """field: marks only what is looked for in this field of the schema (or in all texts)."""
        self._needles = needles(query, field)
        self._alone = [frozenset((number,)) for number in range(len(self._needles))]
        self._reach = _CONTEXT + 2 * max((needle.length for needle in self._needles), default=0)
        wanted = _PIECE_WORK // max(len(self._needles), 1)
        self._step = min(max(wanted, _SHORTEST_PIECE), _LONGEST_PIECE)

    def _pieces(self, text: str) -> Iterator[list[_Raw]]:
        """What begins in each piece of the text, in order, overlaps included."""
        for base in range(0, min(len(text), FURTHEST) if self._needles else 0, self._step):
            low, stop = max(base - _CONTEXT, 0), base + self._step
            reading = TextReading(text[low : stop + self._reach])
            yield sorted(
                (low + start, with_marks(text, low + end), number)
                for number, needle in enumerate(self._needles)
                for start, end in needle.spans(reading)
                if base <= low + start < stop
            )

    def _joined(self, found: Iterable[_Raw]) -> list[_Span]:
        """In order, those that overlap as one."""
        result: list[_Span] = []
        for start, end, number in found:
            if result and start < result[-1].end:
                last = result[-1]
                result[-1] = _Span(last.start, max(last.end, end), last.needles | self._alone[number])
            else:
                result.append(_Span(start, end, self._alone[number]))
        return result

    def spans(self, text: str, most: int | None = None) -> list[tuple[int, int]]:
        """Offsets (start, end) of what is found, in order, at most so many (None: all up to FURTHEST); what overlaps is
        one."""
        joined = list[tuple[int, int]]()
        for start, end, _number in chain.from_iterable(self._pieces(text)):
            if joined and start < joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            elif len(joined) == most:
                break
            else:
                joined.append((start, end))
        return joined

    def mark(self, text: str) -> SafeString:
        """The whole text."""
        return _marked(text, 0, len(text), self._joined(chain.from_iterable(self._pieces(text))))

    def snippet(self, text: str, width: int = 120) -> SafeString:
        """The passage of about `width` characters with the most different things found, then the most, then the first; of a
        long text from the first piece that has any."""
        spans = next((self._joined(piece) for piece in self._pieces(text) if piece), [])
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
        return 0, boundary(text, width)
    best = spans[_best(spans, width)]
    start = min(_opening(text, best.start, width // 3), boundary(text, len(text) - width))
    # No passage begins with the end of a sentence that it does not show.
    while 0 < start < best.start and (text[start] in _SENTENCE_ENDS or text[start].isspace() or is_mark(text[start])):
        start += 1
    end = min(len(text), start + width)
    # Not through something else that is found: what is left of it would not be what was asked for.
    end = boundary(text, next((span.start for span in spans if best.end <= span.start < end < span.end), end))
    return start, max(end, boundary(text, min(best.end, start + 4 * width)))


def _opening(text: str, at: int, room: int) -> int:
    """Where to begin so that `at` is shown: after the sentence before it if that is near, else a little before it."""
    for i in range(at, max(at - room, 0), -1):
        if text[i - 1] in _SENTENCE_ENDS:
            return i
    return 0 if at <= room else boundary(text, at - room // 2)


def parts_nothing(text: str, at: int) -> bool:
    """Whether a cut before text[at] parts no character from its marks, and no word of letters."""
    before, after = text[at - 1], text[at]
    if is_mark(after) or before == ZERO_WIDTH_JOINER:
        return False
    return not (class_table()[ord(before)] == class_table()[ord(after)] == WORD)


def boundary(text: str, at: int) -> int:
    """The nearest place at or before `at` where the text may be cut; `at` itself if there is none near."""
    if at >= len(text):
        return len(text)
    return next((i for i in range(at, max(0, at - _LONGEST_WORD), -1) if parts_nothing(text, i)), max(at, 0))
