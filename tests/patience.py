"""How long something takes, where a test wants to know that it does not grow without bounds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def cpu_seconds(act: Callable[[], object], enough: float, times: int = 3) -> float:
    """The least CPU time of at most `times` runs; no more are made once one took less than `enough` seconds.

    Without the tracer of coverage: what is measured is the code, not what watches it. The least of several, since the CPU
    time of the same work differs by up to 2.5 times on a machine whose other core is busy; a bound that is
    really broken is broken every time.
    """
    least = float("inf")
    for _time in range(times):
        tracing = sys.gettrace()
        sys.settrace(None)
        began = time.process_time()
        try:
            act()
        finally:
            least = min(least, time.process_time() - began)
            sys.settrace(tracing)
        if least < enough:
            break
    return least


def times_as_long(act: Callable[[int], object], size: int, nothing: float = 0.05) -> float:
    """How many times the CPU time of `act(size)` is needed for `act(4 * size)`: 4 where time grows with size, 16 where it
    grows with its square. 0 if even the larger one takes less than `nothing` seconds, in which a ratio says nothing."""
    least = float("inf")
    for _time in range(3):
        large = cpu_seconds(lambda: act(4 * size), nothing, times=1)
        if large < nothing:
            return 0.0
        least = min(least, large / cpu_seconds(lambda: act(size), nothing, times=2))
        if least <= LINEAR:
            break
    return least


#: The ratio that is still called linear: a garbage collection, a colder cache.
LINEAR = 6.0
