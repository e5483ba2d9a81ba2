"""Addresses: the key that two spellings of one address share, and addresses made whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from articles.parsing.addresses.proxies import unproxied as unproxied

#: Longest key; a longer address keeps its beginning and gets a digest, so that two stay two.
MAX_KEY = 2_000
_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SLASHES = re.compile(r"/{2,}")
_UNWANTED = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """Lower-case host, without port and `www.`; "" if the address has none."""
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def url_key(url: str) -> str:
    """The address normalised (docs/architecture.md), such as `www.rfi.fr/cn/%E4%B8%AD`; "" if it is not http(s)."""
    cleaned = _UNWANTED.sub("", url).replace("\\", "/")
    try:
        parts = urlsplit(cleaned)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not host:
        return ""
    if port not in (None, _PORTS[parts.scheme]):
        host = f"{host}:{port}"
    path = _without_dots(_SLASHES.sub("/", _percent(parts.path)))
    query = "&".join(part for part in _percent(parts.query).split("&") if part and not part.lower().startswith("utm_"))
    return _limited(f"{host}{path or '/'}" + (f"?{query}" if query else ""))


def former_keys(url: str) -> tuple[str, ...]:
    """The keys that the address had by earlier rules and no longer has: articles stored then keep their identity."""
    today = url_key(url)
    keys = dict.fromkeys(key for rule in _FORMER if (key := rule(url)))
    return tuple(key for key in keys if key != today)


def absolute(address: str, base: str) -> str:
    """A link or picture address as a whole http(s) address; "" if it cannot be one. Written characters stay as they are."""
    address = _CONTROLS.sub("", address).strip()
    if address.startswith("//"):
        return f"https:{address}"
    if address[:7].lower() == "http://" or address[:8].lower() == "https://":
        return address
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address)
    if not address or scheme or not base or address.startswith("#"):
        return ""
    try:
        joined = urljoin(base, address)
    except ValueError:
        return ""
    return joined if joined.startswith(("http://", "https://")) else ""


#: The functions that were `url_key` before a rule was changed, newest first. An archive is not rewritten by an upgrade.
_FORMER: tuple[Callable[[str], str], ...] = ()


def _ascii_host(host: str) -> str:
    host = host.rstrip(".").lower()
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _percent(text: str) -> str:
    """Percent-encoding normalised: unreserved characters plain, all others encoded as UTF-8, hexadecimal in capitals."""

    def one(match: re.Match[str]) -> str:
        if match[1] is None:
            return "%25"
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else f"%{match[1].upper()}"

    return quote(_ESCAPE.sub(one, text), safe="/:@!$&'()*+,;=~-._?[]%", errors="replace")


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:  # the first is the empty one before the leading slash
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _limited(key: str) -> str:
    if len(key) <= MAX_KEY:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()
    return f"{key[: MAX_KEY - len(digest) - 1]}~{digest}"
