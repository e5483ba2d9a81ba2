"""How far a command has come with the articles: a bar on a terminal, a line every few seconds elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from articles.management.console import INTERVAL

Show = Callable[[int, int], None]


@contextmanager
def index_progress(
    stream: Any, doing: str = "Indexing", done: str = "indexed", what: str = "articles"
) -> Iterator[Show]:
    """A function that takes (how many are done, how many there are). stream: a command's stderr."""
    if not stream.isatty():
        yield _lines(stream, done, what)
        return
    with tqdm(unit=f" {what}", desc=doing, file=stream._out, dynamic_ncols=True) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show


def _lines(stream: Any, verb: str, what: str) -> Show:
    started = last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= INTERVAL:
            last = now
            stream.write(f"{done:,} of {total:,} {what} {verb}, {done / (now - started):.0f}/s")

    return show
