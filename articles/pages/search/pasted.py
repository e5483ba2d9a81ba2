"""An address or an id in a search box leads to its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from django.db.models import Q

from articles import parsing
from articles.ingest.rows.identity import identity
from articles.models import Article
from articles.parsing.addresses.redirects import unredirected
from articles.parsing.addresses.urls import former_keys

#: Characters of an address; docs/api.md has the same limit.
_LONGEST = 2_000
_ID = re.compile(r"[a-z2-7]{12,32}")
#: An article's page in this archive, under whatever name it was reached, in any language of the interface.
_OWN = re.compile(r"https?://[^/?#]+/(?:[\w/-]+/)?articles/([a-z2-7]{12,32})/?(?:[?#].*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?/\S*", re.IGNORECASE)
#: What a copy's own address ends with: web.archive.org/web/2020id_/https://…, archive.ph/2020…/https://…,
#: webcache.googleusercontent.com/search?q=cache:ID:https://…, Perma, arquivo.pt.
_COPY = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*(?:archive\.(?:org|ph|today|is|li|md|vn|fo)|googleusercontent\.com|arquivo\.pt|archive-it\.org)"
    r"/\S*?[/:=](https?(?::/{1,2}|%3A%2F%2F)\S+|www\.\S+)",
    re.IGNORECASE,
)
_ONE_SLASH = re.compile(r"^(https?):/+", re.IGNORECASE)


def address_of(text: str) -> str:
    """The page of the article that the text is the address or the id of; "" if it is none. At most two queries."""
    text = text.strip().strip("<>\"'“”")
    if not text or len(text) > _LONGEST or any(map(str.isspace, text)):
        return ""
    wanted = Q()
    if own := _OWN.fullmatch(text):
        wanted |= Q(public_id=own[1].lower())
    if _ID.fullmatch(text.lower()):
        wanted |= Q(public_id=text.lower())
    if keys := {key for address in _addresses(text) for key in _keys(address)}:
        wanted |= Q(identity__in=[identity(key, "", "", "") for key in keys])
    found = Article.objects.filter(wanted).first() if wanted else None
    return found.get_absolute_url() if found else ""


def _addresses(text: str) -> Iterator[str]:
    """The address as given, and what it leads to."""
    if not _ADDRESS.fullmatch(text):
        return
    if copy := _COPY.fullmatch(text):
        inner = unquote(copy[1]) if "%3A%2F%2F" in copy[1].upper() else copy[1]
        yield _with_scheme(_ONE_SLASH.sub(r"\1://", inner))
    whole = _with_scheme(text)
    yield whole
    yield unredirected(whole)


def _with_scheme(address: str) -> str:
    return address if address[:4].lower() == "http" else f"https://{address}"


def _keys(address: str) -> Iterator[str]:
    """With the slash at its end and without: readers leave it out."""
    for each in (address, address.rstrip("/") if address.endswith("/") else f"{address}/"):
        if key := parsing.url_key(each):
            yield key
        yield from former_keys(each)
