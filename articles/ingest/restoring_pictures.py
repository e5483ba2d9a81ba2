"""Pictures of an export, laid back where they were."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from django.utils.dateparse import parse_datetime

from articles.ingest import photographs
from articles.ingest.content import image_ids
from articles.ingest.picture_bytes import rewritten
from articles.ingest.pictures import PictureRefused, keep_thumbnails, write_whole
from articles.models import Image

#: The bytes of a file of the export; None if it is missing or too large.
Read = Callable[[str], bytes | None]


def restore_picture(line: dict[str, Any], read: Read) -> None:
    """A picture's facts and, if they have the sha256 they should and are a picture indeed, its files."""
    image = Image.objects.get(pk=image_ids({line["url"]})[line["url"]])
    if image.file or image.sha256:
        return
    for name in ("sha256", "width", "height", "perceptual_hash"):
        setattr(image, name, line[name])
    if line["file"] and not _restore_files(image, line, read):
        return
    image.save()
    photographs.remember([image.perceptual_hash])


def _restore_files(image: Image, line: dict[str, Any], read: Read) -> bool:
    data = read(str(line["file"]))
    if data is None or sha256(data).hexdigest() != image.sha256:
        return False
    try:
        known = rewritten(data)
    except PictureRefused:
        return False
    image.file = f"images/{image.sha256}{known.suffix}"
    write_whole(str(image.file), data)
    image.thumbnail_widths = list(keep_thumbnails(image.sha256, known))
    image.content_type, image.state = known.media_type, Image.State.RESCUED
    image.fetched_at = parse_datetime(str(line.get("fetched_at") or ""))
    image.fetched_from = str(line.get("fetched_from") or "")
    _restore_untouched(image, line, read)
    return True


def _restore_untouched(image: Image, line: dict[str, Any], read: Read) -> None:
    """Exports made before there were untouched files have none."""
    name, digest = str(line.get("untouched") or ""), str(line.get("untouched_sha256") or "")
    data = read(name) if name else None
    if data is not None and sha256(data).hexdigest() == digest:
        image.untouched = f"untouched/{digest[:2]}/{digest}{PurePosixPath(name).suffix[:5]}"
        image.untouched_sha256 = digest
        write_whole(str(image.untouched), data)
