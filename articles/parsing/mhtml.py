"""A page that a browser saved with its pictures in one file (MHTML, RFC 2557): its HTML, address and date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from articles.parsing.types import Capture, Refused

_HEADER = re.compile(rb"(?:(?:[A-Za-z-]{2,40}):[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){2,60}")


@dataclass(frozen=True, slots=True)
class Saved:
    """html: in UTF-8. url, date: as the headers state them, "" if they do not. captures: none, since it tells of no copy."""

    html: bytes
    url: str
    date: str
    captures: tuple[Capture, ...] = ()


def unwrap(data: bytes) -> Saved | Refused | None:
    """None if it is no MHTML."""
    if not is_mhtml(data):
        return None
    try:
        message = message_from_bytes(data.lstrip())
        pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    except RecursionError:
        return Refused("Its parts are nested too deeply for a saved page.")
    if not pages:
        return Refused("It is a page saved as MHTML, and holds no HTML: it is cut short. Save it again.")
    url = str(message.get("Snapshot-Content-Location") or pages[0].get("Content-Location") or "")
    return Saved(_decoded(pages[0]), url.strip(), str(message.get("Date") or ""))


def is_mhtml(data: bytes) -> bool:
    """Whether a file begins with the headers of a page and its parts."""
    head = _HEADER.match(data.lstrip()[:60_000].replace(b"\r\n", b"\n"))
    return head is not None and b"multipart/related" in head[0].lower()


def _decoded(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    try:
        return payload.decode(part.get_content_charset() or "", errors="replace").encode()
    except LookupError:
        return payload
