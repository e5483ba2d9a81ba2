"""The questions one can ask (docs/architecture.md, "The contract")."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page
from ninja import Query, Router
from ninja.decorators import decorate_view

from articles import parsing, search
from articles.addresses import absolute
from articles.api.errors import Refusal
from articles.api.parameters import described, search_of
from articles.api.schemas import AddressIn, ArticleOut, ErrorOut, SearchOut, SuggestIn, SuggestOut
from articles.display.captures import captures_of
from articles.display.hiding import shown_to
from articles.display.histories import history_of
from articles.display.links import web_address
from articles.display.zones import archive_time, local_time
from articles.ingest.rows.filing import tags_of
from articles.ingest.rows.identity import identity
from articles.models import Article, ArticleQuerySet, Figure
from articles.search.request.fields import Outlets

router = Router()
_PUBLIC_ID = re.compile(r"[0-9A-Za-z]{1,32}")


@router.get(
    "/search",
    response={200: SearchOut, 400: ErrorOut, 503: ErrorOut},
    by_alias=True,
    exclude_unset=True,  # what only some questions ask for
    operation_id="search",
    summary="Find articles",
    url_name="search",
    openapi_extra={"parameters": described()},
)
def search_articles(request: HttpRequest) -> dict[str, Any]:
    """Every article that says q in its headline, captions or body, whichever script it is written in; with exact
    totals, counts by outlet and a timeline."""
    searched = search_of(request.GET)
    answer = search.ask(searched.question)
    stories = {"stories": answer.stories} if searched.question.collapse else {}
    read: dict[str, Any] = {"match": searched.question.match} if searched.question.match != "exact" else {}
    if answer.tiers:
        read["tiers"] = [asdict(tier) for tier in answer.tiers]
    return {
        "query": searched.query,
        "total": answer.total,
        "page": searched.page,
        "pages": answer.pages,
        "took_ms": round(answer.took_ms, 2),
        "results": _results(request, answer),
        "facets": {
            "source": _facets(answer, searched.outlets),
            **{kind: [{"value": name, "count": n} for name, n in found] for kind, found in answer.filed.items()},
        },
        "timeline": [{"from": bar.start, "to": bar.end, "count": bar.count} for bar in answer.timeline],
        "notices": list(answer.notices),
        **stories,
        **read,
    }


def _results(request: HttpRequest, answer: search.Answer) -> list[dict[str, Any]]:
    found = Article.objects.published().select_related("source").defer("body_html")
    articles = found.in_bulk([hit.article_id for hit in answer.hits])
    return [
        {
            **_face(request, article),
            "snippet": str(answer.marker.snippet(article.text)),
            "score": hit.score,
            **({"more": hit.more} if answer.question.collapse else {}),
        }
        for hit in answer.hits
        # Hidden a moment ago, and still in the index: it is gone for readers.
        if (article := articles.get(hit.article_id))
    ]


def _facets(answer: search.Answer, outlets: Outlets) -> list[dict[str, Any]]:
    names = outlets.names
    counted = [{"value": names[f.source_id], "count": f.count} for f in answer.facets if f.source_id in names]
    return sorted(counted, key=lambda facet: (-facet["count"], facet["value"]))


@router.get(
    "/suggest",
    response={200: SuggestOut, 400: ErrorOut, 503: ErrorOut},
    operation_id="suggest",
    summary="Go on with what is being typed",
    url_name="suggest",
)
def suggest(request: HttpRequest, begun: Query[SuggestIn]) -> dict[str, Any]:
    """Words, names, phrases of headlines and outlets that begin like q, for suggestions while typing."""
    return {"query": begun.q, "suggestions": [asdict(each) for each in search.suggest(begun.q)]}


@router.get(
    "/articles/{public_id}",
    response={200: ArticleOut, 404: ErrorOut, 410: ErrorOut},
    operation_id="article",
    summary="One article",
    url_name="article",
)
@decorate_view(conditional_page)
def article(request: HttpRequest, public_id: str) -> dict[str, Any]:
    """The current version of an article, by its permanent id. Send If-None-Match with its ETag to learn if it changed."""
    if not _PUBLIC_ID.fullmatch(public_id):
        raise Http404
    return _whole(request, Article.objects.filter(public_id=public_id))


@router.get(
    "/articles",
    response={200: ArticleOut, 400: ErrorOut, 404: ErrorOut, 410: ErrorOut},
    operation_id="article_by_address",
    summary="The article of an address",
    url_name="article-by-address",
)
@decorate_view(conditional_page)
def article_by_address(request: HttpRequest, address: Query[AddressIn]) -> dict[str, Any]:
    """The article that the archive holds of an address at its outlet."""
    key = parsing.url_key(address.canonical_url)
    if not key:
        raise Refusal(_("canonical_url is not a web address. Write one that starts with http:// or https://."))
    # `identity` has a unique index, `url_key` (up to 2,000 characters) none.
    return _whole(request, Article.objects.filter(identity=identity(key, "", "", "")))


def _whole(request: HttpRequest, articles: ArticleQuerySet) -> dict[str, Any]:
    found = shown_to(articles.select_related("source", "section", "original").defer("original__compressed").first())
    return {
        **_face(request, found),
        "byline": [str(name) for name in found.byline],
        "contributors": found.contributors,
        "dateline": found.dateline,
        "published_rule": found.published_rule,
        "archived_at": local_time(found, found.archived_at),
        "original_sha256": found.original.sha256 if found.original else None,
        "script": found.script,
        "text": found.text,
        "body_html": found.body_html,
        "figures": [_figure(figure) for figure in found.figures.select_related("image")],
        "section": found.section.name if found.section else "",
        "tags": tags_of(found),
        "captures": [{"url": each.url, "at": each.at} for each in captures_of(found)],
        "also": found.also,
        "history": [
            {"commit": step.commit, "at": archive_time(step.at), "what": step.what} for step in history_of(found)
        ],
    }


def _face(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What a result and a whole article both tell."""
    return {
        "id": article.public_id,
        "url": absolute(request, article.get_absolute_url()),
        "headline": article.headline,
        "source": article.source.name,
        "published_at": local_time(article, article.published_at),
        "canonical_url": article.url,
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "position": figure.position,
        "role": figure.role,
        "image_url": web_address(figure.image.url),
        "local_url": reverse("picture", args=[figure.image.sha256]) if figure.image.is_kept else None,
        "caption": figure.caption,
        "credit": figure.credit,
        "alt": figure.alt,
    }
