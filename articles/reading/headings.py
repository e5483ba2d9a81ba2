"""The ranks of headings inside a body, as the page needs them."""

from __future__ import annotations

import re

_HEADING = re.compile(r"<(/?)h([1-6])\b", re.IGNORECASE)
#: Under the page's own h1.
_FIRST, _LAST = 2, 6


def with_ranks(html: str) -> str:
    """The body's headings so that the first is an h2 and none jumps: a body may begin with h3, or with an h1 of its own.

    Each heading keeps its place relative to those that stand open above it, as an outline does: h3 h5 h3 becomes h2 h3 h2.
    What screen readers and axe's rule heading-order ask for (WCAG 1.3.1, 2.4.6). html: sanitised, its tags balanced.
    """
    open_ranks: list[int] = []
    closing = _FIRST

    def placed(match: re.Match[str]) -> str:
        nonlocal closing
        if not match[1]:
            rank = int(match[2])
            while open_ranks and open_ranks[-1] >= rank:
                open_ranks.pop()
            open_ranks.append(rank)
            closing = min(_FIRST + len(open_ranks) - 1, _LAST)
        return f"<{match[1]}h{closing}"

    return _HEADING.sub(placed, html)
