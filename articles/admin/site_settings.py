"""What the archive is called, who keeps it, and on what terms: one row, one form."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import site
from articles.admin.versioned import Versioned
from articles.admin.versioned_forms import VersionedForm
from articles.site_settings import ONLY, SiteSettings
from newsarchive import environment


class SiteSettingsForm(VersionedForm):
    def clean(self) -> dict[str, Any]:
        """Texts of one line as pages show them."""
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str) and not name.startswith("rights"):
                cleaned[name] = site.plain(value)
        return cleaned

    def clean_former_address(self) -> str:
        given: str = self.cleaned_data["former_address"].strip()
        if given and not environment.origin(given):
            raise ValidationError(
                _("Write the scheme and the host, such as https://news.example.org, and nothing behind.")
            )
        return environment.origin(given)


@admin.register(SiteSettings)
class SiteSettingsAdmin(Versioned):
    form = SiteSettingsForm
    formfield_overrides = {models.CharField: {"widget": AdminTextInputWidget(attrs={"class": "vLargeTextField"})}}
    readonly_fields = ("time_zone", "site_url", "former_until")
    fieldsets = (
        (gettext_lazy("Name"), {"fields": ("name_zh_hans", "name_zh_hant", "name_en")}),
        (
            gettext_lazy("One line about it"),
            {"fields": ("description_zh_hans", "description_zh_hant", "description_en")},
        ),
        (gettext_lazy("Whom to write to"), {"fields": ("contact",)}),
        (gettext_lazy("Rights and take-down"), {"fields": ("rights_zh_hans", "rights_zh_hant", "rights_en")}),
        (gettext_lazy("Fixed where the archive is started"), {"fields": ("time_zone", "site_url")}),
        (gettext_lazy("Feeds"), {"fields": ("former_address", "former_until")}),
    )

    @admin.display(description=gettext_lazy("time zone"))
    def time_zone(self, row: SiteSettings) -> str:
        return _(
            "%(zone)s (NEWSARCHIVE_TIME_ZONE). It decides which day an article stands under, in lists and in addresses that "
            "may have been cited; so it is not changed here."
        ) % {"zone": settings.NEWSARCHIVE_TIME_ZONE}

    @admin.display(description=gettext_lazy("permanent address"))
    def site_url(self, row: SiteSettings) -> str:
        if settings.SITE_URL:
            return _("%(address)s (SITE_URL). Citations, feeds and exports begin with it.") % {
                "address": settings.SITE_URL
            }
        return _(
            "None. Citations, feeds and exports name whatever host they were asked by. Set SITE_URL where the archive is "
            "started."
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> SiteSettings | None:
        """The row; before it was first saved, an empty one."""
        found = super().get_object(request, object_id, from_field)
        return SiteSettings(pk=ONLY) if found is None and object_id == str(ONLY) else found

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one row: its form instead of a list."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:articles_sitesettings_change", args=[ONLY]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SiteSettings | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: SiteSettings, form: Any, change: bool) -> None:
        if obj.former_address and obj.former_until is None:
            obj.former_until = timezone.now()
        super().save_model(request, obj, form, change)
        transaction.on_commit(lambda: _publish(request))


def _publish(request: HttpRequest) -> None:
    try:
        site.publish()
    except OSError as error:
        sentence = _(
            "Saved, but pages go on showing what they showed before: %(folder)s cannot be written (%(reason)s). Make room "
            "there or open it for writing, then save again."
        )
        messages.error(request, sentence % {"folder": settings.NEWSARCHIVE_DATA, "reason": error.strerror})
