"""Whether the files of pictures are there, are the ones that were taken, and can be decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db.models.fields.files import FieldFile

from articles.ingest.export.exporting import sound_file
from articles.ingest.pictures.picture_bytes import SERVED_LIMIT, require_decodable
from articles.ingest.pictures.reasons import PictureRefused
from articles.ingest.pictures.thumbnails import thumbnail_name
from articles.models import Image

PAGE = 200
_COLUMNS = ("url", "file", "sha256", "untouched", "untouched_sha256", "thumbnail_widths")


def picture_problems(step: Callable[[], None], *, quick: bool) -> Iterator[str]:
    """A sentence each. step: called for each picture. quick: files have to be there, and are not read."""
    yield from _without_file()
    last = ""
    for image in Image.objects.exclude(file="").only(*_COLUMNS).order_by("sha256", "pk").iterator(PAGE):
        step()
        if str(image.file) != last:  # the same picture from another address is one file
            last = str(image.file)
            yield from _shown(image, quick)
        if image.untouched:
            yield from _untouched(image, quick)


def _without_file() -> Iterator[str]:
    rescued = Image.objects.filter(state=Image.State.RESCUED, file="").order_by("pk")
    for url in rescued.values_list("url", flat=True).iterator(PAGE):
        yield f"The picture {url} is called rescued and has no file."


def _shown(image: Image, quick: bool) -> Iterator[str]:
    data, why = _looked_at(image.file, image.sha256, quick)
    if why:
        yield f"The picture {image.url}: {why}"
    elif data is not None:
        try:
            require_decodable(data, SERVED_LIMIT)
        except PictureRefused as error:
            yield f"The picture {image.url}: its file {image.file.name} is no picture: {error}"
    media = Path(settings.MEDIA_ROOT)
    for width in image.thumbnail_widths:
        if not (media / (name := thumbnail_name(image.sha256, width))).is_file():
            yield f"The picture {image.url}: its small copy {name} is missing."


def _untouched(image: Image, quick: bool) -> Iterator[str]:
    _data, why = _looked_at(image.untouched, image.untouched_sha256, quick)
    if why:
        yield f"The picture {image.url}, as it came: {why}"


def _looked_at(file: FieldFile, digest: str, quick: bool) -> tuple[bytes | None, str]:
    if not quick:
        return sound_file(file, digest)
    there = (Path(settings.MEDIA_ROOT) / str(file.name)).is_file()
    return None, "" if there else f"its file {file.name} is missing."
