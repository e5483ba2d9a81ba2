"""The bytes of a picture, read by Pillow and written anew: pixels stay, everything else goes. No database, no disk.

Place and camera (EXIF), comments, thumbnails of other pictures, colour profiles and whatever hides behind the picture stay
out of what is served. Colours are brought to sRGB first, which is what a browser takes a picture without a profile for.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from articles.ingest.pictures import reasons
from articles.ingest.pictures.reasons import PictureRefused, Reason

T = TypeVar("T")
#: Of one picture, all its frames together. A 50-megapixel camera's photo passes; a decompression bomb does not.
PIXEL_LIMIT = 60_000_000
FRAME_LIMIT = 1_000
#: Of a file as it comes.
BYTE_LIMIT = 32 * 1024 * 1024
#: Of a file that we wrote ourselves: written anew a noisy picture grows, at most to what its pixels take unpacked.
SERVED_LIMIT = 4 * PIXEL_LIMIT + 16 * 1024 * 1024
#: What every browser shows, by Pillow's name; the only decoders that scraped bytes ever reach.
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}
#: How other things begin (the first KiB, without leading white space, in lower case), to say what they are.
_OTHERS: tuple[tuple[bytes, Reason, str], ...] = (
    (b"<!doctype html", reasons.WEB_PAGE, ""),
    (b"<html", reasons.WEB_PAGE, ""),
    (b"<head", reasons.WEB_PAGE, ""),
    (b"ii*\0", reasons.OTHER_KIND, "TIFF"),
    (b"mm\0*", reasons.OTHER_KIND, "TIFF"),
    (b"bm", reasons.OTHER_KIND, "BMP"),
    (b"\0\0\1\0", reasons.OTHER_KIND, "ICO"),
    (b"8bps", reasons.OTHER_KIND, "Photoshop"),
    (b"%pdf", reasons.OTHER_KIND, "PDF"),
    (b"\xff\x0a", reasons.OTHER_KIND, "JPEG XL"),
)
_SVG_ENDINGS = (".svg", ".svgz")
#: Above this, the seconds that a smaller PNG costs are not worth its bytes.
_OPTIMIZE_BELOW = 4_000_000


@dataclass(frozen=True, slots=True)
class Rewritten:
    """content: what is served. media_type: of content. width, height: pixels, upright. still: the first frame, decoded.
    moving: it has more frames."""

    content: bytes
    suffix: str
    media_type: str
    width: int
    height: int
    still: Pillow.Image
    moving: bool


def rewritten(data: bytes, limit: int | None = None) -> Rewritten:
    """The picture in its own format with nothing but pixels. limit: bytes that it may have (BYTE_LIMIT).

    Raises PictureRefused, with the reason, for what is not a picture that browsers show, is damaged or is too large.
    """
    limit = limit or BYTE_LIMIT
    if len(data) > limit:
        raise PictureRefused(reasons.TOO_LARGE, f"more than {limit:,} bytes")
    refuse_by_opening(data[:1024])
    return _guarded(_rewritten, data)


def require_decodable(data: bytes, limit: int | None = None) -> None:
    """Raises PictureRefused for what `rewritten` would refuse; only decodes it."""
    if len(data) > (limit or BYTE_LIMIT):
        raise PictureRefused(reasons.TOO_LARGE, f"more than {limit or BYTE_LIMIT:,} bytes")
    refuse_by_opening(data[:1024])
    _guarded(_decode, data)


def _guarded(read: Callable[[bytes], T], data: bytes) -> T:
    with warnings.catch_warnings():
        # Pillow only warns below twice its own limit; ours is decided on the header, before a pixel is decoded.
        warnings.simplefilter("ignore")
        try:
            return read(data)
        except UnidentifiedImageError as error:
            raise PictureRefused(reasons.NO_PICTURE) from error
        except Pillow.DecompressionBombError as error:
            raise PictureRefused(reasons.PIXELS, f"more than {PIXEL_LIMIT:,} pixels") from error
        except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError) as error:
            raise PictureRefused(reasons.DAMAGED, f"{error}"[:200]) from error


def refuse_by_opening(opening: bytes) -> None:
    """Raises PictureRefused if the first bytes (up to 1 KiB) tell that this is something else."""
    start = opening.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        raise PictureRefused(reasons.SVG)
    for signature, reason, kind in _OTHERS:
        if start.startswith(signature) or (reason is reasons.OTHER_KIND and opening.lower().startswith(signature)):
            raise PictureRefused(reason, kind)


def refuse_by_name(name: str) -> None:
    """Raises PictureRefused for a file that calls itself SVG, compressed ones included."""
    if name.lower().endswith(_SVG_ENDINGS):
        raise PictureRefused(reasons.SVG)


def _opened(data: bytes) -> Pillow.Image:
    picture = Pillow.open(io.BytesIO(data), formats=tuple(SUFFIXES))
    if picture.width * picture.height > PIXEL_LIMIT:
        raise PictureRefused(reasons.PIXELS, f"{picture.width:,} × {picture.height:,}")
    return picture


def _decode(data: bytes) -> None:
    with _opened(data) as picture:
        picture.load()


def _rewritten(data: bytes) -> Rewritten:
    with _opened(data) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        moving = kind != "JPEG" and _moves(picture)
        content, still = _moving(picture, kind) if moving else _standing(picture, kind, data)
    return Rewritten(content, SUFFIXES[kind], Pillow.MIME[kind], *still.size, still, moving)


def _moves(picture: Pillow.Image) -> bool:
    """Whether it has frames. Raises PictureRefused for too many, without counting those beyond the limit: a GIF only knows
    how many it has after walking through all."""
    limit = min(FRAME_LIMIT, PIXEL_LIMIT // (picture.width * picture.height))
    if picture.format == "GIF":
        last = 0
        try:
            while last <= limit:
                picture.seek(last + 1)
                last += 1
        except EOFError:
            picture.seek(0)
        frames = last + 1
    else:
        frames = int(getattr(picture, "n_frames", 1))
    if frames > limit:
        raise PictureRefused(reasons.FRAMES, f"more than {limit:,} of {picture.width:,} × {picture.height:,}")
    return frames > 1


def _moving(picture: Pillow.Image, kind: str) -> tuple[bytes, Pillow.Image]:
    out = io.BytesIO()
    nothing = {"exif": b"", "comment": b"", "xmp": b"", "icc_profile": None}
    picture.save(out, kind, save_all=True, **nothing)
    picture.seek(0)
    return out.getvalue(), picture.convert("RGBA")


def _standing(picture: Pillow.Image, kind: str, data: bytes) -> tuple[bytes, Pillow.Image]:
    upright = _in_srgb(ImageOps.exif_transpose(picture))
    # Pillow's savers would write some of it again.
    upright.info = {name: value for name, value in upright.info.items() if name == "transparency"}
    upright.getexif().clear()
    out = io.BytesIO()
    upright.save(out, kind, **_options(kind, data, upright))
    return out.getvalue(), upright


def _in_srgb(picture: Pillow.Image) -> Pillow.Image:
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK"):
        try:
            own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, own, srgb, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a profile that cannot be used is as good as none, as in browsers
        if converted is not None:
            return converted
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _options(kind: str, data: bytes, picture: Pillow.Image) -> dict[str, int | bool]:
    small = picture.width * picture.height < _OPTIMIZE_BELOW
    if kind == "WEBP":
        return {"lossless": b"VP8L" in data[:64], "quality": 90}
    if kind == "AVIF":
        return {"quality": 80, "speed": 8 if small else 10}
    return {"quality": 92, "optimize": True} if kind == "JPEG" else {"optimize": small}
