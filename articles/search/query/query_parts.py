"""What a query asks for, as small values that a page can say in words. Pure: from the tree that was understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from whoosh import query as wq

from articles.search.index.schema import TEXT
from articles.search.query.queries import Exactly, Glyphs, Near
from articles.search.query.regional_names import AnyForm

How = Literal["word", "quoted", "glyphs", "beginning"]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A text that must stand in an article. field: "" for anywhere, else headline, caption or byline. how: glyphs is a quote
    in its very characters."""

    text: str
    field: str = ""
    how: How = "word"


@dataclass(frozen=True, slots=True)
class Close:
    """Two texts with at most so many characters or words between them."""

    left: TextPart
    right: TextPart
    distance: int


@dataclass(frozen=True, slots=True)
class NamedOutlet:
    pk: int


@dataclass(frozen=True, slots=True)
class Under:
    """A section or a tag. kind: "section" or "tag"."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class DayRange:
    """Inclusive; date.min and date.max are open ends."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class HasPicture:
    """At least one picture."""


@dataclass(frozen=True, slots=True)
class Without:
    part: Part


@dataclass(frozen=True, slots=True)
class Together:
    """every: all of them; else at least one. At least two parts."""

    parts: tuple[Part, ...]
    every: bool


Part = TextPart | Close | NamedOutlet | Under | DayRange | HasPicture | Without | Together


def part(query: Any) -> Part | None:
    """query: a whoosh.query.Query as search.language builds it. None for what asks for nothing in particular."""
    if isinstance(query, AnyForm):
        return TextPart(query.typed, _field(query[0].fieldname))
    if isinstance(query, (Exactly, Glyphs, wq.Prefix)):
        return _words(query)
    if isinstance(query, Near):
        return Close(_words(query.left), _words(query.right), query.distance)
    if isinstance(query, wq.Not):
        inner = part(query.query)
        return Without(inner) if inner else None
    if isinstance(query, (wq.And, wq.Or)):
        return _together(query)
    return _filter(query)


def _field(name: str) -> str:
    return "" if name == TEXT else name


def _words(query: Any) -> TextPart:
    if isinstance(query, wq.Prefix):
        return TextPart(query.text, _field(query.fieldname), "beginning")
    how: How = "glyphs" if isinstance(query, Glyphs) else "quoted" if query.quoted else "word"
    return TextPart(query.typed, _field(query.fieldname), how)


def _together(query: Any) -> Part | None:
    """Brackets that change nothing are left out: (a b) c is a b c."""
    every = isinstance(query, wq.And)
    parts: list[Part] = []
    for each in map(part, query):
        if isinstance(each, Together) and each.every == every:
            parts += each.parts
        elif each is not None:
            parts.append(each)
    parts = list(dict.fromkeys(parts))
    return Together(tuple(parts), every) if len(parts) > 1 else parts[0] if parts else None


def _filter(query: Any) -> Part | None:
    if isinstance(query, wq.ConstantScoreQuery):
        return _filter(query.child)
    if isinstance(query, wq.Term) and query.fieldname in ("section", "tag"):
        return Under(query.fieldname, query.text)
    if isinstance(query, wq.Term):
        return NamedOutlet(int(query.text)) if query.fieldname == "source" else HasPicture()
    if isinstance(query, wq.NumericRange) and query.fieldname == "day":
        return DayRange(date.fromordinal(query.start), date.fromordinal(query.end))
    return None
