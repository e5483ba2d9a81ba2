"""`manage.py load_pictures FOLDER|ZIP`: the same as `fetch_images --from FOLDER|ZIP`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, no_translations

from articles.management.output import PrintsPlainly
from articles.management.picture_report import load_and_tell


class Command(PrintsPlainly, BaseCommand):
    help = "Give every picture whose address ends in the name of a file in FOLDER (or a .zip) that file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    @no_translations
    def handle(self, *args: object, folder: Path, **options: object) -> None:
        load_and_tell(self, folder)
