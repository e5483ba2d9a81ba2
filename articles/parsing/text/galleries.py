"""A gallery: picture and text, picture and text. Each text is the caption of the picture above, though nothing says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from articles.parsing.outlet_rules.outlets import ReadingRules

if TYPE_CHECKING:
    from articles.parsing.text.blocks import Block

#: Pairs of picture and text that make a run, and characters of a text.
_PAIRS, _LONGEST = 4, 200
#: A run that nothing else tells is a gallery with so many pairs of such length and at most so many other paragraphs:
#: articles with a picture between any two paragraphs look alike.
_MANY_PAIRS, _SHORT, _OTHERS = 8, 120, 2
_NAMED = re.compile(
    r"(?i)组图|組圖|图集|圖集|图辑|圖輯|图片新闻|圖片新聞|图片故事|圖片故事|高清图|高清圖|看图|看圖|一周图片|一週圖片|影像集|相冊|相册"
    r"|\bin pictures\b|\b(?:photo )?gallery\b|\bslide ?show\b|\bphotos of\b"
)
_NUMBERED = re.compile(r"^[（(\[]?\d{1,3}\s?[/／]\s?\d{1,3}|^[图圖]\s?\d{1,3}[:：.、 ]")
_CREDITED = re.compile(
    r"[（(][^（）()]{2,40}(?:[摄攝]|社|供图|供圖|提供|图片|圖片|资料|資料)[^（）()]{0,6}[）)]"
    r"|[摄攝]影?[:：]|/ ?(?:AP|AFP|Reuters|Getty)|©"
)


def gallery_of(blocks: list[Block], headline: str, reading: ReadingRules) -> dict[int, int]:
    """Index of each text that is a caption in a gallery, with that of its picture."""
    if sum(block.picture is not None for block in blocks) < _PAIRS:
        return {}
    found: dict[int, int] = {}
    for run in _runs(blocks):
        if len(run) >= _PAIRS and _is_gallery(run, blocks, headline, reading):
            found |= run
    return found


def _runs(blocks: list[Block]) -> list[dict[int, int]]:
    """Stretches in which each picture is followed by one text, and each text by a picture or by the stretch's end."""
    runs: list[dict[int, int]] = [{}]
    for index, block in enumerate(blocks):
        if block.picture is not None:
            continue
        above = blocks[index - 1].picture if index else None
        below = blocks[index + 1].picture if index + 1 < len(blocks) else None
        if above is None or not above.image_url or not _may_be_caption(block):
            runs.append({})
            continue
        runs[-1][index] = index - 1
        if below is None:
            runs.append({})
    return runs


def _may_be_caption(block: Block) -> bool:
    text = block.text.strip()
    return (
        block.tag in ("p", "", "h3", "h4")
        and not block.caption
        and 2 <= len(text) <= _LONGEST
        and 2 * block.linked < len(text)
    )


def _is_gallery(run: dict[int, int], blocks: list[Block], headline: str, reading: ReadingRules) -> bool:
    texts = [blocks[index].text.strip() for index in run]
    if len(set(texts)) < len(texts) / 2:
        return False
    if _NAMED.search(headline):
        return True
    told = sum(bool(_NUMBERED.search(text) or _CREDITED.search(text)) for text in texts)
    if told >= len(texts) / 2:
        return True
    others = sum(block.picture is None and index not in run for index, block in enumerate(blocks))
    return len(run) >= _MANY_PAIRS and others <= _OTHERS and max(map(len, texts)) <= _SHORT and not _reads_on(texts)


def _reads_on(texts: list[str]) -> bool:
    """Whether the texts are a story told from one to the next: quotations, and sentences that refer to the one before."""
    return sum(text[0] in "“「『但而这這他她它们" or text[-1] in "：:，" for text in texts) >= len(texts) / 4
