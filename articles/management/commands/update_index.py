"""Takes into the search index what has changed since it was last written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from articles import related, search
from articles.management.faults import faults_named
from articles.management.output import PrintsPlainly
from articles.management.progress import index_progress


class Command(PrintsPlainly, BaseCommand):
    help = "Take into the search index what has changed. A missing or damaged index is built anew."

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        with faults_named("What is indexed stands; run it again to go on."):
            try:
                with index_progress(self.stderr) as progress:
                    count = search.update(progress)
                search.refresh_suggestions(count)
            except search.SearchUnavailable as error:
                raise CommandError(str(error), returncode=2) from error
            related.update()  # after the index: a search does without it, readers do not wait for it
        self.stdout.write(f"Indexed {count:,} articles.")
