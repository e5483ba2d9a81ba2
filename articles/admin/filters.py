"""Filters beside the article list that stay cheap in a large archive: none of them scans the table to draw itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Image

Choices = list[tuple[str, Any]]
BEFORE_ANY_EDIT = datetime(1970, 1, 1, tzinfo=UTC)


class VisibleFilter(admin.SimpleListFilter):
    title = _("visible")
    parameter_name = "visible"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        return queryset.filter(visible=self.value() == "yes") if self.value() in ("yes", "no") else None


class YearFilter(admin.SimpleListFilter):
    """By year of the archive's days. Django's date hierarchy asks the whole table for its distinct months at each view."""

    title = _("year")
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        days = Article.objects.filter(day__isnull=False).order_by("day").values_list("day", flat=True)
        first, last = days.first(), days.last()
        years = range(last.year, first.year - 1, -1) if first and last else ()
        return [*((str(year), str(year)) for year in years), ("undated", _("undated"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        value = self.value()
        if value is None:
            return None
        if value == "undated":
            return queryset.filter(day__isnull=True)
        try:
            year = int(value)
            return queryset.filter(day__range=(date(year, 1, 1), date(year, 12, 31)))
        except ValueError as error:
            raise IncorrectLookupParameters(value) from error


class EditedFilter(admin.SimpleListFilter):
    title = _("edited")
    parameter_name = "edited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() == "yes":
            # Not "is not null": a comparison leads SQLite to the partial index, in the order of `get_ordering`.
            return queryset.filter(edited_at__gt=BEFORE_ANY_EDIT)
        return queryset.filter(edited_at__isnull=True) if self.value() == "no" else None


class ProblemsFilter(admin.SimpleListFilter):
    """By what the import found wrong. The codes in use come from the partial index of articles that have any."""

    title = _("problems")
    parameter_name = "problem"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        lists: Iterable[str] = (
            Article.objects.exclude(problems="").values_list("problems", flat=True).distinct().order_by()
        )
        codes = sorted({code for codes in lists for code in codes.split(",") if code})
        return [("any", _("any")), *((code, code) for code in codes)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        value = self.value()
        if value is None:
            return None
        troubled = queryset.exclude(problems="")
        return troubled if value == "any" else troubled.filter(problems__contains=value)


class AmissFilter(admin.SimpleListFilter):
    """Articles whose length says that something was read wrongly, or that there is more than an article."""

    title = _("length")
    parameter_name = "amiss"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("long", _("many times too long for its outlet")), ("none", _("no text"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() == "long":
            return queryset.filter(too_long__isnull=False)
        if self.value() == "none":
            # Both of what the import calls an article without text: the partial index of problems leads there.
            return queryset.exclude(problems="").filter(text="")
        return None


class RescuedFilter(admin.SimpleListFilter):
    """Pictures whose file the archive holds, or not."""

    title = _("rescued")
    parameter_name = "rescued"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image] | None:
        if self.value() == "yes":
            return queryset.exclude(sha256="")
        return queryset.filter(sha256="") if self.value() == "no" else None
