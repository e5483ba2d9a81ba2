"""Which caption belongs to a picture, and what in it is the credit.

A caption stays as the outlet shows it, its credit included (the caption is the text that is shown with the picture);
the credit is given on its own as well.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from articles.parsing.outlet_rules.outlets import ReadingRules
from articles.parsing.text.galleries import gallery_of
from articles.parsing.types import ParsedFigure

if TYPE_CHECKING:
    from articles.parsing.text.blocks import Block

#: Longer text in a picture's element is an article's, not a caption.
_MAX_CAPTION = 600
#: Longer text that no element names a caption is a paragraph.
_MAX_PARAGRAPH = 120
_CAPTION_LIKE = re.compile(
    r"[图圖摄攝影]|照片|截图|截圖|资料|資料|提供|©|来源|來源|[社AP]）$|Photo|Reuters|REUTERS|Getty"
)
_SENTENCE_END = re.compile(r"[。！？.!?…”」』]$")
#: Numbers of chapters and lines that lead on to what follows, however they are set.
_NO_CAPTION = re.compile(r"^\W*[\d一二三四五六七八九十IVX]{1,4}\W*$|[：:、，,；;]$")
#: How a paragraph says that it belongs to the picture above (▲) or below (▼) it.
_ABOVE = re.compile(
    r"[▲△◬⬆↑◀◄←]|(?:图片|圖片|照片)?(?:说明|說明)[:：]|[图圖][一二三四五六七八九十\d]{0,3}\s?[:：／/|｜]|[图圖][为為]"
)
_BELOW = re.compile(r"[▼▽⬇↓]")


def attach_captions(
    blocks: list[Block], reading: ReadingRules, headline: str = ""
) -> tuple[list[Block], list[ParsedFigure]]:
    """Number the pictures and give each its caption; the captions leave the blocks.

    A caption stands in the picture's own element, or directly behind the picture in an element that says so, in
    <small>, or as a short paragraph that reads or is set as captions are. What stands below a film without a picture
    (players.py) stays text: nothing else would keep it.
    """
    captions: dict[int, list[str]] = {}
    credits: dict[int, str] = {}
    blocks = _shown_once(_joined(blocks))
    kept: list[Block] = []
    regions = _regions(blocks)
    gallery = gallery_of(blocks, headline, reading)
    for index, block in enumerate(blocks):
        if block.picture is not None:
            kept.append(block)
            continue
        owner = gallery.get(index)
        if owner is None:
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
            if block.picture is not None and block.picture.image_url:
                pictures.append(index)
            found[block.caption] = (pictures, length + len(block.text))
    return found


def _owner(
    block: Block,
    index: int,
    blocks: list[Block],
    regions: dict[int, tuple[list[int], int]],
    captions: dict[int, list[str]],
    reading: ReadingRules,
) -> int | None:
    """Index of the picture that the block is the caption of."""
    if block.caption:
        pictures, length = regions[block.caption]
        if length > _MAX_CAPTION * max(1, len(pictures)):
            return None
        if pictures:
            return max((picture for picture in pictures if picture < index), default=pictures[0])
    if _BELOW.match(block.text) and len(block.text) <= _MAX_CAPTION:
        below = blocks[index + 1].picture if index + 1 < len(blocks) else None
        return index + 1 if below is not None and below.image_url else None
    before = _picture_before(index, blocks, captions, block.caption)
    if before is None:
        return None
    length = len(block.text)
    if block.caption or (block.small >= length and length <= _MAX_CAPTION):
        return before
    return before if before not in captions and _reads_like_caption(block, blocks[before], reading) else None


def _reads_like_caption(block: Block, owner: Block, reading: ReadingRules) -> bool:
    """Whether a paragraph directly behind a picture is its caption, though no element says so."""
    text = block.text.strip()
    if block.tag not in ("p", "") or len(text) > 2 * _MAX_PARAGRAPH or 2 * block.linked > len(text):
        return False
    if _ABOVE.match(text) or (len(text) > 3 and owner.picture is not None and _bare(text) == _bare(owner.picture.alt)):
        return True
    if len(text) > _MAX_PARAGRAPH:
        return False
    if _NO_CAPTION.search(text):
        return False
    if block.italic >= len(block.text) or block.faint >= len(block.text):
        return bool(_CAPTION_LIKE.search(text)) or not _SENTENCE_END.search(text)
    # Neither set nor marked as one: it must name whose picture it is.
    return "。" not in text and not _SENTENCE_END.search(text) and bool(credit_in(text, reading))


def _bare(text: str) -> str:
    return "".join(text.split()).rstrip("。.")


def _shown_once(blocks: list[Block]) -> list[Block]:
    """Without backgrounds that a page puts behind the same picture, to be seen until it has been loaded."""
    shown = {block.picture.image_url for block in blocks if block.picture is not None and not block.picture.background}
    return [
        block
        for block in blocks
        if block.picture is None or not block.picture.background or block.picture.image_url not in shown
    ]


def _joined(blocks: list[Block]) -> list[Block]:
    """A film and the picture that stands for it in one element become one figure."""
    kept: list[Block] = []
    for block in blocks:
        above = kept[-1] if kept else None
        film = block.picture
        if film is not None and not film.image_url and block.caption and above is not None:
            still = above.picture
            if still is not None and above.caption == block.caption and still.image_url and not still.video_url:
                above.picture = replace(still, video_url=film.video_url, video=True)
                continue
        kept.append(block)
    return kept


def _picture_before(index: int, blocks: list[Block], captions: dict[int, list[str]], region: int) -> int | None:
    """The picture directly before a block; only blocks that became its caption, of the same region, may stand between."""
    place = index - 1
    while place >= 0:
        candidate = blocks[place]
        if candidate.picture is not None:
            return place if candidate.picture.image_url and (place not in captions or region) else None
        if not region or candidate.caption != region:
            return None
        place -= 1
    return None


def _figures(
    blocks: list[Block], captions: dict[int, list[str]], credits: dict[int, str], reading: ReadingRules
) -> list[ParsedFigure]:
    figures: list[ParsedFigure] = []
    seen_text = False
    for index, block in enumerate(blocks):
        if block.picture is None:
            seen_text = seen_text or not (block.caption or block.small >= len(block.text))
            continue
        if not block.picture.image_url:
            continue
        caption = " ".join(captions.get(index, ()))
        block.position = len(figures) + 1
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
                local=block.picture.local,
            )
        )
    return figures


def credit_in(caption: str, reading: ReadingRules) -> str:
    """The credit that ends a caption, such as `Getty Images`; the caption keeps it too, as the outlet shows it."""
    end = caption[-200:].rstrip("。. ")
    for pattern in reading.credits:
        if match := pattern.search(end):
            return match["credit"].strip()
    return ""
