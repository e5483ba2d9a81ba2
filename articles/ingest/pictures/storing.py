"""A picture's bytes become files of the archive: what is served, its small copies, and the bytes as they came.

Everything is named by its sha256, so that the same picture from two addresses is one file on disk.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from articles.ingest.pictures import picture_bytes, reasons, same_photograph
from articles.ingest.pictures.picture_bytes import SUFFIXES, Rewritten, refuse_by_name, rewritten
from articles.ingest.pictures.reasons import PictureRefused
from articles.ingest.pictures.thumbnails import thumbnail_name, thumbnails
from articles.models import Image

__all__ = ["SUFFIXES", "PictureRefused", "StoredPicture", "keep_picture", "store_picture"]


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """name, untouched: under MEDIA_ROOT. sha256: of what is served. width, height: pixels, as shown (after EXIF's rotation).

    thumbnail_widths: pixels. perceptual_hash: "" for an empty surface. content_type: of what is served.
    """

    name: str
    sha256: str
    width: int
    height: int
    thumbnail_widths: tuple[int, ...]
    perceptual_hash: str
    content_type: str
    untouched: str
    untouched_sha256: str

    def columns(self) -> dict[str, Any]:
        """Of an Image that is rescued with this."""
        return {
            "file": self.name,
            "sha256": self.sha256,
            "width": self.width,
            "height": self.height,
            "thumbnail_widths": list(self.thumbnail_widths),
            "perceptual_hash": self.perceptual_hash,
            "content_type": self.content_type,
            "untouched": self.untouched,
            "untouched_sha256": self.untouched_sha256,
            "state": Image.State.RESCUED,
            "reason": "",
            "detail": "",
            "attempts": 0,
            "next_try_at": None,
        }


def keep_picture(data: bytes) -> StoredPicture:
    """Decode, and keep under MEDIA_ROOT what is served, the small copies and the untouched bytes. No database.

    Raises PictureRefused, with the reason, for what is not a picture that browsers show, is damaged or is too large.
    """
    read = rewritten(data)
    digest, came = hashlib.sha256(read.content).hexdigest(), hashlib.sha256(data).hexdigest()
    name, untouched = f"images/{digest}{read.suffix}", f"untouched/{came[:2]}/{came}{read.suffix}"
    small = keep_thumbnails(digest, read)
    write_whole(untouched, data)
    write_whole(name, read.content)
    return StoredPicture(
        name=name,
        sha256=digest,
        width=read.width,
        height=read.height,
        thumbnail_widths=small,
        perceptual_hash=same_photograph.perceptual_hash(read.still),
        content_type=read.media_type,
        untouched=untouched,
        untouched_sha256=came,
    )


def keep_thumbnails(digest: str, read: Rewritten) -> tuple[int, ...]:
    """Write the small copies; their widths. A moving picture has none: it would stand still."""
    made = {} if read.moving else thumbnails(read.still)
    for width, content in made.items():
        write_whole(thumbnail_name(digest, width), content)
    return tuple(made)


def store_picture(path: Path) -> StoredPicture:
    """As keep_picture, for a file. One that is too large is not even read."""
    size = path.stat().st_size
    if size > (limit := picture_bytes.BYTE_LIMIT):
        raise PictureRefused(reasons.TOO_LARGE, f"{size:,} bytes; at most {limit:,} are taken")
    refuse_by_name(path.name)
    return keep_picture(path.read_bytes())


def complete_pictures() -> int:
    """Give pictures rescued before there were small copies and perceptual hashes theirs; how many were looked at."""
    waiting = Image.objects.exclude(file="").exclude(sha256="").filter(content_type="")
    done = 0
    for image in waiting.order_by("pk").iterator(200):
        try:
            with image.file.open("rb") as stream:
                read = rewritten(stream.read())
        except (OSError, PictureRefused):
            continue  # check_archive and the admin tell of it; nothing here would mend it
        image.thumbnail_widths = list(keep_thumbnails(image.sha256, read))
        image.content_type = read.media_type
        image.perceptual_hash = same_photograph.perceptual_hash(read.still)
        image.save(update_fields=["thumbnail_widths", "content_type", "perceptual_hash"])
        same_photograph.remember([image.perceptual_hash])
        done += 1
    return done


def write_whole(name: str, content: bytes) -> None:
    """A file under MEDIA_ROOT, all of it or nothing: the name is the content's hash, so a file that exists is right."""
    path = Path(settings.MEDIA_ROOT) / name
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
