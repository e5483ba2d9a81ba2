"""All that a search finds, as a file: streamed, however much it is."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from articles import export_rows
from articles import search as engine
from articles.citing import bibtex, csl_item, ris
from articles.models import Article
from articles.templatetags.citing import Place, citable
from articles.views import dates
from articles.views.asked import Asked
from articles.views.asking import asked_for
from articles.views.files import KINDS, attached, name_part
from articles.views.searching import unavailable

#: Articles read and written at once.
CHUNK = 400
#: Matches that the index names at once: each costs half a kilobyte for the moment (measured), and eight bytes from then on.
NAMED_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Kind:
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
    "csv": Kind(export_rows.csv_row, before=export_rows.csv_head(), counted=True),
    "jsonl": Kind(lambda article, place: _json(export_rows.json_row(article, place)) + "\n", text=True, counted=True),
    "ris": Kind(lambda article, place: ris(citable(article, place))),
    "bib": Kind(lambda article, place: bibtex(citable(article, place))),
    "json": Kind(
        lambda article, place: _json(csl_item(citable(article, place))), before="[\n", between=",\n", behind="\n]\n"
    ),
}


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Every match, in the order of the search page; `page` counts for nothing. 400 and 503 as there; 404 for another
    kind of file. Nothing of a HEAD's answer is written."""
    if kind not in WRITERS:
        raise Http404
    found = asked_for(request)
    if isinstance(found, HttpResponse):
        return found
    try:
        ids = _ids(found.question)
    except engine.SearchUnavailable as error:
        return unavailable(request, error)
    pieces = () if request.method == "HEAD" else written(WRITERS[kind], ids, Place.of(request))
    response = StreamingHttpResponse(pieces, content_type=KINDS[kind])
    return attached(response, f"{_name(found.asked)}.{kind}")


def _ids(question: engine.Question) -> array[int]:
    """Of all matches, in order. Past NAMED_AT_ONCE what an import brings meanwhile may shift the rest."""
    found = array("q")
    part = replace(question, page=1, page_size=NAMED_AT_ONCE, facets=False, timeline="")
    while True:
        answer = engine.ask(part)
        found.extend(hit.article_id for hit in answer.hits)
        if part.page >= answer.pages:
            return found
        part = part.on_page(part.page + 1)


def _name(asked: Asked) -> str:
    """Such as `新冠-2020-08-05..2020-08-31-exported-2026-11-22`: what was asked, and when."""
    days = f"{asked.since or ''}..{asked.until or ''}" if asked.since or asked.until else ""
    words = name_part(asked.text) or (name_part("-".join(asked.slugs)) if asked.slugs else "archive")
    asof = f"asof-{asked.asof}" if asked.asof else ""
    return "-".join(part for part in (words, days, asof, f"exported-{dates.today()}") if part)


def written(kind: Kind, ids: array[int], place: Place) -> Iterator[bytes]:
    """The file, a chunk of articles at a time. Those that are gone or hidden since the index was written are left out."""
    yield kind.before.encode()
    first = True
    for start in range(0, len(ids), CHUNK):
        articles = _articles(ids[start : start + CHUNK].tolist(), kind)
        texts = [kind.one(article, place) for article in articles]
        if texts:
            yield (("" if first else kind.between) + kind.between.join(texts)).encode()
            first = False
    yield kind.behind.encode()


def _articles(ids: list[int], kind: Kind) -> Iterator[Article]:
    listed = Article.objects.listed()
    if kind.text:
        listed = Article.objects.published().select_related("source").defer("body_html")
    found = (export_rows.counted(listed) if kind.counted else listed).in_bulk(ids)
    return (found[pk] for pk in ids if pk in found)
