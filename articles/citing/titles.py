"""The punctuation of a headline inside a citation."""

from __future__ import annotations

import re

#: What ends with one of these gets no full stop.
ENDED = (".", "?", "!", "。", "？", "！", "…")
#: Closing marks at the end, and what opens each.
_CLOSING = re.compile('[”’"]+$')
_OPENS = {"”": "“", "’": "‘", '"': '"'}
_STRAIGHT = re.compile(r'"([^"]*)"')
_DOUBLE = re.compile("“([^“”]*)”")
_SINGLE = re.compile("‘([^‘’]*)’")


def stopped(text: str) -> str:
    return text if text.endswith(ENDED) else f"{text}."


def stopped_inside(title: str) -> str:
    """With a full stop, which goes inside closing quotation marks (The Chicago Manual of Style, 17th ed., 6.9); none after
    ？ and the like. A mark that nothing has opened (’ of a genitive) closes nothing."""
    found = _CLOSING.search(title)
    closing = found[0] if found and all(_opened(title, mark) for mark in found[0]) else ""
    text = title.removesuffix(closing)
    return title if text.endswith(ENDED) else f"{text}.{closing}"


def _opened(title: str, mark: str) -> bool:
    return title.count(mark) % 2 == 0 if mark == '"' else title.count(_OPENS[mark]) == title.count(mark)


def inner(title: str) -> str:
    """As it stands within double quotation marks: its own become single ones, those within these double ones (13.30). A mark
    without a partner stays."""
    curly = _STRAIGHT.sub(r"“\1”", title)
    return _DOUBLE.sub(lambda outer: "‘" + _SINGLE.sub(r"“\1”", outer[1]) + "’", curly)
