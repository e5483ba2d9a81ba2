"""fetch_images: bring the pictures that articles show into the archive (docs/pictures.md). Nothing else asks for them."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from articles.ingest.pictures.rescue.choosing import PROXIES, PictureChoice
from articles.ingest.pictures.rescue.lock import AnotherRun, only_run
from articles.ingest.pictures.rescue.running import Pace, RescueReport, manners, rescue
from articles.ingest.pictures.storing import complete_pictures
from articles.management.faults import faults_named
from articles.management.output import PrintsPlainly
from articles.management.picture_report import load_and_tell, progress, table
from articles.models import Source, SourceAlias


class Command(PrintsPlainly, BaseCommand):
    help = (
        "Fetch the pictures that articles show from where they were published, politely. Run it again to go on. "
        "Ends with 0 if all were taken, 1 if some were not, 2 if nothing could be done."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--from", dest="place", type=Path, metavar="FOLDER|ZIP", help="take them from there; ask nobody")
        add("--outlet", metavar="NAME", help="only pictures of this outlet's articles (name or slug)")
        add("--since", type=date.fromisoformat, metavar="DATE", help="only of articles published then or later")
        add("--limit", type=_positive, metavar="N", help="at most so many")
        add("--skip-host", action="append", default=[], metavar="HOST", help="never ask this host, nor those below it")
        add("--proxy", action="append", default=[], choices=sorted(PROXIES), help="ask there where the original fails")
        add("--retry-failed", action="store_true", help="also those that failed or were refused for good")
        add("--refresh", action="store_true", help="also those that are held, if they have changed")
        add("--workers", type=_positive, default=4, metavar="N", help="hosts asked at the same time (4)")
        add("--delay", type=_seconds, default=1.0, metavar="SECONDS", help="rest of a host after each picture (1)")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if options["place"]:
            load_and_tell(self, options["place"])
            return
        with faults_named("What was taken before stands; run it again to go on."):
            try:
                with only_run():
                    complete_pictures()
                    report = self._fetch(options)
            except AnotherRun as error:
                raise CommandError(str(error), returncode=2) from error
        for url, sentence in report.named:
            self.stderr.write(f"{url}: {sentence}")
        self.stdout.write(table(report))
        if report.stopped:
            raise CommandError("Stopped. What was taken stands; run the same command to go on.", returncode=2)
        if report.total("refused", "failed", "postponed"):
            raise SystemExit(1)

    def _fetch(self, options: dict[str, Any]) -> RescueReport:
        choice = PictureChoice(
            source=_source(options["outlet"]),
            since=options["since"],
            limit=options["limit"],
            retry_failed=options["retry_failed"],
            refresh=options["refresh"],
            skip_hosts=tuple(host.lower().strip(".") for host in options["skip_host"]),
            proxies=tuple(dict.fromkeys(options["proxy"])),
        )
        pace = Pace(workers=min(options["workers"], 64), delay=options["delay"])
        return rescue(choice, pace, manners(), progress(self.stderr, quiet=options["verbosity"] == 0))


def _source(name: str | None) -> Source | None:
    if name is None:
        return None
    found = Source.objects.filter(slug=name).first() or Source.objects.filter(name=name).first()
    alias = SourceAlias.objects.select_related("source").filter(value=name).first()
    if found is None and alias is None:
        raise CommandError(f"No outlet is called {name}. The page /sources/ lists them all.", returncode=2)
    return found or (alias.source if alias else None)


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ValueError(text)
    return int(text)


def _seconds(text: str) -> float:
    if not 0 <= float(text) <= 3600:
        raise ValueError(text)
    return float(text)
