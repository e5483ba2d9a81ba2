"""An outlet's sections, as the addresses of its articles tell them: pure, over a list of addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

#: Parts of an address that name no section anywhere.
GENERIC = frozenset(
    {
        "a",
        "article",
        "articles",
        "content",
        "contenu",
        "detail",
        "doc",
        "html",
        "id",
        "index",
        "item",
        "news",
        "node",
        "p",
        "page",
        "post",
        "posts",
        "show",
        "story",
        "view",
    }
)
#: A part that nearly all addresses share is the site's, not a section's.
SHARED = 0.95
#: A section has at least this share of the articles, and this many.
LEAST_SHARE, LEAST = 0.005, 3
MOST_SECTIONS = 12
#: A longer part is a headline, not a section.
LONGEST = 40


@dataclass(frozen=True, slots=True)
class AddressSection:
    """name: as the outlet calls it, else as its addresses do."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Habits:
    """Of an outlet’s newest articles. read: how many. bylined: with a byline. hosts: of their addresses, most used first."""

    read: int
    bylined: int
    hosts: list[str]
    sections: list[AddressSection]


def habits(articles: Iterable[tuple[str, Sequence[str]]], names: Mapping[str, str] | None = None) -> Habits:
    """articles: (url_key, byline) of each; a url_key is an address without its scheme. names: the outlet's own for its
    sections, by what addresses call them (outlets.toml)."""
    found = list(articles)
    hosts = Counter(key.partition("/")[0] for key, _byline in found if key)
    return Habits(
        read=len(found),
        bylined=sum(bool(byline) for _key, byline in found),
        hosts=[host for host, _count in hosts.most_common(5)],
        sections=sections_of([key.partition("/")[2] for key, _byline in found if key], names),
    )


def sections_of(paths: Sequence[str], names: Mapping[str, str] | None = None) -> list[AddressSection]:
    """The most used sections, and none where the addresses do not tell them. paths: `china/2020/08/a-headline`."""
    folders = [_parts(path) for path in paths]
    uses = Counter(part for parts in folders for part in set(parts))
    shared = {part for part, count in uses.items() if count > SHARED * len(paths)}
    first = Counter(next((part for part in parts if part not in shared), "") for parts in folders)
    del first[""]
    least = max(LEAST, LEAST_SHARE * len(paths))
    called = names or {}
    named = [
        AddressSection(called.get(part.lower(), part), count)
        for part, count in first.most_common(MOST_SECTIONS)
        if count >= least
    ]
    return named if len(named) > 1 else []


def _parts(path: str) -> list[str]:
    """The folders that may be sections. The last part is the article's own; numbers and dates are no names."""
    folders = path.partition("?")[0].split("/")[:-1]
    if path.endswith("/"):
        folders = folders[:-1]
    names = (unquote(folder) for folder in folders)
    return [name for name in names if name and name.lower() not in GENERIC and not _is_own(name)]


def _is_own(name: str) -> bool:
    """Such as 2020, 20200805, the 9 of 2020/9/5, n12516388, or a headline."""
    return len(name) > LONGEST or name.isdecimal() or bool(re.search(r"\d{2}", name)) or not name.isprintable()
