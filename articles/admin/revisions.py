"""Other versions of an article, to be read beside it. Reached from the article; no list of their own."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.links import admin_page, untouched_file
from articles.admin.permissions import ReadOnly
from articles.display.days import outlet_moment
from articles.models import Revision


@admin.register(Revision)
class RevisionAdmin(ReadOnly, admin.ModelAdmin[Revision]):
    fields = readonly_fields = ("of", "file", "headline", "archived", "withheld", "text", "body_html")

    class Media:
        css = {"all": ("css/admin.css",)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("article"))
    def of(self, revision: Revision) -> str:
        return admin_page("article", revision.article_id, str(revision.article))

    @admin.display(description=_("untouched file"))
    def file(self, revision: Revision) -> str:
        return untouched_file(revision.article, revision.original)

    @admin.display(description=_("archived"))
    def archived(self, revision: Revision) -> str:
        return outlet_moment(revision.article, revision.archived_at) if revision.archived_at else "—"
