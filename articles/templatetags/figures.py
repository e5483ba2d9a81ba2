"""An article's pictures in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from articles.ingest.photographs import elsewhere
from articles.models import Article, Figure

register = template.Library()
#: What articles.parsing leaves in a picture's place.
PLACE = re.compile(r'<figure data-figure="(\d{1,5})"></figure>', re.ASCII)
#: A link's beginning, with its address, or its end, as nh3 writes them.
LINK = re.compile(r'<a(?=[\s>])(?:\s+(?!href=)[\w-]+="[^"]*")*(?:\s+href="([^"]*)")?(?:\s+[\w-]+="[^"]*")*\s*>|</a>')


def figure_html(figure: Figure, *, elsewhere: bool = False) -> SafeString:
    """elsewhere: other articles show the same photograph."""
    return render_to_string("articles/_figure.html", {"figure": figure, "elsewhere": elsewhere})


def leading_here(html: str, held: Mapping[str, Article]) -> str:
    """Links to what the archive holds lead there; their own address stays within reach behind them. Stored bodies are left
    as they are: an article may come, be hidden, or go. held: by address as it is written there, escaped."""
    if not held:
        return html
    opened: list[str] = []

    def lead(match: re.Match[str]) -> str:
        if match[0] != "</a>":
            opened.append(match[1] or "")
            found = held.get(match[1] or "")
            return render_to_string("articles/_held_link.html", {"article": found}).strip() if found else match[0]
        href = opened.pop() if opened else ""
        if href not in held:
            return "</a>"
        return "</a>" + render_to_string("articles/_own_address.html", {"address": unescape(href)}).strip()

    return LINK.sub(lead, html)


@register.simple_tag
def render_body(article: Article, figures: Sequence[Figure], held: Mapping[str, Article] | None = None) -> SafeString:
    """The body with its figures in place; those without a place follow it, a place without a figure vanishes. held: the
    links that lead to an article of the archive, see `leading_here`.

    The body was sanitised when it was stored (articles.parsing.finish_body); the figures' words are escaped by their
    template. A figure named twice is shown once.
    """
    waiting = {figure.position: figure for figure in figures}
    known = elsewhere(figures, article)

    def place(match: re.Match[str]) -> str:
        figure = waiting.pop(int(match[1]), None)
        return figure_html(figure, elsewhere=figure.pk in known) if figure else ""

    body = PLACE.sub(place, leading_here(article.body_html, held or {}))
    rest = "".join(figure_html(figure, elsewhere=figure.pk in known) for figure in waiting.values())
    return mark_safe(body + rest)  # noqa: S308 - see the docstring
