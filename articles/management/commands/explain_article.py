"""explain_article FILE|ID|ADDRESS: what was taken from where, and what was dropped by which rule."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import DatabaseError

from articles.ingest.rereading.explaining import NothingToExplain, explain
from articles.management.output import PrintsPlainly
from articles.parsing.outlet_rules.rules import RulesError


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Show how a file is read: what was taken from where, and what was dropped by which rule. Nothing is stored. Ends "
        "with 0, with 1 if the file holds no article or cannot be read, with 2 if there is nothing to explain."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "article", metavar="FILE|ID|ADDRESS", help="a file, or an article's permanent id or address"
        )
        parser.add_argument(
            "--entry", type=_number, default=1, metavar="N", help="which entry of a file of many (default: 1)"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            explanation = explain(options["article"], options["entry"])
        except (NothingToExplain, RulesError) as error:
            raise CommandError(str(error), returncode=2) from error
        except DatabaseError as error:
            text = (
                f"This is no file, and the database could not be read ({error}). Run `manage.py migrate` if it is new."
            )
            raise CommandError(text, returncode=2) from error
        for line in explanation.lines:
            self.stdout.write(line)
        if not explanation.article:
            raise SystemExit(1)


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(text)
    return int(text)
