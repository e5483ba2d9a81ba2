"""The search page and its help."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from articles import search as engine
from articles.forms import SearchForm
from articles.models import Article, Figure, Source
from articles.views.asked import Asked, bar_links, facet_links, offers, page_links

#: Passages shown under a headline.
SNIPPET_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Result:
    """snippet: escaped, with marks. from_caption: it stands under a picture of the article."""

    article: Article
    headline: SafeString
    snippet: SafeString
    from_caption: bool
    #: Further results that tell the same story, where each story is shown once.
    more: int = 0


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """200 with results or none; 400 where it cannot be asked; 404 past the last page; 503 while the index is away."""
    sources = {source.slug: source for source in Source.objects.only("slug", "name")}
    form = SearchForm(request.GET, slugs=sources)
    context: dict[str, object] = {"form": form}
    if not form.is_valid():
        return render(request, "articles/search.html", {**context, "errors": form.sentences()}, status=400)
    asked = Asked.from_cleaned(form.cleaned_data)
    question = asked.question(sources)
    try:
        answer = engine.ask(question)
        near = None if answer.total else engine.nearby(question)
    except engine.SearchUnavailable as error:
        return unavailable(request, error)
    past_end = asked.page > max(1, answer.pages)
    context |= {
        "asked": asked,
        "answer": answer,
        "results": _results(answer),
        "facets": facet_links(asked, answer, sources.values()),
        "bars": bar_links(asked, answer.timeline),
        "pages": page_links(asked, answer.pages) if answer.pages > 1 else [],
        "past_end": past_end,
        "last_page": asked.with_(page=max(1, answer.pages)),
        "all_days": asked.with_(since=None, until=None) if asked.since or asked.until else "",
        "all_outlets": asked.with_(slugs=()) if asked.slugs else "",
        "only_typed": asked.with_(typed=True) if answer.forms or answer.quoted else "",
        "every_form": asked.with_(typed=False) if asked.typed else "",
        "uncollapsed": asked.with_(collapse=False) if asked.collapse else "",
        "offers": offers(asked, near) if near else None,
        "kept": asked.fields("page"),
    }
    return render(request, "articles/search.html", context, status=404 if past_end else 200)


def _results(answer: engine.Answer) -> list[Result]:
    """In the answer's order. A row that is gone since the index was written is left out."""
    pks = [hit.article_id for hit in answer.hits]
    articles = Article.objects.published().select_related("source").defer("body_html").in_bulk(pks)
    captions = _captions(pks)
    more = {hit.article_id: hit.more for hit in answer.hits}
    return [replace(_result(answer, articles[pk], captions.get(pk, [])), more=more[pk]) for pk in pks if pk in articles]


def _captions(pks: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Figure.objects.filter(article__in=pks).exclude(caption="").order_by("article", "position")
    for pk, caption in rows.values_list("article_id", "caption"):
        found.setdefault(pk, []).append(caption)
    return found


def _result(answer: engine.Answer, article: Article, captions: list[str]) -> Result:
    """The passage that shows the match: of the text, else of a caption that has it while the text has not."""
    mark, snippet = answer.marker, answer.marker.snippet(article.text, SNIPPET_WIDTH)
    headline = mark.mark(article.headline)
    if answer.question.text and "<mark>" not in snippet:
        for caption in captions:
            passage = mark.snippet(caption, SNIPPET_WIDTH)
            if "<mark>" in passage:
                return Result(article, headline, passage, True)
    return Result(article, headline, snippet, False)


def unavailable(request: HttpRequest, error: engine.SearchUnavailable) -> HttpResponse:
    response = render(request, "503.html", {"reason": str(error)}, status=503)
    response["Retry-After"] = "60"
    return response


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/search_help.html")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """So that a browser's address bar can search the archive: OpenSearch 1.1, github.com/dewitt/opensearch."""
    context = {
        "search": request.build_absolute_uri(reverse("search")),
        "icon": request.build_absolute_uri(static("img/mark.svg")),
    }
    return render(request, "opensearch.xml", context, content_type="application/opensearchdescription+xml")
