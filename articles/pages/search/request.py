"""A search that an address asks for: the same parameters on every page, file and feed of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.forms import SearchForm
from articles.models import Source
from articles.pages.search_state import Asked
from articles.search import Question


@dataclass(frozen=True, slots=True)
class Searched:
    """sources: every outlet of the archive."""

    asked: Asked
    question: Question
    sources: tuple[Source, ...]


def asked_for(request: HttpRequest) -> Searched | HttpResponse:
    """What is asked; or the search page that says why it cannot be (400)."""
    sources = {source.slug: source for source in Source.objects.only("slug", "name")}
    form = SearchForm(request.GET, slugs=sources)
    if not form.is_valid():
        return render(request, "search/search.html", {"form": form, **form.complaint()}, status=400)
    asked = Asked.from_cleaned(form.cleaned_data)
    return Searched(asked, asked.question(sources), tuple(sources.values()))
