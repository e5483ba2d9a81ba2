"""What outlets' articles leave out, as it stands in this transaction, and what an article is without it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from articles.furniture import ArticlePieces, FurnitureDue
from articles.furniture import Furniture as FurnitureRow
from articles.models import Article
from articles.parsing.text.repeated import Fingerprint, LeftOut, signature, without
from articles.parsing.types import ParsedArticle

NOTHING = LeftOut({})


class FurnitureBook:
    """By outlet. Not kept longer than a transaction: an owner may put something back."""

    def __init__(self) -> None:
        self._by_source: dict[int, LeftOut] | None = None

    def of(self, source_id: int) -> LeftOut:
        """What the outlet's articles leave out."""
        if self._by_source is None:
            self._by_source = _load()
        return self._by_source.get(source_id, NOTHING)

    def shown(self, parsed: ParsedArticle, source_id: int) -> ParsedArticle:
        """The article as it is shown: without furniture."""
        furniture = self.of(source_id)
        return without(parsed, furniture) if furniture else parsed

    def pieces(self, article: Article, parsed: ParsedArticle) -> ArticlePieces | None:
        """The row that goes with an article that says what `parsed` says; None if nobody took a fingerprint."""
        if not parsed.fingerprint:
            return None
        furniture = self.of(article.source_id)
        left_out = signature(Fingerprint.unpack(parsed.fingerprint), furniture) if furniture else 0
        return ArticlePieces(article=article, fingerprint=parsed.fingerprint, left_out=left_out)


def _load() -> dict[int, LeftOut]:
    keys: dict[int, dict[int, str]] = defaultdict(dict)
    pictures: dict[int, set[int]] = defaultdict(set)
    for source_id, key, kind in FurnitureRow.objects.filter(kept=False).values_list("source_id", "key", "kind"):
        if kind == FurnitureRow.Kind.PICTURE:
            pictures[source_id].add(key)
        else:
            keys[source_id][key] = kind
    return {pk: LeftOut(keys.get(pk, {}), frozenset(pictures.get(pk, ()))) for pk in keys.keys() | pictures.keys()}


def write_pieces(rows: Iterable[ArticlePieces | None], *, count: bool = True) -> None:
    """Of articles that are new, say or leave out something else. count: their outlets are due to be counted."""
    found = [row for row in rows if row is not None]
    if not found:
        return
    ArticlePieces.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["article"], update_fields=["fingerprint", "left_out"]
    )
    if count:
        make_due(row.article.source_id for row in found)


def make_due(sources: Iterable[int]) -> None:
    """Outlets that are to be counted anew."""
    FurnitureDue.objects.bulk_create([FurnitureDue(source_id=pk) for pk in sorted(set(sources))])
