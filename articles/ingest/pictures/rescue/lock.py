"""One run at a time: two would ask the same hosts twice as often as either believes."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


class AnotherRun(Exception):
    """The text says what to do."""


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the archive's lock on fetching; the system lets it go if the process dies. Raises AnotherRun."""
    path = Path(settings.MEDIA_ROOT) / ".fetching"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherRun("Pictures are being fetched already. Wait for that run to end, or stop it.") from error
        yield
