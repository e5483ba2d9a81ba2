"""Builds the search index anew; the old one answers until the new one takes its place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from articles import related, search
from articles.management.faults import faults_named
from articles.management.output import PrintsPlainly
from articles.management.progress import index_progress


class Command(PrintsPlainly, BaseCommand):
    help = "Build the search index anew from the database. The old one answers until the new one takes its place."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        with faults_named("The index is as it was before; run it again."):
            try:
                with index_progress(self.stderr) as progress:
                    count = search.rebuild(progress)
                search.refresh_suggestions()
            except search.SearchUnavailable as error:
                raise CommandError(str(error), returncode=2) from error
            related.update()  # after the index: a search does without it, readers do not wait for it
        self.stdout.write(f"Indexed {count:,} articles.")
