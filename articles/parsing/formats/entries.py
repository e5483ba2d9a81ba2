"""Files that hold many articles: RSS, Atom and RDF feeds, JSON Lines, JSON arrays. Each entry becomes bytes of its own, from
which it can be read again without the others.

Of JSON these are its own bytes. An entry of a feed needs the namespaces and the title around it, so it keeps the root's
start tag and the feed's title and link, and nothing else of the feed: what changes with every fetch (lastBuildDate) would
make every entry a new version. The <!DOCTYPE> stays behind too, and with it every entity that it declares: an XML bomb
never reaches a parser. Feeds are taken apart by their tags, not by an XML parser: a broken one gives what is whole in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import StringIO
from typing import Literal

from articles.parsing.formats import telegram
from articles.parsing.formats.decoding import decode
from articles.parsing.formats.formats import format_of
from articles.parsing.types import Refused

#: Bytes that are looked at to tell whether to look closer.
_LOOKED = 8_192
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|rdf|feed)", re.IGNORECASE)
#: A template, such as {% include %}, is none.
_JSON = re.compile(rb"(?:\[\s*+)?\{\s*+[\"}]")
_TAG = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>item|entry|(?:rss|atom):(?:item|entry))(?=[\s/>])[^<>]*+>",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<(?P<name>rss|rdf:rdf|(?:[a-z]\w{0,20}:)?feed)(?=[\s>])[^<>]*+>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]*+>.{0,2000}?</title>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(
    r"<link\b(?![^<>]*\brel=[\"'](?:self|hub|next|search))[^<>]*(?:/>|>[^<]{0,2000}</link>)", re.IGNORECASE
)
#: Characters before its first entry in which a feed's own title and link are looked for.
_HEAD = 65_536
#: Where a JSON object keeps its articles (JSON Feed, news APIs).
_LISTS = frozenset(("articles", "items", "entries", "posts", "results", "news", "stories", "docs", "records"))
_POCKET = re.compile(rb"\s*<!DOCTYPE html>.{0,600}?<title>Pocket Export", re.DOTALL | re.IGNORECASE)
_POCKET_LINK = re.compile(
    r'<a href="(?P<url>[^"<>]{1,8000})" time_added="(?P<time>\d{1,12})"'
    r'(?: tags="(?P<tags>[^"<>]{0,2000})")?>(?P<title>[^<]{0,2000})</a>'
)
_DECODER = json.JSONDecoder(strict=False)
_BLANK = re.compile(r"[\s,]*")
_BROKEN = "The file breaks off in the middle of this entry. Fetch it again."


@dataclass(frozen=True, slots=True)
class Entries:
    """parts: each entry's bytes, or why it cannot be read; in the file's order."""

    kind: Literal["feed", "JSON"]
    parts: Iterator[bytes | Refused]


def may_hold_many(data: bytes) -> bool:
    """Whether the first 8,192 bytes of a file look as if it held many articles. No more is looked at, nothing is parsed."""
    start = _start(data)
    if start[:1] in (b"{", b"["):
        return _JSON.match(start) is not None
    if _POCKET.match(start):
        return True
    if start[:1] != b"<" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return _FEED.search(start.replace(b"\0", b"")) is not None


def entries_of(data: bytes) -> Entries | None:
    """None for a file that is at most one article: parse_file reads it whole."""
    if not may_hold_many(data):
        return None
    start = _start(data)
    if start[:1] in (b"{", b"["):
        return _json_entries(data, start)
    decoded = decode(data)
    if _POCKET.match(start) and not isinstance(decoded, Refused):
        return Entries("JSON", _pocket_entries(decoded.text))
    if isinstance(decoded, Refused) or format_of(decoded.text) != "feed":
        return None
    return Entries("feed", _feed_entries(decoded.text))


def _start(data: bytes) -> bytes:
    return data[:_LOOKED].removeprefix(b"\xef\xbb\xbf").lstrip()


def is_object_line(line: bytes) -> bool:
    """Whether a line is a JSON object by itself: the sign of JSON Lines."""
    if not stripped(line).startswith(b"{"):
        return False
    decoded = decode(line)
    try:
        return not isinstance(decoded, Refused) and isinstance(json.loads(decoded.text, strict=False), dict)
    except (ValueError, RecursionError):
        return False


def stripped(line: bytes) -> bytes:
    """A line of JSON Lines without its end and a byte order mark."""
    return line.strip().removeprefix(b"\xef\xbb\xbf").strip()


# Feeds


def _feed_entries(text: str) -> Iterator[bytes | Refused]:
    begin = -1
    around: tuple[str, str] | None = None
    for mark in _TAG.finditer(text):
        if not mark["name"]:
            continue
        if mark["close"]:
            if begin >= 0 and around:
                yield f"{around[0]}{text[begin : mark.end()]}{around[1]}".encode()
            begin = -1
        elif mark[0].endswith("/>"):
            continue
        else:
            if begin >= 0:
                yield Refused(_BROKEN)
            around = around or _around(text[: min(mark.start(), _HEAD)])
            begin = mark.start()
    if begin >= 0:
        yield Refused(_BROKEN)


def _around(head: str) -> tuple[str, str]:
    """What stands before and behind each entry of a feed, so that it is read as when it stood in the feed."""
    root = _ROOT.search(head)
    if root is None:  # format_of has seen one
        return "", ""
    about = "".join(match[0] for match in (_TITLE.search(head, root.end()), _LINK.search(head, root.end())) if match)
    start, end = root[0], f"</{root['name']}>"
    if root["name"].lower() == "rss":
        return f"{start}<channel>{about}", f"</channel>{end}"
    if root["name"].lower() == "rdf:rdf":
        return f"{start}<channel>{about}</channel>", end
    return f"{start}{about}", end


# Pocket's former export, ril_export.html: a list of links with what it knew of them in attributes.


def _pocket_entries(text: str) -> Iterator[bytes | Refused]:
    for link in _POCKET_LINK.finditer(text):
        kept = {"title": unescape(link["title"]).strip(), "url": unescape(link["url"]), "time_added": link["time"]}
        yield json.dumps(kept | {"tags": unescape(link["tags"] or "")}, ensure_ascii=False).encode("utf-8", "replace")


# JSON


def _json_entries(data: bytes, start: bytes) -> Entries | None:
    if start.startswith(b"{"):
        lines = data.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)
        if len(lines) == 2 and lines[1].strip() and is_object_line(lines[0]):
            return Entries("JSON", (stripped(line) for line in data.split(b"\n") if line.strip()))
    decoded = decode(data)
    if isinstance(decoded, Refused):
        return None
    text = decoded.text
    if telegram.is_export(text[:_HEAD]):
        return Entries("JSON", telegram.messages_in(StringIO(text), len(text)))
    place = text.find("[") if start.startswith(b"[") else _list_in(text)
    return Entries("JSON", _members(text, place + 1)) if place >= 0 else None


def _list_in(text: str) -> int:
    """Where in an object the list of its articles begins; -1 if it has none."""
    place = text.find("{") + 1
    while (place := _after_blanks(text, place)) < len(text) and text[place] == '"':
        try:
            key, place = _DECODER.raw_decode(text, place)
            place = _after_blanks(text, place)
            if text[place : place + 1] != ":":
                return -1
            place = _after_blanks(text, place + 1)
            if key in _LISTS and re.compile(r"\[\s*\{\s*\"").match(text, place):
                return place
            _, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            return -1
    return -1


def _members(text: str, place: int) -> Iterator[bytes | Refused]:
    """The elements of the list that begins at `place`, as they stand in the text."""
    while (place := _after_blanks(text, place)) < len(text) and text[place] != "]":
        try:
            _, end = _DECODER.raw_decode(text, place)
        except RecursionError:
            yield Refused("It is nested too deeply for an article; what comes after it in the file cannot be read.")
            return
        except ValueError as error:
            yield Refused(f"It is broken JSON ({error}); what comes after it in the file cannot be read.")
            return
        yield text[place:end].encode("utf-8", "surrogatepass")
        place = end


def _after_blanks(text: str, place: int) -> int:
    match = _BLANK.match(text, place)
    return match.end() if match else place
