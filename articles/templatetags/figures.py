"""An article's pictures in their places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article, Figure

register = template.Library()
#: What articles.parsing leaves in a picture's place.
PLACE = re.compile(r'<figure data-figure="(\d{1,5})"></figure>', re.ASCII)


def figure_html(figure: Figure) -> SafeString:
    return render_to_string("articles/_figure.html", {"figure": figure})


@register.simple_tag
def render_body(article: Article, figures: Sequence[Figure]) -> SafeString:
    """The body with its figures in place; those without a place follow it, a place without a figure vanishes.

    The body was sanitised when it was stored (articles.parsing.finish_body); the figures' words are escaped by their
    template. A figure named twice is shown once.
    """
    waiting = {figure.position: figure for figure in figures}

    def place(match: re.Match[str]) -> str:
        figure = waiting.pop(int(match[1]), None)
        return figure_html(figure) if figure else ""

    body = PLACE.sub(place, article.body_html)
    rest = "".join(figure_html(figure) for figure in waiting.values())
    return mark_safe(body + rest)  # noqa: S308 - see the docstring
