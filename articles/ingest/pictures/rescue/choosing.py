"""Which pictures a run asks for, and at which addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.ingest.pictures.rescue.hosts import PictureJob
from articles.ingest.pictures.rescue.targets import host_of
from articles.models import Article, Figure, Image, Source

#: Where a picture may be had that the outlet does not give any more: (host, address with the original's in its place).
PROXIES = {
    # A cache that once served most feeds' pictures; it asks the outlet itself: images.weserv.nl/docs
    "weserv": ("images.weserv.nl", "https://images.weserv.nl/?url={escaped}"),
    # The Internet Archive's first copy, untouched ("id_"): archive.org/help/wayback_api.php
    "wayback": ("web.archive.org", "https://web.archive.org/web/0id_/{url}"),
}
_COLUMNS = ("pk", "url", "state", "file", "etag", "last_modified", "untouched_sha256")


@dataclass(frozen=True, slots=True)
class PictureChoice:
    """source: only pictures of this outlet's articles. since: only of articles published on that day or later.
    retry_failed: also what failed or was refused, whenever. refresh: also what is rescued, if it has changed.
    skip_hosts: never these (nor hosts below them). proxies: names of PROXIES, asked in turn where the original fails."""

    source: Source | None = None
    since: date | None = None
    limit: int | None = None
    retry_failed: bool = False
    refresh: bool = False
    skip_hosts: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()


def due(choice: PictureChoice, now: datetime) -> QuerySet[Image]:
    """Pictures to ask for, in the order in which they came. Only of articles that readers see."""
    states, ended = Image.State, (Image.State.FAILED, Image.State.REFUSED)
    wanted = Q(state=states.WAITING, file="") | Q(state__in=ended, next_try_at__lte=now)
    if choice.retry_failed:
        wanted |= Q(state__in=ended)
    if choice.refresh:
        wanted |= Q(state=states.RESCUED)
    articles = Article.objects.published()
    if choice.source:
        articles = articles.filter(source=choice.source)
    if choice.since:
        articles = articles.filter(day__gte=choice.since)
    shown = Figure.objects.filter(image=OuterRef("pk"), article__in=articles)
    # What came, or was to come, within the archive’s own files is nowhere to be fetched (addresses/held_pictures.py).
    return Image.objects.filter(wanted).exclude(url__contains=".invalid/").filter(Exists(shown)).order_by("pk")


def jobs(choice: PictureChoice, now: datetime) -> Iterator[PictureJob]:
    """Read as they are asked for, so that memory does not grow with the archive."""
    given, last = 0, 0
    while page := list(due(choice, now).filter(pk__gt=last)[:1000]):
        last = page[-1].pk
        for image in page:
            job = _job(image, choice)
            if _skipped(job.host, choice.skip_hosts):
                continue
            if given == choice.limit:
                return
            given += 1
            yield job


def _job(image: Image, choice: PictureChoice) -> PictureJob:
    routes = [(host_of(image.url), image.url)]
    for name in choice.proxies:
        host, pattern = PROXIES[name]
        routes.append((host, pattern.format(url=image.url, escaped=quote(image.url, safe=""))))
    # Without the file, "unchanged" would be no answer.
    held = image.state == Image.State.RESCUED and bool(image.file) and image.file.storage.exists(str(image.file))
    if not held:
        return PictureJob(image.pk, tuple(routes))
    return PictureJob(image.pk, tuple(routes[:1]), image.etag, image.last_modified, image.untouched_sha256)


def _skipped(host: str, skip: tuple[str, ...]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in skip)
