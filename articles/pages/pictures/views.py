"""The pictures and what was written under them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from articles.display.hiding import last_hidden, not_kept, shown_to
from articles.ingest.pictures import same_photograph
from articles.ingest.pictures.thumbnails import thumbnail_name
from articles.models import LARGE_COLUMNS, Article, Figure, Image, Source
from articles.pages import archive_counts, dates
from articles.pages.etags import archive_page
from articles.pages.outlets.views import outlet_asked
from articles.pages.paging import cursor_from, page_of

#: Articles on a page; each brings all its pictures.
PAGE = 24
#: What a picture file begins with, and after how many bytes. A file of another type (SVG can hold scripts) is not served.
SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
)


#: A day in an address.
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
#: Uses of one photograph on its page.
USES = 200


@dataclass(frozen=True, slots=True)
class ShownPictures:
    article: Article
    figures: list[Figure]


@require_safe
@archive_page
def pictures(request: HttpRequest) -> HttpResponse:
    """The wall: of the whole archive, of a day (`?day=2020-08-05`), of an outlet (`?source=<slug>`), or of both."""
    source, day = outlet_asked(request), _day_asked(request)
    articles = Article.objects.pictured(source)
    if day:
        articles = articles.filter(dates.near(day) if source else Q(day=day))
    page = page_of(articles, cursor_from(request), PAGE)
    before, after = dates.neighbours(list(_held(source).by_day), day) if day else (None, None)
    context = {
        "page": page,
        "shown": shown_of(page.articles),
        "source": source,
        "day": day,
        "before_url": _address(source, before) if before else "",
        "after_url": _address(source, after) if after else "",
        "before": before,
        "after": after,
        "outlets": list(Source.objects.filter(pk__in=archive_counts.holdings())),
        "extra": _query(source, day),
    }
    return render(request, "pictures/pictures.html", context)


def shown_of(articles: list[Article]) -> list[ShownPictures]:
    """Each with all its figures, those that have any."""
    figures = Figure.objects.filter(article__in=articles).select_related("image").order_by("article", "position")
    by_article: dict[int, list[Figure]] = {}
    for figure in figures:
        by_article.setdefault(figure.article_id, []).append(figure)
    return [ShownPictures(article, by_article[article.pk]) for article in articles if article.pk in by_article]


def _held(source: Source | None) -> archive_counts.DayCounts:
    return archive_counts.days_of(source) if source else archive_counts.days()


def _day_asked(request: HttpRequest) -> date | None:
    """Of `?day=2020-08-05`. Raises Http404 where that is no day."""
    given = request.GET.get("day")
    if not given:
        return None
    match = DAY.fullmatch(given)
    if not match:
        raise Http404(_("There is no such day in the calendar."))
    return dates.day_or_404(*map(int, match.groups()))


def _query(source: Source | None, day: date | None) -> str:
    given = {"source": source.slug if source else "", "day": day.isoformat() if day else ""}
    return urlencode({name: value for name, value in given.items() if value})


def _address(source: Source | None, day: date) -> str:
    return f"{reverse('pictures')}?{_query(source, day)}"


def image_type(opening: bytes) -> str:
    """The media type of a picture file by its first 12 bytes, empty where it is none of those we serve."""
    for start, signature, media_type in SIGNATURES:
        if opening[start:].startswith(signature):
            return media_type
    return ""


def _find(sha256: str) -> Image | None:
    """A rescued picture of a published article: pictures go when their articles are hidden."""
    used = Figure.objects.filter(article__in=Article.objects.published())
    return Image.objects.filter(sha256=sha256, figures__in=used).exclude(file="").first()


def _version(request: HttpRequest, sha256: str) -> str | None:
    return f'"{sha256}"' if _find(sha256) else None


@require_safe
@condition(etag_func=_version)
def picture(request: HttpRequest, sha256: str) -> HttpResponseBase:
    image, hidden = _find_or_gone(request, sha256)
    return _served(str(image.file), hidden=hidden)


def _small_version(request: HttpRequest, sha256: str, width: int) -> str | None:
    return f'"{sha256}-{width}"' if _find(sha256) else None


@require_safe
@condition(etag_func=_small_version)
def thumbnail(request: HttpRequest, sha256: str, width: int) -> HttpResponseBase:
    """A small copy, made when the picture was rescued: no request makes one."""
    image, hidden = _find_or_gone(request, sha256)
    if width not in image.thumbnail_widths:
        raise Http404
    return _served(thumbnail_name(image.sha256, width), hidden=hidden)


def _find_or_gone(request: HttpRequest, sha256: str) -> tuple[Image, bool]:
    """The picture, and whether it is hidden from readers. Raises Hidden for a reader then, Http404 where there is none."""
    if image := _find(sha256):
        return image, False
    images = Image.objects.filter(sha256=sha256).exclude(file="")
    last = last_hidden(Article.objects.filter(figures__image__in=images))
    image = images.first()
    if image is None or last is None:
        raise Http404
    shown_to(last, request)
    return image, True


def _served(name: str, *, hidden: bool) -> HttpResponseBase:
    """A file under MEDIA_ROOT. Raises Http404 for what is gone or no picture."""
    try:
        file = (Path(settings.MEDIA_ROOT) / name).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    media_type = image_type(file.read(12))
    file.seek(0)
    if not media_type:
        file.close()
        raise Http404
    response = FileResponse(file, content_type=media_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    # Asked for anew each time, which costs a 304: a picture leaves with its article (hidden for good reason, perhaps).
    response["Cache-Control"] = "private, no-cache" if settings.PRIVATE else "no-cache"
    if hidden:
        not_kept(response)
    return response


@require_safe
@archive_page
def photograph(request: HttpRequest, sha256: str) -> HttpResponse:
    """The same photograph wherever the archive shows it, cut or scaled differently too, with what is written under it."""
    image = _find(sha256)
    if image is None:
        shown_to(last_hidden(Article.objects.filter(figures__image__sha256=sha256)))
        raise Http404
    known = same_photograph.near([image.perceptual_hash]).get(image.perceptual_hash, set())
    alike = Q(image__sha256=sha256) | Q(image__perceptual_hash__in=known)
    uses = Figure.objects.filter(alike, article__in=Article.objects.published()).exclude(image__file="")
    uses = uses.select_related("image", "article", "article__source")
    uses = uses.defer(*(f"article__{column}" for column in LARGE_COLUMNS))
    found = list(uses.order_by(F("article__published_at").asc(nulls_last=True), "pk")[: USES + 1])
    return render(
        request,
        "pictures/photograph.html",
        {"image": image, "figures": found[:USES], "more": len(found) > USES, "most": USES},
    )
