"""Questions that are asked of a table in more than one place: who may see an article, and whose address a slug is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from articles.filing import Tagging

if TYPE_CHECKING:
    from articles.models import Article, Source  # noqa: F401 - named by strings below

#: Never needed to list an article; large.
LARGE_COLUMNS = ("body_html", "text")
#: What the slug of an outlet can be, so that nothing else reaches the database.
SLUG = re.compile(r"[-\w]{1,80}", re.ASCII)
#: SourceAlias.Kind.SLUG.
FORMER_ADDRESS = "slug"


class SourceQuerySet(models.QuerySet["Source"]):
    """Addresses of outlets last: one that was merged or renamed leads on, wherever an address names it."""

    def at(self, slug: str) -> Source | None:
        """The outlet of this address, else the one that it was merged into or renamed to. None where there never was one."""
        if not SLUG.fullmatch(slug):
            return None
        former = self.filter(aliases__kind=FORMER_ADDRESS, aliases__value=slug)
        return self.filter(slug=slug).first() or former.first()

    def lead_on(self, slugs: Iterable[str]) -> dict[str, str]:
        """The present slug of each of these that is a former one. One query, none for nothing."""
        wanted = [slug for slug in slugs if SLUG.fullmatch(slug)]
        if not wanted:
            return {}
        former = self.filter(aliases__kind=FORMER_ADDRESS, aliases__value__in=wanted).order_by()
        return dict(former.values_list("aliases__value", "slug"))


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> ArticleQuerySet:
        """What readers may see."""
        return self.filter(visible=True)

    def listed(self) -> ArticleQuerySet:
        """Published, with the outlet, without the large columns: what any list needs."""
        return self.published().light()

    def pictured(self, source: Source | None = None) -> ArticleQuerySet:
        """Listed, with pictures: of all outlets, or of one."""
        if source is None:
            return self.listed().filter(figure_count__gt=0)
        # `visible IN (1)` instead of a bare `visible`, so that article_of_source cannot serve: without ANALYZE's figures
        # SQLite takes it for as good as article_pictured_of, and walks past all articles of an outlet without pictures.
        return self.filter(source=source, visible__in=[True], figure_count__gt=0).light()

    def tagged(self, tag: int) -> ArticleQuerySet:
        """With this tag (primary key)."""
        return self.filter(taggings__tag=tag)

    def with_tags(self) -> ArticleQuerySet:
        """And their tags, of however many articles in one query (articles.ingest.tags_of)."""
        return self.prefetch_related(models.Prefetch("taggings", Tagging.objects.select_related("tag")))

    def light(self) -> ArticleQuerySet:
        """With the outlet, without the large columns: hidden ones too."""
        return self.select_related("source").defer(*LARGE_COLUMNS)

    def newest(self) -> ArticleQuerySet:
        return self.order_by(F("published_at").desc(nulls_last=True), "-id")
