"""Outlets as a request names them, and times as an outlet's readers see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from articles import search
from articles.api.errors import Refusal
from articles.models import Article


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


def _zone(article: Article) -> tzinfo:
    """The offset that the outlet states with the article, else its home zone, else UTC."""
    if article.published_offset is not None:
        return timezone(timedelta(minutes=article.published_offset))
    return ZoneInfo(article.source.home_zone) if article.source.home_zone else UTC


def outlet_time(article: Article, moment: datetime | None) -> datetime | None:
    """`moment` with the offset of the article's outlet."""
    return moment.astimezone(_zone(article)) if moment else None
