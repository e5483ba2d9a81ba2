"""The sitemap: articles in chunks of consecutive ids, so that a million of them are never counted or skipped over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles.addresses import base
from articles.models import Article, Section, Source, Tag

#: Ids in one file. The protocol allows 50,000 addresses.
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """What Django's sitemap asks of a page."""

    object_list: list[Any]

    def has_other_pages(self) -> bool:
        return True


class ById:
    """A paginator whose page n holds ids (n-1)*CHUNK+1 to n*CHUNK: the primary key is the only index it needs."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows

    @property
    def num_pages(self) -> int:
        last: int = self.rows.model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        return max(1, -(-last // CHUNK))

    def page(self, number: int | str) -> Chunk:
        try:
            wanted = int(number)
        except ValueError as error:
            raise PageNotAnInteger(f"{number!r} is no page.") from error
        if not 1 <= wanted <= self.num_pages:
            raise EmptyPage(f"There is no page {wanted}.")
        first = (wanted - 1) * CHUNK + 1
        return Chunk(list(self.rows.filter(pk__gte=first, pk__lt=first + CHUNK).order_by("pk")))


T = TypeVar("T")


class PermanentSitemap(Sitemap[T]):
    """With addresses that begin with SITE_URL, if there is one."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme or super().get_protocol(protocol)

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc or super().get_domain(site)


class ArticleSitemap(PermanentSitemap[Article]):
    changefreq = "yearly"

    def items(self) -> Any:
        return Article.objects.published().only("public_id", "imported_at", "edited_at")

    @property
    def paginator(self) -> Any:
        return ById(self.items())

    def lastmod(self, item: Article) -> datetime:
        return item.edited_at or item.imported_at

    def get_latest_lastmod(self) -> None:
        """Unknown without a walk over all articles."""


class DaySitemap(PermanentSitemap[date]):
    changefreq = "monthly"

    def items(self) -> list[date]:
        days = Article.objects.published().order_by("day").values_list("day", flat=True).distinct()
        return [day for day in days if day]

    def location(self, item: date) -> str:
        return reverse("day", args=[item.year, item.month, item.day])


class PageSitemap(PermanentSitemap[str]):
    changefreq = "daily"

    def items(self) -> list[str]:
        return [
            "home",
            "archive",
            "sources",
            "tags",
            "pictures",
            "compare",
            "changed",
            "removed",
            "search",
            "search_help",
            "about",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class SourceSitemap(PermanentSitemap[Source]):
    changefreq = "daily"

    def items(self) -> list[Source]:
        return list(Source.objects.order_by("pk"))


class SectionSitemap(PermanentSitemap[Section]):
    changefreq = "daily"

    def items(self) -> list[Section]:
        return list(Section.objects.select_related("source").order_by("pk"))


class TagSitemap(PermanentSitemap[Tag]):
    changefreq = "daily"

    def items(self) -> Any:
        return Tag.objects.all()

    @property
    def paginator(self) -> Any:
        return ById(self.items())


SITEMAPS: dict[str, type[Sitemap[Any]]] = {
    "pages": PageSitemap,
    "outlets": SourceSitemap,
    "sections": SectionSitemap,
    "tags": TagSitemap,
    "days": DaySitemap,
    "articles": ArticleSitemap,
}


def index(request: HttpRequest) -> HttpResponse:
    """The list of sitemaps. Django's has the request's host in it, and no switch for another."""
    response = views.index(request, dict(SITEMAPS), sitemap_url_name="sitemap_section")
    asked, ours = request.build_absolute_uri("/").removesuffix("/"), base(request)
    context = response.context_data or {}
    context["sitemaps"] = [replace(s, location=ours + s.location.removeprefix(asked)) for s in context["sitemaps"]]
    return response
