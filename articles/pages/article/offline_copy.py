"""An article as one file that needs nothing else: its style and its pictures are inside it, and nothing in it runs."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from articles.display.citable import Place, citable, styled
from articles.display.figures import shown_body, with_figures
from articles.display.hiding import readable
from articles.ingest.pictures.thumbnails import thumbnail_name
from articles.models import Article, Figure, Image
from articles.pages.article.downloads import attached
from articles.pages.pictures.views import image_type

#: Bytes of pictures in one file, before base64 makes four of three.
MOST_PICTURES = 20 * 1024 * 1024
#: Pixels: sharp on a dense screen at the width of the text.
WIDEST = 1280
#: Colours and faces, then what the copy needs of the layout.
STYLES = ("css/tokens.css", "css/offline.css")


@lru_cache(maxsize=1)
def style() -> str:
    texts = [(settings.BASE_DIR / "static" / name).read_text(encoding="utf-8") for name in STYLES]
    return "\n".join(texts)


def policy() -> str:
    """Of the file itself, wherever it is opened: nothing is loaded, nothing runs, only this style applies (by its hash)."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


@dataclass
class Album:
    """The pictures that go into a file, as far as they find room. In the page each is a mark, read when its turn comes."""

    mark: str = field(default_factory=lambda: f"picture-{secrets.token_hex(16)}-")
    room: int = field(default_factory=lambda: MOST_PICTURES)
    chosen: list[Path] = field(default_factory=list)
    left_out: int = 0

    def add(self, image: Image) -> str:
        """What stands in the page for the picture; "" where it is not here, or finds no room."""
        path = next((path for path in _files(image) if path.is_file()), None)
        if path is None:
            return ""
        size = path.stat().st_size
        if size > self.room:
            self.left_out += 1
            return ""
        self.room -= size
        self.chosen.append(path)
        return f"{self.mark}{len(self.chosen) - 1};"

    def parts(self, page: str) -> Iterator[str]:
        """The page with the pictures for their marks, one at a time in memory."""
        at = 0
        for found in re.finditer(rf"{self.mark}(\d+);", page):
            yield page[at : found.start()]
            data = self.chosen[int(found[1])].read_bytes()
            yield f"data:{image_type(data[:12])};base64,{base64.b64encode(data).decode()}"
            at = found.end()
        yield page[at:]


def _files(image: Image) -> list[Path]:
    """Where a picture may lie: the copy for WIDEST, smaller ones, and the file itself if it is no larger."""
    if not image.file or not image.sha256:
        return []
    root = Path(settings.MEDIA_ROOT)
    small = [root / thumbnail_name(image.sha256, width) for width in image.thumbnail_widths if width <= WIDEST]
    whole = root / str(image.file)
    as_it_is = image.width is None or image.width <= WIDEST or not small
    return [whole, *reversed(small)] if as_it_is else [*reversed(small), whole]


def _page(request: HttpRequest, article: Article, figures: Sequence[Figure], album: Album) -> str:
    def draw(figure: Figure) -> SafeString:
        context = {"figure": figure, "data": album.add(figure.image)}
        return render_to_string("article/_offline_figure.html", context)

    place = Place.of(request)
    context = {
        "article": article,
        "body": with_figures(shown_body(article), figures, draw),
        "style": mark_safe(f"<style>{style()}</style>"),  # noqa: S308 - our own files
        "policy": policy(),
        "permanent": place.address(article.public_id),
        "styled": styled(citable(article, place)),
        "made": timezone.localtime(),
        "left_out": album.left_out,
        "most": MOST_PICTURES,
        "originals": list(article.originals.defer("compressed").order_by("path", "pk")),
    }
    return render_to_string("article/offline.html", context, request)


@require_safe
def offline(request: HttpRequest, public_id: str) -> StreamingHttpResponse:
    """The article, with its pictures up to MOST_PICTURES bytes, to be kept. In the script it is written in: it is a copy of
    what the archive keeps. Two articles with one headline get different names."""
    article = readable(Article.objects.select_related("source"), public_id)
    album = Album()
    page = _page(request, article, list(article.figures.select_related("image")), album)
    response = StreamingHttpResponse(album.parts(page), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = f"sandbox; {policy()}; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache" if settings.PRIVATE else "no-cache"
    return attached(response, f"{article.public_id}.html")
