"""What forms that search or compare carry along, and links to searches of an outlet."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django import template
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from articles.models import Source
from articles.search.filters import Filters, Outlet
from articles.search.request.request import address

register = template.Library()


class Carried(Protocol):
    """A search or a comparison: names and values of its address, some left out."""

    def pairs(self, *without: str) -> list[tuple[str, str]]: ...


@register.simple_tag
def hidden_fields(carried: Carried | None, *shown: str) -> SafeString:
    """All that the page was asked for, so that sending the form loses nothing of it. shown: names of the fields that the
    form shows, and of those that do not outlive a change."""
    return _hidden(carried.pairs(*shown) if carried else [])


@register.simple_tag
def hidden_filters(source: Source | None, since: date | None = None, until: date | None = None) -> SafeString:
    """Of a form that searches within an outlet, or within days."""
    return _hidden(Filters(_outlets(source), since=since, until=until).pairs())


@register.simple_tag
def export_of(source: Source) -> str:
    """The address of an outlet's articles as a table."""
    return address(reverse("search_export", args=["csv"]), Filters(_outlets(source)).pairs())


def _outlets(source: Source | None) -> tuple[Outlet, ...]:
    return (Outlet(source.pk, source.slug, source.name),) if source else ()


def _hidden(pairs: list[tuple[str, str]]) -> SafeString:
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
