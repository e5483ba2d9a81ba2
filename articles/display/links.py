"""Which address of a scraped article a reader may follow."""

from __future__ import annotations

from urllib.parse import urlsplit


def web_address(url: str) -> str:
    """The address if a reader may follow it (http or https), else nothing."""
    return url if url.lower().startswith(("http://", "https://")) and host(url) else ""


def host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as an unclosed [ of IPv6
        return ""
