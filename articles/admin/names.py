"""Regional names: which forms are searched together."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.versioned import Versioned
from articles.models import NameGroup
from articles.search.query import regional_names


@admin.register(NameGroup)
class NameGroupAdmin(Versioned):
    list_display = ("__str__",)
    search_fields = ("forms",)
    ordering = ("forms",)

    def save_model(self, request: HttpRequest, obj: NameGroup, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        regional_names.forget()

    def delete_model(self, request: HttpRequest, obj: NameGroup) -> None:
        super().delete_model(request, obj)
        regional_names.forget()
