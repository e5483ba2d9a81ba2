"""Small copies of a picture, made when it is rescued, in WebP: half the bytes of JPEG, in every browser since 2020
(caniuse.com/webp), and ten times as fast to write as AVIF."""

from __future__ import annotations

import io

from PIL import Image as Pillow

#: Pixels. A list shows a picture at up to 320, the wall at 290, an article at 640; and twice that on dense screens.
WIDTHS = (320, 640, 1280)
#: WebP's own limit of a side.
_LONGEST = 16_383
MEDIA_TYPE = "image/webp"


def thumbnail_name(sha256: str, width: int) -> str:
    """Where it lies under MEDIA_ROOT. sha256: of the served file."""
    return f"thumbnails/{sha256[:2]}/{sha256}-{width}.webp"


def thumbnails(still: Pillow.Image) -> dict[int, bytes]:
    """By width, rising: the WIDTHS below the picture's own. Each is made from the next larger one."""
    made: dict[int, bytes] = {}
    picture = still if still.mode in ("RGB", "RGBA") else still.convert("RGBA" if _see_through(still) else "RGB")
    for width in sorted(WIDTHS, reverse=True):
        height = max(1, round(still.height * width / still.width))
        if width >= still.width or height > _LONGEST:
            continue
        picture = picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=3)
        out = io.BytesIO()
        picture.info = {}
        picture.save(out, "WEBP", quality=80, method=4)
        made[width] = out.getvalue()
    return dict(sorted(made.items()))


def _see_through(picture: Pillow.Image) -> bool:
    return picture.has_transparency_data
