"""All that a search finds, as a file: streamed, however much it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles import export_rows
from articles import search as engine
from articles.citing import bibtex, csl_item, ris
from articles.display.citable import Place, citable
from articles.models import Article
from articles.pages import dates
from articles.pages.article.downloads import KINDS, attached, name_part
from articles.pages.search.request import search_of
from articles.pages.search.results import MOST_PICKED
from articles.pages.unavailable import unavailable
from articles.search.request.request import SearchRequest
from articles.turns import whole_file

#: Articles read and written at once.
CHUNK = 400


@dataclass(frozen=True, slots=True)
class FileKind:
    """How a file is written: what stands before, between and behind the articles. text: it holds their full text.
    counted: it tells how many versions there are of each."""

    one: Callable[[Article, Place], str]
    before: str = ""
    between: str = ""
    behind: str = ""
    text: bool = False
    counted: bool = False


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


WRITERS = {
    "csv": FileKind(export_rows.csv_row, before=export_rows.csv_head(), counted=True),
    "jsonl": FileKind(
        lambda article, place: _json(export_rows.json_row(article, place)) + "\n", text=True, counted=True
    ),
    "ris": FileKind(lambda article, place: ris(citable(article, place))),
    "bib": FileKind(lambda article, place: bibtex(citable(article, place))),
    "json": FileKind(
        lambda article, place: _json(csl_item(citable(article, place))), before="[\n", between=",\n", behind="\n]\n"
    ),
}


@require_safe
def pick_all(request: HttpRequest) -> HttpResponse:
    """To the selection with all that a search finds, in its order: as many as a selection holds. 400 and 503 as the search
    page."""
    searched = search_of(request)
    if isinstance(searched, HttpResponse):
        return searched
    try:
        ids = list(engine.every_id(searched.search.question())[:MOST_PICKED])
    except engine.SearchUnavailable as error:
        return unavailable(request, error)
    names = dict(Article.objects.published().filter(pk__in=ids).order_by().values_list("pk", "public_id"))
    query = urlencode([("id", names[pk]) for pk in ids if pk in names])
    return HttpResponseRedirect(f"{reverse('selection')}?{query}")


@require_safe
@whole_file
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every match, in the order of the search page; `page` counts for nothing. 400 and 503 as there, and 503 while others
    take theirs; 404 for another kind of file. Nothing of a HEAD's answer is written."""
    if kind not in WRITERS:
        raise Http404
    searched = search_of(request)
    if isinstance(searched, HttpResponse):
        return searched
    try:
        ids = engine.every_id(searched.search.question())
    except engine.SearchUnavailable as error:
        return unavailable(request, error)
    pieces = () if request.method == "HEAD" else written(WRITERS[kind], ids, Place.of(request))
    response = StreamingHttpResponse(pieces, content_type=KINDS[kind])
    return attached(response, f"{_name(searched.search)}.{kind}")


def _name(search: SearchRequest) -> str:
    """Such as `新冠-2020-08-05..2020-08-31-exported-2026-11-22`: what was searched for, and when."""
    filters = search.filters
    days = f"{filters.since or ''}..{filters.until or ''}" if filters.since or filters.until else ""
    slugs = "-".join(outlet.slug for outlet in filters.outlets)
    words = name_part(search.text) or (name_part(slugs) if slugs else "archive")
    as_of = f"asof-{filters.as_of}" if filters.as_of else ""
    return "-".join(part for part in (words, days, as_of, f"exported-{dates.today()}") if part)


def written(kind: FileKind, ids: Sequence[int], place: Place) -> Iterator[bytes]:
    """The file, a chunk of articles at a time, each as it stands when its turn comes: a download that lasts an hour must
    neither hold back the database's log nor give out what was hidden meanwhile. What is gone or hidden is left out."""
    yield kind.before.encode()
    first = True
    for start in range(0, len(ids), CHUNK):
        articles = _articles(ids[start : start + CHUNK], kind)
        texts = [kind.one(article, place) for article in articles]
        if texts:
            yield (("" if first else kind.between) + kind.between.join(texts)).encode()
            first = False
    yield kind.behind.encode()


def _articles(ids: Sequence[int], kind: FileKind) -> Iterator[Article]:
    listed = Article.objects.listed()
    if kind.text:
        listed = Article.objects.published().select_related("source").defer("body_html")
    found = (export_rows.counted(listed) if kind.counted else listed.with_tags()).in_bulk(ids)
    return (found[pk] for pk in ids if pk in found)
