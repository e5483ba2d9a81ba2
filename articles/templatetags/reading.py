"""An article in the script that its reader chose, and where its headline may break, for templates."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.display.headlines import breaking
from articles.display.languages import own_lang
from articles.display.scripts import headline_in, lang_in, shown_headline_lang, shown_in, shown_lang
from articles.models import Article
from articles.reading import DEFAULT, Preferences

register = template.Library()

for write in (breaking, headline_in, lang_in, own_lang, shown_headline_lang, shown_in, shown_lang):
    register.filter(write.__name__, write)


@register.simple_tag(takes_context=True)
def headline_link(context: template.Context, article: Article) -> SafeString:
    """A link to another article by its headline, in the script that the reader chose, if the page knows it (`reading`)."""
    reading: Preferences = context.get("reading") or DEFAULT
    return format_html(
        '<a href="{}" lang="{}">{}</a>',
        article.get_absolute_url(),
        lang_in(article, reading),
        headline_in(article, reading),
    )


@register.filter
def without_query(address: str) -> str:
    return address.partition("?")[0]
