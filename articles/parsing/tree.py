"""BeautifulSoup's tree of any text, and what the names of its elements mean here."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

SKIPPED = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed",
        "audio", "input",
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
PICTURES = frozenset({"img", "video", "amp-img"})


def soup_of(html: str) -> BeautifulSoup:
    """The tree of any text; lxml's limits on depth and length are off, since layout.py and decoding.py set ours."""
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


def spans(tag: Tag) -> str:
    """A cell's colspan and rowspan, as HTML."""
    return "".join(
        f' {key}="{value}"' for key in ("colspan", "rowspan") if (value := str(tag.attrs.get(key, ""))).isdecimal()
    )
