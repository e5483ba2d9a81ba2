"""What each import did, and what became of each file it saw."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.links import admin_page
from articles.admin.paging import EstimatingPaginator
from articles.admin.permissions import ReadOnly
from articles.display.refusals import refusal
from articles.models import ImportedFile, ImportRun

#: Refused files on a page of a run.
REFUSED_A_PAGE = 50
REFUSED_PAGE = "refused"


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly, admin.ModelAdmin[ImportRun]):
    list_display = ("started_at", "finished_at", "took", "outcomes")
    fields = readonly_fields = ("started_at", "finished_at", "took", "where", "outcomes")
    change_form_template = "admin/articles/importrun/change_form.html"
    paginator = EstimatingPaginator
    show_full_result_count = False
    sortable_by = ()

    class Media:
        css = {"all": ("css/admin.css",)}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The run with its refused files, a page at a time (`?refused=2`)."""
        run = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if run is not None and self.has_view_permission(request, run):
            refused = run.files.filter(outcome=ImportedFile.Outcome.REFUSED).order_by("pk")
            context["refused"] = Paginator(refused, REFUSED_A_PAGE).get_page(request.GET.get(REFUSED_PAGE))
            context["refused_page"] = REFUSED_PAGE
            context["ledger"] = f"{reverse('admin:articles_importedfile_changelist')}?run__id__exact={run.pk}"
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("took"))
    def took(self, run: ImportRun) -> str:
        if run.finished_at is None:
            return gettext("not finished: it runs, or was stopped")
        return str(run.finished_at - run.started_at).split(".")[0]

    @admin.display(description=_("paths"))
    def where(self, run: ImportRun) -> SafeString:
        return format_html_join("", '<div class="path">{}</div>', ((path,) for path in run.paths))

    @admin.display(description=_("files"))
    def outcomes(self, run: ImportRun) -> str:
        names = dict(ImportedFile.Outcome.choices) | {"unchanged": gettext("unchanged")}
        return " · ".join(f"{names.get(outcome, outcome)} {count}" for outcome, count in run.counts.items() if count)


@admin.register(ImportedFile)
class ImportedFileAdmin(ReadOnly, admin.ModelAdmin[ImportedFile]):
    list_display = ("path", "outcome", "why", "size", "gone")
    list_filter = ("outcome", "gone")
    search_fields = ("=sha256", "path")
    search_help_text = _("Part of a path, or a SHA-256")
    fields = readonly_fields = ("root", "path", "outcome", "whole_reason", "size", "sha256", "gone", "of", "import_run")
    paginator = EstimatingPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ("-pk",)
    sortable_by = ()
    list_per_page = 50
    list_max_show_all = 0

    class Media:
        css = {"all": ("css/admin.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportedFile]:
        files = super().get_queryset(request).select_related("run", "original__article")
        return files.defer("original__compressed", "original__article__body_html", "original__article__text")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "run__id__exact" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]

    @admin.display(description=_("reason"))
    def why(self, file: ImportedFile) -> str:
        return Truncator(refusal(file.reason)).chars(120)

    @admin.display(description=_("reason"))
    def whole_reason(self, file: ImportedFile) -> str:
        return refusal(file.reason) or "—"

    @admin.display(description=_("article"))
    def of(self, file: ImportedFile) -> str:
        if file.original is None:
            return "—"
        return admin_page("article", file.original.article_id, str(file.original.article))

    @admin.display(description=_("import run"))
    def import_run(self, file: ImportedFile) -> str:
        return admin_page("importrun", file.run_id, str(file.run))
