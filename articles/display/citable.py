"""From an article's row to what is cited of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from articles import site
from articles.addresses import base
from articles.citing import STYLES, Citable, FaceRun, Name, name_of, organisation
from articles.display.captures import captures_of
from articles.display.languages import lang_of
from articles.display.zones import local_time
from articles.ingest.rows.filing import tags_of
from articles.models import Article


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
    runs: Sequence[FaceRun]


def styled(item: Citable) -> list[Styled]:
    return [Styled(key, name, write(item)) for key, (name, write) in STYLES.items()]
