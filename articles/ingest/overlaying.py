"""What people decided in the archive an export came from, laid over the articles that were read from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from articles.ingest.content import image_ids, kept
from articles.ingest.settling import Settler, light
from articles.ingest.sources import drop_abandoned
from articles.models import Article, Figure, Image, Source, SourceAlias
from articles.parsing import finish_body
from articles.parsing.rules import ROLES


@dataclass(frozen=True, slots=True)
class Line:
    """A line of articles.jsonl, as far as it is restored; the rest follows from the originals."""

    identity: str
    source: str
    visible: bool
    current: str
    edited_at: datetime | None
    edited_fields: tuple[str, ...]
    edited: dict[str, Any]

    @classmethod
    def read(cls, line: dict[str, Any]) -> Line:
        return cls(
            identity=line["identity"],
            source=line["source"],
            visible=line["visible"],
            current=line["current"],
            edited_at=parse_datetime(line["edited_at"]) if line["edited_at"] else None,
            edited_fields=tuple(line["edited_fields"]),
            edited=line["edited"],
        )


def restore_source(line: dict[str, Any]) -> None:
    """An outlet and its aliases, unless the outlet is known by its slug, a former slug or its name."""
    source = source_of_slug(line["slug"]) or Source.objects.filter(name=line["name"]).first()
    if source is None:
        fields = {name: line[name] for name in ("name", "slug", "home_zone", "home_page")}
        source = Source.objects.create(**fields)
    aliases = [SourceAlias(source=source, kind=alias["kind"], value=alias["value"]) for alias in line["aliases"]]
    SourceAlias.objects.bulk_create(aliases, ignore_conflicts=True)


def source_of_slug(slug: str) -> Source | None:
    """By its present address or a former one."""
    former = SourceAlias.objects.filter(kind=SourceAlias.Kind.SLUG, value=slug).select_related("source").first()
    return Source.objects.filter(slug=slug).first() or (former.source if former else None)


def lay_over(line: Line, mine: Collection[str]) -> None:
    """Apply one line. mine: identities of articles that this archive has from this export; of the others only an edit is
    taken over, and only where nobody edited here."""
    article = Article.objects.filter(identity=line.identity).select_related("source").first()
    if article is None or article.edited_at is not None:
        return
    if line.edited_at:
        _take_edit(article, line)
    if line.identity in mine:
        _take_place(article, line)


def _take_place(article: Article, line: Line) -> None:
    """Outlet and visibility, which need no edit to differ from what an import decides."""
    source = source_of_slug(line.source)
    if source is not None and source.pk != article.source_id:
        left, article.source = article.source_id, source
        article.save(update_fields=["source"])
        drop_abandoned([left])
    if article.visible and not line.visible:
        article.visible = False
        article.save(update_fields=["visible"])


def _take_edit(article: Article, line: Line) -> None:
    """The edited columns; the rest from the original that was being shown."""
    originals = list(light(article.originals.all()))
    base = next((original for original in originals if original.sha256 == line.current), None)
    if base is None:
        return
    edited = kept(line.edited_fields)
    for name, value in line.edited.items():
        if name in edited and name != "figures":
            setattr(article, name, _value(name, value))
    if "body_html" in edited:
        body = finish_body(str(line.edited["body_html"]))  # an export is a file like any other: not trusted
        article.body_html, article.text, article.length = body.html, body.text, body.length
    if "source" in edited and (source := source_of_slug(line.source)):
        article.source = source
    article.edited_at, article.edited_fields, article.original = line.edited_at, list(line.edited_fields), base
    article.save()
    if "figures" in edited:
        _take_figures(article, line.edited["figures"])
    settler = Settler()
    settler.settle(article, originals, {}, rewrite=True)
    drop_abandoned(settler.abandoned)


def _value(name: str, value: Any) -> datetime | date | Any:
    if name == "published_at":
        return parse_datetime(value) if value else None
    if name == "contributors":
        return _contributors(value)
    if name == "day":
        return parse_date(value) if value else None
    return value


def _contributors(value: Any) -> list[dict[str, str]]:
    """Those that are well formed: an export is a file like any other."""
    entries = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return [
        {"name": str(each["name"]), "role": each["role"]}
        for each in entries
        if each.keys() == {"name", "role"} and each["role"] in ROLES
    ]


def _take_figures(article: Article, lines: list[dict[str, Any]]) -> None:
    images = image_ids({line["image_url"] for line in lines})
    article.figures.all().delete()
    names = ("position", "role", "caption", "credit", "alt", "video_url")
    Figure.objects.bulk_create(
        [
            Figure(article=article, image_id=images[line["image_url"]], **{name: line[name] for name in names})
            for line in lines
        ]
    )
    Image.objects.filter(figures=None, file="", sha256="").delete()
