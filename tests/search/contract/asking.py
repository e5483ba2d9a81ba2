"""What the tests of the contract ask through the face, as the pages do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from articles import search
from articles.models import Article, Source
from articles.search import Question

Make = Callable[..., Article]
NOON = datetime(2020, 8, 5, 4, tzinfo=UTC)


def outlet(name: str) -> int:
    return Source.objects.get(name=name).pk


def found(text: str, **asked: Any) -> list[int]:
    """In order."""
    return [hit.article_id for hit in search.ask(Question(text, page_size=1000, **asked)).hits]


def names(ids: Sequence[int], archive: dict[str, Article]) -> str:
    keys = {article.pk: name for name, article in archive.items()}
    return "".join(keys[pk] for pk in ids)
