"""Outlets by any name that a reader may give them."""

from __future__ import annotations

from articles.models import Source, SourceAlias
from articles.search.text.fold import fold


def outlet_by_name(name: str) -> int | None:
    """The primary key of the outlet with this name, alias, host or slug, in either script and case; None without one."""
    wanted = fold(name.strip())
    for pk, *names in Source.objects.values_list("pk", "name", "slug"):
        if wanted in map(fold, names):
            return int(pk)
    for pk, value in SourceAlias.objects.values_list("source_id", "value"):
        if fold(value) == wanted:
            return int(pk)
    return None
