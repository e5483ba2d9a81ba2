"""An article in the script that its reader chose."""

from __future__ import annotations

from django.utils.translation import gettext as _

from articles.display.languages import lang_of
from articles.models import Article
from articles.reading import Preferences, ShownText, headline_tag


def shown_of(article: Article, reading: Preferences) -> ShownText:
    """Only Chinese is converted: a Japanese text with characters of its own is none."""
    chinese = article.language.startswith("zh") or not article.language
    return ShownText(reading.script, article.script if chinese else "")


def shown_in(text: str, shown: ShownText) -> str:
    """Plain text, as the reader wants it; escaped by the template like any other."""
    return shown.text(text)


def shown_lang(article: Article, shown: ShownText) -> str:
    return shown.lang(lang_of(article))


def shown_headline_lang(article: Article, shown: ShownText) -> str:
    return headline_tag(article.headline, shown.lang(lang_of(article)))


def headline_in(article: Article, reading: Preferences) -> str:
    """Another article's headline in the script that the reader chose."""
    return shown_of(article, reading).text(article.headline) or _("Without a headline")


def lang_in(article: Article, reading: Preferences) -> str:
    """The BCP 47 tag of `headline_in`."""
    return headline_tag(article.headline, shown_of(article, reading).lang(lang_of(article)))
