"""Which format a file is in, by its content: names and endings of files say nothing (docs/formats.md)."""

from __future__ import annotations

import re
from typing import Literal

Format = Literal["page", "feed", "json", "archive file"]

_DECLARATION = re.compile(r"<\?[^>]{0,1000}>")
_COMMENT = re.compile(r"<!--(?!\s{0,9}\d{9}).*?-->", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype[^>\[]{0,1000}(?:\[[^\]]{0,20000}\]\s*)?>", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss|rdf:rdf|(?:[a-z]\w{0,20}:)?feed)[\s>]", re.IGNORECASE)
_PAGE = re.compile(
    r"<(?:!doctype html|(?:html|head|body|title|meta|link|base|script|style|main|article)[\s>])", re.IGNORECASE
)
_JSON = re.compile(r"\{\s*[\"}]|\[\s*\{\s*[\"}]")
#: Characters that are looked at.
_LOOKED = 40_000


def format_of(text: str) -> Format:
    """ "archive file": feed files, texts with front matter, Markdown, plain text (open_file.py tells which), and whatever is
    none of the others."""
    start = text[:_LOOKED].removeprefix("\ufeff").lstrip()
    if _JSON.match(start):
        return "json"
    root = start[_prolog(start) :]
    if _FEED.match(root):
        return "feed"
    return "page" if _PAGE.match(root) or _PAGE.match(start) else "archive file"


def _prolog(text: str) -> int:
    """Where the first element begins, behind declarations, comments and blanks."""
    place = 0
    while match := _COMMENT.match(text, place) or _DECLARATION.match(text, place) or _DOCTYPE.match(text, place):
        place = match.end()
        while text[place : place + 1].isspace():
            place += 1
    return place
