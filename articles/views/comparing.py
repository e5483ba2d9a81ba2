"""Queries compared over time: the page, and its numbers as files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from articles.models import Source
from articles.search import Compared, SearchUnavailable, example_charts
from articles.search import compare as compare_queries
from articles.views import compare_data, compare_page, compare_smalls, dates
from articles.views.compare_form import MOST_QUERIES, CompareForm, Comparison
from articles.views.searching import unavailable

#: Fields for queries that a chart's form has at least, and empty ones after those filled.
_FIELDS, _EMPTY = 3, 1


@require_safe
@conditional_page
def compare(request: HttpRequest) -> HttpResponse:
    """200 with a chart, or with examples where nothing was asked; 400 where it cannot be asked; 503 while the index is away.
    Empty fields of the form leave the address, so that it can be passed on."""
    if any(not value for values in request.GET.lists() for value in values[1]):
        return HttpResponseRedirect(_without_empty(request))
    sources = {source.slug: source for source in Source.objects.only("slug", "name")}
    form = CompareForm(request.GET, slugs=sources)
    if not form.is_valid():
        context = {"form": form, **form.complaint(), "fields": _fields(request.GET.getlist("q")[:MOST_QUERIES])}
        return render(request, "articles/compare.html", {**context, "outlets": sources.values()}, status=400)
    asked = Comparison.from_cleaned(form.cleaned_data)
    context = {"form": form, "asked": asked, "fields": _fields(asked.texts), "outlets": sources.values()}
    try:
        context |= _shown(asked, sources) if asked.texts else {"examples": _examples(sources)}
    except SearchUnavailable as error:
        return unavailable(request, error)
    return render(request, "articles/compare.html", context)


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


def _compared(asked: Comparison, sources: dict[str, Source], *, with_words: bool) -> Compared:
    names = [source.name for source in sources.values()]
    return compare_queries(asked.wanted(sources), by_outlet=asked.split, with_words=with_words, leave_out=names)


def _shown(asked: Comparison, sources: dict[str, Source]) -> dict[str, object]:
    compared = _compared(asked, sources, with_words=asked.words)
    by_pk = {source.pk: source for source in sources.values()}
    return {
        "compared": compared,
        "chart": compare_page.chart(asked, compared),
        "rows": compare_page.rows(compared),
        "smalls": compare_smalls.smalls(asked, compared, by_pk),
        "chosen": [sources[slug] for slug in asked.slugs],
        "coarser": asked.step is not None and asked.step != compared.step,
        "unfinished": asked.asof == dates.today(),
        "forms_matter": asked.typed or any(line.forms for line in compared.lines),
        **_links(asked),
    }


def _examples(sources: dict[str, Source]) -> list[compare_page.Example]:
    """Made from the archive itself."""
    names = tuple(source.name for source in sources.values())
    charts = example_charts(names)
    return [compare_page.example(found.wanted.texts, found) for found in charts if found.periods]


def _links(asked: Comparison) -> dict[str, str]:
    """The same chart otherwise, and its numbers."""
    return {
        "by_count": asked.with_(by="count"),
        "by_share": asked.with_(by="share"),
        "by_outlet": asked.with_(split=True),
        "with_words": asked.with_(words=True),
        "not_split": asked.with_(split=False, every=False, own=False),
        "all_outlets": asked.with_(slugs=()),
        "today": asked.with_(asof=None),
        "only_typed": asked.with_(typed=True),
        "every_form": asked.with_(typed=False),
        "csv": asked.data_address("csv"),
        "json": asked.data_address("json"),
    }


@require_safe
def data(request: HttpRequest, kind: str) -> HttpResponse:
    """The chart's numbers: `csv` or `json`, with the chart's own parameters. 400 and 503 in one sentence each."""
    if kind not in ("csv", "json"):
        raise Http404(_("The numbers are available as csv or json."))
    sources = {source.slug: source for source in Source.objects.only("slug", "name")}
    form = CompareForm(request.GET, slugs=sources)
    if not form.is_valid():
        return _refused(kind, " ".join(form.sentences()), 400)
    asked = Comparison.from_cleaned(form.cleaned_data)
    if not asked.texts:
        return _refused(kind, _("Give at least one query: ?q=…"), 400)
    try:
        compared = _compared(asked, sources, with_words=kind == "json")
    except SearchUnavailable as error:
        return _refused(kind, str(error), 503)
    by_pk = {source.pk: source for source in sources.values()}
    if kind == "json":
        return JsonResponse(compare_data.as_json(compared, by_pk), json_dumps_params={"ensure_ascii": False})
    response = HttpResponse(
        compare_data.as_csv(compared, by_pk, split=asked.split), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="comparison.csv"'
    return response


def _refused(kind: str, sentence: str, status: int) -> HttpResponse:
    if kind == "json":
        return JsonResponse({"detail": sentence}, status=status, json_dumps_params={"ensure_ascii": False})
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
