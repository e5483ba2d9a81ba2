"""check_archive: is everything whole, and does the index say what the database says?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles import search
from articles.ingest import check_database
from articles.management.output import PrintsPlainly
from articles.search import SearchUnavailable


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Verify every original and article, compare the index with the database, and print digests. Ends with 0 or 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-index", action="store_true", help="look at the database only")

    def handle(self, *args: Any, **options: Any) -> None:
        report = check_database()
        problems = list(report.problems)
        if not options["no_index"]:
            problems += self._index_problems()
        for problem in problems:
            self.stderr.write(problem)
        self.stdout.write(", ".join(f"{count:,} {kind}" for kind, count in report.counts.items()))
        if report.waiting:
            self.stdout.write(f"{report.waiting:,} articles wait for the index (update_index).")
        if report.unfinished:
            self.stdout.write(f"{report.unfinished:,} import runs were stopped before their end.")
        for table, digest in report.tables.items():
            self.stdout.write(f"{table:10} {digest}")
        self.stdout.write(f"{'digest':10} {report.digest}")
        if problems:
            self.stderr.write(f"{len(problems):,} problems.")
            raise SystemExit(1)
        self.stdout.write("No problem found.")

    def _index_problems(self) -> list[str]:
        try:
            return search.check()
        except SearchUnavailable as error:
            return [f"The index cannot be read: {error}"]
