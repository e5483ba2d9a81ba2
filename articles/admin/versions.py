"""Which version a form showed, and how what was typed differs from what is stored now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from articles.admin.side_by_side import SideBySide, side_by_side


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """What a form carries with it. row: which row of a table, by what it is rather than by its number, which an import may
    change. shown: digests of the texts, by field. undecided: fields of which two texts were shown, to choose from."""

    row: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)
    undecided: frozenset[str] = frozenset()

    def packed(self) -> str:
        return json.dumps([self.row, dict(self.shown), sorted(self.undecided)], separators=(",", ":"))

    @classmethod
    def of(cls, packed: str) -> ShownVersion:
        """An empty one if it is none: then every field that differs counts as changed by both."""
        try:
            row, shown, undecided = json.loads(packed)
            return cls(str(row), {str(k): str(v) for k, v in shown.items()}, frozenset(map(str, undecided)))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return cls()


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field whose stored text is not the one typed. moved: what is stored is not what the form showed. typed: the editor
    changed it. choose: the name of the buttons to choose with, "" where only one of them is new."""

    label: str
    stored: str
    mine: str
    moved: bool
    typed: bool
    choose: str = ""

    @property
    def texts(self) -> SideBySide:
        return side_by_side(self.stored, self.mine)


@dataclass(frozen=True, slots=True)
class FormPart:
    """What differs in a row: in that of the form itself (title ""), or in one of a table beside it. removed: the editor
    ticked it to be deleted. gone: it is there no more; what was typed into it stands here. new: it came meanwhile."""

    title: str
    differences: list[FieldDifference] = field(default_factory=list)
    removed: bool = False
    gone: bool = False
    new: bool = False
