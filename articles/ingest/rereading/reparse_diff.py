"""What a re-parse changed in an article, by field."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from articles.ingest.rows.filing import tags_of
from articles.models import Article, Figure, Original

#: Columns that no re-parse writes.
_STAY = frozenset(
    {"id", "section_id", "public_id", "identity", "visible", "edited_at", "edited_fields", "imported_at", "original_id"}
)
#: Characters of a long value shown on each side of where two differ.
CONTEXT = 40

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReparseChange:
    """fields: by name, what it was and what it is. "figures", "originals" and "revisions" stand beside the columns."""

    public_id: str
    headline: str
    fields: dict[str, tuple[Any, Any]]


def values_of(article: Article, originals: Collection[Original]) -> Values:
    """Everything about an article that a re-parse may change. Figures, images and revisions come from the prefetched
    rows where they are prefetched."""
    columns = {
        field.attname: getattr(article, field.attname)
        for field in Article._meta.concrete_fields
        if field.attname not in _STAY
    }
    columns["section"] = article.section.name if article.section else ""
    columns["tags"] = tags_of(article)
    columns["current"] = article.original_id
    columns["figures"] = [_figure(figure) for figure in article.figures.all()]
    columns["originals"] = sorted((o.sha256, o.content_hash, str(o.archived_at), str(o.front_date)) for o in originals)
    columns["revisions"] = sorted(
        (r.content_hash, r.original_id, r.headline, r.body_html, str(r.archived_at), r.withheld)
        for r in article.revisions.all()
    )
    return columns


def _figure(figure: Figure) -> tuple[Any, ...]:
    words = (figure.role, figure.caption, figure.credit, figure.alt, figure.video_url)
    return (figure.position, figure.image.url, *words)


def difference(article: Article, before: Values, after: Values) -> ReparseChange:
    fields = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    return ReparseChange(article.public_id, article.headline, fields)


def excerpts(before: object, after: object) -> tuple[str, str]:
    """Two values as one line each, cut to where they differ."""
    old, new = (" ".join(str(value).split()) for value in (before, after))
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    first = max(0, start - CONTEXT)
    return _cut(old, first, len(old) - end + CONTEXT), _cut(new, first, len(new) - end + CONTEXT)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _cut(text: str, first: int, last: int) -> str:
    longest = 6 * CONTEXT
    piece = text[first:last]
    if len(piece) > longest:
        piece = f"{piece[: longest // 2]} … {piece[-longest // 2 :]}"
    return ("… " if first else "") + piece + (" …" if last < len(text) else "")
