"""Pictures and their uses, to be looked through. What stands beside a picture is corrected in its article."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from articles.admin.filters import RescuedFilter
from articles.admin.links import admin_page, external_link, thumbnail
from articles.admin.paging import EstimatingPaginator
from articles.admin.permissions import ReadOnly
from articles.models import LARGE_COLUMNS, Figure, Image


class _PictureList(ReadOnly, admin.ModelAdmin[Any]):
    paginator = EstimatingPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    ordering = ("-pk",)
    sortable_by = ()

    class Media:
        css = {"all": ("css/admin.css",)}


@admin.register(Image)
class ImageAdmin(_PictureList):
    list_display = ("picture", "url", "width", "height")
    list_display_links = ("url",)
    list_filter = (RescuedFilter,)
    search_fields = ("=sha256", "url")
    fields = readonly_fields = ("picture", "address", "sha256", "width", "height", "perceptual_hash")

    @admin.display(description=_("picture"))
    def picture(self, image: Image) -> str:
        return thumbnail(image)

    @admin.display(description=_("address"))
    def address(self, image: Image) -> str:
        return external_link(image.url)


@admin.register(Figure)
class FigureAdmin(_PictureList):
    list_display = ("picture", "said", "credit", "role", "of")
    list_display_links = ("said",)
    list_filter = ("role",)
    search_fields = ("caption", "credit", "alt")
    fields = readonly_fields = ("picture", "of", "position", "role", "caption", "credit", "alt", "video")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        figures = super().get_queryset(request).select_related("image", "article")
        return figures.defer(*(f"article__{column}" for column in LARGE_COLUMNS))

    @admin.display(description=_("picture"))
    def picture(self, figure: Figure) -> str:
        return thumbnail(figure.image)

    @admin.display(description=_("caption"))
    def said(self, figure: Figure) -> str:
        return Truncator(str(figure)).chars(120)

    @admin.display(description=_("article"))
    def of(self, figure: Figure) -> str:
        return admin_page("article", figure.article_id, Truncator(str(figure.article)).chars(60))

    @admin.display(description=_("video address"))
    def video(self, figure: Figure) -> str:
        return external_link(figure.video_url) if figure.video_url else "—"
