"""check_archive: is everything whole, and does the index say what the database says?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations
from django.db import DatabaseError

from articles import search
from articles.ingest.export.checking import check_database
from articles.management.output import PrintsPlainly
from articles.management.progress import index_progress
from articles.search import SearchUnavailable


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Verify the database's pages, every original, article and picture, compare the index with the database, and print "
        "digests. Changes nothing. Ends with 0, or with 1 if something is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-index", action="store_true", help="do not compare the search index")
        parser.add_argument(
            "--quick",
            action="store_true",
            help="pictures have to be there, but are not read (75 s of CPU for 10,000)",
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        with index_progress(self.stderr, "Checking", "checked", "rows and pictures") as progress:
            report = check_database(quick=options["quick"], on_progress=progress if options["verbosity"] else None)
        problems, kinds = list(report.problems), report.kinds
        if not options["no_index"]:
            index = self._index_problems()
            problems += index
            kinds["index"] += len(index)
        for problem in problems:
            self.stderr.write(problem)
        if (more := kinds.total() - len(problems)) > 0:
            self.stderr.write(f"… and {more:,} more of the same kinds.")
        self.stdout.write(", ".join(f"{count:,} {kind}" for kind, count in report.counts.items()))
        if report.waiting:
            self.stdout.write(f"{report.waiting:,} articles wait for the index (update_index).")
        if report.unfinished:
            self.stdout.write(f"{report.unfinished:,} import runs were stopped before their end.")
        for table, digest in report.tables.items():
            self.stdout.write(f"{table:14} {digest}")
        self.stdout.write(f"{'digest':14} {report.digest or 'none, since the database cannot be read to its end'}")
        if problems:
            listed = ", ".join(f"{kind} {count:,}" for kind, count in kinds.items() if count)
            self.stderr.write(
                f"{kinds.total():,} problems: {listed}. docs/backup.md says how to get back what is lost."
            )
            raise SystemExit(1)
        self.stdout.write("No problem found." if not options["quick"] else "No problem found, as far as --quick looks.")

    def _index_problems(self) -> list[str]:
        try:
            return search.check()
        except (SearchUnavailable, DatabaseError, OSError) as error:
            return [f"The index could not be compared with the database: {error}"]
