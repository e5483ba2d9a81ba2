"""How far indexing has come: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management.base import OutputWrapper
from tqdm import tqdm

#: Seconds between two lines where there is no terminal.
_QUIET = 5.0


@contextmanager
def index_progress(stream: OutputWrapper) -> Iterator[Callable[[int, int], None]]:
    """A function that takes (articles done, articles in all)."""
    terminal = sys.stderr.isatty()
    with tqdm(
        unit=" articles", desc="Indexing", file=sys.stderr, mininterval=0.2 if terminal else _QUIET, ascii=not terminal,
        disable=None if terminal else False, leave=terminal,
    ) as bar:  # fmt: skip

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
