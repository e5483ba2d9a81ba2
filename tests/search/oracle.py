"""What the index should find, by reading every text from the start: slow, plain, and written apart from the index.

Only the fold and the classes of characters are the index's own; test_fold.py tests those.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from articles.search.arrays.layout import IndexDocument
from articles.search.fold import BREAK, CJK, IGNORABLE, OTHER, SPACE, WORD, class_table, fold

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
    wanted, _length = read(query)
    there = dict(read(text)[0])
    if not wanted:
        return []
    base, last = wanted[0][0], wanted[-1][0] - wanted[0][0]
    taken = {place - base for place, _unit in wanted}
    gaps = [place for place in range(last) if place not in taken]
    return [
        start
        for start in there
        if all(there.get(start + place - base) == unit for place, unit in wanted)
        and not (strictly and any(start + gap in there for gap in gaps))
    ]


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
