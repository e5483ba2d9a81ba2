"""What the forms of a search or a comparison carry along."""

from __future__ import annotations

from typing import Protocol

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


class Carried(Protocol):
    """A search or a comparison: names and values of its address, some left out."""

    def pairs(self, *without: str) -> list[tuple[str, str]]: ...


@register.simple_tag
def hidden_fields(carried: Carried | None, *shown: str) -> SafeString:
    """All that the page was asked for, so that sending the form loses nothing of it. shown: names of the fields that the
    form shows, and of those that do not outlive a change."""
    pairs = carried.pairs(*shown) if carried else []
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
