"""One entry of an RSS, Atom or RDF feed (docs/formats.md) as a Layout. entries.py cuts feeds into entries."""

from __future__ import annotations

import re
from html import escape
from io import BytesIO
from typing import Any

import feedparser

from articles.parsing.addresses.urls import absolute
from articles.parsing.facts.page_metadata import Said, read_moment
from articles.parsing.formats.feed_files import MAX_TAGS, Layout, as_html
from articles.parsing.formats.feed_media import Media, media_of, plain
from articles.parsing.types import NotAnArticle, Refused

_REFERENCE = re.compile(r"&#(x[0-9a-f]{1,400}|\d{1,400});?", re.IGNORECASE)


def read_feed(document: bytes) -> Layout | NotAnArticle | Refused:
    """document: one entry within its root element, as entries.py writes it, in UTF-8."""
    if document.count(b"<") > MAX_TAGS or document.count(b"&") > 2 * MAX_TAGS:
        return Refused(f"It has more than {MAX_TAGS} tags or twice as many entities; no article has.")
    # A stream, because feedparser opens a file of that name if it is given bytes, and fetches an address if given text.
    # Its own sanitiser would drop lazy-loading attributes; ours comes last.
    text, pictures = media_of(_REFERENCE.sub(_character, document.decode(errors="replace")))
    try:
        parsed = feedparser.parse(
            BytesIO(text.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, LookupError, RuntimeError) as error:
        return Refused(f"This entry cannot be parsed ({error}). Fetch the feed again.")
    if not parsed.entries:
        return NotAnArticle("It is a feed without an entry.")
    if len(parsed.entries) > 1:
        return NotAnArticle(f"It is a feed of {len(parsed.entries)} entries, each an article of its own.")
    return _layout(parsed.entries[0], parsed.feed, pictures)


def _character(reference: re.Match[str]) -> str:
    """feedparser fails on references to half a surrogate pair, and on numbers beyond Unicode."""
    digits = reference[1].lower()
    number = int(digits[1:], 16) if digits[0] == "x" else int(digits)
    return "\ufffd" if 0xD800 <= number <= 0xDFFF or not 0 < number <= 0x10FFFF else reference[0]


def _layout(entry: Any, feed: Any, pictures: list[Media]) -> Layout | Refused:
    headline, html = _plain(entry, "title"), _text(entry)
    url = _url(entry, str(feed.get("link", "")))
    if not headline and not html:
        return Refused("It has neither a headline nor a text.")
    published, modified = read_moment(_raw(entry, "published")), read_moment(_raw(entry, "updated"))
    return Layout(
        format="feed-entry",
        front={},
        comment_ms=None,
        headline=headline,
        url=url,
        date_line="",
        html=_above(pictures, html) + as_html(html),
        said=Said(
            rule="feed",
            published=published or modified,
            modified=modified,
            names=tuple(_names(entry)),
            outlet=_plain(dict.get(entry, "source") or {}, "title") or _plain(feed, "title"),
        ),
    )


def _raw(entry: Any, name: str) -> str:
    """As written. dict.get, because feedparser warns where one date stands in for another."""
    return str(dict.get(entry, name) or "")


def _plain(holder: Any, name: str) -> str:
    return plain(str(holder.get(name) or ""))


def _text(entry: Any) -> str:
    """The longest of the contents (content:encoded), else the description."""
    contents = [str(content.get("value") or "") for content in entry.get("content") or ()]
    return max(contents, key=len, default="").strip() or str(entry.get("summary") or "").strip()


def _url(entry: Any, home: str) -> str:
    """The article's own address rather than a counter's; an id only if it is an address."""
    for name in ("feedburner_origlink", "link", "id"):
        if url := absolute(_raw(entry, name).strip(), home if name == "link" else ""):
            return url
    return ""


def _names(entry: Any) -> list[str]:
    """`desk@paper.example (许望舟)` is 许望舟."""
    names = [str(author.get("name") or "") for author in dict.get(entry, "authors") or ()]
    return [name.strip() for name in names or [_raw(entry, "author")] if name.strip() and "@" not in name]


def _above(pictures: list[Media], html: str) -> str:
    """The pictures that the text does not show itself; a thumbnail only above a text without any."""
    return "".join(
        media.html
        for media in pictures
        if media.address not in html and escape(media.address) not in html and not (media.thumbnail and "<img" in html)
    )
