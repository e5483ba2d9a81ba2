"""The language that an article, or its headline, is in, as HTML names languages."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article
from articles.reading import headline_tag


def lang_of(article: Article) -> str:
    """The BCP 47 tag that makes a browser pick the right glyphs; empty where the language is unknown."""
    chinese = article.language.startswith("zh") or not article.language
    return f"zh-{article.script}" if article.script and chinese else article.language


def own_lang(article: Article) -> SafeString:
    """` lang="en"` where a headline is in another language than its article, so that it is set as what it is."""
    lang = lang_of(article)
    own = headline_tag(article.headline, lang)
    return format_html(' lang="{}"', own) if own != lang else SafeString("")
