"""The versions of an article: what its outlet published, and what the archive's editors made of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from articles.ingest.settling import Standing, light, standing
from articles.models import Article, Original
from articles.related.changes import words_of

#: What an address calls the editors' version.
EDITED = "edited"
#: Characters of a sha256 that name a version in an address.
_NAME = 12


@dataclass(frozen=True, slots=True)
class Version:
    """name: in addresses, its own or one of `also`. original: the earliest with these words; of the editors' version the one
    they started from. order_known: whether its stamp says where it stands among the others. withheld: it came after an
    editor's change."""

    name: str
    original: Original | None
    at: datetime | None
    order_known: bool
    shown: bool
    withheld: bool = False
    #: Names of later files with the same words.
    also: frozenset[str] = frozenset()

    @property
    def by_editors(self) -> bool:
        return self.name == EDITED


def version_name(original: Original) -> str:
    """What an address calls the version that it holds."""
    return original.sha256[:_NAME]


def versions_of(article: Article) -> list[Version]:
    """Those of the outlet by stamp, one for each wording, the earliest first; then the editors', if there is one. Two
    queries."""
    originals = list(light(article.originals.all()))
    if not originals:
        return []
    stand = standing(originals)
    withheld = set(article.revisions.filter(withheld=True).values_list("content_hash", flat=True))
    names: dict[str, set[str]] = defaultdict(set)
    for original in originals:
        names[original.content_hash].add(version_name(original))
    return [
        *(_of_outlet(article, stand, key, key in withheld, frozenset(names[key])) for key in stand.earliest),
        *([_of_editors(article, originals)] if article.edited_at else []),
    ]


def _of_outlet(article: Article, stand: Standing, key: str, withheld: bool, names: frozenset[str]) -> Version:
    original = stand.earliest[key]
    beside = [other.archived_at for content, other in stand.earliest.items() if content != key]
    known = original.archived_at is not None and original.archived_at not in beside
    shown = key == article.content_hash and not article.edited_at
    return Version(version_name(original), original, original.archived_at, known, shown, withheld, names)


def _of_editors(article: Article, originals: list[Original]) -> Version:
    base = next((original for original in originals if original.pk == article.original_id), None)
    return Version(EDITED, base, article.edited_at, order_known=True, shown=True)


def words_of_version(article: Article, version: Version) -> tuple[str, str] | None:
    """(headline, text); None if its file cannot be read as an article any more."""
    if version.by_editors:
        return article.headline, article.text
    words = words_of(article, version.original) if version.original else None
    return (words.headline, words.text) if words else None
