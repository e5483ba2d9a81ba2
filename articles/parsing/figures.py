"""Pictures: the address of one, whether it is content, and which caption belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bs4 import Tag

from .outlets import Reading
from .types import ParsedFigure
from .urls import absolute, unproxied

if TYPE_CHECKING:
    from .blocks import Block

#: Longer addresses are data in disguise.
_MAX_ADDRESS = 4_000
#: Longer text in a picture's element is an article's, not a caption.
_MAX_CAPTION = 600
#: Pixels; icons and counters are smaller.
_MIN_SIDE = 40
_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-original-src",
    "data-lazy",
    "data-actualsrc",
    "data-echo",
    "data-img-src",
    "data-hi-res-src",
    "data-orig-file",
    "data-large-file",
    "data-full-url",
    "data-url",
    "data-image",
    "data-lazyload",
    "data-ratio-src",
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_PLACEHOLDER = re.compile(
    r"^(?:data|about):|/(?:spacer|blank|pixel|1x1|transparent|loading|placeholder|lazyload|gr[ea]y)[-_]?\d*\.(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:px)?\s*$")
_WIDTH = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[wx]$")
_CAPTION_LIKE = re.compile(
    r"[图圖摄攝影]|照片|截图|截圖|资料|資料|提供|©|来源|來源|[社AP]）$|Photo|Reuters|REUTERS|Getty"
)
_SENTENCE_END = re.compile(r"[。！？.!?…”」』]$")


@dataclass(frozen=True, slots=True)
class Picture:
    """image_url: the picture's own address. video_url: the video whose poster it is, else ""."""

    image_url: str
    alt: str = ""
    video_url: str = ""
    video: bool = False


def picture_of(tag: Tag, base: str, reading: Reading) -> Picture | None:
    """The content picture of an <img> or <video>; None for counters, icons, emoji and what has no address."""
    attributes = tag.attrs
    alt = " ".join(str(attributes.get("alt", "")).split())
    if tag.name == "video":
        return _poster(tag, base, reading)
    address = _address(tag, base)
    marks = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if (
        not address
        or reading.skip_images.search(address)
        or reading.skip_classes.search(marks)
        or reading.skip_alts.search(alt)
    ):
        return None
    if _tiny(attributes.get("width")) or _tiny(attributes.get("height")):
        return None
    return Picture(address, alt, video=bool(reading.video_classes.search(marks)))


def _poster(tag: Tag, base: str, reading: Reading) -> Picture | None:
    poster = unproxied(absolute(str(tag.attrs.get("poster", ""))[:_MAX_ADDRESS], base))
    if not poster or reading.skip_images.search(poster):
        return None
    source = str(tag.attrs.get("src", ""))
    if not source and isinstance(inner := tag.find("source"), Tag):
        source = str(inner.attrs.get("src", ""))
    return Picture(
        poster, " ".join(str(tag.attrs.get("title", "")).split()), absolute(source[:_MAX_ADDRESS], base), video=True
    )


def _address(tag: Tag, base: str) -> str:
    """What `src` says, unless that is a placeholder: then the lazy attributes, then the largest of `srcset`."""
    attributes = tag.attrs
    source = str(attributes.get("src", ""))
    if len(source) > _MAX_ADDRESS or _PLACEHOLDER.search(source):
        source = ""
    for name in _LAZY if not source or "data-src" in attributes else ():
        lazy = str(attributes.get(name, ""))
        if lazy and len(lazy) <= _MAX_ADDRESS and not _PLACEHOLDER.search(lazy):
            source = lazy
            break
    if not source:
        source = next(filter(None, (_largest(str(attributes.get(name, ""))) for name in _SETS)), "")
    return unproxied(absolute(source, base))


def _largest(srcset: str) -> str:
    best, best_width = "", -1.0
    for candidate in srcset[: 8 * _MAX_ADDRESS].split(", "):
        address, *descriptors = candidate.split() or [""]
        match = _WIDTH.match(descriptors[0].rstrip(",")) if descriptors else None
        width = float(match[1]) if match else 0.0
        if address and width > best_width and len(address) <= _MAX_ADDRESS and not _PLACEHOLDER.search(address):
            best, best_width = address.rstrip(","), width
    return best


def _tiny(size: object) -> bool:
    match = _NUMBER.match(str(size)) if size is not None else None
    return match is not None and int(match[1]) < _MIN_SIDE


def attach_captions(blocks: list[Block], reading: Reading) -> tuple[list[Block], list[ParsedFigure]]:
    """Number the pictures and give each its caption; the captions leave the blocks.

    A caption stands in the picture's own element, or directly behind the picture in an element that says so, in
    <small>, or in short italics.
    """
    captions: dict[int, list[str]] = {}
    credits: dict[int, str] = {}
    kept: list[Block] = []
    regions = _regions(blocks)
    for index, block in enumerate(blocks):
        if block.picture is not None:
            kept.append(block)
            continue
        owner = _owner(block, index, blocks, regions, captions, reading)
        if owner is None:
            kept.append(block)
            continue
        captions.setdefault(owner, []).append(" ".join(block.text.split()))
        if block.credit:
            credits[owner] = block.credit
    return kept, _figures(blocks, captions, credits, reading)


def _regions(blocks: list[Block]) -> dict[int, tuple[list[int], int]]:
    """Of each caption region: its pictures (indexes), and how much text it holds."""
    found: dict[int, tuple[list[int], int]] = {}
    for index, block in enumerate(blocks):
        if block.caption:
            pictures, length = found.get(block.caption, ([], 0))
            if block.picture is not None:
                pictures.append(index)
            found[block.caption] = (pictures, length + len(block.text))
    return found


def _owner(
    block: Block,
    index: int,
    blocks: list[Block],
    regions: dict[int, tuple[list[int], int]],
    captions: dict[int, list[str]],
    reading: Reading,
) -> int | None:
    """Index of the picture that the block is the caption of."""
    if block.caption:
        pictures, length = regions[block.caption]
        if length > _MAX_CAPTION * max(1, len(pictures)):
            return None
        if pictures:
            return max((picture for picture in pictures if picture < index), default=pictures[0])
    before = _picture_before(index, blocks, captions, block.caption)
    if before is None:
        return None
    length = len(block.text)
    if block.caption or (block.small >= length and length <= _MAX_CAPTION):
        return before
    short = block.italic >= length and length <= 120 and before not in captions
    return before if short and (_CAPTION_LIKE.search(block.text) or not _SENTENCE_END.search(block.text)) else None


def _picture_before(index: int, blocks: list[Block], captions: dict[int, list[str]], region: int) -> int | None:
    """The picture directly before a block; only blocks that became its caption, of the same region, may stand between."""
    place = index - 1
    while place >= 0:
        candidate = blocks[place]
        if candidate.picture is not None:
            return place if place not in captions or region else None
        if not region or candidate.caption != region:
            return None
        place -= 1
    return None


def _figures(
    blocks: list[Block], captions: dict[int, list[str]], credits: dict[int, str], reading: Reading
) -> list[ParsedFigure]:
    figures: list[ParsedFigure] = []
    seen_text = False
    for index, block in enumerate(blocks):
        if block.picture is None:
            seen_text = seen_text or not (block.caption or block.small >= len(block.text))
            continue
        block.position = len(figures) + 1
        caption = " ".join(captions.get(index, ()))
        first = not figures and not seen_text
        figures.append(
            ParsedFigure(
                position=block.position,
                role="video" if block.picture.video else ("lead" if first else "inline"),
                image_url=block.picture.image_url,
                caption=caption,
                credit=reading.credit_labels.sub("", credits.get(index, "")) or credit_in(caption, reading),
                alt=block.picture.alt,
                video_url=block.picture.video_url,
            )
        )
    return figures


def credit_in(caption: str, reading: Reading) -> str:
    """The credit that ends a caption, such as `Getty Images`; the caption keeps it too, as the outlet shows it."""
    for pattern in reading.credits:
        if match := pattern.search(caption[-200:]):
            return match["credit"].strip()
    return ""
