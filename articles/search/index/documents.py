"""Articles as the index sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from articles.models import Article, Figure
from articles.search.index.arrays.layout import HAS_IMAGE, NO_DAY, NO_TIME, SCRIPT_HANS, SCRIPT_HANT, IndexDocument

_COLUMNS = ("id", "source_id", "headline", "byline", "dateline", "text", "published_at", "day", "script")
_SCRIPTS = {"Hans": SCRIPT_HANS, "Hant": SCRIPT_HANT}
#: What one segment is built of at most: about 200 MB of memory while sorting.
CHARACTERS, COUNT = 2_000_000, 10_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _seconds(moment: datetime | None) -> int:
    return NO_TIME if moment is None else int((moment - _EPOCH).total_seconds())


def _ordinal(day: date | None) -> int:
    return NO_DAY if day is None else day.toordinal()


def _captions(ids: Sequence[int]) -> dict[int, list[str]]:
    captions: dict[int, list[str]] = defaultdict(list)
    rows = Figure.objects.filter(article_id__in=ids).order_by("article_id", "position")
    for article, caption, credit in rows.values_list("article_id", "caption", "credit"):
        # The credit usually stands inside the caption, too.
        captions[article] += [text for text in (caption, "" if credit in caption else credit) if text]
    return captions


def _document(row: dict[str, Any], captions: Sequence[str]) -> IndexDocument:
    byline = [str(name) for name in row["byline"]] if isinstance(row["byline"], list) else []
    flags = (HAS_IMAGE if captions or row["figure_count"] else 0) | _SCRIPTS.get(row["script"], 0)
    texts = (row["headline"], "\n".join(captions), "\n".join([*byline, row["dateline"]]), row["text"])
    return IndexDocument(row["id"], row["source_id"], _ordinal(row["day"]), _seconds(row["published_at"]), flags, texts)


def documents(ids: Iterable[int]) -> list[IndexDocument]:
    """The published articles among these primary keys, in the order of their keys."""
    wanted = list(ids)
    rows = Article.objects.published().filter(id__in=wanted).order_by("id").values(*_COLUMNS, "figure_count")
    captions = _captions(wanted)
    return [_document(row, captions.get(row["id"], ())) for row in rows]


def all_documents(size: int = 500) -> Iterator[list[IndexDocument]]:
    """Every published article, by primary key, `size` at a time; never the whole archive in memory."""
    last = 0
    while ids := list(
        Article.objects.published().filter(id__gt=last).order_by("id").values_list("id", flat=True)[:size]
    ):
        last = ids[-1]
        yield documents(ids)


def by_size(batch: Iterable[IndexDocument], characters: int, count: int) -> Iterator[list[IndexDocument]]:
    """Pieces of at most `characters` in all (one document may be longer) and `count` documents."""
    piece: list[IndexDocument] = []
    size = 0
    for document in batch:
        if piece and (size + document.size > characters or len(piece) == count):
            yield piece
            piece, size = [], 0
        piece.append(document)
        size += document.size
    if piece:
        yield piece
