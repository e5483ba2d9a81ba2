"""Copies of an article in web archives, as pages, citations and the API show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles.models import Article


@dataclass(frozen=True, slots=True)
class ShownCapture:
    """url: an http or https address. at: when the copy was made, aware; None where its address does not say."""

    url: str
    at: datetime | None


def captures_of(article: Article) -> list[ShownCapture]:
    """The newest first; those of an unknown time last."""
    found = [ShownCapture(each["url"], _moment(each.get("at"))) for each in article.captures]
    return sorted(found, key=lambda capture: capture.at.timestamp() if capture.at else float("-inf"), reverse=True)


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
