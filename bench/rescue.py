"""Picture rescue against a hostile server on loopback: 10,000 links on eight hosts, and a table of what became of them.

    python -m bench.rescue [--links 10000]

Everything happens on this machine, in a folder that is removed afterwards.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

HOSTS = 8
#: Pages of tests/ingest/pictures/rescue/hostile.py that cost the whole time limit of a picture each, or much of a
#: processor: a few are enough to show that they end.
COSTLY = ("slow-headers", "slow-body", "silent", "hundred-continues", "endless", "gzip-bomb", "pixel-bomb")
#: Not in the table: they answer differently the second time.
SPECIAL = ("once-busy",)
#: One address in this many is hostile.
HOSTILE = 4


def addresses(count: int, hosts: list[str], pages: list[str]) -> list[str]:
    """Three quarters pictures, the rest everything else in turn, and three of each costly one; spread over the hosts."""
    others = [name for name in pages if name not in (*COSTLY, *SPECIAL)]
    paths = [f"{name}/{n}" for name in COSTLY for n in range(3)]
    hostile = islice(cycle(others), (count - len(paths)) // HOSTILE)
    paths += [f"{name}/{n}" for n, name in enumerate(hostile)]
    paths += [f"photo-{n}.jpg" for n in range(count - len(paths))]
    return [f"http://{hosts[n % len(hosts)]}/{path}" for n, path in enumerate(paths)]


def fill(urls: list[str]) -> None:
    from django.db import transaction

    from articles.models import Article, Figure, Image, Source

    source = Source.objects.create(name="bench", slug="bench")
    with transaction.atomic():
        images = Image.objects.bulk_create(
            [Image(url=url, url_hash=hashlib.sha256(url.encode()).hexdigest()) for url in urls], batch_size=1000
        )
        identity = hashlib.sha256(b"bench").hexdigest()
        article = Article.objects.create(public_id=identity[:12], identity=identity, source=source, content_hash="")
        Figure.objects.bulk_create(
            [Figure(article=article, image=image, position=n % 30_000) for n, image in enumerate(images, 1)],
            batch_size=1000,
        )


def told() -> None:
    """By kind of page."""
    from articles.ingest.pictures.reasons import REASONS
    from articles.models import Image

    rows: Counter[tuple[str, str, str]] = Counter()
    for url, state, reason in Image.objects.values_list("url", "state", "reason").iterator():
        kind = url.split("/")[3]
        rows["a picture" if kind.startswith("photo-") else kind, state, reason] += 1
    print("| what the server does | links | outcome | why |\n| --- | ---: | --- | --- |")
    for (kind, state, reason), number in sorted(rows.items(), key=lambda row: (row[0][1] != "rescued", row[0])):
        why = f"{reason}: {REASONS[reason].in_english()}" if reason else ""
        print(f"| {kind} | {number:,} | {state} | {why} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rescue-bench-") as folder, ExitStack() as servers:
        os.environ |= {"NEWSARCHIVE_DATA": folder, "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        from articles.ingest.pictures.rescue.choosing import PictureChoice
        from articles.ingest.pictures.rescue.fetching import Manners
        from articles.ingest.pictures.rescue.network import Network
        from articles.ingest.pictures.rescue.running import Pace, rescue
        from articles.management.picture_report import table
        from tests.ingest.pictures.rescue.hostile import PAGES, gzip_bomb, hostile_server, pixel_bomb

        call_command("migrate", verbosity=0)
        first = servers.enter_context(hostile_server())
        port = first.server_address[1]
        rest = [servers.enter_context(hostile_server(f"127.0.0.{n}", port)) for n in range(2, HOSTS + 1)]
        pixel_bomb(), gzip_bomb()
        places = [server.place for server in (first, *rest)]
        fill(addresses(options.links, places, list(PAGES)))
        before = time.process_time()
        manners = Manners(seconds=3.0, patience=1.0, network=Network(frozenset(places)))
        report = rescue(PictureChoice(), Pace(workers=8, delay=0.0, retries=1, first=0.1, longest=1.0), manners)
        cpu = time.process_time() - before
        told()
        print(f"\n{table(report)}")
        files = [path.stat().st_size for path in Path(folder, "media").rglob("*") if path.is_file()]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{len(files):,} files, {sum(files) / 2**20:,.1f} MiB on disk; {cpu:,.1f} s of processor (the server's included)"
        )
        print(f"memory at most {peak:,.0f} MiB; {sum(sum(s.counts.values()) for s in (first, *rest)):,} requests")


if __name__ == "__main__":
    main()
