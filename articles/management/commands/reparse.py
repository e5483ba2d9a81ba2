"""reparse: read stored originals again with today's rules."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest import reparse
from articles.models import Article


class Command(BaseCommand):
    help = "Read articles again from their stored originals with today's rules. What an editor changed stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="permanent ids of articles (default: all)")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Article.objects.order_by("pk")
        if options["ids"]:
            wanted = wanted.filter(public_id__in=options["ids"])
            if missing := set(options["ids"]) - set(wanted.values_list("public_id", flat=True)):
                raise CommandError(f"No article has the id {', '.join(sorted(missing))}.", returncode=2)
        keys = list(wanted.values_list("pk", flat=True))
        changed = sum(reparse(Article.objects.get(pk=pk)) for pk in keys)
        self.stdout.write(f"{len(keys):,} articles read again, {changed:,} changed.")
