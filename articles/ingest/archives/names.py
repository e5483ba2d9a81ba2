"""Names of files as text that can be stored, whatever bytes the archive has for them. Pure."""

from __future__ import annotations

import os
import re

_DRIVE = re.compile(r"[A-Za-z]:(/|$)")


def decode_name(raw: bytes) -> str:
    """UTF-8, else GB18030 or Big5, whichever reads as more common characters; else UTF-8 with its wrong bytes escaped.

    A zip made by a Chinese Windows holds names in its code page without saying so (APPNOTE.TXT 4.4.4, bit 11)."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    scores = [(_share_of_common(raw, name), name) for name in ("gb18030", "big5")]
    best, name = max(scores, key=lambda score: score[0])
    return raw.decode(name) if best >= 0 else raw.decode("utf-8", "backslashreplace")


def _share_of_common(raw: bytes, encoding: str) -> float:
    """Of the double-byte characters, the share in the standard's common level; -1 if the bytes are not in it.

    GB 2312 level 1: first byte B0-D7, second from A1. Big5 level 1: first byte A4-C6. Equal shares mean GB18030."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return -1
    pairs = [char.encode(encoding) for char in text if ord(char) > 0x7F]
    if encoding == "big5":
        common = sum(len(pair) == 2 and 0xA4 <= pair[0] <= 0xC6 for pair in pairs)
    else:
        common = sum(len(pair) == 2 and 0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1 for pair in pairs)
    return common / len(pairs) if pairs else 0


def storable(name: str) -> str:
    """A file system's name as text: wrong bytes (which Python hands over as surrogates) decoded by judgement, and control
    characters written out."""
    if name.isprintable():  # which a surrogate is not
        return name
    text = name
    if any("\ud800" <= char <= "\udfff" for char in name):
        text = (
            decode_name(os.fsencode(name)) if _all_escaped(name) else name.encode("utf-8", "backslashreplace").decode()
        )
    return "".join(
        char if char.isprintable() or char == "\u3000" else char.encode("unicode_escape").decode() for char in text
    )


def _all_escaped(name: str) -> bool:
    return all("\udc80" <= char <= "\udcff" for char in name if "\ud800" <= char <= "\udfff")


def member_path(name: str, *, backslashes: bool = False) -> tuple[str, str]:
    """A member's storable path, and why it must be refused ("" if it need not). backslashes: a zip's, as Windows writes."""
    text = storable(name.replace("\\", "/") if backslashes else name)
    parts = [part for part in text.split("/") if part not in ("", ".")]
    if text.startswith("/") or _DRIVE.match(text):
        return text, "Its name is an absolute path, which would lead out of the archive."
    if ".." in parts:
        return text, "Its name leads out of the archive (..)."
    return "/".join(parts), ""
