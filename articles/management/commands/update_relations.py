"""Links between articles, stories told by several, changes after publication: what is due since the last time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, no_translations

from articles import related
from articles.management.faults import faults_named
from articles.management.output import PrintsPlainly
from articles.management.progress import index_progress


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Work out which articles link to which, tell the same story, or were changed after publication. An import does "
        "so by itself; run it after a restored backup, after reparse, or with --all when the rules have changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every article, not only what is due")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        with faults_named("What was done stands; run it again to go on."):
            if options["all"]:
                related.start_anew()
            with index_progress(self.stderr, "Relating", "related") as progress:
                count = related.update(progress)
        self.stdout.write(f"Related {count:,} articles.")
