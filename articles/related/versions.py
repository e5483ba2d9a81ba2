"""The versions of an article: what its outlet published, and what the archive's editors made of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from articles.citing.values import one_line
from articles.ingest.rows.apply_versions import UnreadableOriginal, VersionOrder, light, read_original, standing
from articles.models import Article, Figure, Original
from articles.parsing.types import ParsedFigure
from articles.related.changes import words_of

#: What an address calls the editors' version.
EDITED = "edited"
#: Characters of a sha256 that name a version in an address.
_NAME = 12


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """name: in addresses, its own or one of `also`. original: the earliest with these words; of the editors' version the one
    they started from. order_known: whether its stamp says where it stands among all others. withheld: it came after an
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


def versions_of(article: Article) -> list[PublishedVersion]:
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


def _of_outlet(
    article: Article, stand: VersionOrder, key: str, withheld: bool, names: frozenset[str]
) -> PublishedVersion:
    original = stand.earliest[key]
    beside = [(other.since, other.archived_at) for content, other in stand.earliest.items() if content != key]
    known = original.since is not None and (original.since, original.archived_at) not in beside
    shown = key == article.content_hash and not article.edited_at
    return PublishedVersion(version_name(original), original, original.since, known, shown, withheld, names)


def _of_editors(article: Article, originals: list[Original]) -> PublishedVersion:
    base = next((original for original in originals if original.pk == article.original_id), None)
    return PublishedVersion(EDITED, base, article.edited_at, order_known=True, shown=True)


def came_first(one: PublishedVersion, other: PublishedVersion) -> bool | None:
    """Whether `one` is the earlier of two, by the stamps that are shown with them; None where those do not say. Editors come
    after what they started from."""
    if one.by_editors or other.by_editors:
        return other.by_editors
    if one.at is None or other.at is None or one.at == other.at:
        return None
    return one.at < other.at


@dataclass(frozen=True, slots=True)
class VersionWords:
    """What a version says. text: a paragraph a line. captions: what is said of its pictures, in their order, a line each:
    caption, credit, alternative text."""

    headline: str
    text: str
    captions: str


def words_of_version(article: Article, version: PublishedVersion) -> VersionWords | None:
    """None if its file cannot be read as an article any more."""
    if version.by_editors:
        return VersionWords(article.headline, article.text, _captions(article.figures.all()))
    words = words_of(article, version.original) if version.original else None
    if words is None or version.original is None:
        return None
    return VersionWords(words.headline, words.text, _captions_of(article, version, version.original))


def _captions_of(article: Article, version: PublishedVersion, original: Original) -> str:
    """As stored where it is shown, else read from the bytes; none where today's rules do not read them any more."""
    if version.shown:
        return _captions(article.figures.all())
    try:
        return _captions(read_original(original).figures)
    except UnreadableOriginal:
        return ""


def _captions(figures: Iterable[Figure | ParsedFigure]) -> str:
    said = (one_line(text) for figure in figures for text in (figure.caption, figure.credit, figure.alt))
    return "\n".join(line for line in said if line)
