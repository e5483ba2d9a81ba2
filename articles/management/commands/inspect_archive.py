"""inspect_archive PATH: how an archive would be read, before it is imported."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from articles.ingest.archives.roots import NothingToImport
from articles.ingest.inspecting.inspect import inspect
from articles.ingest.run.find_profile import given_profile
from articles.management.inspection_lines import lines_of
from articles.management.output import PrintsPlainly
from articles.parsing.outlet_rules.rules import RulesError


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Show how a folder, file, .zip or .tar would be read: kinds of files, examples, names that are not understood, "
        "doubts, and an archive.toml to correct. Writes nothing. "
        "Ends with 0, with 1 if files would be refused or none is an article, 2 if nothing could be looked at."
    )
    #: It needs neither database nor index.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--profile",
            type=Path,
            metavar="FILE",
            help="how to read the files, instead of the archive.toml that lies there",
        )
        parser.add_argument("--map", default="", metavar="PART=NAME,…", help="as of import_articles")
        parser.add_argument("--write", type=Path, metavar="FILE", help="write the proposed archive.toml there")
        parser.add_argument(
            "--workers", type=_count, metavar="N", help="processes that parse (default: one a core; 0: none)"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            profile = given_profile(options["profile"], "")
            found = inspect(options["path"], profile=profile, names=options["map"], workers=options["workers"])
        except (NothingToImport, RulesError) as error:
            raise CommandError(str(error), returncode=2) from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped.", returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
        else:
            for line in lines_of(found):
                self.stdout.write(line)
        if options["write"]:
            self._write(options["write"], found.proposal)
        if found.refused or not found.articles:
            raise SystemExit(1)

    def _write(self, path: Path, text: str) -> None:
        """An archive.toml that is there may hold somebody's work."""
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise CommandError(f"{path} is there already. Name another file.", returncode=2) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written ({error.strerror}).", returncode=2) from error
        self.stderr.write(f"{path} is written. Look through it before you import.")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) > 256:
        raise ValueError(text)
    return int(text)
