"""An article as its reader chose to read it, where a headline may break, and an address without what chose it."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles import search
from articles.models import Article
from articles.reading import DEFAULT, Reading, Shown, headline_tag, unbroken
from articles.templatetags.archive import lang_of

register = template.Library()


def shown_of(article: Article, reading: Reading) -> Shown:
    """Only Chinese is converted: a Japanese text with characters of its own is none."""
    chinese = article.language.startswith("zh") or not article.language
    return Shown(reading.script, article.script if chinese else "")


@register.filter
def shown_in(text: str, shown: Shown) -> str:
    """Plain text, as the reader wants it; escaped by the template like any other."""
    return shown.text(text)


@register.filter
def shown_lang(article: Article, shown: Shown) -> str:
    return shown.lang(lang_of(article))


@register.filter
def shown_headline_lang(article: Article, shown: Shown) -> str:
    return headline_tag(article.headline, shown.lang(lang_of(article)))


@register.filter
def headline_in(article: Article, reading: Reading) -> str:
    """Another article's headline in the script that the reader chose."""
    return shown_of(article, reading).text(article.headline) or _("Without a headline")


@register.filter
def lang_in(article: Article, reading: Reading) -> str:
    """The BCP 47 tag of `headline_in`."""
    return headline_tag(article.headline, shown_of(article, reading).lang(lang_of(article)))


@register.simple_tag(takes_context=True)
def headline_link(context: template.Context, article: Article) -> SafeString:
    """A link to another article by its headline, in the script that the reader chose, if the page knows it (`reading`)."""
    reading: Reading = context.get("reading") or DEFAULT
    return format_html(
        '<a href="{}" lang="{}">{}</a>',
        article.get_absolute_url(),
        lang_in(article, reading),
        headline_in(article, reading),
    )


@register.filter
def own_lang(article: Article) -> SafeString:
    """` lang="en"` where a headline is in another language than its article, so that it is set as what it is."""
    lang = lang_of(article)
    own = headline_tag(article.headline, lang)
    return format_html(' lang="{}"', own) if own != lang else SafeString("")


@register.filter
def breaking(phrase: str) -> SafeString:
    """Part of a headline, escaped, with the places where a line may end (`<wbr>`): between its words, if it is Chinese. What
    is copied is the phrase alone, and what is searched in the page, too."""
    if not any("\u3400" <= char <= "\u9fff" for char in phrase):
        return conditional_escape(phrase)
    pieces = unbroken(search.cut_words(phrase))
    return mark_safe("<wbr>".join(map(conditional_escape, pieces)))  # noqa: S308 - each piece is escaped


@register.filter
def without_query(address: str) -> str:
    return address.partition("?")[0]
