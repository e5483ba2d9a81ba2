"""Marking what was found: original glyphs, everything escaped, never a cut inside a character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from whoosh import query as wq

from articles.search.fold import WORD, class_table, fold, is_cjk
from articles.search.queries import Exactly, Near
from articles.search.tokens import scan

_CUT = "…"
_INVISIBLE = "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]*"
_BESIDE_WORD = r"[\s\-'’.‐‑–_/&\u200b-\u200f\ufeff]{0,8}"
_GAP = r"(?:[^\S\n]{0,4}[^\w\s][^\S\n]{0,4}|[^\S\n]{1,8})"
#: Where a passage may well begin.
_SENTENCE_ENDS = frozenset("。！？!?；;\n")


def _pattern(text: str) -> re.Pattern[str] | None:
    """What finds in folded text the run that the index found: characters side by side, words apart, gaps as gaps."""
    found = scan(text)
    units = [(place, chr(point)) for place, point in zip(found.pair_place.tolist(), found.first.tolist(), strict=True)]
    units += zip(found.word_place.tolist(), found.words(), strict=True)
    units.sort()
    if not units:
        return None
    parts = [re.escape(units[0][1])]
    for (before, left), (place, right) in pairwise(units):
        gap = place - before - 1
        both_cjk = is_cjk(left[0]) and is_cjk(right[0])
        between = f"{_GAP}{{{gap}}}" if gap else _INVISIBLE if both_cjk else _BESIDE_WORD
        parts.append(between + re.escape(right))
    return re.compile("".join(parts))


def _needles(query: wq.Query | None) -> Iterator[re.Pattern[str]]:
    if isinstance(query, Exactly):
        if pattern := _pattern(query.typed or "".join(query.run.terms)):
            yield pattern
    elif isinstance(query, wq.Prefix):
        yield re.compile(re.escape(query.text) + r"[a-z0-9]{0,40}")
    elif isinstance(query, Near):
        yield from _needles(query.left)
        yield from _needles(query.right)
    elif isinstance(query, (wq.And, wq.Or)):
        for part in query:
            yield from _needles(part)


def _is_word(char: str) -> bool:
    return bool(class_table()[ord(char)] == WORD)


def _whole(folded: str, start: int, end: int) -> bool:
    """Not a piece of a longer word: `art` is not found in `party`."""
    cut_before = start > 0 and _is_word(folded[start]) and _is_word(folded[start - 1])
    cut_after = end < len(folded) and _is_word(folded[end - 1]) and _is_word(folded[end])
    return not (cut_before or cut_after)


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    needle: int


class Marker:
    """Marks in any text what a query found. Its results are safe HTML: escaped, with `<mark>` as the only element."""

    def __init__(self, query: wq.Query | None) -> None:
        self._patterns = tuple(dict.fromkeys(_needles(query)))

    def _spans(self, text: str) -> list[_Span]:
        """What is found, in order, joined where it overlaps."""
        if not self._patterns or not text:
            return []
        folded = fold(text)
        found = sorted(
            (match.start(), match.end(), number)
            for number, pattern in enumerate(self._patterns)
            for match in pattern.finditer(folded)
            if match.end() > match.start() and _whole(folded, match.start(), match.end())
        )
        spans: list[_Span] = []
        for start, end, needle in found:
            if spans and start < spans[-1].end:
                spans[-1] = _Span(spans[-1].start, max(spans[-1].end, end), spans[-1].needle)
            else:
                spans.append(_Span(start, end, needle))
        return spans

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


def _window(text: str, spans: list[_Span], width: int) -> tuple[int, int]:
    if len(text) <= width:
        return 0, len(text)
    best, best_value = 0, (-1, -1)
    last = 0
    for first, span in enumerate(spans):
        last = max(last, first)
        while last < len(spans) and spans[last].end <= span.start + width:
            last += 1
        inside = spans[first:last]
        value = (len({other.needle for other in inside}), len(inside))
        if value > best_value:
            best, best_value = first, value
    if not spans:
        return 0, _boundary(text, width)
    start = _opening(text, spans[best].start, width // 3)
    end = max(_boundary(text, min(len(text), start + width)), min(spans[best].end, start + 4 * width))
    return start, end


def _opening(text: str, at: int, room: int) -> int:
    """Where to begin so that `at` is shown: after the sentence before it if that is near, else a little before it."""
    for i in range(at, max(at - room, 0), -1):
        if text[i - 1] in _SENTENCE_ENDS:
            return i
    return 0 if at <= room else _boundary(text, at - room // 2)


def _boundary(text: str, at: int) -> int:
    """The nearest place at or before `at` that parts no character from its marks, and no Latin word."""
    low = max(0, at - 20)
    for i in range(at, low, -1):
        if i >= len(text):
            return len(text)
        joined = unicodedata.combining(text[i]) or "\ufe00" <= text[i] <= "\ufe0f" or text[i] == "\u200d"
        if not joined and not (
            text[i].isascii() and text[i].isalnum() and text[i - 1].isascii() and text[i - 1].isalnum()
        ):
            return i
    return at
