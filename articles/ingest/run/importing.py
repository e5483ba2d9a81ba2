"""import_paths: the whole way from PATHs to rows, and what to tell about it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.roots import Folder, History, Limits, NothingToImport, open_roots
from articles.ingest.export.restoring import Export, open_export
from articles.ingest.furniture import furnishing
from articles.ingest.furniture.furnishing import notes_of
from articles.ingest.own_rules import require_sound_rules
from articles.ingest.run import histories
from articles.ingest.run.apart import Apart
from articles.ingest.run.find_profile import profiles_for
from articles.ingest.run.pool import Pool, default_workers
from articles.ingest.run.root_import import AnyRoot, RootImport
from articles.ingest.types import Progress, Report
from articles.models import ImportRun
from articles.parsing.formats.profile import NO_PROFILE, Profile
from articles.parsing.outlet_rules.rules import RulesError


def import_paths(
    paths: Sequence[Path],
    *,
    source: str = "",
    profile: Profile | None = None,
    names: str = "",
    workers: int | None = None,
    dry_run: bool = False,
    on_progress: Progress | None = None,
    limits: Limits | None = None,
    history: bool = True,
    choice: RecordChoice | None = None,
) -> Report:
    """Import folders, files and archives. workers: processes that parse (None: one a core; 0: parse in this process).

    source: the outlet of those articles whose address does not tell. profile: how to read the files, instead of the
    archive.toml that lies there. names: as `--map` states them, on top. dry_run: write nothing, report what would happen.
    history: read the history of repositories, too. choice: only these hosts and languages.
    Raises NothingToImport if a path is not there or none of them holds a file. Whatever a file does, the rest goes on; a
    run that is killed leaves whole batches, and the next run goes on from there."""
    try:
        require_sound_rules()
    except RulesError as error:
        raise NothingToImport(f"{error} Nothing was imported.") from error
    limits = limits or Limits()
    started = time.monotonic()
    roots: list[AnyRoot] = [open_export(root) or root for root in open_roots(paths, limits, history=history)]
    profiles = profiles_for([root for root in roots if not isinstance(root, Export | History)], profile, names)
    report = Report(paths=tuple(root.text for root in roots), dry_run=dry_run)
    run = None if dry_run else ImportRun.objects.create(paths=list(report.paths))
    report.run = run.pk if run else None
    report.notes += [
        note for root in roots if history and isinstance(root, Folder) and (note := histories.note_of(root))
    ]
    with Pool(default_workers() if workers is None else workers) as pool, Apart(guarded=pool.workers > 0) as apart:
        importer = RootImport(report, run, source[:200], limits, pool, apart, on_progress, choice or RecordChoice())
        for root in roots:
            try:
                importer.take(root, profiles.get(root.text, profile or NO_PROFILE))
            finally:
                if isinstance(root, History):
                    root.close()
    if run:
        report.notes += notes_of(furnishing.update())
    report.seconds = time.monotonic() - started
    if run:
        run.finished_at = timezone.now()
        run.counts = dict(report.counts)
        run.save(update_fields=["finished_at", "counts"])
    if not report.seen:
        raise NothingToImport(
            f"No file was found in {', '.join(report.paths)}. Name the folder that holds the articles."
        )
    return report
