"""What became of one picture, written down at once: an interrupted run goes on where it was."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from articles.ingest.pictures import same_photograph
from articles.ingest.pictures.reasons import PictureRefused
from articles.ingest.pictures.rescue.fetching import Fetched
from articles.ingest.pictures.rescue.hosts import PictureJob
from articles.ingest.pictures.storing import StoredPicture
from articles.models import Image

#: Runs that ask in vain before a picture is left alone (until --retry-failed).
ATTEMPTS = 6
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(hours=1), timedelta(days=14)


def record_taken(job: PictureJob, fetched: Fetched, stored: StoredPicture) -> str:
    """ "taken"; for a picture that was held already "unchanged", or "changed", and then the earlier one stays."""
    asked = {"fetched_at": timezone.now(), "etag": fetched.known.etag, "last_modified": fetched.known.last_modified}
    if job.untouched_sha256:
        Image.objects.filter(pk=job.pk).update(**asked)
        return "unchanged" if job.untouched_sha256 == stored.untouched_sha256 else "changed"
    with transaction.atomic():
        Image.objects.filter(pk=job.pk).update(**asked, **stored.columns(), fetched_from=fetched.url)
        same_photograph.remember([stored.perceptual_hash])
    return "taken"


def record_unchanged(job: PictureJob) -> str:
    Image.objects.filter(pk=job.pk).update(fetched_at=timezone.now())
    return "unchanged"


def record_refused(job: PictureJob, refusal: PictureRefused) -> str:
    """ "refused" or "failed". A picture that is held stays rescued, whatever its address says today."""
    outcome = "refused" if refusal.reason.refused else "failed"
    if job.untouched_sha256:
        Image.objects.filter(pk=job.pk).update(fetched_at=timezone.now())
        return outcome
    before = Image.objects.values_list("attempts", flat=True).filter(pk=job.pk).first() or 0
    Image.objects.filter(pk=job.pk).update(
        state=Image.State.REFUSED if refusal.reason.refused else Image.State.FAILED,
        reason=refusal.reason.code,
        detail=refusal.detail[:300],
        attempts=min(before + 1, 30_000),
        next_try_at=next_try(refusal, before + 1, timezone.now()),
        fetched_at=timezone.now(),
    )
    return outcome


def next_try(refusal: PictureRefused, attempts: int, now: datetime) -> datetime | None:
    """1, 4, 16 hours … up to two weeks, give or take a fifth so that not all come at once; never before the server's own
    Retry-After. None: not by itself."""
    if not refusal.reason.again or attempts >= ATTEMPTS:
        return None
    doubled: timedelta = _FIRST_PAUSE * int(4 ** (attempts - 1))
    pause = min(doubled, _LONGEST_PAUSE) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
    return now + max(pause, min(timedelta(seconds=min(refusal.wait, 10**7)), _LONGEST_PAUSE))
