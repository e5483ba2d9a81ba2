"""Outlets: their names and zones, and merging two that are one."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin import furniture
from articles.admin.versioned import Versioned, VersionedInline
from articles.admin.versioned_forms import VersionedForm, VersionedFormSet
from articles.ingest.rows.sources import merge_sources
from articles.models import Source, SourceAlias


class SourceForm(VersionedForm):
    home_page = forms.URLField(label=capfirst(_("home page")), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Source
        fields = ("name", "slug", "home_zone", "home_page")

    def clean_home_zone(self) -> str:
        zone: str = self.cleaned_data["home_zone"]
        if zone and zone not in available_timezones():
            raise ValidationError(_("There is no such time zone. Write one such as Asia/Taipei, or leave this empty."))
        return zone

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        owner = Source.objects.at(slug)
        if owner and owner.slug != slug and owner.pk != self.instance.pk:
            sentence = _("%(name)s once had this address, and links to it lead there. Choose another one.")
            raise ValidationError(sentence, params={"name": owner.name})
        return slug


class AliasForm(VersionedForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.initial.get("kind") == SourceAlias.Kind.SLUG and self.has_changed():
            raise ValidationError(_FORMER_STAYS)
        if cleaned.get("kind") == SourceAlias.Kind.SLUG:
            other = Source.objects.filter(slug=cleaned.get("value")).exclude(pk=self.instance.source_id).first()
            if other:
                raise ValidationError(_("This is the address of %(name)s."), params={"name": other.name})
        return cleaned


class AliasFormSet(VersionedFormSet):
    def clean(self) -> None:
        super().clean()
        if any(form.initial.get("kind") == SourceAlias.Kind.SLUG for form in self.deleted_forms):
            raise ValidationError(_FORMER_STAYS)


_FORMER_STAYS = _("A former address stays as it is: links to it would break.")


class AliasInline(VersionedInline):
    model = SourceAlias
    form = AliasForm
    formset = AliasFormSet
    extra = 1


@admin.register(Source)
class SourceAdmin(Versioned):
    form = SourceForm
    inlines = (AliasInline,)
    list_display = ("name", "slug", "home_zone", "home_page")
    search_fields = ("name", "slug", "aliases__value")
    actions = ("merge_outlets",)
    change_form_template = "admin/articles/source/change_form.html"

    class Media:
        css = {"all": ("css/admin.css",)}

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.furniture_view)
        return [path("<int:pk>/furniture/", view, name="articles_source_furniture"), *super().get_urls()]

    def furniture_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the buttons of the list of what is left out do."""
        source = get_object_or_404(Source, pk=pk)
        if request.method != "POST" or not self.has_change_permission(request, source):
            raise PermissionDenied
        return furniture.chosen(self, request, source)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The outlet with what is left out of its articles."""
        source = self.get_object(request, object_id)
        shown = furniture.context(request, source) if source and self.has_view_permission(request, source) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """An outlet that is one too many is merged into another: its links and names then lead there."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A former name still leads the next import here, a former address still opens the page."""
        super().save_related(request, form, formsets, change)
        for field, kind in (("name", SourceAlias.Kind.NAME), ("slug", SourceAlias.Kind.SLUG)):
            former = form.initial.get(field)
            if change and former and field in form.changed_data:
                SourceAlias.objects.get_or_create(kind=kind, value=former, defaults={"source": form.instance})

    @admin.action(description=_("Merge into one outlet…"), permissions=["change"])
    def merge_outlets(self, request: HttpRequest, queryset: QuerySet[Source]) -> HttpResponse | None:
        """Ask which of the chosen outlets stays; then merge the others into it."""
        chosen = list(queryset.order_by("name"))
        if len(chosen) < 2:
            self.message_user(request, _("Choose the outlets that are one: at least two."), messages.WARNING)
            return None
        keep = next((source for source in chosen if str(source.pk) == request.POST.get("keep")), None)
        if keep is None:
            return render(request, "admin/articles/source/merge.html", self._merge_context(request, chosen))
        others = [source for source in chosen if source != keep]
        names = ", ".join(source.name for source in others)
        try:
            with transaction.atomic():
                for other in others:
                    merge_sources(keep, other)
        except ValueError:  # two editors at once: all of it or nothing
            text = _(
                "Nothing was merged: one of these outlets has just been merged by somebody else. Look at the list again."
            )
            self.message_user(request, text, messages.WARNING)
            return None
        self.log_change(request, keep, f"Merged into it: {names}.")
        self.message_user(
            request, gettext("%(names)s: now part of %(keep)s.") % {"names": names, "keep": keep.name}, messages.SUCCESS
        )
        return None

    def _merge_context(self, request: HttpRequest, chosen: list[Source]) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": gettext("Merge outlets"),
            "opts": self.opts,
            "rows": [(source, source.articles.count()) for source in chosen],
            "media": self.media,
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
