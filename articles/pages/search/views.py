"""The search page and its help."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from articles import search as engine
from articles.addresses import absolute
from articles.forms import SearchForm
from articles.models import Source
from articles.pages.compare.form import Comparison
from articles.pages.drawing.timeline import drawn
from articles.pages.search import results as found
from articles.pages.search.as_of import as_of, before_all
from articles.pages.search.help_examples import EXAMPLES
from articles.pages.search.query_summary import explained
from articles.pages.search_state import (
    Asked,
    bar_links,
    beside,
    facet_links,
    offered,
    offers,
    order_links,
    page_links,
    steps,
    view_links,
)
from articles.pages.unavailable import unavailable

#: Characters of a query above which it is more likely a pasted text than words.
LONG = 100


@require_safe
@conditional_page
def search(request: HttpRequest) -> HttpResponse:
    """200 with results or none; 400 where it cannot be asked; 404 past the last page; 503 while the index is away."""
    sources = {source.slug: source for source in Source.objects.only("slug", "name")}
    form = SearchForm(request.GET, slugs=sources)
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "search/search.html", {**context, **form.complaint()}, status=400)
    asked = Asked.from_cleaned(form.cleaned_data)
    question = asked.question(sources)
    try:
        answer = engine.ask(question)
        first = engine.first_arrival()
        too_early = before_all(asked, first, sources)
        near = None if answer.total or too_early else engine.nearby(question)
        others = engine.alternatives(answer)
    except engine.SearchUnavailable as error:
        return unavailable(request, error)
    shown, pages = _shown(asked, answer)
    past_end = answer.page > max(1, answer.pages) or asked.page > max(1, pages)
    context |= _state(asked, answer, others, sources) | shown | beside(asked, pages)
    context |= {
        "pages": page_links(asked, pages) if pages > 1 else [],
        "page_count": pages,
        "past_end": past_end,
        "last_page": asked.with_(page=max(1, pages)) if answer.page <= max(1, answer.pages) else asked.with_(),
        "offers": offers(asked, near) if near else None,
        "too_early": too_early,
        "first_arrival": first,
        "pasted": len(asked.text) > LONG and " OR " not in asked.text,
    }
    return render(request, "search/search.html", context, status=404 if past_end else 200)


def _shown(asked: Asked, answer: engine.Answer) -> tuple[dict[str, object], int]:
    """What the view asked for shows, and how many pages it has. picking: whether there are boxes to select articles with."""
    if asked.view == "lines":
        lines = found.lines(asked, answer)
        return {"concordance": lines, "orders": order_links(asked), "picking": bool(lines.lines)}, lines.pages
    if asked.view == "pictures":
        wall = found.wall(answer)
        return {"shown": wall, "shown_ids": [each.article.pk for each in wall], "picking": bool(wall)}, answer.pages
    results = found.results(answer)
    return {"results": results, "picking": bool(results)}, answer.pages


def _state(
    asked: Asked, answer: engine.Answer, others: engine.Alternatives, sources: dict[str, Source]
) -> dict[str, object]:
    """What stands around the results."""
    facets = facet_links(asked, answer, sources.values())
    names = {source.pk: source.name for source in sources.values()}
    bars = bar_links(asked, answer.timeline)
    compared = Comparison.of(asked, sources)
    return {
        "asked": asked,
        "answer": answer,
        "explained": explained(
            asked, answer.query, names, {source.slug: source.name for source in sources.values()}, others.in_one_piece
        ),
        "meant": offered(asked, others.meant),
        "apart": offered(asked, [others.apart]) if others.apart else (),
        "views": view_links(asked),
        "facets": [facet for facet in facets if not facet.excluded],
        "left_out": [facet for facet in facets if facet.excluded],
        "bars": bars,
        "drawn": drawn(bars),
        "steps": steps(answer.timeline),
        "any_day": asked.with_(since=None, until=None),
        "all_days": asked.with_(since=None, until=None) if asked.since or asked.until else "",
        "all_outlets": asked.with_(slugs=()) if asked.slugs else "",
        "only_typed": asked.with_(typed=True) if answer.forms or answer.quoted else "",
        "every_form": asked.with_(typed=False) if asked.typed else "",
        "uncollapsed": asked.with_(collapse=False) if asked.collapse else "",
        "asof": as_of(asked, [hit.article_id for hit in answer.hits]),
        # What the pages show one by one: stories where each is shown once.
        "reach": answer.total if answer.stories is None else answer.stories,
        "kept": asked.fields("page"),
        "compared": compared.address() if compared else "",
    }


@require_safe
@conditional_page
def search_help(request: HttpRequest) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    examples = [(example.ways(language), example.finds) for example in EXAMPLES]
    return render(request, "search/help.html", {"examples": examples})


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """So that a browser's address bar can search the archive: OpenSearch 1.1, github.com/dewitt/opensearch."""
    context = {
        "search": absolute(request, reverse("search")),
        "icon": absolute(request, static("img/mark.svg")),
    }
    return render(request, "opensearch.xml", context, content_type="application/opensearchdescription+xml")
