"""What an import tells the person who watches it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Any

from tqdm import tqdm

from articles.ingest.types import OUTCOMES, ProgressStep, Report

#: Seconds between plain lines, where there is no terminal.
INTERVAL = 5.0
#: Refused files named on the screen; all of them are in the ledger and in --report.
NAMED = 50


class Console:
    """Shows each Step: a bar with rate and time left on a terminal, else a plain line every few seconds."""

    def __init__(self, stream: Any, *, quiet: bool = False) -> None:
        self._stream = stream
        self._quiet = quiet
        self._bar: tqdm[Any] | None = None
        self._root = ""
        self._last = self._started = time.monotonic()

    def __enter__(self) -> Console:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def __call__(self, step: ProgressStep) -> None:
        if self._quiet:
            return
        if self._stream.isatty():
            self._show_bar(step)
        elif (now := time.monotonic()) - self._last >= INTERVAL:
            self._last = now
            self._stream.write(_line(step, now - self._started))

    def _show_bar(self, step: ProgressStep) -> None:
        if step.root != self._root or self._bar is None:
            self._close()
            self._root = step.root
            terminal: IO[str] = getattr(self._stream, "_out", sys.stderr)
            scaled = step.unit == "bytes"
            unit = "B" if scaled else " files"
            self._bar = tqdm(total=step.total or None, unit=unit, unit_scale=scaled, file=terminal, dynamic_ncols=True)
        self._bar.set_postfix_str(f"{step.files:,} files, {step.refused:,} refused", refresh=False)
        self._bar.update(step.done - self._bar.n)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _line(step: ProgressStep, seconds: float) -> str:
    share = f" ({step.done / step.total:.0%} of {step.root})" if step.total else ""
    left = f", {seconds / step.done * (step.total - step.done):.0f} s left" if step.done and step.total else ""
    return f"{step.files:,} files{share}, {step.files / seconds:.0f}/s{left}, {step.refused:,} refused"


def named_refusals(report: Report) -> Iterator[str]:
    """A line for each refused file, up to NAMED."""
    refused = report.refused
    for file in refused[:NAMED]:
        yield f"refused: {file.path or file.root}: {file.reason}"
    if len(refused) > NAMED:
        yield f"… and {len(refused) - NAMED:,} more; --report FILE.json and the admin name them all."


def closing_line(report: Report) -> str:
    """The counts of a run."""
    counts = ", ".join(f"{report.counts[outcome]:,} {outcome}" for outcome in OUTCOMES)
    gone = f", {report.gone:,} gone" if report.gone else ""
    pictures = f"; {report.pictures:,} pictures came with them" if report.pictures else ""
    would = "Would be: " if report.dry_run else ""
    return f"{would}{report.seen:,} files: {counts}{gone}{pictures}; {report.seconds:.1f} s, {report.rate:.0f} files/s."
