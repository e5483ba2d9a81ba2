"""Sections and tags: found or made by name, many at once. An archive without them pays for none of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TypeVar

from django.utils.text import slugify

from articles.filing import LONGEST_NAME
from articles.models import Article, Section, Tag, Tagging
from articles.parsing.facts.authors import plain_name

#: Tags of an article; more are a list of words somebody pasted.
MOST_TAGS = 100
#: Names in one query.
_ASKED = 500
T = TypeVar("T")
_MARKED = re.compile(r"(?:.*-)?[a-z2-7]{12}")


def filed_name(text: str) -> str:
    """The name of a section or tag as it is kept: plain, on one line, at most LONGEST_NAME characters."""
    return plain_name(text)[:LONGEST_NAME].strip()


def filed_names(texts: Iterable[str]) -> list[str]:
    """Each once, in their order, at most MOST_TAGS."""
    return list(dict.fromkeys(name for text in texts if (name := filed_name(text))))[:MOST_TAGS]


def slug_for_name(name: str) -> str:
    """What stands for it in addresses: the name itself where it is one word in small letters (香港, mtr), else with a mark.
    It depends on the name alone, and no other name has it."""
    slug = slugify(name, allow_unicode=True)
    if slug == name and len(slug) <= 60 and not _MARKED.fullmatch(slug):
        return slug
    mark = base64.b32encode(sha256(name.encode()).digest()).decode().lower()[:12]
    base = slug[:60].strip("-_")
    return f"{base}-{mark}" if base else mark


def _pieces(found: list[T]) -> Iterator[list[T]]:
    return (found[start : start + _ASKED] for start in range(0, len(found), _ASKED))


def section_ids(wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """By outlet and name (of filed_name), made where they are missing."""
    found: dict[tuple[int, str], int] = {}
    for some in _pieces(sorted(wanted)):
        found |= _sections(some)
        new = [
            Section(source_id=pk, name=name, slug=slug_for_name(name)) for pk, name in some if (pk, name) not in found
        ]
        if new:
            Section.objects.bulk_create(new, ignore_conflicts=True)
            found |= _sections(some)
    return found


def _sections(some: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    rows = Section.objects.filter(source__in={pk for pk, _ in some}, name__in={name for _, name in some}).order_by()
    return {(source, name): pk for source, name, pk in rows.values_list("source_id", "name", "pk")}


def section_of(source: int, text: str) -> int | None:
    """The section of one article; None where it has none."""
    name = filed_name(text)
    return section_ids([(source, name)]).get((source, name)) if name else None


def tag_ids(names: Collection[str]) -> dict[str, int]:
    """By name (of filed_name), made where they are missing."""
    found: dict[str, int] = {}
    for some in _pieces(sorted(names)):
        found |= _tags(some)
        if new := [Tag(name=name, slug=slug_for_name(name)) for name in some if name not in found]:
            Tag.objects.bulk_create(new, ignore_conflicts=True)
            found |= _tags(some)
    return found


def _tags(some: Sequence[str]) -> dict[str, int]:
    return dict(Tag.objects.filter(name__in=some).order_by().values_list("name", "pk"))


def write_tags(tagged: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Of articles (primary keys) that have none yet. Names as of filed_names."""
    if not tagged:
        return
    ids = tag_ids({name for _, names in tagged for name in names})
    Tagging.objects.bulk_create(
        [
            Tagging(article_id=pk, tag_id=ids[name], position=position)
            for pk, names in tagged
            for position, name in enumerate(names, 1)
            if name in ids
        ],
        batch_size=_ASKED,
    )


def tags_of(article: Article) -> list[str]:
    """In their order. From the prefetched rows where they are prefetched (`taggings__tag`)."""
    if "taggings" in getattr(article, "_prefetched_objects_cache", {}):
        return [tagging.tag.name for tagging in sorted(article.taggings.all(), key=lambda each: each.position)]
    return list(article.taggings.order_by("position").values_list("tag__name", flat=True))


def set_tags(article: Article, names: Sequence[str]) -> bool:
    """Make the article's tags those; True if they were others."""
    if tags_of(article) == list(names):
        return False
    article.taggings.all().delete()
    write_tags([(article.pk, names)])
    getattr(article, "_prefetched_objects_cache", {}).pop("taggings", None)
    return True


def fit_sections(source: int) -> None:
    """After articles have come to an outlet from another one: their sections are its own, of the same names."""
    strays = Article.objects.filter(source=source).exclude(section=None).exclude(section__source=source)
    names = dict(strays.order_by().values_list("section_id", "section__name").distinct())
    ids = section_ids({(source, name) for name in names.values()})
    for pk, name in names.items():
        Article.objects.filter(source=source, section=pk).update(section=ids.get((source, name)))
