"""The address that a link leads to in the end, read off the address of the redirector, archive or proxy it goes through."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from articles.parsing.addresses.urls import unproxied, url_key

#: Host (and what ends in it), path it must begin with, the parameters that may hold the target.
_BY_PARAMETER: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("google.com", "/url", ("q", "url")),
    ("google.com", "/imgres", ("imgrefurl",)),
    ("translate.google.com", "/translate", ("u",)),
    ("facebook.com", "/l.php", ("u",)),
    ("facebook.com", "/flx/warn/", ("u",)),
    ("l.instagram.com", "/", ("u",)),
    ("youtube.com", "/redirect", ("q",)),
    ("slack-redir.net", "/link", ("url",)),
    ("safelinks.protection.outlook.com", "/", ("url",)),
    ("link.zhihu.com", "/", ("target",)),
    ("weibo.cn", "/sinaurl", ("u", "toasturl")),
    ("weibo.com", "/sinaurl", ("u",)),
    ("douban.com", "/link2/", ("url",)),
    ("t.umblr.com", "/redirect", ("z",)),
    ("out.reddit.com", "/", ("url",)),
    ("vk.com", "/away.php", ("to",)),
    ("getpocket.com", "/redirect", ("url",)),
    ("c.pc.qq.com", "/", ("pfurl", "url")),
    ("jump.bdimg.com", "/safecheck/", ("url",)),
)
#: Hosts that write the target behind their own path; the group is it, with or without its scheme.
_BY_PATH = re.compile(
    r"^https?://(?:"
    r"web\.archive\.org/(?:web/)?\d{4,14}(?:[a-z]{2}_)?/"
    r"|archive\.(?:is|ph|today|li|md|vn|fo)/(?:newest|oldest|o/\w+|\d{4,14})/"
    r"|(?:www\.)?google\.[a-z.]{2,6}/amp/(?:s/)?"
    r"|[\w-]+\.cdn\.ampproject\.org/[cv]/(?:s/)?"
    r"|webcache\.googleusercontent\.com/search\?q=cache:(?:[\w-]{6,20}:)?"
    r"|href\.li/\?"
    r")(.+)$",
    re.IGNORECASE,
)
_HOST_FIRST = re.compile(r"^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)")
#: A redirector may lead to another.
_DEPTH = 4


@lru_cache(maxsize=4096)
def target_key(address: str) -> str:
    """The `url_key` of what a link leads to; "" if that is no web address. The lists of articles repeat their links."""
    return url_key(unredirected(address))


def unredirected(address: str) -> str:
    """The address behind those of redirectors; any other one unchanged."""
    for _ in range(_DEPTH):
        inner = _inner(unproxied(address))
        if inner == address:
            break
        address = inner
    return address


def _inner(address: str) -> str:
    if by_path := _BY_PATH.match(address):
        return _whole(by_path[1]) or address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return address
    if not parts.query:
        return address
    for known, path, names in _BY_PARAMETER:
        if (host == known or host.endswith(f".{known}")) and parts.path.startswith(path.rstrip("/") or "/"):
            found = parse_qs(parts.query, max_num_fields=None)
            targets = (_whole(value) for name in names for value in found.get(name, ()))
            return next((target for target in targets if target), address)
    return address


def _whole(target: str) -> str:
    """As an address with its scheme; "" if it is none."""
    if target[:9].lower().startswith(("http%3a", "https%3a")):
        target = unquote(target)
    if target.lower().startswith(("http://", "https://")):
        return target
    return f"https://{target}" if _HOST_FIRST.match(target) else ""
