"""What is left out of an outlet's articles, on the outlet's page: looked at, put back, left out again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.furniture import Furniture, FurnitureDue
from articles.ingest.furniture import furnishing
from articles.models import Source

#: Pieces on a page, and seconds that a click may take.
A_PAGE, SECONDS = 50, 4.0
PAGE = "left_out"
#: Why a piece is left out (ingest.judging.REASONS), as an editor reads it.
REASONS = {
    "words": _("speaks of subscribing, following, rights or the like"),
    "links": _("nothing but links"),
    "author": _("about the author"),
    "below": _("below such a box"),
    "most": _("ends most articles"),
    "picture": _("a picture of the outlet's own"),
}


def context(request: HttpRequest, source: Source) -> dict[str, Any]:
    """For the outlet's page; which page of the list is in the query."""
    rows = Paginator(Furniture.objects.filter(source=source), A_PAGE).get_page(request.GET.get(PAGE))
    return {
        "left_out": rows,
        "left_out_rows": [(row, REASONS.get(row.why, row.why)) for row in rows],
        "left_out_page": PAGE,
        "left_out_waits": FurnitureDue.objects.filter(source_id=source.pk).exists(),
        "left_out_action": reverse("admin:articles_source_furniture", args=[source.pk]),
    }


def chosen(model_admin: admin.ModelAdmin[Source], request: HttpRequest, source: Source) -> HttpResponse:
    """One click: `put_back` or `leave_out` names a piece; neither lets the articles follow that do not yet."""
    wanted, act = next(
        ((request.POST[name], name) for name in ("put_back", "leave_out") if name in request.POST), ("", "")
    )
    row = (
        Furniture.objects.filter(source=source, pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None
    )
    if row is None:
        done = furnishing.go_on(source, SECONDS)
    else:
        done = (furnishing.put_back if act == "put_back" else furnishing.leave_out)(row, SECONDS)
        model_admin.log_change(request, source, f"{'Put back' if act == 'put_back' else 'Left out again'}: {row}")
    text = ngettext("%d article was written again.", "%d articles were written again.", done.changed) % done.changed
    if done.left:
        more = gettext("%d are still to follow: click “Go on”, or run update_furniture.") % done.left
        model_admin.message_user(request, f"{text} {more}", messages.WARNING)
    else:
        model_admin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(f"{reverse('admin:articles_source_change', args=[source.pk])}#left-out-heading")
