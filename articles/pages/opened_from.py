"""The search that an article was opened from, carried in the article's address: its own, and the search's behind it.

The article's page has a `script` of its own, that of reading: there the search's is called `written`.
"""

from __future__ import annotations

from django.http import QueryDict
from django.utils.http import urlencode

from articles.search.request.request import SearchRequest, Unreadable

_RENAMED = {"script": "written"}
_NAMES = {there: here for here, there in _RENAMED.items()}
#: What says where in the results one stands, but not what was searched for.
_PLACE = ("page", "part", "order", "view", "sort")


def pairs(search: SearchRequest) -> list[tuple[str, str]]:
    """Names and values as an article's address carries them; none where nothing was searched for."""
    if not search.pairs(*_PLACE):
        return []
    return [(_RENAMED.get(name, name), value) for name, value in search.pairs()]


def carried(search: SearchRequest) -> str:
    """What stands behind an article's address ("?q=…"), or ""."""
    found = pairs(search)
    return f"?{urlencode(found)}" if found else ""


def opened_from(query: QueryDict) -> SearchRequest | None:
    """query: of an article's address. None where it carries no search, or none that can be read: it is the article's page
    all the same."""
    asked = QueryDict(mutable=True)
    for name, values in query.lists():
        if name not in _RENAMED:
            asked.setlist(_NAMES.get(name, name), values)
    if not asked:
        return None
    try:
        search = SearchRequest.from_query(asked)
    except Unreadable:
        return None
    return search if pairs(search) else None
