"""export_archive PATH: everything the archive holds, into a folder or .zip."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from articles.ingest.export.exporting import ExportRefused, export_archive
from articles.management.output import PrintsPlainly


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Write the whole archive (originals, edits, outlets, pictures, permanent ids) to a new folder or .zip. Ends with 0, "
        "with 1 if a picture or an original is missing or damaged (each is named, the rest is exported), 2 if nothing was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path, help="a new folder, or a new file that ends in .zip")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        damaged = 0

        def name(sentence: str) -> None:
            nonlocal damaged
            damaged += 1
            self.stderr.write(sentence)

        try:
            counts = export_archive(options["path"], name)
        except ExportRefused as error:
            raise CommandError(str(error), returncode=2) from error
        listed = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in counts.items())
        self.stdout.write(f"Exported to {options['path']}: {listed}.")
        if damaged:
            self.stderr.write(
                f"{damaged:,} files are missing or damaged here and not in the export. Look for a backup of them."
            )
            raise SystemExit(1)
