"""JSON-LD of a page, as far as it is about one article. https://schema.org/Article"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup

Node = dict[str, Any]
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review|NewsItem)$")
_OPENING = re.compile(r"\s*+(?://\s*+)?(?:<!--|<!\[CDATA\[)")
_CLOSINGS = ("-->", "]]>")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MAX_BLOCKS, _MAX_NODES, _MAX_LENGTH = 30, 5_000, 1_000_000


def articles_of(soup: BeautifulSoup) -> list[Node]:
    """The objects whose type is an article's, outermost first; broken blocks are passed over."""
    return [node for node in _nodes(soup) if any(_ARTICLE.search(kind) for kind in types_of(node))]


def kinds_of(soup: BeautifulSoup) -> set[str]:
    """Every type that the page's JSON-LD names."""
    return {kind for node in _nodes(soup) for kind in types_of(node)}


def types_of(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def words(value: Any, *keys: str) -> list[str]:
    """The texts in a value: itself, its members, or of an object the first of `keys` that it has."""
    found: list[str] = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            each = next((each[key] for key in keys if each.get(key)), None)
            each = each[0] if isinstance(each, list) and each else each
        if isinstance(each, str) and each.strip():
            found.append(each.strip())
    return found


def _nodes(soup: BeautifulSoup) -> Iterator[Node]:
    """Breadth first, without recursion: what an article mentions comes after it."""
    waiting: list[Any] = [_loaded(script.get_text()) for script in _scripts(soup)]
    for number, value in enumerate(waiting):
        if number > _MAX_NODES:
            return
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _scripts(soup: BeautifulSoup) -> list[Any]:
    return soup.find_all("script", type=re.compile(r"^application/ld\+json", re.IGNORECASE), limit=_MAX_BLOCKS)


def _loaded(text: str) -> Any:
    """None for what is no JSON even without the wrapping and the commas that people leave in it."""
    if len(text) > _MAX_LENGTH:
        return None
    bare = _unwrapped(_unwrapped(text))
    for attempt in (text, bare, _TRAILING_COMMA.sub(r"\1", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(text: str) -> str:
    """Without one comment or CDATA section around it, and without a semicolon at its end."""
    if opening := _OPENING.match(text):
        text = text[opening.end() :]
    text = text.rstrip().removesuffix(";").rstrip()
    if text.endswith(_CLOSINGS):
        text = text[:-3].rstrip().removesuffix("//")
    return text
