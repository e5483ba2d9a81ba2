"""One picture from one address: the request, its redirects, the limits on what comes back. No database, no Pillow."""

from __future__ import annotations

import http.client
import ssl
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urljoin

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import ConnectTimeoutError, HTTPError, InvalidHeader, ReadTimeoutError
from urllib3.util import Retry

from articles.ingest.pictures import picture_bytes, reasons
from articles.ingest.pictures.reasons import PictureRefused, Reason
from articles.ingest.pictures.rescue.network import Deadline, Network, connection_to, hang_up
from articles.ingest.pictures.rescue.targets import PictureTarget, target_of

_PIECE = 64 * 1024
_REDIRECTS = 5
_MOVED = frozenset({301, 302, 303, 307, 308})
_STATUS: dict[int, Reason] = {
    401: reasons.FORBIDDEN, 402: reasons.FORBIDDEN, 403: reasons.FORBIDDEN, 404: reasons.GONE, 408: reasons.TIMEOUT,
    410: reasons.GONE, 425: reasons.BUSY, 429: reasons.BUSY, 451: reasons.FORBIDDEN, 503: reasons.BUSY,
}  # fmt: skip
_HEADERS = {
    # Says what asks, and how to tell it from a reader; sends no referrer and no cookie.
    "User-Agent": "Mozilla/5.0 (compatible; newsarchive; picture rescue, one picture at a time)",
    # Not "image/webp first": some servers would convert what the outlet published.
    "Accept": "image/*,*/*;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Manners:
    """seconds: for one picture, redirects included. patience: seconds without a byte. network: where it may go."""

    seconds: float = 60.0
    patience: float = 15.0
    network: Network = field(default_factory=Network)


@dataclass(frozen=True, slots=True)
class CachedPicture:
    """What the server said of a picture when it was fetched before."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value.isascii() and value.isprintable() and value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """data: empty if unchanged. url: after redirects."""

    url: str
    data: bytes
    known: CachedPicture
    unchanged: bool = False


def fetch(url: str, manners: Manners, known: CachedPicture | None = None) -> Fetched:
    """Ask for one picture. known: ask only if it has changed.

    Raises PictureRefused, with the reason, for everything that is not a whole answer within the limits.
    """
    asked = (known or CachedPicture()).headers()
    target = target_of(url, manners.network.beside)
    seen: set[str] = set()
    with Deadline(manners.seconds) as deadline:
        while target.url not in seen and len(seen) <= _REDIRECTS:
            seen.add(target.url)
            answer = _guarded(target, manners, asked, deadline)
            if isinstance(answer, Fetched):
                return answer
            target = target_of(answer, manners.network.beside)
    raise PictureRefused(reasons.REDIRECTS, target.host)


def _guarded(target: PictureTarget, manners: Manners, asked: dict[str, str], deadline: Deadline) -> Fetched | str:
    """What came, or where it is now. Turns every way in which a connection can go wrong into its reason."""
    try:
        answer = _ask(target, manners, asked, deadline)
    except PictureRefused as refused:
        if deadline.passed and refused.reason is reasons.DAMAGED:  # by us: we hung up
            raise PictureRefused(reasons.TIMEOUT, target.host) from refused
        raise
    except (TimeoutError, ReadTimeoutError, ConnectTimeoutError) as error:
        raise PictureRefused(reasons.TIMEOUT, target.host) from error
    except (ssl.SSLError, HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        if deadline.passed:
            raise PictureRefused(reasons.TIMEOUT, target.host) from error
        raise PictureRefused(_reason_of(error), f"{target.host}: {error}"[:200]) from error
    if deadline.passed:  # an ended connection looks like the end of the picture
        raise PictureRefused(reasons.TIMEOUT, target.host)
    return answer


def _reason_of(error: Exception) -> Reason:
    if isinstance(error, ssl.SSLError):
        return reasons.TLS
    if isinstance(error, (HTTPError, http.client.HTTPException, ValueError)):
        return reasons.BAD_ANSWER
    return reasons.UNREACHABLE


def _ask(target: PictureTarget, manners: Manners, asked: dict[str, str], deadline: Deadline) -> Fetched | str:
    connection = connection_to(
        manners.network, deadline, target.scheme, target.host, target.port, float(manners.patience)
    )
    try:
        connection.request("GET", target.path, headers=_HEADERS | asked, preload_content=False, decode_content=True)
        with closing(connection.getresponse()) as response:
            return _answered(response, target, conditional=bool(asked))
    finally:
        hang_up(connection)


def _answered(response: BaseHTTPResponse, target: PictureTarget, *, conditional: bool) -> Fetched | str:
    location = response.headers.get("location", "")
    if response.status in _MOVED and location:
        return _joined(target.url, location)
    known = CachedPicture(response.headers.get("etag", "")[:300], response.headers.get("last-modified", "")[:60])
    if response.status == 304 and conditional:
        return Fetched(target.url, b"", known, unchanged=True)
    if response.status != 200:
        raise PictureRefused(_reason_for(response.status), f"HTTP {response.status}", _wait(response))
    return Fetched(target.url, _body(response, target), known)


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise PictureRefused(reasons.BAD_ADDRESS, f"{error}"[:200]) from error


def _reason_for(status: int) -> Reason:
    if status in _STATUS:
        return _STATUS[status]
    if status >= 500:
        return reasons.SERVER_ERROR
    return reasons.BAD_REQUEST if status >= 400 else reasons.BAD_ANSWER


def _wait(response: BaseHTTPResponse) -> float:
    """Seconds of Retry-After, in either of its forms; 0 without one."""
    try:
        return max(0.0, Retry().parse_retry_after(response.headers.get("retry-after", "0")))
    except (InvalidHeader, ValueError, OverflowError):
        return 0.0


def _body(response: BaseHTTPResponse, target: PictureTarget) -> bytes:
    """Measured while it comes and while it is unpacked: what the header says of the size may be a lie."""
    limit = picture_bytes.BYTE_LIMIT
    told = response.headers.get("content-length", "")
    if told.isdecimal() and int(told[:20]) > limit:
        raise PictureRefused(reasons.TOO_LARGE, f"{int(told[:20]):,} bytes; at most {limit:,} are taken")
    data = bytearray()
    try:
        while piece := response.read(_PIECE):
            if not data:
                picture_bytes.refuse_by_opening(piece[:1024])
            data += piece
            if len(data) > limit:
                raise PictureRefused(reasons.TOO_LARGE, f"more than {limit:,} bytes")
    except (ReadTimeoutError, TimeoutError):
        raise
    except (HTTPError, http.client.HTTPException) as error:
        raise PictureRefused(reasons.DAMAGED, f"{target.host}: {error}"[:200]) from error
    return bytes(data)
