"""Links to an article's, or a whole search's, files and feeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlencode

from django.urls import reverse

from articles.models import Article

#: The ending of a file's address, and what readers know the kind by.
FILES = (("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON"), ("txt", "TXT"))
#: As FILES, of a whole search.
EXPORTS = (("csv", "CSV"), ("jsonl", "JSONL"), ("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON"))
#: Parameters that say where in the results a page stands: a whole has none.
PLACE_IN_IT = ("page", "part", "order")


class Fields(Protocol):
    """A search as its page knows it (articles.pages.search_state): names and values of its address, some left out."""

    def fields(self, *without: str) -> list[tuple[str, str]]: ...


def _with_query(path: str, fields: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(fields)}" if fields else path


def search_feed_of(asked: Fields) -> str:
    """The feed of a search; it is always sorted by date, and is nothing but the newest."""
    return _with_query(reverse("search_feed"), asked.fields(*PLACE_IN_IT, "sort"))


def citation_files(article: Article) -> list[tuple[str, str]]:
    """(name, address) of the article's citation in each format."""
    return [(name, reverse("cite", args=[article.public_id, kind])) for kind, name in FILES]


def export_files(asked: Fields) -> list[tuple[str, str]]:
    """(name, address) of everything that a search finds, in each format."""
    fields = asked.fields(*PLACE_IN_IT)
    return [(name, _with_query(reverse("search_export", args=[kind]), fields)) for kind, name in EXPORTS]
