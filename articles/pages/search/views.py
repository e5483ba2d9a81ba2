"""The search page and its help."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from articles import search as engine
from articles.addresses import absolute
from articles.pages.compare.form import Comparison
from articles.pages.drawing.timeline import Overview, drawn, overview, ticks
from articles.pages.opened_from import carried
from articles.pages.search import results as found
from articles.pages.search.as_of import as_of, before_all
from articles.pages.search.help_examples import EXAMPLES
from articles.pages.search.pasted import address_of
from articles.pages.search.query_summary import explained
from articles.pages.search.readings import readings
from articles.pages.search.request import search_of
from articles.pages.search_state import (
    bar_links,
    beside,
    facet_links,
    filed_links,
    offered,
    offers,
    order_links,
    page_links,
    steps,
    view_links,
)
from articles.pages.unavailable import unavailable
from articles.search.filters import EVERYTHING
from articles.search.request.fields import Outlets
from articles.search.request.forms import chosen_words
from articles.search.request.request import SearchRequest, address

#: Characters of a query above which it is more likely a pasted text than words.
LONG = 100


@require_safe
@conditional_page
def search(request: HttpRequest) -> HttpResponse:
    """200 with results or none; 400 where it cannot be search; 404 past the last page; 503 while the index is away."""
    searched = search_of(request)
    if isinstance(searched, HttpResponse):
        return searched
    search, outlets = searched.search, searched.outlets
    if (leads_to := "" if search.refined else address_of(search.text)) and not search.page > 1:
        return HttpResponseRedirect(leads_to)
    question = search.on_page().question(filed=True)
    try:
        answer = engine.ask(question)
        first = engine.first_arrival()
        too_early = before_all(search, first)
        near = None if answer.total or too_early else engine.nearby(question)
        others = engine.alternatives(answer)
        whole = _whole(search)
    except engine.SearchUnavailable as error:
        return unavailable(request, error)
    shown, pages = _shown(search, answer)
    past_end = answer.page > max(1, answer.pages) or search.page > max(1, pages)
    context = _state(search, answer, others, outlets) | shown | beside(search, pages)
    context |= {
        "form": searched.form,
        "pages": page_links(search, pages) if pages > 1 else [],
        "page_count": pages,
        "past_end": past_end,
        "last_page": search.with_(page=max(1, pages) if answer.page <= max(1, answer.pages) else 1).address(),
        "offers": offers(search, near) if near else None,
        "too_early": too_early,
        "first_arrival": first,
        "overview": whole,
        "pasted": len(search.text) > LONG and " OR " not in search.text,
    }
    return render(request, "search/search.html", context, status=404 if past_end else 200)


def _shown(search: SearchRequest, answer: engine.Answer) -> tuple[dict[str, object], int]:
    """What the view asked for shows, and how many pages it has. picking: whether there are boxes to select articles with."""
    if search.view == "lines":
        lines = found.lines(search, answer)
        return {"concordance": lines, "orders": order_links(search), "picking": bool(lines.lines)}, lines.pages
    if search.view == "pictures":
        wall = found.wall(answer)
        return {"shown": wall, "shown_ids": [each.article.pk for each in wall], "picking": bool(wall)}, answer.pages
    results = found.results(answer)
    return {"results": results, "picking": bool(results)}, answer.pages


def _whole(search: SearchRequest) -> Overview | None:
    """The timeline of all days beside that of the days chosen, if some are. Raises SearchUnavailable."""
    filters = search.filters
    if not (filters.since or filters.until):
        return None
    everywhere = search.with_(since=None, until=None)
    answer = engine.ask(everywhere.question(page=1, page_size=1, facets=False))
    return overview(bar_links(search, answer.timeline), filters.since, filters.until)


def _state(
    search: SearchRequest, answer: engine.Answer, others: engine.Alternatives, outlets: Outlets
) -> dict[str, object]:
    """What stands around the results."""
    filters = search.filters
    facets = facet_links(search, answer, outlets)
    bars = bar_links(search, answer.timeline)
    compared = Comparison.of(search)
    any_day = search.with_(since=None, until=None).address()
    return {
        "search": search,
        "carried": carried(search),
        "answer": answer,
        "readings": readings(search, answer),
        "taken": search.on_page() if answer.tiers or answer.query is not answer.typed else search,
        "explained": explained(search, answer.typed, outlets.names, others.in_one_piece),
        "meant": offered(search, others.meant),
        "apart": offered(search, [others.apart]) if others.apart else (),
        "views": view_links(search),
        "facets": [facet for facet in facets if not facet.excluded],
        "filed": filed_links(search, answer),
        "left_out": [facet for facet in facets if facet.excluded],
        "bars": bars,
        "drawn": drawn(bars),
        "ticks": ticks(bars),
        "most_picked": found.MOST_PICKED,
        "pick_all": address(reverse("search_selection"), search.pairs("page", "part")),
        "steps": steps(answer.timeline),
        "any_day": any_day,
        "all_days": any_day if filters.since or filters.until else "",
        "all_outlets": search.with_(outlets=()).address() if filters.outlets else "",
        "other_words": [
            (label, search.with_(**{name: getattr(EVERYTHING, name)}).address())
            for name, label in chosen_words(filters)
        ],
        "only_typed": search.with_(exact=True).address() if answer.forms or answer.quoted else "",
        "every_form": search.with_(exact=False).address() if filters.exact else "",
        "uncollapsed": search.with_(collapse=False).address() if search.collapse else "",
        "as_of": as_of(search, [hit.article_id for hit in answer.hits]),
        # What the pages show one by one: stories where each is shown once.
        "reach": answer.total if answer.stories is None else answer.stories,
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
