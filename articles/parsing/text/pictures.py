"""Pictures: the address of one, and whether it is content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from articles.parsing.addresses.held_pictures import address as held_address
from articles.parsing.addresses.held_pictures import reference
from articles.parsing.addresses.proxies import picture_address
from articles.parsing.addresses.urls import absolute
from articles.parsing.outlet_rules.outlets import ReadingRules
from articles.parsing.text.tree import below

#: Longer addresses are data in disguise.
MAX_ADDRESS = 4_000
#: Nodes of a <picture>, <noscript> or <video> that are looked at.
_LOOK = 60
#: Sources of a <picture>.
_SOURCES = 12
#: Pixels; icons and counters are smaller.
_MIN_SIDE = 40
#: Where scripts that load pictures late keep the address: `src` then holds a placeholder, by whatever name.
_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-original-src",
    "data-lazy",
    "data-actualsrc",
    "data-echo",
    "data-lazyload",
    "data-ratio-src",
)
#: Other sizes or copies of what `src` shows: asked only where it shows nothing.
_COPIES = (
    "data-img-src",
    "data-hi-res-src",
    "data-orig-file",
    "data-large-file",
    "data-full-url",
    "data-url",
    "data-image",
    "data-pagespeed-lazy-src",
    "data-cfsrc",
    "data-ezsrc",
    "data-croporisrc",
    "file",
    "zoomfile",
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_POSTERS = ("poster", "data-poster", "data-poster-url", "data-video-poster", "data-preview-image")
_FILMS = ("src", "data-src", "data-video-src", "data-video-url", "data-video", "data-mp4", "data-hls")
_PLACEHOLDER = re.compile(
    r"^(?:data|about|blob):|/(?:spacer|blank|none|pixel|1x1|transparent|loading|placeholder|lazyload|gr[ea]y)[-_]?\d*\.(?:gif|png|svg|jpe?g)",
    re.IGNORECASE,
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:[?#!].*)?$", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,5})(?:\.\d{1,4})?(?:px)?\s*$")
_STYLE_SIDE = re.compile(r"(?:^|;)\s*(?:max-)?(?:width|height)\s*:\s*(\d{1,5})px", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"background(?:-image)?\s*:[^;]{0,80}?url\(\s*([\"']?)([^\"'()]{4,4000})\1\s*\)", re.IGNORECASE
)
_PATTERN = re.compile(r"(?<!no-)repeat(?:-[xy])?\b", re.IGNORECASE)
#: What stands for an emoji: a name in brackets, as Weibo writes, or a few signs that are neither letters nor ASCII; a key
#: (1️⃣) is a digit with U+20E3.
_EMOJI = re.compile(r"\[[^\[\]]{1,8}\]|[0-9#*]\ufe0f?\u20e3|[^\w\s\x00-\x7f]{1,12}")
#: https://html.spec.whatwg.org/#parse-a-srcset-attribute: an address holds no blanks and does not end in a comma.
_CANDIDATE = re.compile(r"(?<![^\s,])([^\s,](?:\S{0,2000}[^\s,])?)(?:\s+(\d{1,6}(?:\.\d{1,3})?)[wx])?\s*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Picture:
    """image_url: the picture's own address; "" for a film or sound that shows none (players.py). video_url: its address.
    local: the path by which its page names it, "" if it has a whole address. background: an element's, behind its text."""

    image_url: str
    alt: str = ""
    video_url: str = ""
    video: bool = False
    local: str = ""
    background: bool = False


def picture_of(tag: Tag, base: str, reading: ReadingRules, beside: str = "") -> Picture | None:
    """The content picture of an element; None for counters, icons, emoji and what has no address. beside: where pictures lie
    that stand beside their article (held.py), "" if none can."""
    if tag.name not in ("img", "amp-img"):
        return _poster(tag, base, reading)
    attributes = tag.attrs
    alt = " ".join(str(attributes.get("alt", "")).split())
    shown = _shown(tag)
    local = reference(shown)
    address = picture_address(absolute(shown, base)) or (held_address(local, beside) if local and beside else "")
    marks = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if (
        not address
        or reading.skip_images.search(address)
        or reading.skip_classes.search(marks)
        or reading.skip_alts.search(alt)
        or _tiny(tag)
    ):
        return None
    return Picture(address, alt, video=bool(reading.video_classes.search(marks)), local=local)


def emoji_of(tag: Tag, reading: ReadingRules) -> str:
    """The character that a picture stands for, such as 🙏 or [鲜花]: it is text. "" for every other picture."""
    alt = " ".join(str(tag.attrs.get("alt", "")).split())
    if not _EMOJI.fullmatch(alt) or tag.name != "img":
        return ""
    drawn = " ".join(str(tag.attrs.get(name, "")) for name in ("class", "id", "src"))
    return alt if reading.emoji.search(drawn[:MAX_ADDRESS]) else ""


def background_of(tag: Tag, base: str, reading: ReadingRules) -> Picture | None:
    """The picture that an element without text or picture of its own shows as its background; None for decoration."""
    style = str(tag.attrs.get("style", ""))[: 2 * MAX_ADDRESS]
    found = _BACKGROUND.search(style) if "url(" in style.lower() else None
    if found is None or _repeats(style) or _tiny(tag) or any(map(_is_content, below(tag, _LOOK))):
        return None
    address = picture_address(absolute(_usable(unescape(found[2]).strip()), base))
    marks = f"{tag.attrs.get('class', '')} {tag.attrs.get('id', '')}"
    if not address or reading.skip_images.search(address) or reading.skip_classes.search(marks):
        return None
    name = str(tag.attrs.get("aria-label", "") or tag.attrs.get("title", ""))
    return Picture(address, " ".join(name.split()), background=True)


def _repeats(style: str) -> bool:
    """A pattern that fills the element is decoration."""
    return bool(_PATTERN.search(style)) and "no-repeat" not in style.lower()


def _is_content(node: PageElement) -> bool:
    if isinstance(node, Tag):
        return node.name in ("img", "amp-img", "video", "amp-video", "iframe", "svg", "input", "button")
    return type(node) is NavigableString and bool(node.strip())


def has_poster(tag: Tag) -> bool:
    """Whether an element is a player that shows a picture until it is started."""
    return any(name in tag.attrs for name in _POSTERS)


def _poster(tag: Tag, base: str, reading: ReadingRules) -> Picture | None:
    address = next((value for name in _POSTERS if (value := _usable(str(tag.attrs.get(name, ""))))), "")
    poster = picture_address(absolute(address, base))
    if not poster or reading.skip_images.search(poster):
        return None
    title = str(tag.attrs.get("title", "") or tag.attrs.get("data-title", ""))
    return Picture(poster, " ".join(title.split()), film_address(tag, base), video=True)


def film_address(tag: Tag, base: str) -> str:
    """The address of a <video>'s or <audio>'s file: its own, else its first source's."""
    sources = (node for node in below(tag, _LOOK) if isinstance(node, Tag) and node.name == "source")
    for place in (tag, *sources) if tag.name in ("video", "audio", "amp-video", "amp-audio") else (tag,):
        for name in _FILMS:
            if found := absolute(str(place.attrs.get(name, ""))[:MAX_ADDRESS], base):
                return found
    return ""


def _shown(tag: Tag) -> str:
    """What `src` says, unless that is a placeholder: then whatever else tells.

    `srcset` is asked only where `src` tells nothing: the picture is what the outlet wrote, the set tells of other sizes
    of it (LABELLING.md: as written).
    """
    return next((address for address in map(_usable, _candidates(tag)) if address), "")


def _candidates(tag: Tag) -> Iterator[str]:
    attributes = tag.attrs
    yield from (value for name in _LAZY if "." in (value := str(attributes.get(name, ""))) or "/" in value)
    yield str(attributes.get("src", ""))
    yield from (str(attributes.get(name, "")) for name in _COPIES)
    yield from (_largest(str(attributes.get(name, ""))) for name in _SETS)
    yield _dataset(str(attributes.get("data-image-dataset", "")))
    parent = tag.parent
    for _ in range(_SOURCES):
        if not (isinstance(parent, Tag) and parent.name == "source"):
            break
        # libxml2 does not know that <source> is empty: what follows stands within.
        parent = parent.parent
    if isinstance(parent, Tag) and parent.name == "picture":
        sources = (node for node in below(parent, _LOOK) if isinstance(node, Tag) and node.name == "source")
        yield from (_largest(str(source.attrs.get(name, ""))) for source in sources for name in _SETS)
    yield _fallback(tag)
    if isinstance(parent, Tag) and parent.name == "a" and _PICTURE_FILE.search(str(parent.attrs.get("href", ""))):
        yield str(parent.attrs["href"])
    # The names of such attributes are without end.
    yield from (str(value) for name, value in attributes.items() if name[:5] == "data-" and _file_address(str(value)))


def _usable(address: str) -> str:
    return "" if len(address) > MAX_ADDRESS or _PLACEHOLDER.search(address) else address.strip()


def _file_address(value: str) -> bool:
    return len(value) <= MAX_ADDRESS and value[:4] in ("http", "//im", "//cd") and bool(_PICTURE_FILE.search(value))


def _fallback(tag: Tag) -> str:
    """The picture that a <noscript> behind a placeholder shows to readers without scripts."""
    following = tag.next_sibling
    while following is not None and not isinstance(following, Tag) and not str(following).strip():
        following = following.next_sibling
    if not isinstance(following, Tag) or following.name != "noscript":
        return ""
    shown = (node for node in below(following, _LOOK) if isinstance(node, Tag) and node.name == "img")
    return next((str(image.attrs.get("src", "")) for image in shown), "")


def _dataset(value: str) -> str:
    """An address told as JSON: `url`, and where that is a folder of sizes, `filename` (https://www.rfi.fr/ writes so)."""
    if len(value) > MAX_ADDRESS or value[:1] != "{":
        return ""
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return ""
    url, name = str(told.get("url", "")), str(told.get("filename", ""))
    if not url.endswith("/"):
        return url
    return f"{url}w:1280/{told.get('ratio') or 'p:16x9'}/{name}" if name else ""


def _largest(srcset: str) -> str:
    best, best_width = "", -1.0
    for address, width in _CANDIDATE.findall(srcset[: 4 * MAX_ADDRESS]):
        if float(width or 0) > best_width and _usable(address):
            best, best_width = address, float(width or 0)
    return best


def _tiny(tag: Tag) -> bool:
    sides = [match[1] for name in ("width", "height") if (match := _NUMBER.match(str(tag.attrs.get(name, ""))))]
    sides += _STYLE_SIDE.findall(str(tag.attrs.get("style", ""))[:MAX_ADDRESS])
    return any(int(side) < _MIN_SIDE for side in sides)
