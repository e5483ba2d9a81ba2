"""Every occurrence in its line (KWIC): what stands before, the words found, what follows. Pure.

Sorted by what follows, lines are compared as they are read; by what precedes, outwards from the words found, their last
character first. Letters and numbers alone are compared, by the code point of their folded form: 台湾 and 臺灣 stand
together, and so do 国安法 欧洲 and 国安法》欧洲. Where a sentence ends or begins there, or nothing is, the line comes last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from articles.search.fold import fold, is_cjk
from articles.search.highlight import Marker, boundary, parts_nothing

#: As the articles came, by what precedes, by what follows, by the day of the article.
Order = Literal["", "before", "after", "date"]
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
class Text:
    """A text of an article. field: one of FIELDS. day: of the article, "" if undated. figure: a caption's position."""

    article: int
    field: str
    text: str
    day: str = ""
    figure: int = 0


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Offsets in the text as given. start, end: what was found. low, high: the line (paragraph) it stands in."""

    text: Text
    start: int
    end: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Line:
    """before, found, after: original glyphs; together a piece of one paragraph. cut_before, cut_after: it goes on there."""

    article: int
    field: str
    figure: int
    before: str
    found: str
    after: str
    cut_before: bool
    cut_after: bool


def occurrences(query: Any, texts: Iterable[Text]) -> list[Occurrence]:
    """Of what a query (whoosh.query.Query) looks for, in the order of the texts. What overlaps is one occurrence; what is
    asked of one field is looked for in that field only."""
    markers = {field: Marker(query, field) for field in FIELDS}
    return [
        Occurrence(text, start, end, text.text.rfind("\n", 0, start) + 1, _line_end(text.text, end))
        for text in texts
        for start, end in markers[text.field].spans(text.text)
    ]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


class _Keys:
    """What decides the order of lines. Each text is folded once, however much is found in it."""

    def __init__(self) -> None:
        self._folded: dict[Text, str] = {}

    def _of(self, text: Text) -> str:
        if text not in self._folded:
            self._folded[text] = fold(text.text)
        return self._folded[text]

    @staticmethod
    def _key(said: str, sentence: re.Pattern[str]) -> tuple[bool, str]:
        letters = "" if sentence.match(said) else _SIGNS.sub("", said)[:_COMPARED]
        return not letters, letters

    def before(self, found: Occurrence) -> tuple[bool, str]:
        """Outwards from what was found."""
        said = self._of(found.text)[max(found.low, found.start - 2 * _COMPARED) : found.start][::-1]
        return self._key(said, _ENDED)

    def after(self, found: Occurrence) -> tuple[bool, str]:
        return self._key(self._of(found.text)[found.end : min(found.high, found.end + 2 * _COMPARED)], _ENDS)


def ordered(found: Iterable[Occurrence], order: Order) -> list[Occurrence]:
    """Equal ones stay as they came. By date the earliest come first, the undated last."""
    if order == "before":
        return sorted(found, key=_Keys().before)
    if order == "after":
        return sorted(found, key=_Keys().after)
    if order == "date":
        return sorted(found, key=lambda each: (not each.text.day, each.text.day))
    return list(found)


def line(found: Occurrence, width: int = WIDTH) -> Line:
    """width: columns on either side. No character is parted from its marks, and no word of letters is cut if it is short."""
    text = found.text.text
    low = found.start - _fitting(reversed(text[found.low : found.start]), width)
    high = found.end + _fitting(text[found.end : found.high], width)
    if low > found.low:
        low = next((at for at in range(low, found.start) if parts_nothing(text, at)), found.start)
    if high < found.high:
        high = max(boundary(text, high), found.end)
    return Line(
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
