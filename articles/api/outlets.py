"""Outlets as a request names them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from articles import search
from articles.api.errors import Refusal


def find_sources(given: Sequence[str]) -> tuple[int, ...]:
    """Primary keys of the outlets that `given` names, by name, alias or slug, former slugs included, in either script.

    Raises Refusal for the first that is unknown: an empty answer would look like "nothing was written about it".
    """
    found = []
    for name in dict.fromkeys(given):
        key = search.outlet_by_name(name)
        if key is None:
            advice = _("No outlet is called “%(source)s”. Give a name, an alias or a slug, as in /sources/.")
            raise Refusal(advice % {"source": name[:200]})
        found.append(key)
    return tuple(dict.fromkeys(found))
