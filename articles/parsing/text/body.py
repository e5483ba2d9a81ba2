"""The end of every body's way, from an import or an editor: sanitise, then read the text off what is left."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape, unescape

import nh3

from articles.parsing.text.script import language_of, script_of
from articles.parsing.text.standfirst import standfirst_of

_TAGS = frozenset(
    (
        "p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "br", "strong", "em", "b", "i", "a", "table",
        "thead", "tbody", "tr", "th", "td", "pre",
        "code", "sup", "sub", "figure",
    )
)  # fmt: skip
_GONE = frozenset(
    (
        "script", "style", "iframe", "noscript", "template", "svg", "math", "object", "embed", "textarea",
        "title", "select",
        "button", "audio", "video", "canvas",
    )
)  # fmt: skip
_CELL_SPAN = {"colspan", "rowspan"}
_ATTRIBUTES = {"a": {"href"}, "p": {"data-player"}, "figure": {"data-figure"}, "td": _CELL_SPAN, "th": _CELL_SPAN}
_NUMBER = re.compile(r"[1-9]\d{0,3}$")
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)[^>]*>|([^<]+)")
_LINE_TAGS = frozenset(
    (
        "p", "h2", "h3", "h4", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "pre", "figure",
    )
)  # fmt: skip
_TABLE = frozenset({"table", "tr"})
_CELLS = frozenset({"td", "th"})
#: The link that stands for a film or sound (blocks.py): readers see it; it is no text of the article, as captions are not.
_PLAYER = re.compile(r'<p data-player="\d{1,4}">[^\n]{0,9000}?</p>')
_SPACE = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"(?<! ) *\n(?: *\n)+ *")
#: A single line break between characters that need no space (Han, kana, full-width punctuation) leaves none.
_SEAMLESS = re.compile(r"(?<=[^\x00-\u1fff]) *\n *(?=[^\x00-\u1fff])")
#: Passes after which HTML that still changes is shown as plain text.
_PASSES = 4


@dataclass(frozen=True, slots=True)
class Body:
    """html: sanitised. text: its paragraphs, one a line. length: characters of text. language: BCP 47."""

    html: str
    text: str
    standfirst: str
    length: int
    script: str
    language: str


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if value.lower().startswith(("http://", "https://")) else None
    return value if name == "rel" or _NUMBER.match(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_GONE),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    attribute_filter=_attribute,
    link_rel="noopener noreferrer",
    url_schemes={"http", "https"},
)


def finish_body(html: str) -> Body:
    """Sanitise a body and compute everything that follows from it. Applying it again changes nothing."""
    clean = _sanitised(html)
    lines = _lines(clean)
    text = "\n".join(line for _, line in lines)
    script = script_of(text)
    return Body(clean, text, standfirst_of(lines), len(text), script, language_of(text, script))


def content_hash(headline: str, text: str) -> str:
    """sha256 (hex) of headline and text, both normalised: spacing makes no difference."""
    normalised = "\x00".join(_SPACE.sub(" ", part).strip() for part in (headline, text))
    return hashlib.sha256(normalised.encode("utf-8", "replace")).hexdigest()


def _sanitised(html: str) -> str:
    """Until it stays the same: HTML written by one parser may read differently by the next (mutation XSS lives there)."""
    clean = _CLEANER.clean(html.replace("\x00", ""))
    for _ in range(_PASSES):
        again = _CLEANER.clean(clean)
        if again == clean:
            return clean
        clean = again
    return "".join(f"<p>{escape(line, quote=False)}</p>" for _, line in _lines(clean))


def _lines(html: str) -> list[tuple[str, str]]:
    """The lines of text with the tag that each stands in. The HTML is nh3's: no `<` or `>` but those of tags."""
    found: list[tuple[str, str]] = []
    parts: list[str] = []
    tag, in_cell = "", False
    for closing, name, text in _TOKEN.findall(_PLAYER.sub("<p></p>", html)):
        if text:
            parts.append(_SPACE.sub(" ", unescape(text)))
        elif name in _CELLS:
            # A row is one line: what parts lines elsewhere is a space in a cell.
            in_cell = not closing
            parts.append(" ")
        elif in_cell and name not in _TABLE:
            parts.append(" " if name == "br" or name in _LINE_TAGS else "")
        elif name == "br":
            parts.append("\n")
        elif name in _LINE_TAGS:
            found.extend((tag, line) for line in _ended(parts))
            parts, tag, in_cell = [], name, False
    found.extend((tag, line) for line in _ended(parts))
    return found


def _ended(parts: list[str]) -> list[str]:
    """The paragraphs of a block: two line breaks part them, one does not."""
    paragraphs = _PARAGRAPH.split("".join(parts)) if parts else ()
    joined = (_SPACE.sub(" ", _SEAMLESS.sub("", paragraph)).strip() for paragraph in paragraphs)
    return [paragraph for paragraph in joined if paragraph]
