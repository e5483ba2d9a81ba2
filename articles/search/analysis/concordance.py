"""Every occurrence in its line (KWIC): what stands before, the words found, what follows. Pure.

Sorted by what follows, lines are compared as they are read; by what precedes, outwards from the words found, their last
character first. Letters and numbers alone are compared, by the code point of their folded form: 台湾 and 臺灣 stand
together, and so do 国安法 欧洲 and 国安法》欧洲. Where a sentence ends or begins there, or nothing is, the line comes last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import count, groupby, islice
from typing import Any, Literal

from articles.search.analysis.highlight import FURTHEST, Marker, boundary, parts_nothing
from articles.search.text.fold import fold, is_cjk

#: As the articles came, by what precedes, by what follows, by the day of the article.
Order = Literal["", "before", "after", "date"]
Spans = list[tuple[int, int]]
Key = tuple[bool, str]
#: Occurrences read of some articles at once, and of each at least, however many the ones before it have. A word that is
#: worth a line never comes so often; hundreds of single characters do.
MOST, LEAST = 20_000, 50
#: Columns shown on either side; a Han character takes two.
WIDTH = 60
#: So many letters decide the order of two lines, of twice as many characters at most.
_COMPARED = 40
_SIGNS = re.compile(r"[\W_]+")
#: The end of a sentence before any letter, read onwards and backwards; the point of 3.5 is none. Folded: "!" is "！".
_ENDS = re.compile(r"[\W_]*?(?:[。!?]|\.(?!\w))")
_ENDED = re.compile(r"[\W_]*?(?:[。!?]|(?<=[\W_])\.)")
#: The fields that are read, as the schema calls them.
FIELDS = ("headline", "body", "caption")


@dataclass(frozen=True, slots=True)
class ArticleText:
    """A text of an article. field: one of FIELDS. day: of the article, "" if undated. figure: a caption's position."""

    article: int
    field: str
    text: str
    day: str = ""
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Offsets in the text as given. start, end: what was found. low, high: the line (paragraph) it stands in."""

    text: ArticleText
    start: int
    end: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """before, found, after: original glyphs; together a piece of one paragraph. cut_before, cut_after: it goes on there."""

    article: int
    field: str
    figure: int
    before: str
    found: str
    after: str
    cut_before: bool
    cut_after: bool


class FoundLines:
    """What was found in some articles. count: occurrences. cut: articles that have more of them than were read."""

    def __init__(self, texts: Sequence[tuple[ArticleText, Spans]], cut: int) -> None:
        self._texts, self.cut = texts, cut
        self.count = sum(len(spans) for _text, spans in texts)

    def page(self, order: Order, start: int, stop: int) -> list[Occurrence]:
        """Those from `start` to `stop` (half-open) in this order, in which equal ones stay as they came. By date the
        earliest come first, the undated last. Nothing is made of the others."""
        if order in ("before", "after"):
            return [_occurrence(*each[-1]) for each in nsmallest(stop, self._keyed(order))[start:]]
        texts = self._texts if not order else sorted(self._texts, key=lambda each: (not each[0].day, each[0].day))
        spans = ((text, span) for text, spans in texts for span in spans)
        return [_occurrence(*each) for each in islice(spans, start, stop)]

    def _keyed(self, order: Order) -> Iterator[tuple[Key, int, tuple[ArticleText, tuple[int, int]]]]:
        """Each with what decides its place. The number decides between equal ones."""
        number = count()
        key = _key_before if order == "before" else _key_after
        for text, spans in self._texts:
            folded = fold(text.text[:FURTHEST]) if spans else ""
            yield from ((key(folded, span), next(number), (text, span)) for span in spans)


def occurrences(query: Any, texts: Iterable[ArticleText], articles: int = 1) -> FoundLines:
    """Of what a query (whoosh.query.Query) looks for, in the order of the texts; those of one article stand together. What
    overlaps is one occurrence; what is asked of one field is looked for in that field only.

    articles: how many there are. No more than MOST are read of them all; what the ones before leave, the next may have."""
    markers = {field: Marker(query, field) for field in FIELDS}
    found, left, cut = list[tuple[ArticleText, Spans]](), MOST, 0
    for number, (_article, group) in enumerate(groupby(texts, key=lambda text: text.article), start=1):
        room, has_more = max(left - LEAST * (articles - number), LEAST), False
        for text in group:
            spans = markers[text.field].spans(text.text, room + 1)
            has_more |= len(spans) > room or len(text.text) > FURTHEST
            found.append((text, spans[:room]))
            room -= len(found[-1][1])
            left -= len(found[-1][1])
        cut += has_more
    return FoundLines(found, cut)


def _occurrence(text: ArticleText, span: tuple[int, int]) -> Occurrence:
    start, end = span
    line_end = text.text.find("\n", end)
    return Occurrence(
        text, start, end, text.text.rfind("\n", 0, start) + 1, len(text.text) if line_end < 0 else line_end
    )


def _key_before(folded: str, span: tuple[int, int]) -> Key:
    """Outwards from what was found, in its line."""
    said = folded[max(span[0] - 2 * _COMPARED, 0) : span[0]].rpartition("\n")[2][::-1]
    return _key(said, _ENDED)


def _key_after(folded: str, span: tuple[int, int]) -> Key:
    return _key(folded[span[1] : span[1] + 2 * _COMPARED].partition("\n")[0], _ENDS)


def _key(said: str, sentence: re.Pattern[str]) -> Key:
    letters = "" if sentence.match(said) else _SIGNS.sub("", said)[:_COMPARED]
    return not letters, letters


def line(found: Occurrence, width: int = WIDTH) -> ConcordanceLine:
    """width: columns on either side. No character is parted from its marks, and no word of letters is cut if it is short."""
    text = found.text.text
    low = found.start - _fitting(reversed(text[found.low : found.start]), width)
    high = found.end + _fitting(text[found.end : found.high], width)
    if low > found.low:
        low = next((at for at in range(low, found.start) if parts_nothing(text, at)), found.start)
    if high < found.high:
        high = max(boundary(text, high), found.end)
    return ConcordanceLine(
        article=found.text.article,
        field=found.text.field,
        figure=found.text.figure,
        before=text[low : found.start].lstrip(),
        found=text[found.start : found.end],
        after=text[found.end : high].rstrip(),
        cut_before=low > found.low,
        cut_after=high < found.high,
    )


def _fitting(chars: Iterable[str], width: int) -> int:
    """How many of them fit into so many columns."""
    count = 0
    for cells in _columns(chars):
        width -= cells
        if width < 0:
            break
        count += 1
    return count


def _columns(chars: Iterable[str]) -> Iterator[int]:
    for char in chars:
        yield 2 if is_cjk(char) or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uff60" else 1
