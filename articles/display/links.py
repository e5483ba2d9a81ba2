"""Which address of a scraped article a reader may follow."""

from __future__ import annotations

from urllib.parse import urlsplit


def web_address(url: str) -> str:
    """The address if a reader may follow it (http or https), else nothing. A host below `invalid` leads nowhere (RFC 2606):
    it stands for a picture that came in a file of the archive."""
    name = host(url) if url.lower().startswith(("http://", "https://")) else ""
    return url if name and not name.endswith(".invalid") else ""


def host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as an unclosed [ of IPv6
        return ""
