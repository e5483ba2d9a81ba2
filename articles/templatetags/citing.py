"""How to cite an article, and the files and feeds of an article or of a search, for templates."""

from __future__ import annotations

from django import template

from articles.display.citable import Place, citable, styled
from articles.display.downloads import citation_files, export_files, search_feed_of
from articles.models import Article
from articles.search.request.request import SearchRequest

register = template.Library()
register.simple_tag(search_feed_of)


@register.inclusion_tag("parts/_cite.html", takes_context=True)
def citations(context: template.Context, article: Article) -> dict[str, object]:
    """How to cite the article: three styles, and files for reference managers."""
    return {
        "article": article,
        "page_lang": context.get("page_lang"),
        "styled": styled(citable(article, Place.of(context["request"]))),
        "files": citation_files(article),
    }


@register.inclusion_tag("parts/_exports.html")
def exports(search: SearchRequest, total: int, picking: bool) -> dict[str, object]:
    """Links to everything that a search finds, as files. total: of articles. picking: whether boxes stand beside them."""
    return {"files": export_files(search), "feed": search_feed_of(search), "total": total, "picking": picking}


@register.inclusion_tag("parts/_exports_menu.html")
def exports_menu(search: SearchRequest, total: int) -> dict[str, object]:
    """The same links, folded, for above the results."""
    return {"files": export_files(search), "feed": search_feed_of(search), "total": total}
