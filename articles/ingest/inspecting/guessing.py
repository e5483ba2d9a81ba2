"""What a name that no table knows may stand for."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from articles.parsing.facts.page_metadata import read_moment
from articles.parsing.formats.fields import keys, plain_key
from articles.parsing.formats.profile import IGNORE, parts
from articles.parsing.types import ParsedArticle

_HAN = re.compile(r"[\u3400-\u9fff]")
#: Characters of a value that make it a text; Han characters of a known name that must stand in another one.
_TEXT, _PART_OF_NAME = 120, 2
_NEAR = 0.82
#: A standfirst that the text begins with was taken from it.
_BEGINS = 20
#: Parts whose values look like themselves.
_TIMES = frozenset(("published", "published_utc", "modified", "archived"))
_ADDRESSES = frozenset(("url", "captures", "pictures"))


@cache
def _names() -> dict[str, str]:
    """The part of each known name; of several the first."""
    return {name: part for part in reversed(parts()) if part != IGNORE for name in keys()[part][1:]}


def guessed_part(name: str, value: str) -> str:
    """The part of an article that a name may stand for, by its likeness to known names, if the value fits; else by the value
    alone; "" if nobody can tell."""
    part = _by_name(plain_key(name))
    if part and _fits(part, value):
        return part
    if len(value) >= _TEXT and len(_HAN.findall(value)) >= _TEXT // 2:
        return "text"
    return ""


def _by_name(plain: str) -> str:
    within = [known for known in _names() if len(known) >= _PART_OF_NAME and _HAN.match(known) and known in plain]
    if within:
        # The end of a Chinese compound says what it is: 新闻标题 is a title.
        return _names()[max(within, key=lambda known: (plain.endswith(known), len(known)))]
    longer = [
        known for known in _names() if len(plain) >= _PART_OF_NAME and _HAN.match(plain) and known.startswith(plain)
    ]
    if longer:
        return _names()[min(longer, key=len)]
    near = [each for each in get_close_matches(plain, _names(), 3, _NEAR) if abs(len(each) - len(plain)) <= 2]
    return _names()[near[0]] if near else ""


def _fits(part: str, value: str) -> bool:
    if part in _TIMES:
        return read_moment(value) is not None
    if part in _ADDRESSES:
        return "://" in value
    return "://" not in value


def lacking(parsed: object) -> frozenset[str]:
    """The parts that a file's article has not got; all of them where it was read as none."""
    if not isinstance(parsed, ParsedArticle):
        return frozenset(parts())
    lead = parsed.standfirst[:_BEGINS]
    have = {
        "url": parsed.url, "headline": "no-headline" not in parsed.problems, "text": parsed.text, "html": parsed.text,
        "names": parsed.byline, "published": parsed.published, "outlet": parsed.site_title, "section": parsed.section,
        "tags": parsed.tags, "captures": parsed.captures, "pictures": parsed.figures, "modified": parsed.front_date,
        "summary": not parsed.text.startswith(lead), "archived": parsed.archived,
    }  # fmt: skip
    return frozenset(part for part, value in have.items() if not value)
