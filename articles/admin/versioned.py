"""Nobody saves over another's work unawares: what each page of the admin that changes something has in common.

The row is locked from the comparison to the commit; SQLite has one writer at a time anyway (BEGIN IMMEDIATE).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from articles.admin.versioned_forms import VERSION, VersionedForm, VersionedFormSet
from articles.admin.versions import FormPart


def versioned(form: type[Any]) -> type[VersionedForm]:
    """`form`, with the version it was shown."""
    if issubclass(form, VersionedForm):
        return form
    make: Any = type(VersionedForm)
    return cast(type[VersionedForm], make(f"Versioned{form.__name__}", (VersionedForm, form), {}))


def with_version(fieldsets: Any) -> Any:
    (title, options), *others = fieldsets
    return [(title, {**options, "fields": [*options["fields"], VERSION]}), *others]


class Versioned(admin.ModelAdmin[Any]):
    """For a ModelAdmin whose rows can be changed; its inlines that can be changed are VersionedInline."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        match = request.resolver_match
        saving = request.method == "POST" and match is not None and str(match.url_name).endswith("_change")
        return rows.select_for_update(of=("self",)) if saving else rows

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        if obj is not None:
            options.setdefault("form", versioned(self.form))
        return super().get_form(request, obj, change=change, **options)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return with_version(fieldsets) if obj is not None and self.has_change_permission(request, obj) else fieldsets

    def render_change_form(self, request: HttpRequest, context: Any, *given: Any, **options: Any) -> HttpResponse:
        context["other_version"] = list(_parts(context))
        return super().render_change_form(request, context, *given, **options)


def _parts(context: Any) -> Iterator[FormPart]:
    form = context["adminform"].form
    if isinstance(form, VersionedForm) and form.differences:
        yield FormPart("", form.differences)
    for inline in context["inline_admin_formsets"]:
        if isinstance(inline.formset, VersionedFormSet):
            yield from inline.formset.parts()


class VersionedInline(admin.TabularInline[Any, Any]):
    """Rows of a table that are saved with the row they belong to."""

    formset = VersionedFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        return super().get_formset(request, obj, **options | {"form": versioned(self.form)})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return with_version(fieldsets) if self.has_change_permission(request, obj) else fieldsets
