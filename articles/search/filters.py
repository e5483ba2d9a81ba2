"""Which articles may be found, beside the words. Frozen values: nothing here knows Django or the tables.

A new filter is a field of Filters, its name in NAMES, a form field of the same name (forms.py) and a query
(articles.search.evaluate.filters). Page, API, feeds, exports and comparisons then have it, and their links carry it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, Self

#: Simplified, traditional, or either.
Script = Literal["", "hans", "hant"]
#: Taken out of the repository they were read from: those only, or all others.
Removed = Literal["", "only", "not"]

#: A field's name here and in addresses, in the order of addresses. Addresses are permanent: add only.
NAMES = {
    "outlets": "source",
    "without": "not",
    "since": "from",
    "until": "to",
    "as_of": "asof",
    "script": "script",
    "sections": "section",
    "tags": "tag",
    "removed": "removed",
    "exact": "form",
}
#: Parameters that stand behind all others in an address, in this order.
_LAST = ("form", "collapse", "words", "view", "order", "part", "page")


@dataclass(frozen=True, slots=True)
class Outlet:
    """pk: the outlet's primary key, which the index knows it by. slug: its present address."""

    pk: int
    slug: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """outlets: any of them; empty: all. without: outlets that are left out. since, until: inclusive days of the archive's
    zone. as_of: only what had come into this archive by the end of this day. script: that the article's text is
    written in, of those two. sections, tags: names, in either script: any of the sections, and any of the tags. removed:
    whether a commit took the article out of its repository. exact: what stands in quotes is found in these very characters
    only, 臺灣 and not 台湾; pages and comparisons then find names only as typed, too."""

    outlets: tuple[Outlet, ...] = ()
    without: tuple[Outlet, ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    script: Script = ""
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    removed: Removed = ""
    exact: bool = False

    @classmethod
    def of(cls, cleaned: dict[str, Any]) -> Self:
        """From a form's values, by name; what the form does not know stays as it is by default."""
        return cls(**{each.name: cleaned[each.name] for each in fields(cls) if each.name in cleaned})

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values as in the address; defaults are left out."""
        return [(name, text) for field, name in NAMES.items() for text in _written(getattr(self, field))]

    def by_name(self) -> dict[str, list[str]]:
        """Values as in the address, by name."""
        pairs = self.pairs()
        return {name: [value for other, value in pairs if other == name] for name, _value in pairs}

    @property
    def narrowing(self) -> bool:
        """Whether anything but the day of "as of" leaves articles out."""
        return replace(self, as_of=None) != self.everywhere()

    def everywhere(self) -> Filters:
        """All articles, read as exactly as before."""
        return Filters(exact=self.exact)


#: No filter at all.
EVERYTHING = Filters()


def _written(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from (each.slug if isinstance(each, Outlet) else each for each in value)
    elif value is True:
        yield "typed"
    elif isinstance(value, date):
        yield value.isoformat()
    elif value:
        yield str(value)


def in_order(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """As they stand in an address; without empty values."""
    return sorted(
        ((name, value) for name, value in pairs if value),
        key=lambda pair: _LAST.index(pair[0]) if pair[0] in _LAST else -1,
    )
