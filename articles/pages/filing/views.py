"""What is filed under a section of an outlet, and under a tag; the tags there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article, ArticleQuerySet, Section, Source, Tag
from articles.pages import archive_counts
from articles.pages.etags import archive_page
from articles.pages.outlets.views import outlet_at
from articles.pages.paging import cursor_from, page_of

PAGE = 50
#: Tags on one page of the list of tags.
TAGS = 200


class NameInAddress:
    """A path converter: the slug of a section or tag, which may be Chinese."""

    regex = r"[-\w]{1,80}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class FiledPage:
    """A page of what is filed under one name. kind: "section" or "tag"."""

    kind: str
    name: str
    count: int
    source: Source | None
    address: str


def section_at(slug: str, name: str) -> Section:
    """The section of an outlet, present or former. Raises Http404 where there never was one."""
    found = Section.objects.select_related("source").filter(source=outlet_at(slug), slug=name).first()
    if found is None:
        raise Http404(_("The archive knows no such section."))
    return found


def tag_at(name: str) -> Tag:
    """Raises Http404 where the archive has no such tag."""
    found = Tag.objects.filter(slug=name).first()
    if found is None:
        raise Http404(_("The archive knows no such tag."))
    return found


def articles_of(filed: Section | Tag) -> ArticleQuerySet:
    """Published, with what a list needs."""
    if isinstance(filed, Section):
        return Article.objects.listed().filter(section=filed)
    return Article.objects.listed().tagged(filed.pk)


@require_safe
@archive_page
def section(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    found = section_at(slug, name)
    if found.source.slug != slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    count = archive_counts.sections_of(found.source).get(found.pk, 0)
    filed = FiledPage("section", found.name, count, found.source, found.get_absolute_url())
    return _page(request, filed, articles_of(found))


@require_safe
@archive_page
def tag(request: HttpRequest, name: str) -> HttpResponse:
    found = tag_at(name)
    filed = FiledPage("tag", found.name, archive_counts.tagged(found), None, found.get_absolute_url())
    return _page(request, filed, articles_of(found))


def _page(request: HttpRequest, filed: FiledPage, articles: ArticleQuerySet) -> HttpResponse:
    page = page_of(articles, cursor_from(request), PAGE)
    by_day = [(day, list(some)) for day, some in groupby(page.articles, key=lambda article: article.day)]
    return render(request, "filing/filed.html", {"filed": filed, "page": page, "by_day": by_day})


@require_safe
@archive_page
def tags(request: HttpRequest) -> HttpResponse:
    """The tags that most articles have. `?page=` from 1."""
    used = archive_counts.tags()
    number, last = _number(request), max(1, -(-len(used.most) // TAGS))
    if not 1 <= number <= last:
        raise Http404(_("This page of the list does not exist. Start again from its first page."))
    some = used.most[(number - 1) * TAGS : number * TAGS]
    found = Tag.objects.in_bulk([pk for pk, _count in some])
    rows = [(found[pk], count) for pk, count in some if pk in found]
    context: dict[str, Any] = {"rows": rows, "used": used, "number": number, "last": last}
    return render(request, "filing/tags.html", context)


def _number(request: HttpRequest) -> int:
    given = request.GET.get("page", "1")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
