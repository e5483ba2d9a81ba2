"""A search that an address asks for: the same parameters on every page, file and feed of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.search.request.fields import Outlets
from articles.search.request.forms import SearchForm
from articles.search.request.request import SearchRequest, Unreadable


@dataclass(frozen=True, slots=True)
class PageSearch:
    """form: the fields as they were filled in. outlets: every outlet of the archive."""

    search: SearchRequest
    form: SearchForm
    outlets: Outlets


def search_of(request: HttpRequest) -> PageSearch | HttpResponse:
    """What is searched for; or the search page that says why it cannot be (400)."""
    outlets = Outlets.read()
    form = SearchForm(request.GET, outlets=outlets)
    try:
        return PageSearch(SearchRequest.from_form(form), form, outlets)
    except Unreadable as error:
        return render(request, "search/search.html", error.form.complaint(), status=400)
