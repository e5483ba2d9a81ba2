"""What the index should find, by reading every text from the start: slow, plain, and written apart from the index.

Only the fold and the classes of characters are the index's own; test_fold.py tests those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from articles.search.index.arrays.layout import IndexDocument
from articles.search.text.fold import BREAK, CJK, IGNORABLE, OTHER, SPACE, WORD, class_table, fold

JOINERS = "-'’.‐‑–_/&"


def visible(text: str) -> str:
    """Folded, without what takes no place."""
    return "".join(char for char in fold(text) if class_table()[ord(char)] != IGNORABLE)


def only_cjk(text: str) -> bool:
    """Whether there is something in it, and nothing but CJK characters."""
    return bool(text) and all(class_table()[ord(char)] == CJK for char in fold(text))


def _number(text: str, at: int) -> bool:
    return text[at] in "0123456789"


def _class(text: str, at: int) -> int:
    return int(class_table()[ord(text[at])]) if 0 <= at < len(text) else BREAK


def parts_units(text: str, at: int) -> bool:
    """Whether no word goes on from before text[at] to behind it."""
    folded = fold(text)
    inside = 0 < at < len(text) and _class(folded, at - 1) == _class(folded, at) == WORD
    return not (inside and _number(folded, at - 1) == _number(folded, at))


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[tuple[tuple[int, str], ...], int]:
    """(place, CJK character or word) in order, and how many places the text takes."""
    text = visible(text)
    units: list[tuple[int, str]] = []
    place = at = 0
    while at < len(text):
        kind, end = _class(text, at), at + 1
        if kind in (WORD, SPACE):
            # Letters and numbers are words apart: covid19 is covid 19.
            while _class(text, end) == kind and (kind == SPACE or _number(text, end) == _number(text, at)):
                end += 1
        beside = (_class(text, at - 1), _class(text, end))
        if kind in (CJK, WORD):
            units.append((place, text[at:end]))
        takes_none = (kind == SPACE and WORD in beside) or (
            kind == OTHER and text[at] in JOINERS and beside == (WORD, WORD)
        )
        place += not takes_none
        at = end
    return tuple(units), place


def spots(query: str, text: str, *, strictly: bool = False) -> list[int]:
    """Places of `text` where `query` stands. A gap of the query (punctuation between Han characters) stands for as many
    places of anything; strictly: of anything but characters and words."""
    return [start for start, units in _standing(query, text) if not (strictly and units)]


def quoted(query: str, text: str) -> list[int]:
    """As `spots`, of a gap as decision 0004 has it: where a Han character ends a piece, none follows it in the text."""
    wanted, _length = read(query)
    ends = {place for place, unit in wanted if only_cjk(unit[-1])}
    base = min((place for place, _unit in wanted), default=0)
    return [
        start
        for start, units in _standing(query, text)
        if not any(only_cjk(unit) and gap + base - 1 in ends for gap, unit in units.items())
    ]


def _standing(query: str, text: str) -> Iterator[tuple[int, dict[int, str]]]:
    """(place where it stands, what stands in its gaps, by their place in the query from its first unit)."""
    wanted, there = read(query)[0], dict(read(text)[0])
    if not wanted:
        return
    base = wanted[0][0]
    gaps = set(range(wanted[-1][0] - base)) - {place - base for place, _unit in wanted}
    for start in there:
        if all(there.get(start + place - base) == unit for place, unit in wanted):
            yield start, {gap: there[start + gap] for gap in gaps if start + gap in there}


def near(left: str, right: str, distance: int, text: str) -> bool:
    """Whether at most so many places lie between the end of one and the start of the other."""
    units = [[place for place, _unit in read(each)[0]] for each in (left, right)]
    spans = [
        [(at, at + places[-1] - places[0] + 1) for at in quoted(each, text)]
        for each, places in zip((left, right), units, strict=True)
    ]
    return any(max(a, c) - min(b, d) <= distance for a, b in spans[0] for c, d in spans[1])


def count(text: str, piece: str) -> int:
    """How often `piece` stands in `text`, overlaps included."""
    return sum(text.startswith(piece, at) for at in range(len(text)))


def holding(documents: Iterable[IndexDocument], piece: str) -> dict[int, int]:
    """id to occurrences, of the documents with the Han characters `piece` in one field, side by side."""
    wanted = visible(piece)
    found = {doc.id: sum(count(visible(text), wanted) for text in doc.texts) for doc in documents}
    return {number: often for number, often in found.items() if often}


def field_ends(document: IndexDocument) -> list[int]:
    """Where each field ends among the document's places: every field has a line's end after it."""
    ends, total = [], 0
    for text in document.texts:
        total += read(text)[1] + 1
        ends.append(total)
    return ends


def field_of(ends: Sequence[int], place: int) -> int:
    return next(number for number, end in enumerate(ends) if place < end)
