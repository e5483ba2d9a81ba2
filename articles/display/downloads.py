"""Links to an article's, or a whole search's, files and feeds."""

from __future__ import annotations

from django.urls import reverse

from articles.models import Article
from articles.search.request.request import PLACE, SearchRequest, address

#: The ending of a file's address, and what readers know the kind by.
FILES = (("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON"), ("txt", "TXT"))
#: As FILES, of a whole search.
EXPORTS = (("csv", "CSV"), ("jsonl", "JSONL"), ("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON"))


def search_feed_of(search: SearchRequest) -> str:
    """The feed of a search; it is always sorted by date, and is nothing but the newest."""
    return address(reverse("search_feed"), search.pairs(*PLACE, "sort"))


def citation_files(article: Article) -> list[tuple[str, str]]:
    """(name, address) of the article's citation in each format."""
    return [(name, reverse("cite", args=[article.public_id, kind])) for kind, name in FILES]


def export_files(search: SearchRequest) -> list[tuple[str, str]]:
    """(name, address) of everything that a search finds, in each format."""
    pairs = search.pairs(*PLACE)
    return [(name, address(reverse("search_export", args=[kind]), pairs)) for kind, name in EXPORTS]
