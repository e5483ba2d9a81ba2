"""What fetch_images tells."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest.archives.names import storable
from articles.ingest.pictures.folders import load_pictures
from articles.ingest.pictures.reasons import REASONS
from articles.ingest.pictures.rescue.running import Progress, RescueReport
from articles.management.console import INTERVAL
from articles.management.faults import faults_named

_OUTCOMES = {
    "taken": "taken",
    "unchanged": "unchanged",
    "changed": "changed since; the earlier one stays",
    "refused": "refused",
    "failed": "failed",
    "postponed": "postponed: their host does not answer",
}


def progress(stream: Any, *, quiet: bool) -> Progress:
    """A line every few seconds. stream: a command's stderr."""
    started = last = time.monotonic()

    def show(report: RescueReport) -> None:
        nonlocal last
        now = time.monotonic()
        if quiet or now - last < INTERVAL:
            return
        last = now
        done, taken = sum(report.counts.values()), report.total("taken")
        stream.write(f"{done:,} pictures asked for, {taken:,} taken, {done / (now - started):.1f}/s")

    return show


def table(report: RescueReport) -> str:
    """Counts by outcome, those not taken by reason, most first."""
    lines = []
    for outcome, words in _OUTCOMES.items():
        total = report.total(outcome)
        lines.append(f"{total:>9,}  {words}")
        rows = [(number, code) for (each, code), number in report.counts.items() if each == outcome and code]
        for number, code in sorted(rows, key=lambda row: (-row[0], row[1])):
            lines.append(f"{number:>9,}      {code:<16} {REASONS[code].in_english()}")
    size = report.received / 1024 / 1024
    done = sum(report.counts.values())
    lines.append(f"{done:>9,}  pictures asked for in {report.seconds:,.1f} s; {size:,.1f} MiB came.")
    return "\n".join(lines)


def load_and_tell(command: BaseCommand, place: Path) -> None:
    """Take the pictures of a folder or .zip. Ends the command with 1 if some were refused, 2 if there is no such place."""
    with faults_named("What was loaded stands; run it again to go on."):
        try:
            report = load_pictures(place)
        except NotADirectoryError as error:
            raise CommandError(str(error), returncode=2) from error
    for name in report.unused:
        command.stdout.write(f"{storable(name)}: no article shows it.")
    for name, reason in report.refused:
        command.stderr.write(f"{storable(name)}: {reason}")
    command.stdout.write(
        f"{report.loaded} pictures loaded, {report.unchanged} unchanged, "
        f"{len(report.unused)} files unused, {len(report.refused)} refused."
    )
    if report.refused:
        raise SystemExit(1)
