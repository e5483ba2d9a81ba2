"""import_articles PATH…: folders, files and archives into the archive (docs/architecture.md, "The contract")."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError

from articles import related, search
from articles.ingest.archives.choice import RecordChoice
from articles.ingest.archives.roots import NothingToImport
from articles.ingest.run.find_profile import given_profile
from articles.ingest.run.importing import import_paths
from articles.ingest.types import Report
from articles.management.console import Console, closing_line, named_refusals
from articles.management.faults import sentence
from articles.management.output import PrintsPlainly
from articles.management.progress import index_progress
from articles.parsing.addresses.urls import host_of
from articles.parsing.outlet_rules.rules import RulesError
from articles.search import IndexBusy, SearchUnavailable


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Import articles from folders, single files, .zip, .tar(.gz/.xz/.zst/.bz2), git repositories with their history, "
        "web archives (WARC, WACZ) and tables. "
        "Ends with 0 if no file was refused, 1 if some were, 2 if nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
        parser.add_argument(
            "--source", default="", metavar="NAME", help="outlet of articles whose address does not tell"
        )
        parser.add_argument(
            "--map", default="", metavar="PART=NAME,…", help="what the files call a part: headline=标题,text=正文"
        )
        parser.add_argument(
            "--profile",
            type=Path,
            metavar="FILE",
            help="how to read the files, instead of the archive.toml that lies there",
        )
        parser.add_argument(
            "--host", action="append", default=[], metavar="HOST", help="only articles of this host and those below it"
        )
        parser.add_argument(
            "--language", action="append", default=[], metavar="CODE", help="only articles in this language, such as zh"
        )
        parser.add_argument(
            "--workers", type=_count, metavar="N", help="processes that parse (default: one a core; 0: none)"
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would happen")
        parser.add_argument(
            "--no-history", action="store_true", help="leave out what only the history of a git repository holds"
        )
        parser.add_argument("--no-index", action="store_true", help="leave the search index to update_index")
        parser.add_argument(
            "--report", type=Path, metavar="FILE.json", help="write counts and every file's outcome there"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        self._prepare_report(options["report"])
        report = self._import(options)
        self._write_report(report, options["report"])
        for line in named_refusals(report):
            self.stderr.write(line)
        for note in report.notes:
            self.stderr.write(note)
        self.stdout.write(closing_line(report))
        if not options["dry_run"]:
            self._relate()
        indexed = options["dry_run"] or options["no_index"] or self._index()
        if not indexed or report.counts["refused"]:
            raise SystemExit(1)

    def _prepare_report(self, path: Path | None) -> None:
        """An hour's import must not end without the report that was asked for."""
        if path is None:
            return
        try:
            path.touch()
        except OSError as error:
            text = (
                f"The report cannot be written to {path} ({error.strerror}). Nothing was imported; name another file."
            )
            raise CommandError(text, returncode=2) from error

    def _import(self, options: dict[str, Any]) -> Report:
        try:
            profile = given_profile(options["profile"], options["map"] if options["profile"] else "")
            with Console(self.stderr, quiet=options["verbosity"] == 0) as console:
                return import_paths(
                    options["paths"],
                    source=options["source"],
                    profile=profile,
                    names=options["map"],
                    workers=options["workers"],
                    dry_run=options["dry_run"],
                    on_progress=console,
                    history=not options["no_history"],
                    choice=_choice(options["host"], options["language"]),
                )
        except RulesError as error:
            raise CommandError(f"{error} Nothing was imported.", returncode=2) from error
        except NothingToImport as error:
            raise CommandError(str(error), returncode=2) from error
        except DatabaseError as error:
            text = f"{sentence(error)} What was stored before stands; run the same command to go on."
            raise CommandError(text, returncode=2) from error
        except KeyboardInterrupt as error:
            raise CommandError(
                "Stopped. What was stored stands; run the same command to go on.", returncode=2
            ) from error

    def _write_report(self, report: Report, path: Path | None) -> None:
        if path is not None:
            path.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _relate(self) -> None:
        """Links, stories and changes: a page does without them, so a failure is told and no more."""
        try:
            with index_progress(self.stderr, "Relating", "related") as progress:
                related.update(progress)
        except DatabaseError as error:
            self.stderr.write(f"The articles are stored, but not all are related ({error}). Run update_relations.")

    def _index(self) -> bool:
        try:
            with index_progress(self.stderr) as progress:
                count = search.update(progress)
            search.refresh_suggestions(count)
        except IndexBusy:
            self.stderr.write(
                "Another process is writing the search index and takes these articles in as well. "
                "If it is stopped before, run update_index."
            )
        except (SearchUnavailable, OSError) as error:
            self.stderr.write(
                f"The articles are stored, but not all are in the search index: {error} Run update_index."
            )
            return False
        return True


def _choice(hosts: list[str], languages: list[str]) -> RecordChoice:
    named = [host_of(each if "//" in each else f"//{each}") for each in hosts]
    if hosts and not all(named):
        raise CommandError(
            "--host takes a host such as news.example.com. Nothing was imported; correct it.", returncode=2
        )
    return RecordChoice(tuple(named), tuple(each.strip().lower() for each in languages))


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 256:
        raise ValueError(text)
    return int(text)
