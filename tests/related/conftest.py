"""Long enough texts, and texts that share a known part with them."""

from __future__ import annotations

import random


def story_text(seed: int, length: int = 400) -> str:
    """Made-up text: other seeds share few bigrams with it."""
    chance = random.Random(seed)
    return "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(length))


def retold(text: str, share: float, seed: int = 99) -> str:
    """The text with all but its first `share` replaced."""
    kept = int(len(text) * share)
    return text[:kept] + story_text(seed, len(text) - kept)
