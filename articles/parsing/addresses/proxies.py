"""The picture's own address behind an image proxy's, whichever proxy a feed was read through."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote, urlsplit

#: A proxy's address may stand behind another proxy's.
_LAYERS = 3
#: Longer addresses are not taken apart.
_MAX = 4_000
#: Options of images.weserv.nl and wsrv.nl behind the address: https://images.weserv.nl/docs/
_WESERV_OPTIONS = re.compile(
    r"&(?:w|h|q|n|l|il|dpr|fit|we|rt|bg|crop|default|errorredirect|encoding|filename|maxage|output|page|sharp|trim|mask|blur|filt)"
    r"=[^&]*"
)
#: The proxies whose path names the picture's host without a scheme: group 1 is host and path.
#: Jetpack's https://jetpack.com/support/site-accelerator/, AMP's cache, Statically, thumbor's /unsafe/ addresses.
_BY_HOST = re.compile(
    r"^https?://(?:i[0-3]\.wp\.com/|[\w.-]+\.cdn\.ampproject\.org/ii?/(?:w\d+/)?s?/?"
    r"|cdn\.statically\.io/img/|[\w.-]+/(?:unsafe|[\w-]{6,40}=)/(?:[\w:()=,-]+/){0,6}?)"
    r"([\w-]+(?:\.[\w-]+)+/[^?#]+)"
)
#: A whole address within a path, encoded or not: web.archive.org/web/20200805im_/https://…, Cloudinary's and Substack's
#: image/fetch/…/https%3A%2F%2F…, imgproxy's plain/https://…@jpg, cdn-cgi/image/…/https://…, steemitimages.com/0x0/https://…
_IN_PATH = re.compile(r"^https?://[^/?#]+/(?:[^?#]*?/)?(?:plain/)?(https?(?:://?|%3A%2F%2F)[^#]+)$", re.IGNORECASE)
_FETCHING = re.compile(
    r"/(?:web/\d|image/fetch|plain|cdn-cgi/image|unsafe|insecure|proxy|imageproxy|fetch|\d+x\d*)(?:/|[a-z_\d]*/)"
)
#: Cloudflare's addresses for pictures of the same host.
_SAME_HOST = re.compile(r"^(https?://[^/?#]+)/(?:cdn-cgi/image/[^/?#]+|_next/image\?url=)(/[^?#]+|%2F[^&#]+)")
#: imgproxy's and others' base64: aHR0c is "http".
_BASE64 = re.compile(r"^https?://[^?#]+?/(aHR0c[\w/+=-]{8,3000}?)(?:\.(?:jpe?g|png|webp|gif|avif))?$")
_PROXY = re.compile(
    r"^https?://(?:images\.weserv\.nl|wsrv\.nl|(?:external-content|proxy|images)\.duckduckgo\.com|[^/?#]{0,60}proxy[^/?#]{0,60}"
    r"|[^?#]{0,80}(?:/proxy|imageproxy|/_next/image|/_vercel/image|/\.netlify/images|/_ipx/|/_image))[/\w.-]*\?"
)
_ORIGIN = re.compile(r"[?&](?:url|u|uri|src|img|image)=([^#]+)", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:[?!:].*)?$", re.IGNORECASE)
_HOST_FIRST = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?::\d+)?/")
_ENCODED = re.compile(r"%(?:2F|3A)", re.IGNORECASE)
_FORMAT = re.compile(r"@(?:jpe?g|png|webp|gif|avif)$")
#: A colon that was encoded, and slashes that were not.
_HALF_ENCODED = re.compile(r"/(https?)%3A//", re.IGNORECASE)
_ONE_SLASH = re.compile(r"^(https?:)/+", re.IGNORECASE)
#: A search engine's page about a picture; as a link's target it stands for the page, not for the picture.
_IMGRES = re.compile(
    r"^https?://(?:www\.)?(?:google|bing)\.[a-z.]{2,6}/(?:imgres|images/search)\?(?:[^#]*&)?(?:imgurl|mediaurl)=([^&#]+)"
)


def picture_address(address: str) -> str:
    """The own address of a picture that is shown from `address`."""
    found = _IMGRES.match(address[:_MAX])
    return unproxied(unquote(found[1]) if found else address)


def unproxied(address: str) -> str:
    """The picture's own address behind an image proxy's; any other address unchanged."""
    for _ in range(_LAYERS):
        inner = _unwrapped(address) if len(address) <= _MAX else address
        if inner == address:
            break
        address = inner
    return address


def _unwrapped(address: str) -> str:
    if by_host := _BY_HOST.match(address):
        return f"https://{by_host[1]}"
    if inside := _IN_PATH.match(_HALF_ENCODED.sub(r"/\1://", address)):
        inner = unquote(inside[1]) if _ENCODED.match(inside[1][4:].lstrip("sS")) else inside[1]
        inner = _ONE_SLASH.sub(r"\1//", _FORMAT.sub("", inner))
        # Not ichef.bbci.co.uk/…/socialembed/https://www.youtube.com/…: that picture is the outer address's own.
        return inner if _PICTURE_FILE.search(inner) or _FETCHING.search(address[: inside.start(1)]) else address
    if same := _SAME_HOST.match(address):
        return f"{same[1]}{unquote(same[2])}"
    if coded := _BASE64.match(address):
        return _decoded(coded[1]) or address
    return _queried(address)


def _queried(address: str) -> str:
    """An address in the query: of any proxy that is known by name, else of any host if it is a picture's whole address."""
    origin = _ORIGIN.search(address)
    if origin is None:
        return address
    inner = _WESERV_OPTIONS.sub("", origin[1])
    if _ENCODED.search(inner):
        inner = unquote(inner.split("&")[0])
    if not _PROXY.match(address):
        inner = inner.split("&")[0]
        return inner if _whole(inner) and _PICTURE_FILE.search(inner) else address
    inner = inner.removeprefix("ssl:").removeprefix("//")
    if _whole(inner):
        return inner
    return f"https://{inner}" if _HOST_FIRST.match(inner) else address


def _whole(address: str) -> bool:
    try:
        return address[:4].lower() == "http" and bool(urlsplit(address).hostname) and "://" in address[:8]
    except ValueError:
        return False


def _decoded(coded: str) -> str:
    plain = coded.replace("/", "").replace("-", "+").replace("_", "/") if "-" in coded or "_" in coded else coded
    try:
        inner = base64.b64decode(plain + "=" * (-len(plain) % 4)).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return inner if _whole(inner) and inner.isprintable() else ""
