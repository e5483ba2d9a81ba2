"""A picture's address as what is connected to and asked for. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from articles.ingest.pictures import reasons
from articles.ingest.pictures.reasons import PictureRefused

PORTS = {"http": 80, "https": 443}
_UNWANTED = re.compile(r"[\x00-\x20\x7f]+")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "/:@!$&'()*+,;=~-._%"
#: Characters; servers refuse longer request lines anyway.
_LONGEST = 8_000
_LONGEST_HOST = 253


@dataclass(frozen=True, slots=True)
class PictureTarget:
    """scheme: http or https. host: in ASCII, without brackets. path: with its query, percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def place(self) -> str:
        """Host and port, as a setting may name them."""
        return f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def target_of(url: str, beside: frozenset[str] = frozenset()) -> PictureTarget:
    """Raises PictureRefused, without asking anybody, for what must not be asked. beside: places (host:port) whose port
    may be another."""
    try:
        parts = urlsplit(_UNWANTED.sub(lambda match: "%20" * match[0].count(" "), url.strip()))
        port = parts.port
    except ValueError as error:
        raise PictureRefused(reasons.BAD_ADDRESS, f"{error}"[:200]) from error
    if parts.scheme not in PORTS or not parts.hostname or len(url) > _LONGEST:
        raise PictureRefused(reasons.BAD_ADDRESS, parts.scheme[:20])
    if "@" in parts.netloc:
        raise PictureRefused(reasons.CREDENTIALS)
    path = _encoded(parts.path) or "/"
    query = f"?{_encoded(parts.query, '?')}" if parts.query else ""
    target = PictureTarget(parts.scheme, _ascii_host(parts.hostname), port or PORTS[parts.scheme], path + query)
    if target.port not in PORTS.values() and target.place not in beside:
        raise PictureRefused(reasons.PORT, str(target.port))
    return target


def host_of(url: str) -> str:
    """Whose turn it takes to ask for it; "" if nobody's."""
    try:
        return (urlsplit(url.strip()).hostname or "").lower()
    except ValueError:
        return ""


def _encoded(text: str, also: str = "") -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_SAFE + also, errors="replace")


def _ascii_host(host: str) -> str:
    """Raises PictureRefused for a name that no host can have."""
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower() if not host.isascii() else host.rstrip(".")
    except UnicodeError as error:
        raise PictureRefused(reasons.BAD_ADDRESS, host[:100]) from error
    labels = name.split(".")
    if not name or len(name) > _LONGEST_HOST or any(not 0 < len(label) < 64 for label in labels):
        raise PictureRefused(reasons.BAD_ADDRESS, host[:100])
    return name
