"""From a row to what can be cited, and the part of a page that shows how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from articles import site
from articles.addresses import base
from articles.citing import STYLES, Citable, Name, Run, name_of, organisation
from articles.display.captures import captures_of
from articles.display.zones import local_time
from articles.ingest import tags_of
from articles.models import Article
from articles.search.request.request import PLACE, SearchRequest, address
from articles.templatetags.archive import lang_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an archive stands: what its permanent addresses begin with (`https://news.example`), and its name."""

    base: str
    name: str

    @classmethod
    def of(cls, request: HttpRequest) -> Place:
        return cls(base(request), str(site.current().name))

    def address(self, public_id: str) -> str:
        """The same in every interface language: without its prefix."""
        path = reverse("article", args=[public_id]).removeprefix(get_script_prefix())
        return f"{self.base}/{path}"


def citable(article: Article, place: Place, note: str = "") -> Citable:
    """Asks the database for nothing if the article came with its outlet and `taggings`; without these it has no keywords."""
    copy = next(iter(captures_of(article)), None)
    tagged = "taggings" in getattr(article, "_prefetched_objects_cache", {})
    return Citable(
        public_id=article.public_id,
        headline=article.headline,
        names=_names(article),
        outlet=article.source.name,
        outlet_key=article.source.slug,
        published=local_time(article, article.published_at),
        archived=local_time(article, article.archived_at),
        url=article.url,
        permanent=place.address(article.public_id),
        archive=place.name,
        language=lang_of(article),
        note=note,
        keywords=tuple(tags_of(article)) if tagged else (),
        copy=copy.url if copy else "",
        copied=local_time(article, copy.at) if copy else None,
    )


def _names(article: Article) -> tuple[Name, ...]:
    """The byline; without one the agency that the text came from, if that is not the outlet itself."""
    if article.byline:
        return tuple(name for each in article.byline if (name := name_of(str(each))).literal)
    agencies = (each["name"] for each in article.contributors if each["role"] == "agency")
    return tuple(organisation(name) for name in agencies if name and name != article.source.name)


@dataclass(frozen=True, slots=True)
class Styled:
    """A citation in one style. name: of the style."""

    key: str
    name: str
    runs: Sequence[Run]


def styled(item: Citable) -> list[Styled]:
    return [Styled(key, name, write(item)) for key, (name, write) in STYLES.items()]


#: The ending of a file's address, and what readers know the kind by.
FILES = (("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON"), ("txt", "TXT"))


@register.inclusion_tag("articles/_cite.html", takes_context=True)
def citations(context: template.Context, article: Article) -> dict[str, object]:
    """How to cite the article: three styles, and files for reference managers."""
    place = Place.of(context["request"])
    return {
        "article": article,
        "page_lang": context.get("page_lang"),
        "styled": styled(citable(article, place)),
        "files": [(name, reverse("cite", args=[article.public_id, kind])) for kind, name in FILES],
    }


#: As FILES, of a whole search.
EXPORTS = (("csv", "CSV"), ("jsonl", "JSONL"), ("ris", "RIS"), ("bib", "BibTeX"), ("json", "CSL-JSON"))


@register.simple_tag
def search_feed_of(search: SearchRequest) -> str:
    """The feed of a search; it is always sorted by date, and is nothing but the newest."""
    return address(reverse("search_feed"), search.pairs(*PLACE, "sort"))


@register.inclusion_tag("articles/_exports.html")
def exports(search: SearchRequest, total: int, picking: bool) -> dict[str, object]:
    """Links to everything that a search finds, as files. total: of articles. picking: whether boxes stand beside them."""
    pairs = search.pairs(*PLACE)
    files = [(name, address(reverse("search_export", args=[kind]), pairs)) for kind, name in EXPORTS]
    return {"files": files, "feed": search_feed_of(search), "total": total, "picking": picking}
