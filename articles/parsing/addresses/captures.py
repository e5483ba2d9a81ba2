"""The original address behind a web archive's, and when the capture was made.

Sources of the forms: https://archive.org/developers/wayback-cdx-server.html and https://en.wikipedia.org/wiki/Help:Using_the_Wayback_Machine,
https://archive.today/faq, https://ghostarchive.org, and Google's former cache (search?q=cache:…).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from articles.parsing.types import Capture

#: A capture may be of another capture.
_LAYERS = 4
#: Longer addresses are not taken apart.
_MAX = 8_000
#: archive.today and the names that lead to it.
_TODAY = r"archive\.(?:today|is|ph|md|li|vn|fo)"
_WAYBACK = r"(?:(?:web|wayback|www)\.)?archive\.org|arquivo\.pt|(?:www\.)?webarchive\.org\.uk|wayback\.archive-it\.org"
_HOSTS = re.compile(rf"(?:{_WAYBACK}|{_TODAY}|ghostarchive\.org|webcache\.googleusercontent\.com)$", re.IGNORECASE)
#: 20210712002412, a part of it, or as archive.today writes it; with what the Wayback Machine puts behind (im_, id_, if_, *).
_STAMP = r"(?:\d{1,4}(?:[\d.-]{0,13}\d)?\*?(?:[a-z]{2}_)?|\*|newest|oldest|timegate)"
_IN_PATH = re.compile(
    rf"https?://(?:(?:(?:{_WAYBACK})/(?:web|wayback|save|all)|ghostarchive\.org/archive)/+(?:{_STAMP}/+)?"
    rf"|{_TODAY}/+(?:{_STAMP}/+|o/\w{{1,12}}/+))(?P<inner>\S+)$",
    re.IGNORECASE,
)
_CACHE = re.compile(
    r"https?://webcache\.googleusercontent\.com/search\?(?:[^#]*&)?q=cache(?::|%3A)(?:[\w-]{6,20}(?::|%3A))?(?P<inner>[^&#]+)",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"https?://{_TODAY}/\?(?:[^#]*&)?url=(?P<inner>[^&#]+)", re.IGNORECASE)
#: How a page of the Wayback Machine writes its own links: from the root of its host, which a copy takes for the outlet's.
_REWRITTEN = re.compile(
    r"https?://[^/?#]+/web/\d{4,14}(?:[a-z]{2}_)?/+(?P<inner>(?:https?:/|https?%3A)\S+)$", re.IGNORECASE
)
_ONE_SLASH = re.compile(r"^(https?:)/+", re.IGNORECASE)
_HOST_FIRST = re.compile(r"^[\w-]{1,63}(?:\.[\w-]{1,63})+(?::\d{1,5})?(?:[/?#]|$)")
_LINK = re.compile(r'(<a href=")([^"]+)(")')


def unwrapped(address: str) -> tuple[str, tuple[Capture, ...]]:
    """The address that was captured, and its captures, the outermost first. Any other address comes back as it is."""
    address = address.strip()
    captures: list[Capture] = []
    for _ in range(_LAYERS):
        found = _inner(address)
        if found is None:
            break
        inner, at = found
        captures.append(Capture(address, at))
        address = inner
    return address, tuple(captures)


def is_capture(address: str) -> bool:
    """Whether an address is on a web archive's host, even if it does not tell what it is a capture of (archive.ph/AbCdE)."""
    try:
        host = urlsplit(address.strip()).hostname or ""
    except ValueError:
        return False
    return _HOSTS.match(host) is not None


def without_captures(html: str) -> str:
    """blocks.write's HTML of a page that was taken from a web archive, its links led to what they led to at first. An
    outlet's own links to a web archive stand in pages that were not: they stay, since what they lead to may be gone."""

    def led(match: re.Match[str]) -> str:
        address = unescape(match[2])
        if rewritten := _REWRITTEN.match(address[:_MAX]):
            address = _whole(rewritten["inner"]) or address
        return f"{match[1]}{escape(unwrapped(address)[0])}{match[3]}"

    return _LINK.sub(led, html)


def _inner(address: str) -> tuple[str, datetime | None] | None:
    if len(address) > _MAX:
        return None
    found = _IN_PATH.match(address)
    if found:
        inner = _whole(found["inner"])
        return (inner, _moment(_stamp_in(address, found.start("inner")))) if inner else None
    asked = _CACHE.match(address) or _ASKED.match(address)
    if asked and (inner := _whole(unquote(asked["inner"]).partition("+")[0].partition(" ")[0])):
        return inner, None
    return None


def _stamp_in(address: str, end: int) -> str:
    found = re.search(r"/(\d{4}[\d.-]{0,14})(?:[a-z]{2}_)?/+$", address[:end])
    return found[1] if found else ""


def _whole(inner: str) -> str:
    """The captured address with its scheme; "" if it is none."""
    if re.match(r"https?%3A", inner, re.IGNORECASE):
        inner = unquote(inner)
    inner = _ONE_SLASH.sub(r"\1//", inner)
    if not inner[:8].lower().startswith(("http://", "https://")):
        inner = f"http://{inner}" if _HOST_FIRST.match(inner) else ""
    try:
        return inner if inner and "." in (urlsplit(inner).hostname or "") else ""
    except ValueError:
        return ""


def _moment(stamp: str) -> datetime | None:
    """A stamp of at least a day, in UTC as web archives keep it."""
    digits = re.sub(r"\D", "", stamp)[:14]
    if len(digits) < 8:
        return None
    digits = digits.ljust(14, "0") if len(digits) % 2 == 0 else digits[:8].ljust(14, "0")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
