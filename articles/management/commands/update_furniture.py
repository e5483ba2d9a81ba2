"""update_furniture: count what repeats in each outlet's articles, and leave out what is none of theirs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from articles import related, search
from articles.ingest.furniture import furnishing
from articles.ingest.furniture.furnishing import OutletFurniture
from articles.management.faults import faults_named
from articles.management.output import PrintsPlainly
from articles.management.progress import index_progress
from articles.parsing.outlet_rules.rules import RulesError

#: Pieces of an outlet that are shown.
SHOWN = 20
STANDS = "What was done stands; run it again to go on."


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Count what repeats in the articles of each outlet (subscription boxes, authors' biographies, rights lines) and "
        "leave out what is none of theirs. An import does so by itself; run it with --all when the rules have changed. The "
        "untouched files stay: put a piece back on the outlet's page of the admin, or by keep_blocks in outlets.toml."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every outlet, not only those with new articles")
        parser.add_argument("--show", action="store_true", help="list what is left out, outlet by outlet")
        parser.add_argument("--no-index", action="store_true", help="leave the search index to update_index")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        with faults_named(STANDS):
            try:
                with index_progress(self.stderr, "Leaving out", "written again") as progress:
                    found = furnishing.update(progress, everything=options["all"])
            except RulesError as error:
                raise CommandError(f"{error} Nothing was counted.", returncode=2) from error
        for outlet in found:
            self._tell(outlet, show=options["show"])
        changed = sum(outlet.changed for outlet in found)
        self.stdout.write(f"{len(found):,} outlets counted, {changed:,} articles written again.")
        if changed:
            with faults_named(
                "The articles stand, but not all are related or indexed. Run update_relations, update_index."
            ):
                related.update()
                if not options["no_index"]:
                    search.update()
        if any(outlet.unreadable for outlet in found):
            raise SystemExit(1)

    def _tell(self, outlet: OutletFurniture, *, show: bool) -> None:
        for reason in outlet.unreadable:
            self.stderr.write(f"left as it is: {reason}")
        if not outlet.pieces and not outlet.changed:
            return
        changed = f"{outlet.changed:,} of {outlet.articles:,} articles changed"
        self.stdout.write(f"{outlet.name}: {len(outlet.pieces)} pieces left out, {changed}")
        for row in outlet.pieces[:SHOWN] if show else ():
            text = " ".join(row.text.split())[:60]
            self.stdout.write(f"{row.articles:>9,}  {row.why:8} {row.kind:8} {row.example}  {text}")
