"""`manage.py load_pictures FOLDER`: give the archive's pictures the files that were rescued into a folder."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.ingest.pictures import load_pictures


class Command(BaseCommand):
    help = "Give every picture whose address ends in the name of a file in FOLDER that file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        try:
            report = load_pictures(folder)
        except NotADirectoryError as error:
            raise CommandError(str(error), returncode=2) from error
        for name in report.unused:
            self.stdout.write(f"{name}: no article shows it.")
        for name, reason in report.refused:
            self.stderr.write(f"{name}: {reason}")
        self.stdout.write(
            f"{report.loaded} pictures loaded, {report.unchanged} unchanged, "
            f"{len(report.unused)} files unused, {len(report.refused)} refused."
        )
        if report.refused:
            raise SystemExit(1)
