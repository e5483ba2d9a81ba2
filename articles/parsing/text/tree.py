"""BeautifulSoup's tree of any text, and what the names of its elements mean here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

SKIPPED = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed",
        "audio", "amp-audio", "amp-iframe", "amp-youtube", "amp-vimeo", "amp-twitter", "amp-video-iframe", "amp-ad", "input",
        "select", "textarea", "button", "head", "title", "meta", "link", "map", "nav", "dialog",
    )
)  # fmt: skip
BLOCKS = frozenset(
    (
        "p", "div", "section", "article", "main", "header", "footer", "aside", "center", "address", "form",
        "fieldset", "details",
        "summary", "figure", "figcaption", "hr", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
        "ol", "li", "blockquote", "pre",
        "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "body", "html",
    )
)  # fmt: skip
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
INLINE = {
    "strong": "strong",
    "b": "b",
    "em": "em",
    "i": "i",
    "sup": "sup",
    "sub": "sub",
    "code": "code",
    "tt": "code",
    "samp": "code",
}
PICTURES = frozenset({"img", "video", "amp-img", "amp-video"})
#: How captions are set that no element names: centred, in small or grey letters.
_FAINT = re.compile(
    r"text-align:center|font-size:(?:(?:[5-9]|1[0-3])(?:\.\d{1,3})?px|0?\.[5-8]\d?r?em|[5-8]\d%|(?:x-)*small(?:er)?)"
    r"|color:(?:#(?:[6-9a]{3}|(?:[6-9a][0-9a-f]){3})\b|gr[ae]y|darkgr[ae]y)",
    re.IGNORECASE,
)


def soup_of(html: str) -> BeautifulSoup:
    """The tree of any text; lxml's limits on depth and length are off, since formats/decoding.py sets ours."""
    return BeautifulSoup(html, "lxml", huge_tree=True, multi_valued_attributes=None)


def hidden(tag: Tag) -> bool:
    """Whether the page keeps the element from readers."""
    attributes = tag.attrs
    if not attributes:
        return False
    style = attributes.get("style")
    if style and "none" in style and "display:none" in str(style).replace(" ", "").lower():
        return True
    return "hidden" in attributes or (attributes.get("aria-hidden") == "true" and tag.name in ("span", "i"))


def faint(tag: Tag) -> bool:
    """Whether an element sets its text as captions are set; whole articles are, too."""
    attributes = tag.attrs
    if tag.name == "center":
        return True
    if not attributes:
        return False
    if str(attributes.get("align", "")).lower() == "center" or (
        tag.name == "font" and attributes.get("size") in ("1", "2")
    ):
        return True
    style = str(attributes.get("style", ""))[:1_000]
    return bool(style) and _FAINT.search(style.replace(" ", "")) is not None


def below(tag: Tag, limit: int) -> Iterator[PageElement]:
    """What stands below an element, in reading order, at most `limit` nodes: the cost of a look does not grow with depth,
    as that of Tag.find and Tag.descendants does."""
    stack = [iter(tag.contents)]
    while stack and limit:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        limit -= 1
        yield node
        if isinstance(node, Tag):
            stack.append(iter(node.contents))


def spans(tag: Tag) -> str:
    """A cell's colspan and rowspan, as HTML."""
    return "".join(
        f' {key}="{value}"' for key in ("colspan", "rowspan") if (value := str(tag.attrs.get(key, ""))).isdecimal()
    )
