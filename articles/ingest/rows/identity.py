"""Permanent names (docs/architecture.md, "The data"). Pure."""

from __future__ import annotations

import base64
from collections.abc import Container
from hashlib import sha256

SHORTEST, STEP, LONGEST = 12, 4, 32


def identity(url_key: str, outlet: str, headline: str, text: str) -> str:
    """sha256 (hex) of the normalised address, else of outlet, headline and body.

    The separator keeps ("a", "bc") and ("ab", "c") apart, and no address contains it."""
    return sha256((url_key or "\x1f".join(("", outlet, headline, text))).encode()).hexdigest()


def public_id(identity: str, taken: Container[str]) -> str:
    """12 characters of the base32 of the identity's sha256; 16, 20 … when `taken` has the shorter ones."""
    digest = base64.b32encode(sha256(identity.encode()).digest()).decode().lower()
    for length in range(SHORTEST, LONGEST, STEP):
        if digest[:length] not in taken:
            return digest[:length]
    return digest[:LONGEST]
