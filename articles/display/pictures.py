"""A rescued picture as an `<img>` of the size that its place needs, with width and height, so that nothing moves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Figure, Image
from articles.reading import telling

#: CSS pixels that a place gives a picture at most, and the window up to which it gets the whole width.
PLACES = {"article": (768, 0), "wall": (400, 640), "lead": (760, 960), "list": (400, 640), "cell": (160, 0)}


#: A tall picture is shown this high (CSS pixels), unless it is a strip, which nobody could read then.
TALLEST, STRIP = 760, 2.5
#: Above this the whole file is for who asks for it: the largest small copy serves a dense screen.
WHOLE_UP_TO = 1280


class WithFigures(Protocol):
    """An article on a wall, with its figures."""

    @property
    def figures(self) -> Sequence[Figure]: ...


def any_kept(shown: Iterable[WithFigures]) -> bool:
    """Whether a wall has a picture at all: without one it is a list of captions."""
    return any(figure.image.is_kept for each in shown for figure in each.figures)


def captioned(figures: Iterable[Figure]) -> list[Figure]:
    """Those that something is written under, or that say what they show."""
    return [figure for figure in figures if figure.caption or telling(figure.alt)]


@dataclass(frozen=True, slots=True)
class Shape:
    """CSS pixels, in the ratio of the picture."""

    width: int
    height: int


def shape_of(width: int, height: int) -> Shape:
    """As large as it is, and no taller than the reader's window may be."""
    if height > TALLEST and height <= width * STRIP:
        return Shape(max(1, round(width * TALLEST / height)), TALLEST)
    return Shape(width, height)


def candidates(image: Image) -> list[tuple[str, int]]:
    """(address, pixels wide), rising: the small copies, and the file itself if it is not large."""
    found = [(reverse("thumbnail", args=[image.sha256, width]), width) for width in image.thumbnail_widths]
    if image.width and (image.width <= WHOLE_UP_TO or not found):
        found.append((reverse("picture", args=[image.sha256]), image.width))
    return found


def picture(image: Image, alt: str = "", place: str = "article", *, lazy: bool | str = True) -> SafeString:
    """An <img> of a rescued picture. place: one of PLACES. Nothing jumps: width and height are known beforehand."""
    loading = SafeString(' loading="lazy"') if lazy else ""
    if not image.width or not image.height:  # rescued by another program
        source = reverse("picture", args=[image.sha256])
        return format_html('<img src="{}" alt="{}"{} decoding="async">', source, alt, loading)
    shape, found = shape_of(image.width, image.height), candidates(image)
    most, whole = PLACES[place]
    wide = format_html(' srcset="{}" sizes="{}"', _srcset(found), _sizes(min(shape.width, most), whole))
    return format_html(
        '<img src="{}"{} alt="{}" width="{}" height="{}"{} decoding="async">',
        _nearest(found, min(shape.width, most)),
        wide if len(found) > 1 else "",
        alt,
        shape.width,
        shape.height,
        loading,
    )


def _srcset(found: list[tuple[str, int]]) -> str:
    return ", ".join(f"{address} {width}w" for address, width in found)


def _sizes(pixels: int, whole: int) -> str:
    narrow = f"(max-width: {whole}px) 100vw, " if whole else ""
    return f"{narrow}min(100vw, {pixels}px)"


def _nearest(found: list[tuple[str, int]], pixels: int) -> str:
    """For a browser that does not know srcset."""
    return next((address for address, width in found if width >= pixels), found[-1][0])
