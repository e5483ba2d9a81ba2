"""Pictures and their uses, to be looked through. What stands beside a picture is corrected in its article."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.filters import RescuedFilter
from articles.admin.links import admin_page, external_link, thumbnail
from articles.admin.paging import EstimatingPaginator
from articles.admin.permissions import ReadOnly
from articles.ingest.pictures.reasons import REASONS
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


class ReasonFilter(admin.SimpleListFilter):
    """Why a picture was not taken; the choices are those that fetch_images knows, not those in the table."""

    title = _("why not")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(reason.code, reason.words) for reason in REASONS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image] | None:
        value = self.value()
        return queryset.filter(reason=value) if value in REASONS else None


@admin.action(description=_("Try again at the next fetch"), permissions=["try_again"])
def try_again(modeladmin: admin.ModelAdmin[Any], request: HttpRequest, queryset: QuerySet[Image]) -> None:
    """Only what failed or was refused; nothing is asked for until somebody runs fetch_images."""
    ended = (Image.State.FAILED, Image.State.REFUSED)
    changed = queryset.filter(state__in=ended).update(next_try_at=timezone.now(), attempts=0)
    text = ngettext(
        "%d picture will be asked for at the next fetch.", "%d pictures will be asked for at the next fetch.", changed
    )
    modeladmin.message_user(request, text % changed, messages.SUCCESS)


@admin.register(Image)
class ImageAdmin(_PictureList):
    list_display = ("picture", "url", "width", "height", "state", "why_not", "next_try_at")
    list_display_links = ("url",)
    list_filter = (RescuedFilter, "state", ReasonFilter)
    search_fields = ("=sha256", "url")
    actions = (try_again,)
    fields = readonly_fields = (
        "picture", "address", "state", "why_not", "attempts", "next_try_at", "fetched_at", "came_from", "content_type",
        "width", "height", "sha256", "untouched_sha256", "perceptual_hash",
    )  # fmt: skip

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        """Pictures themselves are read-only here: who may change articles may have their pictures asked for."""
        return bool(request.user.has_perm("articles.change_article"))

    @admin.display(description=_("picture"))
    def picture(self, image: Image) -> str:
        return thumbnail(image)

    @admin.display(description=_("address"))
    def address(self, image: Image) -> str:
        return external_link(image.url)

    @admin.display(description=_("why not"))
    def why_not(self, image: Image) -> str:
        return REASONS[image.reason].sentence(image.detail) if image.reason in REASONS else "—"

    @admin.display(description=_("fetched from"))
    def came_from(self, image: Image) -> str:
        return external_link(image.fetched_from) if image.fetched_from else "—"


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
