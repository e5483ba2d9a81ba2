"""export_archive PATH: everything the archive holds, into a folder or .zip."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest import export_archive
from articles.ingest.exporting import ExportRefused
from articles.management.output import PrintsPlainly


class Command(PrintsPlainly, BaseCommand):
    help = "Write the whole archive (originals, edits, outlets, pictures, permanent ids) to a new folder or .zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path, help="a new folder, or a new file that ends in .zip")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = export_archive(options["path"])
        except ExportRefused as error:
            raise CommandError(str(error), returncode=2) from error
        told = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in counts.items())
        self.stdout.write(f"Exported to {options['path']}: {told}.")
