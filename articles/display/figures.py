"""An article's body with its pictures in their places."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from functools import partial
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.display.languages import lang_of
from articles.ingest.pictures.same_photograph import elsewhere
from articles.models import Article, Figure
from articles.reading import ShownText, with_ranks, with_runs

#: What articles.parsing leaves in a picture's place.
PLACE = re.compile(r'<figure data-figure="(\d{1,5})"></figure>', re.ASCII)
#: A table, of which nh3 writes nothing but the tag.
TABLE = re.compile(r"<(/?)table\b[^>]*>")
#: A link's beginning, with its address, or its end, as nh3 writes them.
LINK = re.compile(r'<a(?=[\s>])(?:\s+(?!href=)[\w-]+="[^"]*")*(?:\s+href="([^"]*)")?(?:\s+[\w-]+="[^"]*")*\s*>|</a>')


def figure_html(figure: Figure, *, elsewhere: bool = False, eager: bool = False) -> SafeString:
    """elsewhere: other articles show the same photograph. eager: fetched at once, for it is seen at once."""
    context = {"figure": figure, "elsewhere": elsewhere, "eager": eager}
    return render_to_string("parts/_figure.html", context)


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
            return render_to_string("parts/_held_link.html", {"article": found}).strip() if found else match[0]
        href = opened.pop() if opened else ""
        if href not in held:
            return "</a>"
        return "</a>" + render_to_string("parts/_own_address.html", {"address": unescape(href)}).strip()

    return LINK.sub(lead, html)


def with_scrolled_tables(html: str) -> str:
    """A wide table scrolls inside itself; who has no mouse reaches it with the tab key (axe, scrollable-region-focusable).
    A table within a table scrolls with it."""
    depth = 0
    frame = format_html('<div class="scrolls" role="group" tabindex="0" aria-label="{}">', _("Table"))

    def wrapped(match: re.Match[str]) -> str:
        nonlocal depth
        if not match[1]:
            depth += 1
            return (frame if depth == 1 else "") + match[0]
        depth -= 1
        return match[0] + ("</div>" if depth == 0 else "")

    return TABLE.sub(wrapped, html)


def in_script(figure: Figure, shown: ShownText) -> Figure:
    """A copy of it that is shown, never saved: its words in the script that the reader chose."""
    if not shown.converted:
        return figure
    told = copy(figure)
    told.caption, told.credit, told.alt = (shown.text(words) for words in (figure.caption, figure.credit, figure.alt))
    return told


def shown_body(article: Article, shown: ShownText | None = None) -> str:
    """The body's HTML as pages show it, the places of its figures still empty: sanitised when it was stored
    (articles.parsing.finish_body); its headings ranked, its tables in frames, its text in the script that was chosen, its
    addresses and its paragraphs with long words marked."""
    return with_scrolled_tables(with_ranks(with_runs((shown or ShownText()).html(article.body_html))))


def with_figures(html: str, figures: Sequence[Figure], draw: Callable[[Figure], str]) -> SafeString:
    """Figures in their places; those without a place follow the body, a place without a figure vanishes, and a figure named
    twice is shown once. html: safe. draw: safe HTML of one figure."""
    waiting = {figure.position: figure for figure in figures}

    def place(match: re.Match[str]) -> str:
        figure = waiting.pop(int(match[1]), None)
        return draw(figure) if figure else ""

    body = PLACE.sub(place, html)
    return mark_safe(body + "".join(map(draw, waiting.values())))  # noqa: S308 - see the docstring


def render_body(
    article: Article,
    figures: Sequence[Figure],
    held: Mapping[str, Article] | None = None,
    shown: ShownText | None = None,
) -> SafeString:
    """The body with its figures in place. held: the links that lead to an article of the archive, see `leading_here`. shown:
    the script that the reader chose. The figures' words are escaped by their template. Where none of the pictures is
    held, what was written under them follows the body as a list."""
    known = elsewhere(figures, article)
    told = [in_script(figure, shown) if shown else figure for figure in figures]
    html = leading_here(shown_body(article, shown), held or {})
    if told and not any(figure.image.is_kept for figure in told):
        lang = (shown or ShownText()).lang(lang_of(article))
        listed = render_to_string("parts/_away.html", {"figures": told, "lang": lang})
        return mark_safe(with_figures(html, [], str) + listed)  # noqa: S308 - as safe as both, see with_figures
    first = min((figure.position for figure in told), default=0)
    draw = partial(_drawn, known=known, first=first)
    return with_figures(html, told, draw)


def _drawn(figure: Figure, known: Collection[int], first: int) -> SafeString:
    return figure_html(figure, elsewhere=figure.pk in known, eager=figure.position == first)
