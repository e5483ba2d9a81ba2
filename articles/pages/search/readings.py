"""How a line was read, for the page: each reading with what it finds, and the way to it alone."""

from __future__ import annotations

from dataclasses import dataclass

from articles.search.request.forms import QuestionForm
from articles.search.request.request import SearchRequest
from articles.search.types import Answer


@dataclass(frozen=True, slots=True)
class ReadingLink:
    """name: exact, near, all or most. label: in the interface language. count: articles, those of the readings before it
    included. href: "" where it finds nothing. current: the page shows it and no further one."""

    name: str
    label: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ReadingLinks:
    """words: that the line was read as. links: none where it was searched as typed only. whole: the address of all
    readings, where one was chosen."""

    words: tuple[str, ...]
    links: tuple[ReadingLink, ...]
    whole: str


def readings(search: SearchRequest, answer: Answer) -> ReadingLinks | None:
    """None where there is nothing to choose."""
    whole = search.with_(match="").address() if search.match not in ("", "words") else ""
    if not answer.tiers and not whole:
        return None
    label_of = QuestionForm.base_fields["match"].label_of  # type: ignore[attr-defined]
    links = tuple(
        ReadingLink(
            tier.name,
            label_of(tier.name),
            tier.total,
            search.with_(match=tier.name).address() if tier.total else "",
            tier.name == search.match,
        )
        for tier in answer.tiers
    )
    return ReadingLinks(answer.words, links, whole)
