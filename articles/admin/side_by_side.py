"""Two texts beside each other, with what differs between them marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.related.differences import ChangedPiece, Passage, compare

_END_OF_BLOCK = re.compile(r"(</(?:p|h[1-6]|li|ul|ol|blockquote|figure|table|tr)>)(?=<)")


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    """A paragraph of both texts. gap: what stands here is the same in both, and left out."""

    left: list[ChangedPiece] = field(default_factory=list)
    right: list[ChangedPiece] = field(default_factory=list)
    gap: bool = False


@dataclass(frozen=True, slots=True)
class SideBySide:
    """cut: only the beginning of the texts was compared."""

    rows: list[ParagraphRow]
    cut: bool


def side_by_side(left: str, right: str) -> SideBySide:
    """What differs, each with the paragraphs around it. Texts that differ in spaces only have no rows."""
    difference = compare(_lines(left), _lines(right))
    return SideBySide(list(_joined(_rows(difference.passages))), difference.cut)


def _lines(text: str) -> str:
    """A body's paragraphs, which often stand in one line, each in a line of its own."""
    return _END_OF_BLOCK.sub(r"\1\n", text)


def _rows(passages: tuple[Passage, ...]) -> Iterator[ParagraphRow]:
    changed = {n for n, passage in enumerate(passages) if passage.changed}
    near = {n + step for n in changed for step in (-1, 0, 1)}
    gap = False
    for n, passage in enumerate(passages):
        if n in near:
            yield ParagraphRow(_without(passage, "new"), _without(passage, "gone"))
        elif not gap and changed:
            yield ParagraphRow(gap=True)
        gap = n not in near


def _joined(rows: Iterator[ParagraphRow]) -> Iterator[ParagraphRow]:
    """A paragraph that only the left has beside the one that only the right has after it."""
    waiting: ParagraphRow | None = None
    for row in rows:
        if waiting and row.right and not row.left:
            yield ParagraphRow(waiting.left, row.right)
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = row if row.left and not row.right else None
        if waiting is None:
            yield row
    if waiting:
        yield waiting


def _without(passage: Passage, kind: str) -> list[ChangedPiece]:
    return [piece for piece in passage.pieces if piece.kind != kind]
