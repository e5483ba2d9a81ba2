"""A digest of what the archive says: equal for equal archives, wherever, whenever and in which order they were imported.

sha256 over canonical JSON of every row in the order of natural keys. Left out: automatic keys, import times, the ledger, and
of an original's path what comes before its folder, since that depends on which folder above it was named on import, and
in which file of a web archive a record stood: the same crawl is kept as .warc, .warc.gz and .wacz."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from articles.history import Witness
from articles.ingest.export.carried import NOT_DIGESTED, OWN_TABLES, OwnTable
from articles.ingest.export.lines import own_rows
from articles.models import Article, Figure, Image, Original, Revision, Source, SourceAlias, Tagging

PAGE = 200
#: A record's place in a web archive.
_RECORD = re.compile(r"[^/]+\.(?:w?arc(?:\.gz)?|wacz)#\d+$", re.IGNORECASE)

_ARTICLE = (
    "public_id", "identity", "source__slug", "filed_as", "url", "url_key", "section__name", "site_title", "captures",
    "also", "headline", "byline", "contributors", "dateline",
    "body_html", "text", "standfirst", "length", "language", "script",
    "published_at", "published_offset", "published_precision", "published_rule", "archived_at", "archived_rule",
    "time_doubt", "day", "figure_count", "problems", "content_hash", "original__sha256",
    "visible", "hidden_at", "hidden_reason", "edited_at", "edited_fields",
)  # fmt: skip
_FIGURE = ("article__public_id", "position", "image__url", "role", "caption", "credit", "alt", "video_url")
_ORIGINAL = (
    "article__public_id", "sha256", "path", "source_given", "profile__sha256", "size", "content_hash", "archived_at",
    "front_date", "seen_at",
)  # fmt: skip
_REVISION = (
    "article__public_id", "content_hash", "original__sha256", "headline", "body_html", "text", "archived_at", "withheld",
)  # fmt: skip
_WITNESS = (
    "original__article__public_id", "original__sha256", "commit__hash", "what", "path", "at", "final", "rewritten",
    "commit__at", "commit__rank", "commit__subject",
)  # fmt: skip
_IMAGE = (
    "url", "sha256", "width", "height", "perceptual_hash", "untouched_sha256", "fetched_from", "state", "reason",
)  # fmt: skip


def table_digests() -> dict[str, str]:
    """By table, sha256 in hex."""
    # Sorted here where a key may hold more than hex digits and letters: databases disagree about "-" and Han.
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        "sources": sorted(Source.objects.values_list("slug", "name", "home_zone", "home_page")),
        "aliases": sorted(SourceAlias.objects.values_list("kind", "value", "source__slug")),
        "articles": Article.objects.order_by("public_id").values_list(*_ARTICLE).iterator(PAGE),
        "taggings": Tagging.objects.order_by("article__public_id", "position")
        .values_list("article__public_id", "position", "tag__name")
        .iterator(PAGE),
        "figures": Figure.objects.order_by("article__public_id", "position").values_list(*_FIGURE).iterator(PAGE),
        "images": Image.objects.order_by("url_hash").values_list(*_IMAGE).iterator(PAGE),
        "originals": _originals(),
        "revisions": Revision.objects.order_by("article__public_id", "content_hash")
        .values_list(*_REVISION)
        .iterator(PAGE),
        "history": Witness.objects.order_by("original__article__public_id", "original__sha256", "commit__hash")
        .values_list(*_WITNESS)
        .iterator(PAGE),
    }
    for table in OWN_TABLES:
        rows[table.file.removesuffix(".jsonl")] = _own_values(table)
    return {name: _digest(found) for name, found in rows.items()}


def overall(tables: dict[str, str]) -> str:
    """One digest for all."""
    return _digest(sorted(tables.items()))


def _own_values(table: OwnTable) -> Iterator[tuple[Any, ...]]:
    """A row that says nothing is as none: there is one where only what is not digested was set."""
    columns = [name for name in sorted(table.columns) if f"{table.model}.{name}" not in NOT_DIGESTED]
    for row in own_rows(table):
        values = tuple(row[name] for name in columns)
        if any(values):
            yield values


def _originals() -> Iterator[tuple[Any, ...]]:
    place = _ORIGINAL.index("path")
    for row in Original.objects.order_by("article__public_id", "sha256").values_list(*_ORIGINAL).iterator(PAGE):
        path = _RECORD.sub("", "/".join(row[place].split("/")[-2:]))
        yield (*row[:place], path, *row[place + 1 :])


def _digest(rows: Iterable[tuple[Any, ...]]) -> str:
    digest = sha256()
    for row in rows:
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True, default=_canonical).encode() + b"\n")
    return digest.hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")
