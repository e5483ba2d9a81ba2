"""Rescued pictures: files from a folder become the local copies of the pictures that articles show.

A file belongs to every picture whose address ends in the file's name. What is stored is never the file itself but what
Pillow read from it, written anew: place and camera (EXIF), comments and anything hidden behind the picture stay out.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from articles.models import Image

#: Of one picture, all its frames together. A 50-megapixel camera's photo passes; a decompression bomb does not.
PIXEL_LIMIT = 60_000_000
BYTE_LIMIT = 40 * 1024 * 1024
#: What every browser shows, by Pillow's name. SVG is a program, not a picture; Pillow does not read it and nor do we.
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif"}


class PictureRefused(Exception):
    """A file that is not stored. The message is a sentence for the person who runs the command."""


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """name: under MEDIA_ROOT. sha256: of the stored bytes. width, height: pixels, as shown (after EXIF's rotation)."""

    name: str
    sha256: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PictureReport:
    """loaded, unchanged: pictures that got a file now, or had one before. unused: files that no article shows.

    refused: (file name, reason).
    """

    loaded: int
    unchanged: int
    unused: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def load_pictures(folder: Path) -> PictureReport:
    """Give every picture whose address ends in the name of a file of `folder` that file. Run it as often as you like.

    Raises NotADirectoryError if `folder` is none.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder.")
    files = {path.name: path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink()}
    wanted: dict[str, list[int]] = {}
    unchanged = 0
    used: set[str] = set()
    for key, name, has_file in _pictures_named(files):
        used.add(name)
        if has_file:
            unchanged += 1
        else:
            wanted.setdefault(name, []).append(key)
    loaded = 0
    refused: list[tuple[str, str]] = []
    for name, keys in sorted(wanted.items()):
        try:
            stored = store_picture(files[name])
        except PictureRefused as error:
            refused.append((name, str(error)))
            continue
        loaded += Image.objects.filter(pk__in=keys).update(
            file=stored.name, sha256=stored.sha256, width=stored.width, height=stored.height
        )
    return PictureReport(loaded, unchanged, tuple(sorted(files.keys() - used)), tuple(refused))


def _pictures_named(files: dict[str, Path]) -> Iterator[tuple[int, str, bool]]:
    """(primary key, file name, whether its file is in place) of every picture whose address ends in one of the names."""
    media = Path(settings.MEDIA_ROOT)
    for key, url, stored in Image.objects.values_list("pk", "url", "file").order_by("pk").iterator(chunk_size=5000):
        name = unquote(PurePosixPath(urlsplit(url).path).name)
        if name in files:
            yield key, name, bool(stored) and (media / stored).is_file()


def store_picture(path: Path) -> StoredPicture:
    """Decode one file and keep what was read under MEDIA_ROOT/images/<sha256>.<suffix>.

    Raises PictureRefused, with the reason, for what is not a picture that browsers show, is damaged or is too large.
    """
    data = _read(path)
    with warnings.catch_warnings():
        # Pillow only warns below twice its own limit; ours is decided on the header, before a pixel is decoded.
        warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
        try:
            content, suffix, size = _rewritten(data)
        except UnidentifiedImageError as error:
            raise PictureRefused("it is not a picture that can be read.") from error
        except (OSError, SyntaxError, ValueError, EOFError, Pillow.DecompressionBombError) as error:
            raise PictureRefused(f"the picture is damaged or cut short ({error}).") from error
    digest = hashlib.sha256(content).hexdigest()
    name = f"images/{digest}{suffix}"
    _write_whole(Path(settings.MEDIA_ROOT) / name, content)
    return StoredPicture(name, digest, *size)


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > BYTE_LIMIT:
        raise PictureRefused(f"it has {size:,} bytes; at most {BYTE_LIMIT:,} are taken.")
    data = path.read_bytes()
    if path.suffix.lower() in {".svg", ".svgz"} or b"<svg" in data[:1000].lower():
        raise PictureRefused("SVG drawings can contain programs and are not stored. Save it as PNG.")
    return data


def _rewritten(data: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """The picture in its own format without anything but pixels: bytes, file suffix, (width, height)."""
    with Pillow.open(io.BytesIO(data)) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        if kind not in SUFFIXES:
            raise PictureRefused(f"browsers do not show {kind}. Save it as PNG or JPEG.")
        frames = int(getattr(picture, "n_frames", 1)) if kind != "JPEG" else 1
        if picture.width * picture.height * frames > PIXEL_LIMIT:
            raise PictureRefused(f"it has more than {PIXEL_LIMIT:,} pixels.")
        out = io.BytesIO()
        if frames > 1:
            picture.save(out, kind, save_all=True, exif=b"")
            return out.getvalue(), SUFFIXES[kind], picture.size
        upright = ImageOps.exif_transpose(picture)
        upright.info.clear()
        upright.save(out, kind, **_options(kind, data))
        return out.getvalue(), SUFFIXES[kind], upright.size


def _options(kind: str, data: bytes) -> dict[str, int | bool]:
    if kind == "WEBP":
        return {"lossless": b"VP8L" in data[:64], "quality": 90}
    return {"quality": 92, "optimize": True} if kind == "JPEG" else {"optimize": True}


def _write_whole(path: Path, content: bytes) -> None:
    """All of it or nothing: the name is the content's hash, so a file that exists is right."""
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
