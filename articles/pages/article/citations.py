"""How one article is cited, as files for reference managers and as text."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from articles.citing import STYLES, Citable, bibtex, csl_item, plain, ris
from articles.display.citable import Place, citable
from articles.display.hiding import readable
from articles.models import Article
from articles.pages.article.downloads import KINDS, attached


def _text(item: Citable) -> str:
    """Each style under its name."""
    return "\n\n".join(f"{name}\n{plain(write(item))}" for name, write in STYLES.values()) + "\n"


WRITERS: dict[str, Callable[[Citable], str]] = {
    "ris": ris,
    "bib": bibtex,
    "json": lambda item: json.dumps([csl_item(item)], ensure_ascii=False, indent=1) + "\n",
    "txt": _text,
}


@require_safe
@conditional_page
def cite(request: HttpRequest, public_id: str, kind: str) -> HttpResponse:
    """404 where there is no such article, or no such kind of file."""
    if kind not in WRITERS:
        raise Http404
    found = readable(Article.objects.light().with_tags(), public_id)
    item = citable(found, Place.of(request))
    response = HttpResponse(WRITERS[kind](item), content_type=KINDS[kind])
    return attached(response, f"{item.key}.{kind}")
