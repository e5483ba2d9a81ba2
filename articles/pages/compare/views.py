"""Queries compared over time: the page, and its numbers as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles.pages import dates
from articles.pages.compare import download, page, small_multiples
from articles.pages.compare.form import MOST_QUERIES, CompareForm, Comparison
from articles.pages.unavailable import unavailable
from articles.search import Compared, SearchUnavailable, example_charts
from articles.search import compare as compare_queries
from articles.search.filters import EVERYTHING
from articles.search.request.fields import Outlets
from articles.search.request.forms import chosen_words

#: Fields for queries that a chart's form has at least, and empty ones after those filled.
_FIELDS, _EMPTY = 3, 1


@require_safe
@conditional_page
def compare(request: HttpRequest) -> HttpResponse:
    """200 with a chart, or with examples where nothing was asked; 400 where it cannot be asked; 503 while the index is away.
    Empty fields of the form leave the address, so that it can be passed on."""
    if any(not value for values in request.GET.lists() for value in values[1]):
        return HttpResponseRedirect(_without_empty(request))
    outlets = Outlets.read()
    form = CompareForm(request.GET, outlets=outlets)
    if not form.is_valid():
        queries = request.GET.getlist("q")[:MOST_QUERIES]
        context = {**form.complaint(), "fields": _fields(queries), "outlets": outlets}
        return render(request, "compare/compare.html", context, status=400)
    comparison = Comparison.from_form(form)
    context = {"form": form, "comparison": comparison, "fields": _fields(comparison.texts), "outlets": outlets}
    try:
        context |= _shown(comparison, outlets) if comparison.texts else {"examples": _examples(outlets)}
    except SearchUnavailable as error:
        return unavailable(request, error)
    return render(request, "compare/compare.html", context)


def _without_empty(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name, values in request.GET.lists():
        kept = [value for value in values if value]
        if kept:
            query.setlist(name, kept)
        else:
            del query[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _fields(texts: tuple[str, ...] | list[str]) -> list[str]:
    """What the fields of the form hold."""
    empty = max(_FIELDS - len(texts), min(_EMPTY, MOST_QUERIES - len(texts)))
    return [*texts, *[""] * empty]


def _compared(comparison: Comparison, outlets: Outlets, *, with_words: bool) -> Compared:
    names = list(outlets.names.values())
    return compare_queries(comparison.wanted(), by_outlet=comparison.split, with_words=with_words, leave_out=names)


def _shown(comparison: Comparison, outlets: Outlets) -> dict[str, object]:
    compared = _compared(comparison, outlets, with_words=comparison.words)
    filters = comparison.filters
    return {
        "compared": compared,
        "chart": page.chart(comparison, compared),
        "rows": page.rows(compared),
        "smalls": small_multiples.smalls(comparison, compared, outlets.by_pk),
        "coarser": comparison.step is not None and comparison.step != compared.step,
        "unfinished": filters.as_of == dates.today(),
        "other_words": [
            (label, comparison.with_(**{name: getattr(EVERYTHING, name)})) for name, label in chosen_words(filters)
        ],
        "forms_matter": filters.exact or any(line.forms for line in compared.lines),
        **_links(comparison),
    }


def _examples(outlets: Outlets) -> list[page.ComparisonExample]:
    """Made from the archive itself."""
    charts = example_charts(tuple(outlets.names.values()))
    return [page.example(found.wanted.texts, found) for found in charts if found.periods]


def _links(comparison: Comparison) -> dict[str, str]:
    """The same chart otherwise, and its numbers."""
    return {
        "by_count": comparison.with_(by="count"),
        "by_share": comparison.with_(by="share"),
        "by_outlet": comparison.with_(split=True),
        "with_words": comparison.with_(words=True),
        "not_split": comparison.with_(split=False, every=False, own=False),
        "all_outlets": comparison.with_(outlets=(), without=()),
        "today": comparison.with_(as_of=None),
        "only_typed": comparison.with_(exact=True),
        "every_form": comparison.with_(exact=False),
        "csv": comparison.data_address("csv"),
        "json": comparison.data_address("json"),
    }


@require_safe
def data(request: HttpRequest, kind: str) -> HttpResponse:
    """The chart's numbers: `csv` or `json`, with the chart's own parameters. 400 and 503 in one sentence each."""
    if kind not in ("csv", "json"):
        raise Http404(_("The numbers are available as csv or json."))
    outlets = Outlets.read()
    form = CompareForm(request.GET, outlets=outlets)
    if not form.is_valid():
        return _refused(kind, " ".join(form.sentences()), 400)
    comparison = Comparison.from_form(form)
    if not comparison.texts:
        return _refused(kind, _("Give at least one query: ?q=…"), 400)
    try:
        compared = _compared(comparison, outlets, with_words=kind == "json")
    except SearchUnavailable as error:
        return _refused(kind, str(error), 503)
    by_pk = outlets.by_pk
    if kind == "json":
        return JsonResponse(download.as_json(compared, by_pk), json_dumps_params={"ensure_ascii": False})
    response = HttpResponse(
        download.as_csv(compared, by_pk, split=comparison.split), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="comparison.csv"'
    return response


def _refused(kind: str, sentence: str, status: int) -> HttpResponse:
    if kind == "json":
        return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
