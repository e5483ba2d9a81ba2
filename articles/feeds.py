"""Atom feeds: the whole archive, and one outlet."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.models import Article, Source

ENTRIES = 50
#: Characters that XML 1.0 cannot hold; scraped text has them.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_text(text: str) -> str:
    return NOT_XML.sub("", text)


class ArchiveFeed(Feed[Article, Source | None]):
    """The newest articles: of one outlet where the address names it, else of the whole archive. Times are UTC."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str = "") -> Source | None:
        return get_object_or_404(Source, slug=slug) if slug else None

    def title(self, obj: Source | None) -> str:
        return xml_text(f"{obj.name} – {_('News Archive')}") if obj else _("News Archive")

    def subtitle(self, obj: Source | None) -> str:
        if obj:
            return _("The newest articles of this outlet in the archive")
        return _("The newest articles of the archive")

    def link(self, obj: Source | None) -> str:
        return obj.get_absolute_url() if obj else reverse("home")

    def items(self, obj: Source | None) -> list[Article]:
        dated = Article.objects.listed().filter(published_at__isnull=False)
        chosen = dated.filter(source=obj) if obj else dated
        return list(chosen.order_by("-published_at", "-id")[:ENTRIES])

    def item_title(self, item: Article) -> str:
        return xml_text(item.headline) or _("Without a headline")

    def item_description(self, item: Article) -> str:
        return xml_text(item.standfirst)

    def item_author_name(self, item: Article) -> str:
        names = ", ".join(str(name) for name in item.byline)
        return xml_text(names or item.source.name)

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Article) -> datetime | None:
        return item.edited_at or item.published_at
