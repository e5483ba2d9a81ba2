"""Headings that an outlet writes as bold paragraphs."""

from __future__ import annotations

import re

from .blocks import Block

_BOLD = re.compile(r"</?(?:strong|b)>")
#: Longer bold text is a paragraph that the outlet stresses (the lead of 法广).
_LONGEST = 60
#: What a heading does not end with.
_NO_END = "。，、；;,:："


def raise_headings(blocks: list[Block]) -> None:
    """Make a short paragraph that is all bold a heading, if ordinary text stands above and below it."""
    texts = [block for block in blocks if block.picture is None]
    bold = [block for block in texts if block.bold >= len(block.text)]
    if len(bold) * 2 > len(texts):
        return
    for block in bold:
        text = block.text.strip()
        short = 2 <= len(text) <= _LONGEST and "\n" not in text and text[-1] not in _NO_END
        if short and block.tag == "p" and not block.frames and block is not texts[0] and block is not texts[-1]:
            block.tag, block.html = "h3", _BOLD.sub("", block.html)
