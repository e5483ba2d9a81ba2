"""Pictures of an export, laid back where they were."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import PurePosixPath

from articles.ingest.export.schema import PictureLine
from articles.ingest.pictures import same_photograph
from articles.ingest.pictures.picture_bytes import BYTE_LIMIT, SERVED_LIMIT, rewritten
from articles.ingest.pictures.storing import PictureRefused, keep_thumbnails, write_whole
from articles.ingest.rows.article_columns import image_ids
from articles.models import Image

#: The bytes of a file of the export by its name; None if it is missing or has more bytes than that.
Read = Callable[[str, int], bytes | None]


def restore_picture(line: PictureLine, read: Read) -> str:
    """A picture's facts and, if they have the sha256 they should and are a picture indeed, its files. What was not taken of
    them and why, or ""."""
    image = Image.objects.get(pk=image_ids({line.url})[line.url])
    if image.file or image.sha256:
        return ""
    refused = ""
    if line.file:
        if refused := _restore_file(image, line, read):
            return f"The picture {line.url} was not restored: {refused}"
        refused = _restore_untouched(image, line, read)
    else:
        image.width, image.height, image.perceptual_hash = line.width, line.height, line.perceptual_hash
        _restore_attempts(image, line)
    image.fetched_at, image.fetched_from = line.fetched_at, line.fetched_from
    image.etag, image.last_modified = line.etag, line.last_modified
    image.save()
    same_photograph.remember([image.perceptual_hash])
    return f"The picture {line.url} was restored, but not the file as it came: {refused}" if refused else ""


def _restore_attempts(image: Image, line: PictureLine) -> None:
    """How fetching a picture went that is not held. One that an export calls rescued, but has no file of, is due again."""
    if line.state not in ("failed", "refused"):
        return
    image.state, image.reason, image.detail = line.state, line.reason, line.detail
    image.attempts, image.next_try_at = line.attempts, line.next_try_at


def _restore_file(image: Image, line: PictureLine, read: Read) -> str:
    """Why not, or ""."""
    data, refused = _sound(line.file, line.sha256, SERVED_LIMIT, read)
    if data is None:
        return refused
    try:
        known = rewritten(data, SERVED_LIMIT)
    except PictureRefused as error:
        return f"{line.file}: {error}"
    image.sha256, image.width, image.height = line.sha256, known.width, known.height
    # Of the file as it came, if it is known: the one that is served may look a little different.
    image.perceptual_hash = line.perceptual_hash or same_photograph.perceptual_hash(known.still)
    image.file = f"images/{image.sha256}{known.suffix}"
    write_whole(str(image.file), data)
    image.thumbnail_widths = list(keep_thumbnails(image.sha256, known))
    image.content_type, image.state = known.media_type, Image.State.RESCUED
    return ""


def _restore_untouched(image: Image, line: PictureLine, read: Read) -> str:
    """Exports made before there were untouched files have none."""
    if not line.untouched:
        return ""
    digest = line.untouched_sha256
    data, refused = _sound(line.untouched, digest, BYTE_LIMIT, read)
    if data is not None:
        image.untouched = f"untouched/{digest[:2]}/{digest}{PurePosixPath(line.untouched).suffix}"
        image.untouched_sha256 = digest
        write_whole(str(image.untouched), data)
    return refused


def _sound(name: str, digest: str, limit: int, read: Read) -> tuple[bytes | None, str]:
    data = read(name, limit)
    if data is None:
        return None, f"{name} is missing from the export, cannot be read or has more than {limit:,} bytes."
    if sha256(data).hexdigest() != digest:
        return None, f"{name} is not the file it was: its sha256 differs."
    return data, ""
