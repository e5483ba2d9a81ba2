"""When the request that a thread is answering had come in, whole: it may have waited for a thread since then."""

from __future__ import annotations

import time
from contextvars import ContextVar

#: Of time.monotonic(), set by the worker (newsarchive.worker); none under a server that does not tell.
_came: ContextVar[float | None] = ContextVar("came", default=None)


def came(at: float | None) -> None:
    """Of the request that this thread takes up now."""
    _came.set(at)


def waited() -> float:
    """Seconds that the request has waited so far; 0 under a server that does not tell."""
    at = _came.get()
    return 0.0 if at is None else max(time.monotonic() - at, 0.0)
