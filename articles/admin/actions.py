"""What an editor does with several articles at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import export_rows
from articles.citing.values import one_line
from articles.display.citable import Place
from articles.ingest.rereading import reparsing
from articles.models import Article

#: Rows a transaction: an import that waits for its turn to write gets it in between.
BATCH = 500
#: Characters of Article.hidden_reason.
LONGEST_REASON = 300


def _batches(articles: QuerySet[Article]) -> Iterator[list[int]]:
    keys = list(articles.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


def _log(request: HttpRequest, articles: QuerySet[Article], message: str) -> None:
    LogEntry.objects.log_actions(
        user_id=cast(int, request.user.pk),
        queryset=articles.only("pk", "headline", "url", "public_id"),
        action_flag=CHANGE,
        change_message=message,
    )


def _set_visible(request: HttpRequest, articles: QuerySet[Article], *, visible: bool, reason: str = "") -> int:
    """When they were hidden, triggers write down."""
    told = "Shown." if visible else f"Hidden. {reason}".strip()
    columns = {"visible": True} if visible else {"visible": False, "hidden_reason": reason}
    changed = 0
    for keys in _batches(articles):
        others = list(Article.objects.filter(pk__in=keys, visible=not visible).values_list("pk", flat=True))
        batch = Article.objects.filter(pk__in=others)
        changed += batch.update(**columns)
        _log(request, batch, told)
    return changed


@admin.action(description=_("Hide from readers…"), permissions=["change"])
def hide(
    modeladmin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    """Ask for the reason; then hide. What is hidden already keeps its day and its reason."""
    if "confirmed" not in request.POST:
        context = _asking_why(modeladmin, request, queryset)
        return render(request, "admin/articles/article/hide.html", context)
    reason = one_line(request.POST.get("reason", ""))[:LONGEST_REASON]
    changed = _set_visible(request, queryset, visible=False, reason=reason)
    modeladmin.message_user(
        request,
        ngettext("%d article is hidden now.", "%d articles are hidden now.", changed) % changed,
        messages.SUCCESS,
    )
    return None


def _asking_why(
    modeladmin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]
) -> dict[str, Any]:
    return {
        **modeladmin.admin_site.each_context(request),
        "title": gettext("Hide from readers"),
        "opts": modeladmin.opts,
        "media": modeladmin.media,
        "number": queryset.filter(visible=True).count(),
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "across": request.POST.get("select_across", "0"),
        "action_checkbox_name": ACTION_CHECKBOX_NAME,
        "longest": LONGEST_REASON,
        "back": request.get_full_path(),
    }


@admin.action(description=_("Show to readers"), permissions=["change"])
def show(modeladmin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    changed = _set_visible(request, queryset, visible=True)
    modeladmin.message_user(
        request, ngettext("%d article is shown now.", "%d articles are shown now.", changed) % changed, messages.SUCCESS
    )


@admin.action(description=_("Read again from the untouched file"), permissions=["change"])
def reparse(modeladmin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> None:
    """With the rules of today; what an editor changed stays."""
    changed: list[int] = []
    seen = 0
    for keys in _batches(queryset):
        seen += len(keys)
        changed += [article.pk for article in Article.objects.filter(pk__in=keys) if reparsing.reparse(article)]
    for start in range(0, len(changed), BATCH):
        _log(
            request,
            Article.objects.filter(pk__in=changed[start : start + BATCH]),
            "Read again from the untouched file.",
        )
    message = ngettext("%(seen)d article was read again", "%(seen)d articles were read again", seen) % {"seen": seen}
    outcome = ngettext("%(changed)d changed.", "%(changed)d changed.", len(changed)) % {"changed": len(changed)}
    modeladmin.message_user(request, f"{message}; {outcome}", messages.SUCCESS)


@admin.action(description=_("Export as CSV"), permissions=["view"])
def export_csv(modeladmin: admin.ModelAdmin[Article], request: HttpRequest, queryset: QuerySet[Article]) -> Any:
    articles = export_rows.counted(queryset.select_related("source").defer(None).defer("body_html"))  # type: ignore[arg-type]
    response = StreamingHttpResponse(_csv(articles, Place.of(request)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="articles-{timezone.localdate().isoformat()}.csv"'
    return response


def _csv(articles: QuerySet[Article], place: Place) -> Iterator[str]:
    yield export_rows.csv_head(*export_rows.EDITORS)
    for article in articles.iterator(chunk_size=BATCH):
        yield export_rows.editors_row(article, place)
