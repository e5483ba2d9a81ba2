"""A text with front matter above it, or with its headline as its first line: Markdown, HTML and plain text (formats
"markdown", "jekyll" and "text"). What the names of fields mean is data: json_keys.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from pathlib import PurePosixPath
from typing import Any

from articles.parsing.addresses.captures import is_capture, unwrapped
from articles.parsing.addresses.urls import host_of
from articles.parsing.facts.page_metadata import Said, read_moment
from articles.parsing.facts.stated_names import stated_names
from articles.parsing.formats.error_pages import error_page
from articles.parsing.formats.feed_files import MAX_TAGS, Layout, as_html
from articles.parsing.formats.fields import (
    Object,
    also_in,
    first,
    keys,
    name_of,
    names_of,
    plain_object,
    section_of,
    tags_of,
    text_of,
)
from articles.parsing.formats.front_matter import FrontMatter
from articles.parsing.formats.markdown import markdown_html
from articles.parsing.formats.plain_text import day_in_name, line_html, read_opening
from articles.parsing.types import Capture, NotAnArticle, Refused

_MOST_PICTURES, _LONGEST_ADDRESS = 20, 8_000
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\(([^\s()]{1,4000}(?:\([^\s()]{0,200}\)[^\s()]{0,1000}){0,3})\)")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:[?#].*)?$", re.IGNORECASE)
_BLOCK = re.compile(
    r"<(/?)(p|div|section|article|table|ul|ol|blockquote|figure|pre|center|h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE
)
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_SIGNS = re.compile(
    r"^(?:#{1,6}[ \t]|>|[-*+][ \t]|\d{1,3}\.[ \t]|```|\|)"
    r"|!\[[^\[\]\n]{0,500}\]\(|\[[^\[\]\n]{1,500}\]\(|\*\*|!?\[\[|\{[%{:]",
    re.MULTILINE,
)
_FIRST_HEADING = re.compile(r"\s*(?:#[ \t]*(?=[^#\s])([^\n]{1,300})\n|([^\n#>|*`<\[!-][^\n]{0,200})\n=+[ \t]*\n)")
_NO_TEXT = re.compile(r"[-*+|#>]|\d{1,3}\.\s*\[|!?\[|<|https?:")
#: Characters of running text that make a text without front matter an article.
_LEAST_TEXT = 60
#: Layouts of a site's own pages.
_PAGES = frozenset(("page", "home", "default", "archive", "index", "category", "tag", "about", "404", "search", "list"))


@dataclass(frozen=True, slots=True)
class _Body:
    """format: how it was read. told: by what it was known."""

    format: str
    html: str
    told: str
    headline: str = ""
    tags: tuple[str, ...] = ()


def read_post(front: FrontMatter, path: str) -> Layout | NotAnArticle | Refused:
    """A text with front matter. path: where a date or a section may stand (_posts/2020-08-05-title.md)."""
    if refused := _over(front.rest):
        return refused
    found = plain_object(front.values)
    addresses = _addresses(found)
    stated_tags = first(found, "tags", tags_of)
    body = _body(front.rest, first(found, "headline", _line), tagged=not stated_tags)
    headline = first(found, "headline", _line) or body.headline
    said = _said(found, addresses, path)
    layout = text_of(found.get("layout", "")).lower()
    if not (said.published or addresses.url) and (layout in _PAGES or not headline or len(front.rest) < _LEAST_TEXT):
        return NotAnArticle("Its front matter is that of a site's page, not of an article (no date, no address).")
    if reason := error_page(headline, front.rest) or _nothing(said, front.rest):
        return reason
    cover = _cover(found, body.html)
    if not (addresses.url or cover or front.rest.strip()):
        return NotAnArticle(
            "It has front matter, and neither a text nor an address: a page that lists others, or a note."
        )
    sections = first(found, "section", lambda value: tags_of(value) if value else ())
    tags = stated_tags + sections[1:] + body.tags
    author = text_of(found.get("author", "")) or (said.names[0] if said.names else "")
    return Layout(
        format=body.format,
        front={"author": said.outlet or author},
        comment_ms=None,
        headline=headline,
        url=addresses.url,
        date_line="",
        html=cover + body.html,
        problems=front.problems,
        said=said,
        section=first(found, "section", section_of),
        tags=tuple(dict.fromkeys(tags)),
        captures=addresses.captures,
        also=also_in(front.values),
        standfirst=first(found, "summary", _line),
        told=f"{_FRONT[front.kind]}, {body.told}",
    )


def with_fields(layout: Layout, values: Object) -> Layout:
    """A feed file with what its front matter states beside what the layout has. Mirrors file an article under its outlet as
    author, tag and category alike: that is neither section nor tag."""
    found = plain_object(values)
    own = {text_of(found.get("author", "")), ""}
    sections = first(found, "section", lambda value: tags_of(value) if value else ())
    section = next(iter(sections), "")
    tags = dict.fromkeys(first(found, "tags", tags_of) + sections[1:])
    return replace(
        layout,
        section="" if section in own else section,
        tags=tuple(tag for tag in tags if tag not in own),
        also=also_in(values),
    )


def _nothing(said: Said, text: str) -> NotAnArticle | None:
    if said.published or text.strip():
        return None
    return NotAnArticle("It has front matter without a date, and no text: there was no article when it was saved.")


_FRONT = {
    "YAML": "YAML front matter between lines of ---",
    "TOML": "TOML front matter between lines of +++",
    "JSON": "a JSON object as front matter",
    "Pandoc": "Pandoc's title block",
    "lines": "lines of `name: value` above the text",
}


def read_text(text: str, path: str) -> Layout | NotAnArticle | None:
    """A text without front matter: Markdown that begins with a heading, or plain text whose first line is a headline. None
    if it does not read like an article."""
    heading = _FIRST_HEADING.match(text[:2_000])
    if heading:
        headline, rest = (heading[1] or heading[2]).rstrip(" \t#").strip(), text[heading.end() :]
        opening = read_opening(rest)
        body = _body(opening.rest, headline, tagged=True)
    else:
        opening = read_opening(text, headline=True)
        headline, body = opening.headline, _body(opening.rest, opening.headline)
    if not headline or _running(opening.rest) < _LEAST_TEXT:
        return None
    if reason := error_page(headline, opening.rest):
        return reason
    url, captures = unwrapped(opening.url)
    published = opening.published or day_in_name(path)
    folder = PurePosixPath(path.replace("\\", "/")).parent
    return Layout(
        format=body.format if heading else "text",
        front={},
        comment_ms=None,
        headline=headline,
        url=url,
        date_line="",
        html=body.html,
        said=Said("front-matter", published, names=stated_names(opening.names), outlet=opening.outlet, exact=True),
        section=folder.name if not heading and _is_section(folder.name) else "",
        tags=body.tags,
        captures=captures,
        told="a Markdown heading as first line"
        if heading
        else f"plain text with its headline as first line, {body.told}",
    )


def _is_section(name: str) -> bool:
    return bool(re.fullmatch(r"[\u3400-\u9fff]{2,8}", name))


def _running(text: str) -> int:
    """Characters in lines that are neither links, list items nor signs."""
    lines = (line.strip() for line in text[:200_000].split("\n"))
    return sum(
        len(line) for line in lines if len(line) >= 10 and not re.match(r"[-*+|#>]|\d{1,3}\.\s*\[|!?\[|<|https?:", line)
    )


def _over(text: str) -> Refused | None:
    if text.count("<") > MAX_TAGS or text.count("&") > 2 * MAX_TAGS:
        return Refused(f"It has more than {MAX_TAGS} tags or twice as many entities; no article has.")
    return None


def _body(text: str, headline: str, *, tagged: bool = False) -> _Body:
    """The text as HTML. What it is written in is told by its content. tagged: lines of #words are its tags."""
    signs = _SIGNS.search(text)
    if is_html(text):
        return _Body("jekyll", as_html(text), "a text in HTML")
    if not signs and not _BLOCK.search(text) and "<" not in text:
        return _Body("markdown", line_html(text), "a text without markup")
    stated = ""
    heading = _FIRST_HEADING.match(text[:2_000])
    if heading:
        first_heading = (heading[1] or heading[2]).rstrip(" \t#").strip()
        if not headline or _same(first_heading, headline):
            stated, text = first_heading, text[heading.end() :]
    html, tags = markdown_html(text, tagged=tagged)
    return _Body("markdown", html, "a text in Markdown", stated, tags)


def _same(heading: str, headline: str) -> bool:
    """Whether a heading is the headline, whatever Markdown escapes and emphasis it holds."""
    bare = [re.sub(r"[\s\\*_`#\"'“”]", "", text) for text in (heading, headline)]
    return bare[0] == bare[1]


def is_html(text: str) -> bool:
    """Whether most of the text stands within block elements, or lines end with <br>, without Markdown outside of them."""
    depth, place, outside = 0, 0, []
    for tag in _BLOCK.finditer(text):
        if depth == 0:
            outside.append(text[place : tag.start()])
        depth = max(0, depth + (-1 if tag[1] else 1))
        place = tag.end()
    if place == 0:
        return len(_BREAK.findall(text)) >= 3 and not _SIGNS.search(text)
    if depth == 0:
        outside.append(text[place:])
    plain = "\n".join(outside)
    within = len(re.sub(r"<[^<>]*>", "", text)) - len(plain)
    return not _SIGNS.search(plain) and len(plain.strip()) <= 0.3 * max(1, within)


@dataclass(frozen=True, slots=True)
class _Addresses:
    url: str
    captures: tuple[Capture, ...]


def _addresses(found: Object) -> _Addresses:
    """The original address, and the captures: of all that the file names as address, the first that is no web archive's,
    else the first that tells what it is a capture of."""
    named = [
        each for part in ("url", "outlet", "captures") for key in keys()[part] for each in _address(found.get(key))
    ]
    opened = [(address, *unwrapped(address)) for address in named]
    captures = [capture for _, _, made in opened for capture in made]
    captures += [Capture(address) for address, _, made in opened if not made and is_capture(address)]
    own = [address for address, _, made in opened if not made and not is_capture(address)]
    captured = [inner for _, inner, made in opened if made]
    url = next(iter([*own, *captured, *named]), "")
    return _Addresses(url, tuple({each.url: each for each in captures}.values()))


def _address(value: Any) -> list[str]:
    """Addresses in a field: itself, a list's, that of a Markdown link."""
    values = value if isinstance(value, list) else [value]
    found = []
    for each in values[:_MOST_PICTURES]:
        if isinstance(each, str) and len(each) <= _LONGEST_ADDRESS:
            link = _LINK.search(each)
            address = (link[2] if link else each).strip().strip("<>")
            if address[:8].lower().startswith(("http://", "https://")) and host_of(address) and " " not in address:
                found.append(address)
    return found


def _said(found: Object, addresses: _Addresses, path: str) -> Said:
    captured = next((capture.at for capture in addresses.captures if capture.at), None)
    archived = first(found, "archived", read_moment) or (read_moment(captured.isoformat()) if captured else None)
    return Said(
        rule="front-matter",
        published=first(found, "published", read_moment) or day_in_name(path),
        modified=first(found, "modified", read_moment),
        archived=archived,
        names=stated_names(first(found, "names", _authors)),
        outlet=first(found, "outlet", _outlet),
        exact=True,
    )


def _authors(value: Any) -> tuple[str, ...]:
    names = names_of(value)
    return tuple(_LINK.sub(r"\1", name).strip("[]") for name in names)


def _outlet(value: Any) -> str:
    if isinstance(value, str) and (link := _LINK.search(value)):
        value = link[1]
    return name_of(value)


def _line(value: Any) -> str:
    return " ".join(text_of(value).split())[:2_000]


def _cover(found: Object, html: str) -> str:
    """The picture that the front matter names, unless the text shows it."""
    for key in keys()["pictures"]:
        value = found.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            value = next((each for name in keys()["in_picture"] if isinstance(each := value.get(name), str)), "")
        if (
            isinstance(value, str)
            and 0 < len(value) <= _LONGEST_ADDRESS
            and (_PICTURE.search(value) or "://" in value[:8])
        ):
            name = unwrapped(value)[0].rpartition("/")[2]
            return "" if name and (name in html or escape(name) in html) else f'<img src="{escape(value)}" alt="">'
    return ""
