"""Pictures that stand beside an entry's text: Media RSS and enclosures. https://www.rssboard.org/media-rss

feedparser takes a picture's media:description for the entry's own and keeps one of the two, so these elements are read
here, from the entry's source, and taken out before it sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape, unescape

_TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<media:(?P<told>description|title|text|credit)\b[^>]{0,500}>"
    r"|<(?P<kind>media:content|media:thumbnail|enclosure)\b(?P<given>[^>]{0,4000})>"
    r"|<(?P<group>/?)media:group\b[^>]{0,500}>",
    re.DOTALL | re.IGNORECASE,
)
_GIVEN = re.compile(r"(?<![\w:])([\w:]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:$|[?#!])", re.IGNORECASE)
_MOST, _LONGEST = 100, 8_000


@dataclass(frozen=True, slots=True)
class Media:
    """One picture. width: pixels, 0 if not stated."""

    address: str
    kind: str = ""
    width: int = 0
    caption: str = ""
    credit: str = ""
    thumbnail: bool = False

    @property
    def html(self) -> str:
        credit = f' <span class="credit">{escape(self.credit)}</span>' if self.credit else ""
        return f'<figure><img src="{escape(self.address)}"><figcaption>{escape(self.caption)}{credit}</figcaption></figure>'


def plain(markup: str) -> str:
    """The text of an element that may hold escaped markup, on one line."""
    text = unescape(_CDATA.sub(lambda match: match[1], markup))
    return " ".join(unescape(_MARKUP.sub("", text)).split())


def media_of(document: str) -> tuple[str, list[Media]]:
    """The document without the words about its media, and its pictures in order: of a group of sizes the widest,
    thumbnails only where there is nothing else."""
    found: list[Media] = []
    kept: list[str] = []
    waiting: dict[str, str] = {}
    end = group = 0
    for token in _TOKEN.finditer(document):
        if token.start() < end:
            continue
        if token["told"]:
            close = document.find(f"</media:{token['told']}", token.end(), token.end() + _LONGEST)
            if close < 0:
                continue
            kept.append(document[end : token.start()])
            _tell(token["told"].lower(), plain(document[token.end() : close]), found, waiting)
            end = document.find(">", close) + 1 or len(document)
        elif token["kind"] and (media := _media(token["kind"].lower(), token["given"])):
            found.append(replace(media, caption=waiting.get("caption", ""), credit=waiting.get("credit", "")))
            waiting = {}
        elif token["group"] is not None:
            if token["group"]:
                found[group:] = _widest(found[group:])
            group = len(found)
    return "".join([*kept, document[end:]]), _chosen(found)


def _tell(what: str, words: str, found: list[Media], waiting: dict[str, str]) -> None:
    """A description or credit is of the picture before it, or of the first one. A title repeats the headline."""
    name = {"description": "caption", "text": "caption", "credit": "credit"}.get(what)
    if not name or not words:
        return
    if not found:
        waiting.setdefault(name, words)
    elif name == "caption":
        found[-1] = replace(found[-1], caption=found[-1].caption or words)
    else:
        found[-1] = replace(found[-1], credit=found[-1].credit or words)


def _media(kind: str, given: str) -> Media | None:
    values = {name.lower(): unescape(one or other) for name, one, other in _GIVEN.findall(given)}
    address = values.get("url", "").strip()
    said = f"{values.get('medium', '')} {values.get('type', '')}".strip().lower()
    thumbnail = kind == "media:thumbnail"
    if not address or not (thumbnail or ("image" in said if said else _PICTURE.search(address))):
        return None
    width = values.get("width", "")
    return Media(address, kind, int(width) if width.isdecimal() and len(width) < 6 else 0, thumbnail=thumbnail)


def _widest(group: list[Media]) -> list[Media]:
    full = [media for media in group if not media.thumbnail] or group
    if not full:
        return []
    best = max(full, key=lambda media: media.width)
    caption = best.caption or next((media.caption for media in group if media.caption), "")
    return [replace(best, caption=caption, credit=best.credit or next((m.credit for m in group if m.credit), ""))]


def _chosen(found: list[Media]) -> list[Media]:
    full = [media for media in found if not media.thumbnail] or found[:1]
    once: dict[str, Media] = {}
    for media in full:
        once.setdefault(media.address, media)
    return list(once.values())[:_MOST]
