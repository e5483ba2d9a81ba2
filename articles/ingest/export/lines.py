"""What each row of the archive says in an export. README in articles.ingest.export.exporting describes the lines."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db.models import Prefetch

from articles.history import Witness
from articles.ingest.export.carried import OwnTable
from articles.ingest.rows.article_columns import kept
from articles.ingest.rows.filing import tags_of
from articles.models import Article, Figure, Image, Original, Revision, Source

#: Rows held in memory at once.
PAGE = 200
#: Columns that say that an article is hidden, and why: taken over together (articles.ingest.export.import_edits).
HIDING = ("visible", "hidden_at", "hidden_reason")


def own_rows(table: OwnTable) -> Generator[dict[str, Any]]:
    """A table of the owner's, in the order of what it says."""
    rows = apps.get_model("articles", table.model)._default_manager.values(*table.columns)
    yield from sorted(({name: plain(value) for name, value in row.items()} for row in rows), key=repr)


def source_lines() -> Generator[dict[str, Any]]:
    for source in Source.objects.order_by("slug"):
        aliases = sorted(source.aliases.values_list("kind", "value"))
        yield {
            "name": source.name,
            "slug": source.slug,
            "home_zone": source.home_zone,
            "home_page": source.home_page,
            "aliases": [{"kind": kind, "value": value} for kind, value in aliases],
        }


def article_lines() -> Generator[dict[str, Any]]:
    rows = Article.objects.select_related("source", "section", "original").defer(
        "original__compressed", "text", "body_html"
    )
    shas = Original.objects.only("sha256")
    rows = rows.prefetch_related(Prefetch("revisions", Revision.objects.only("article", "original")))
    rows = rows.prefetch_related(Prefetch("revisions__original", shas))
    for article in rows.order_by("public_id").iterator(PAGE):
        yield {
            "public_id": article.public_id,
            "identity": article.identity,
            "source": article.source.slug,
            **{name: plain(getattr(article, name)) for name in HIDING},
            "headline": article.headline,
            "url": article.url,
            "published_at": plain(article.published_at),
            "archived_at": plain(article.archived_at),
            "current": article.original.sha256 if article.original else "",
            "revisions": [revision.original.sha256 for revision in article.revisions.all()],
            "edited_at": plain(article.edited_at),
            "edited_fields": article.edited_fields,
            "edited": edited_values(article),
        }


def edited_values(article: Article) -> dict[str, Any]:
    """The columns that are the editor's, those that follow from them, and the figures if they are."""
    mine = kept(article.edited_fields)
    values = {name: plain(getattr(article, name)) for name in sorted(mine - {"figures", "source", "section", "tags"})}
    if "section" in mine:
        values["section"] = article.section.name if article.section else ""
    if "tags" in mine:
        values["tags"] = tags_of(article)
    if "figures" in mine:
        values["figures"] = [figure_line(figure) for figure in article.figures.select_related("image")]
    return values


def figure_line(figure: Figure) -> dict[str, Any]:
    """A figure with its picture's address."""
    words = {name: getattr(figure, name) for name in ("position", "role", "caption", "credit", "alt", "video_url")}
    return {"image_url": figure.image.url, **words}


def original_lines() -> Generator[dict[str, Any]]:
    rows = Original.objects.select_related("article").order_by("article__public_id", "sha256")
    columns = ("article__public_id", "article__identity", "sha256", "size", "path", "source_given", "profile__text")
    names = ("public_id", "identity", "sha256", "size", "path", "source_given", "profile")
    for row in rows.values_list(*columns).iterator(PAGE):
        line = dict(zip(names, row, strict=True))
        yield line | {"profile": line["profile"] or ""}


def history_lines() -> Generator[dict[str, Any]]:
    """What commits say of originals."""
    columns = {
        "public_id": "original__article__public_id",
        "identity": "original__article__identity",
        "sha256": "original__sha256",
        "commit": "commit__hash",
        "at": "commit__at",
        "rank": "commit__rank",
        "subject": "commit__subject",
    }
    columns |= {name: name for name in ("what", "path", "final", "rewritten")}
    order = ("original__article__public_id", "original__sha256", "commit__hash")
    for row in Witness.objects.order_by(*order).values_list(*columns.values()).iterator(PAGE):
        yield dict(zip(columns, map(plain, row), strict=True))


def original_name(sha256: str) -> str:
    """Where an export keeps a file."""
    return f"originals/{sha256[:2]}/{sha256}"


def picture_lines() -> Generator[dict[str, Any]]:
    """Those that importing the articles would not make anew as they are."""
    names = (
        "url", "sha256", "width", "height", "perceptual_hash", "untouched_sha256", "fetched_at", "fetched_from",
        "state", "reason", "detail", "attempts", "next_try_at", "etag", "last_modified",
    )  # fmt: skip
    known = Image.objects.exclude(
        file="", sha256="", width=None, perceptual_hash="", state=Image.State.WAITING, attempts=0, fetched_at=None
    )
    for image in known.order_by("url_hash").iterator(PAGE):
        line = {name: plain(getattr(image, name)) for name in names}
        yield {**line, "file": picture_name(image), "untouched": untouched_name(image)}


def picture_name(image: Image) -> str:
    """Where an export keeps what readers see; "" for a picture that is not held."""
    return f"pictures/{image.sha256}{Path(str(image.file)).suffix.lower()}" if image.file else ""


def untouched_name(image: Image) -> str:
    """Where an export keeps the same as it came."""
    return f"untouched/{Path(str(image.untouched)).name}" if image.untouched else ""


def plain(value: Any) -> Any:
    """As JSON holds it: moments and days in ISO 8601."""
    return value.isoformat() if hasattr(value, "isoformat") else value
