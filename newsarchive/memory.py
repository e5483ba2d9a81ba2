"""What a worker that answers many readers gives back to the system (glibc; elsewhere nothing is done)."""

from __future__ import annotations

import ctypes

#: mallopt(3): the number of arenas that threads allocate from, and bytes from which a block is mapped by itself.
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
_ARENAS, _BLOCK = 2, 256 * 1024


def keep_little() -> None:
    """Blocks that are freed go back, instead of lying about in an arena for each thread. To be called before there are any
    threads. Measured with 8 clients that ask for the costliest pages: docs/deploy.md."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, _ARENAS)
        mallopt(_M_MMAP_THRESHOLD, _BLOCK)
