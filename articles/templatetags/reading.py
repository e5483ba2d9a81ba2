"""An article in the script that its reader chose, and an address without what chose it."""

from __future__ import annotations

from django import template

from articles.models import Article
from articles.reading import Shown
from articles.templatetags.archive import lang_of

register = template.Library()


@register.filter
def shown_in(text: str, shown: Shown) -> str:
    """Plain text, as the reader wants it; escaped by the template like any other."""
    return shown.text(text)


@register.filter
def shown_lang(article: Article, shown: Shown) -> str:
    return shown.lang(lang_of(article))


@register.filter
def without_query(address: str) -> str:
    return address.partition("?")[0]
