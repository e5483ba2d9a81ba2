"""Headings that an outlet writes as bold paragraphs; the headline where it stands once more."""

from __future__ import annotations

import re

from articles.parsing.text.blocks import Block

_BOLD = re.compile(r"</?(?:strong|b)>")
#: Longer bold text is a paragraph that the outlet stresses (the lead of 法广).
_LONGEST = 60
#: What a heading does not end with.
_NO_END = "。，、；;,:："
#: A shorter line may say by chance what the headline says.
_SHORTEST = 6
#: What parts the name of a column or an author from the headline.
_NAMED = re.compile(r"[|｜丨]")


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


def repeats(text: str, headline: str) -> bool:
    """Whether a line is the headline once more: alike but for spaces and signs, or what stands behind the name of a column
    or an author (晨报 | 港口昨晚恢复通航). One that ends as a sentence, where the headline does not, is text."""
    if text == headline:
        return True
    words = bare(text)
    if len(words) < _SHORTEST or (text.rstrip()[-1] in "。." and headline[-1:] not in "。."):
        return False
    return words in (bare(headline), bare(_NAMED.split(headline)[-1]))


def bare(text: str) -> str:
    """Its letters and digits."""
    return "".join(character for character in text if character.isalnum())
