"""Pictures that lie in the archive itself: beside their article, or within its file.

Such a picture has no address of its own. It gets one below a host of the top-level domain `invalid`, which never leads
anywhere (RFC 2606): that of the article's file, so that two archives with an `images/1.jpg` each keep both; or, within a
file, that of its bytes. No page links to these, and nothing is ever fetched from them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from email import message_from_bytes
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urljoin

from articles.parsing.mhtml import is_mhtml

BESIDE, WITHIN = ".beside.invalid/", ".within.invalid/"
_LONGEST = 1_000
#: A picture written into its page. Smaller ones are blurred previews and pixels.
_EMBEDDED = re.compile(rb"data:[\w.+-]{1,40}/[\w.+-]{1,60}(?:;[\w=-]{1,40}){0,3};base64,[A-Za-z0-9+/=\s]{200,}")
_KIND = re.compile(rb"data:image/(jpeg|jpg|png|gif|webp|avif)[;,]", re.IGNORECASE)
_SMALLEST = 2_000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def base_of(data: bytes, path: str) -> str:
    """The address below which the pictures beside a file lie. path: the file's, in its archive."""
    place = quote(path.replace("\\", "/").lstrip("/"))
    return f"https://{hashlib.sha256(data).hexdigest()[:16]}{BESIDE}{place}"


def reference(written: str) -> str:
    """The path by which a page names a picture beside it (`images/a.jpg`, `cid:…`, `wiki:…`); "" for an address."""
    written = written.strip()
    if not written or len(written) > _LONGEST or written.startswith(("//", "#", "?")):
        return ""
    if written[:5].lower() in ("wiki:", "file:") or written[:4].lower() == "cid:":
        return written
    return "" if _SCHEME.match(written) else written


def address(written: str, base: str) -> str:
    """The address of a picture beside its article. base: from base_of. "" if it leads out of the archive."""
    path = re.sub(r"^(?:wiki|file|cid):/{0,3}", "", written, flags=re.IGNORECASE)
    path = unquote(path.replace("\\", "/")).partition("?")[0].partition("#")[0]
    depth = len(PurePosixPath(unquote(base.partition(".invalid/")[2])).parts) - 1
    for part in path.strip("/").split("/"):
        depth += -1 if part == ".." else 0 if part in ("", ".") else 1
        if depth < 0:
            return ""
    return urljoin(base, quote(path)) if path.strip("./") else ""


def without_embedded(data: bytes) -> bytes:
    """A page's bytes with addresses in place of the pictures written into its text, and without such fonts."""
    return _EMBEDDED.sub(lambda found: _address(found[0]), data) if b";base64," in data else data


def _address(embedded: bytes) -> bytes:
    content = _content(embedded)
    return f"https://{hashlib.sha256(content).hexdigest()[:32]}{WITHIN}picture".encode() if content else b"data:,"


def _content(embedded: bytes) -> bytes:
    """The picture's bytes; none for what is no picture or a small one."""
    if not _KIND.match(embedded):
        return b""
    try:
        content = base64.b64decode(b"".join(embedded.partition(b",")[2].split()) + b"==")
    except (binascii.Error, ValueError):
        return b""
    return content if len(content) >= _SMALLEST else b""


def pictures_within(data: bytes) -> dict[str, bytes]:
    """The pictures that a file holds, by their addresses: those written into it, and the parts of a page saved as MHTML, by
    their places (Content-Location) and as `cid:…`."""
    found: dict[str, bytes] = {}
    if b";base64," in data:
        for match in _EMBEDDED.finditer(data):
            if content := _content(match[0]):
                found[_address(match[0]).decode()] = content
    if is_mhtml(data):
        found |= _parts(data)
    return found


def _parts(data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        for part in message_from_bytes(data.lstrip()).walk():
            content = part.get_payload(decode=True) if part.get_content_maintype() == "image" else None
            if isinstance(content, bytes):
                if place := str(part.get("Content-Location") or "").strip():
                    found[place] = content
                if name := str(part.get("Content-ID") or "").strip().strip("<>"):
                    found[f"cid:{name}"] = content
    except RecursionError:
        return {}
    return found
