"""export_archive: everything the archive holds, in open formats. The layout is described in README, below, and restored
by articles.ingest.restoring."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone

from articles import site
from articles.ingest.content import kept
from articles.ingest.settling import original_bytes
from articles.models import Article, Figure, Image, Original, Revision, Source

FORMAT, VERSION = "newsarchive-export", 1
MANIFEST = "archive.json"
#: Rows held in memory at once.
PAGE = 200

README = """This is a whole news archive, as export_archive wrote it.
All text is UTF-8; a .jsonl file is one JSON object a line.

archive.json     format, version, time zone, and how many of each there are.
                 Written last: without it the export is not whole.
sources.jsonl    outlets: name, slug, home_zone, home_page, aliases (kind: name, host or slug).
articles.jsonl   public_id (the permanent address is /articles/<public_id>/), identity, source (a slug), visible,
                 headline, url, published_at, archived_at, current (sha256 of the original that is shown),
                 revisions (sha256 of each original kept as another version),
                 edited_at, edited_fields, edited (the values that an editor gave).
originals.jsonl  for each file an article came from: public_id, identity, sha256, size, path, source_given.
originals/       those files, byte for byte: originals/<first two characters of sha256>/<sha256>.
pictures.jsonl   pictures that are kept or described: url, sha256, width, height, perceptual_hash, file, and of the
                 file as it came: untouched_sha256, untouched, fetched_at, fetched_from.
pictures/        the picture files as readers see them (pixels only), named by sha256.
untouched/       the same as they came, named by their own sha256. They may say where a photograph was taken.

`python manage.py import_articles PATH` on this folder or .zip gives an equal archive. Into an archive that is not
empty it adds what is missing, and leaves what editors changed there.
"""


class ExportRefused(Exception):
    """The export cannot be written there; the text says why and what to do."""


class _Target(Protocol):
    def file(self, name: str, data: bytes) -> None: ...
    def lines(self, name: str, rows: Iterable[dict[str, Any]]) -> int: ...


class _FolderTarget:
    """Files in a folder that gets its name when all is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.draft = path.with_name(f".{path.name}.part-{os.getpid()}")

    def __enter__(self) -> _FolderTarget:
        self.draft.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            if self.path.exists():
                self.path.rmdir()  # empty: looked at before
            self.draft.rename(self.path)
        else:
            shutil.rmtree(self.draft)

    def file(self, name: str, data: bytes) -> None:
        path = self.draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def lines(self, name: str, rows: Iterable[dict[str, Any]]) -> int:
        with (self.draft / name).open("wb") as stream:
            return sum(bool(stream.write(_line(row))) for row in rows)


class _ZipTarget:
    """Members of a .zip that gets its name when all is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.draft = path.with_name(f".{path.name}.part-{os.getpid()}")

    def __enter__(self) -> _ZipTarget:
        self.draft.parent.mkdir(parents=True, exist_ok=True)
        self.archive = zipfile.ZipFile(self.draft, "x", zipfile.ZIP_DEFLATED)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.archive.close()
        if kind is None:
            self.draft.rename(self.path)
        else:
            self.draft.unlink()

    def file(self, name: str, data: bytes) -> None:
        self.archive.writestr(name, data)

    def lines(self, name: str, rows: Iterable[dict[str, Any]]) -> int:
        with self.archive.open(name, "w", force_zip64=True) as stream:
            return sum(bool(stream.write(_line(row))) for row in rows)


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def export_archive(path: Path) -> Counter[str]:
    """Write everything to a folder (new or empty) or a .zip (new); counts by kind. Memory does not grow with the archive.

    Raises ExportRefused if something is there already, or the place cannot be written."""
    path = path.resolve()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise ExportRefused(f"{path} is there already. Name a new folder or .zip.")
    target = _ZipTarget(path) if path.suffix.lower() == ".zip" else _FolderTarget(path)
    counts: Counter[str] = Counter()
    try:
        with target:
            target.file("README.txt", f"{site.current().name}\n\n{README}".encode())
            counts["sources"] = target.lines("sources.jsonl", _sources())
            counts["articles"] = target.lines("articles.jsonl", _articles())
            counts["originals"] = target.lines("originals.jsonl", _originals())
            counts["files"] = _write_originals(target)
            counts["pictures"] = target.lines("pictures.jsonl", map(_picture_line, _pictures()))
            counts["picture_files"] = _write_pictures(target)
            target.file(MANIFEST, _manifest(counts))
    except OSError as error:
        raise ExportRefused(f"{path} cannot be written ({error}). Name another place.") from error
    return counts


def _manifest(counts: Counter[str]) -> bytes:
    about = {
        "format": FORMAT,
        "version": VERSION,
        "time_zone": settings.NEWSARCHIVE_TIME_ZONE,
        "exported_at": timezone.now().isoformat(),
        "counts": counts,
    }
    return json.dumps(about, ensure_ascii=False, indent=2).encode()


def _sources() -> Iterator[dict[str, Any]]:
    for source in Source.objects.order_by("slug").prefetch_related("aliases"):
        aliases = sorted(source.aliases.values_list("kind", "value"))
        yield {
            "name": source.name,
            "slug": source.slug,
            "home_zone": source.home_zone,
            "home_page": source.home_page,
            "aliases": [{"kind": kind, "value": value} for kind, value in aliases],
        }


def _articles() -> Iterator[dict[str, Any]]:
    rows = Article.objects.select_related("source", "original").defer("original__compressed", "text", "body_html")
    shas = Original.objects.only("sha256")
    rows = rows.prefetch_related(Prefetch("revisions", Revision.objects.only("article", "original")))
    rows = rows.prefetch_related(Prefetch("revisions__original", shas))
    for article in rows.order_by("public_id").iterator(PAGE):
        yield {
            "public_id": article.public_id,
            "identity": article.identity,
            "source": article.source.slug,
            "visible": article.visible,
            "headline": article.headline,
            "url": article.url,
            "published_at": _time(article.published_at),
            "archived_at": _time(article.archived_at),
            "current": article.original.sha256 if article.original else "",
            "revisions": [revision.original.sha256 for revision in article.revisions.all()],
            "edited_at": _time(article.edited_at),
            "edited_fields": article.edited_fields,
            "edited": edited_values(article),
        }


def edited_values(article: Article) -> dict[str, Any]:
    """The columns that are the editor's, those that follow from them, and the figures if they are."""
    names = kept(article.edited_fields) - {"figures", "source"}
    values: dict[str, Any] = {}
    for name in sorted(names):
        value = getattr(article, name)
        values[name] = value.isoformat() if hasattr(value, "isoformat") else value
    if "figures" in kept(article.edited_fields):
        values["figures"] = [figure_line(figure) for figure in article.figures.select_related("image")]
    return values


def figure_line(figure: Figure) -> dict[str, Any]:
    """A figure with its picture's address."""
    words = {name: getattr(figure, name) for name in ("position", "role", "caption", "credit", "alt", "video_url")}
    return {"image_url": figure.image.url, **words}


def _time(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _originals() -> Iterator[dict[str, Any]]:
    rows = Original.objects.select_related("article").order_by("article__public_id", "sha256")
    columns = ("article__public_id", "article__identity", "sha256", "size", "path", "source_given")
    names = ("public_id", "identity", "sha256", "size", "path", "source_given")
    for row in rows.values_list(*columns).iterator(PAGE):
        yield dict(zip(names, row, strict=True))


def _write_originals(target: _Target) -> int:
    """Each distinct file once. Ordered by sha256, which has an index."""
    written, last = 0, ""
    for original in Original.objects.only("sha256", "size", "compressed").order_by("sha256").iterator(PAGE):
        if original.sha256 != last:
            target.file(original_name(original.sha256), original_bytes(original))
            written, last = written + 1, original.sha256
    return written


def original_name(sha256: str) -> str:
    """Where an export keeps a file."""
    return f"originals/{sha256[:2]}/{sha256}"


def _pictures() -> Iterator[Image]:
    """Those that importing the articles would not make anew as they are."""
    return Image.objects.exclude(file="", sha256="", width=None, perceptual_hash="").order_by("url_hash").iterator(PAGE)


def _picture_line(image: Image) -> dict[str, Any]:
    names = ("url", "sha256", "width", "height", "perceptual_hash", "untouched_sha256", "fetched_from")
    line = {name: getattr(image, name) for name in names}
    files = {"file": _picture_name(image), "untouched": _untouched_name(image)}
    return {**line, **files, "fetched_at": _time(image.fetched_at)}


def _picture_name(image: Image) -> str:
    return f"pictures/{image.sha256}{Path(str(image.file)).suffix.lower()}" if image.file else ""


def _untouched_name(image: Image) -> str:
    return f"untouched/{Path(str(image.untouched)).name}" if image.untouched else ""


def _write_pictures(target: _Target) -> int:
    """How many are shown. Beside each lies the file as it came."""
    written: set[str] = set()
    for image in Image.objects.exclude(file="").order_by("sha256").iterator(PAGE):
        for name, file in ((_picture_name(image), image.file), (_untouched_name(image), image.untouched)):
            if name and name not in written:
                with file.open("rb") as stream:
                    target.file(name, stream.read())
                written.add(name)
    return sum(name.startswith("pictures/") for name in written)
