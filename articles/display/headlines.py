"""Where a headline may break its lines."""

from __future__ import annotations

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from articles import search
from articles.reading import unbroken


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _is_western(char: str) -> bool:
    return char.isalnum() and not _is_han(char)


def phrases(headline: str) -> list[str]:
    """A headline at its spaces, if it is Chinese: there, not inside a word, a large headline should break its lines. What
    only parts, such as a bar, stays with what is before it: no line begins with it. Spaces around a number or a Latin
    word part nothing: 住了 5 年."""
    if not any(map(_is_han, headline)):
        return [headline] if headline else []
    found: list[str] = []
    for word in headline.split():
        if found and (not any(map(str.isalnum, word)) or _is_western(found[-1][-1]) or _is_western(word[0])):
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found


def breaking(phrase: str) -> SafeString:
    """Part of a headline, escaped, with the places where a line may end (`<wbr>`): between its words, if it is Chinese. What
    is copied is the phrase alone, and what is searched in the page, too."""
    if not any("\u3400" <= char <= "\u9fff" for char in phrase):
        return conditional_escape(phrase)
    pieces = unbroken(search.cut_words(phrase))
    return mark_safe("<wbr>".join(map(conditional_escape, pieces)))  # noqa: S308 - each piece is escaped
