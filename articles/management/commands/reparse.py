"""reparse: read stored originals again with today's rules."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError
from django.db.models import QuerySet

from articles import related, search
from articles.ingest.rereading.checkpoint import Checkpoint
from articles.ingest.rereading.reparse_diff import ReparseChange, excerpts
from articles.ingest.rereading.reparsing import ReparseReport, reparse_all
from articles.ingest.run.find_profile import given_profile
from articles.management.faults import faults_named, sentence
from articles.management.output import PrintsPlainly
from articles.management.progress import index_progress
from articles.models import Article
from articles.parsing.outlet_rules.rules import RulesError
from articles.search import SearchUnavailable

#: Unreadable originals named on the screen.
NAMED = 50
STANDS = "What was done stands; run it again to go on."


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Read articles again from their stored originals with today's rules. What an editor changed stays. Stopped, it "
        "goes on where it was when run again. Ends with 0, with 1 if an original could not be read, 2 if nothing was done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="permanent ids of articles (default: all)")
        parser.add_argument(
            "--outlet", default="", metavar="NAME", help="only this outlet's: its name, alias or address"
        )
        parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="only articles of this day and later")
        parser.add_argument(
            "--workers", type=_count, metavar="N", help="processes that parse (default: one a core; 0: none)"
        )
        parser.add_argument(
            "--profile",
            type=Path,
            metavar="FILE",
            help="read them by this archive.toml, now and later (inspect_archive)",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing, say what would change")
        parser.add_argument(
            "--show", action="store_true", help="list the changed articles, each field before and after"
        )
        parser.add_argument("--restart", action="store_true", help="begin again, even if an earlier run was stopped")
        parser.add_argument("--no-index", action="store_true", help="leave the search index to update_index")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        wanted = _wanted(options)
        checkpoint = None if options["dry_run"] else self._checkpoint(options)
        try:
            profile = given_profile(options["profile"], "")
            with index_progress(self.stderr, "Reading again", "read again") as progress:
                report = reparse_all(
                    wanted,
                    workers=options["workers"],
                    profile=profile,
                    checkpoint=checkpoint,
                    on_change=self._show if options["show"] else None,
                    on_progress=progress if options["verbosity"] else None,
                )
        except RulesError as error:
            raise CommandError(f"{error} Nothing was read again.", returncode=2) from error
        except (OSError, DatabaseError) as error:
            raise CommandError(f"{sentence(error)} {STANDS}", returncode=2) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. What was done stands; run the same command to go on.", returncode=2) from error
        self._tell(report, dry_run=options["dry_run"])
        if not options["dry_run"]:
            with faults_named("The articles are read again, but not all are related. Run update_relations."):
                related.update()
        indexed = options["dry_run"] or options["no_index"] or self._index()
        if report.unreadable or not indexed:
            raise SystemExit(1)

    def _checkpoint(self, options: dict[str, Any]) -> Checkpoint:
        profile = str(options["profile"] or "")
        asked = {"ids": sorted(options["ids"]), "outlet": options["outlet"], "since": str(options["since"] or "")}
        asked |= {"profile": profile} if profile else {}
        point = Checkpoint.load(settings.NEWSARCHIVE_DATA / "reparse.json", asked)
        if options["restart"]:
            point.done()
            return Checkpoint.load(point.path, asked)
        if point.kept:
            self.stdout.write(
                f"Going on where a run was stopped: {point.read:,} articles are done (--restart reads them again)."
            )
        elif point.stale:
            self.stdout.write("A run was stopped, but the rules are others since: reading all again.")
        return point

    def _show(self, change: ReparseChange) -> None:
        self.stdout.write(f"{change.public_id} {change.headline}")
        for name, (before, after) in sorted(change.fields.items()):
            old, new = excerpts(before, after)
            self.stdout.write(f"  {name}\n    - {old}\n    + {new}")

    def _tell(self, report: ReparseReport, *, dry_run: bool) -> None:
        for reason in report.unreadable[:NAMED]:
            self.stderr.write(f"left as it is: {reason}")
        if len(report.unreadable) > NAMED:
            self.stderr.write(f"… and {len(report.unreadable) - NAMED:,} more that could not be read.")
        would = "would change" if dry_run else "changed"
        self.stdout.write(
            f"{report.read:,} articles read again, {report.changed:,} {would}; "
            f"{report.seconds:.1f} s, {report.rate:.0f} articles/s."
        )
        for name, count in report.fields.most_common():
            self.stdout.write(f"{count:>9,} {name}")
        self._tell_outlets(report)

    def _tell_outlets(self, report: ReparseReport) -> None:
        for (before, after), count in report.moved.most_common(NAMED):
            self.stdout.write(f"moved: {count:,} articles from {before} to {after}")
        if len(report.moved) > NAMED:
            self.stdout.write(f"… and from {len(report.moved) - NAMED:,} more outlets to others.")
        for before, after in sorted(report.renamed.items()):
            self.stdout.write(f"named: {before} is {after}")

    def _index(self) -> bool:
        try:
            with index_progress(self.stderr) as progress:
                search.update(progress)
        except (SearchUnavailable, OSError) as error:
            said = sentence(error) if isinstance(error, OSError) else error
            self.stderr.write(f"The articles are stored, but not all are in the search index: {said} Run update_index.")
            return False
        return True


def _wanted(options: dict[str, Any]) -> QuerySet[Article]:
    """The articles asked for. Raises CommandError if a name leads nowhere."""
    wanted: QuerySet[Article] = Article.objects.all()
    if options["ids"]:
        wanted = wanted.filter(public_id__in=options["ids"])
        if missing := set(options["ids"]) - set(wanted.values_list("public_id", flat=True)):
            raise CommandError(f"No article has the id {', '.join(sorted(missing))}.", returncode=2)
    if options["outlet"]:
        outlet = search.outlet_by_name(options["outlet"])
        if outlet is None:
            raise CommandError(f"No outlet is called {options['outlet']}. /sources/ lists them.", returncode=2)
        wanted = wanted.filter(source=outlet)
    return wanted.filter(day__gte=options["since"]) if options["since"] else wanted


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is no day such as 2020-08-05.") from error


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 256:
        raise ArgumentTypeError(f"{text} is no number of processes.")
    return int(text)
