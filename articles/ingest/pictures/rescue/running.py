"""A run of fetch_images: threads fetch and decode; this one decides whose turn it is and writes down what became of it."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone

from articles.ingest.pictures.reasons import PictureRefused
from articles.ingest.pictures.rescue.choosing import PictureChoice, jobs
from articles.ingest.pictures.rescue.fetching import CachedPicture, Fetched, Manners, fetch
from articles.ingest.pictures.rescue.hosts import Hosts, PictureJob
from articles.ingest.pictures.rescue.network import Network
from articles.ingest.pictures.rescue.recording import record_refused, record_taken, record_unchanged
from articles.ingest.pictures.storing import StoredPicture, keep_picture

#: Jobs in memory at a time: enough that many hosts are among them, though an import brings outlet after outlet.
WINDOW = 50_000
#: Silent answers in a row after which a host is left alone for the rest of the run.
SILENCE = 5
#: Pictures a report names; the admin lists them all.
NAMED = 50
#: Pictures decoded at a time: each may need 240 MB.
_DECODING = threading.Semaphore(2)
#: Seconds to wait for an answer; Manners.seconds ends each long before.
_NOTHING = 3600.0

Answer = tuple[Fetched, StoredPicture | None] | PictureRefused


@dataclass(frozen=True, slots=True)
class Pace:
    """delay: seconds of rest for a host after each picture. retries: times more that a run asks for what may be there
    a moment later. first: seconds before the first of them; each next one waits twice as long. longest: a host that asks
    us to wait longer than this is asked in a later run."""

    workers: int = 4
    delay: float = 1.0
    retries: int = 2
    first: float = 2.0
    longest: float = 60.0


@dataclass(slots=True)
class RescueReport:
    """counts: by (outcome, reason's code); outcome: taken, unchanged, changed, refused, failed or postponed. named:
    (address, sentence) of the first NAMED that were not taken. received: bytes of pictures taken."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    named: list[tuple[str, str]] = field(default_factory=list)
    received: int = 0
    seconds: float = 0.0
    stopped: bool = False

    def total(self, *outcomes: str) -> int:
        return sum(number for (outcome, _), number in self.counts.items() if outcome in outcomes)


Progress = Callable[[RescueReport], None]


def manners() -> Manners:
    """As settings say: they are constants, not read from the environment (settings.PICTURE_RESCUE_*)."""
    return Manners(network=Network(beside=frozenset(settings.PICTURE_RESCUE_BESIDE)))


def rescue(
    choice: PictureChoice, pace: Pace, manners: Manners, progress: Progress = lambda report: None
) -> RescueReport:
    """Ask for all pictures that are due. Every one is written down as it is counted; KeyboardInterrupt ends the run after
    what is under way, with what came so far."""
    run = _RescueRun(choice, pace, manners, progress)
    started = time.monotonic()
    pool = ThreadPoolExecutor(pace.workers, thread_name_prefix="fetch")
    try:
        run.go(pool)
    except KeyboardInterrupt:
        run.report.stopped = True
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    run.report.seconds = time.monotonic() - started
    return run.report


class _RescueRun:
    def __init__(self, choice: PictureChoice, pace: Pace, manners: Manners, progress: Progress) -> None:
        self.pace, self.manners, self.progress = pace, manners, progress
        self.report = RescueReport()
        self.hosts = Hosts(pace.delay)
        self.coming: Iterator[PictureJob] = jobs(choice, timezone.now())
        self.under_way: dict[Future[Answer], PictureJob] = {}
        self.given_up: set[str] = set()

    def go(self, pool: ThreadPoolExecutor) -> None:
        more = True
        while True:
            more = more and self._fill()
            self._start(pool)
            pause = self.hosts.wait(time.monotonic())
            if self.under_way:
                full = len(self.under_way) >= self.pace.workers
                done, _ = wait(self.under_way, _NOTHING if full or pause is None else pause, FIRST_COMPLETED)
                for future in done:
                    self._settle(self.under_way.pop(future), future.result())
                    self.progress(self.report)
            elif pause is not None:
                time.sleep(pause)
            elif not more:
                return

    def _fill(self) -> bool:
        """Whether there may be more."""
        if len(self.hosts) > WINDOW // 2:
            return True
        for job in self.coming:
            self._queue(job)
            if len(self.hosts) >= WINDOW:
                return True
        return False

    def _queue(self, job: PictureJob, not_before: float = 0.0) -> None:
        if job.host in self.given_up:
            self._count("postponed", "")
        else:
            self.hosts.add(job, not_before)

    def _start(self, pool: ThreadPoolExecutor) -> None:
        while len(self.under_way) < self.pace.workers and (job := self.hosts.next(time.monotonic())):
            self.under_way[pool.submit(_answer, job, self.manners)] = job

    def _settle(self, job: PictureJob, answer: Answer) -> None:
        refusal = answer if isinstance(answer, PictureRefused) else None
        silent = refusal is not None and refusal.reason.silent
        pause = min(refusal.wait, self.pace.longest) if refusal else 0.0
        in_a_row = self.hosts.finished(job.host, time.monotonic(), silent=silent, pause=pause)
        if in_a_row == SILENCE:
            self._give_up(job.host)
        if not isinstance(answer, PictureRefused):
            self._taken(job, *answer)
        elif not self._asked_again(job, answer):
            self._count(record_refused(job, answer), answer.reason.code)
            if len(self.report.named) < NAMED:
                self.report.named.append((job.routes[0][1], str(answer)))

    def _taken(self, job: PictureJob, fetched: Fetched, stored: StoredPicture | None) -> None:
        outcome = record_taken(job, fetched, stored) if stored else record_unchanged(job)
        self.report.received += len(fetched.data)
        self._count(outcome, "")

    def _asked_again(self, job: PictureJob, refusal: PictureRefused) -> bool:
        """In this run: the same address a little later, or else the next one."""
        reason = refusal.reason
        alive = job.host not in self.given_up and refusal.wait <= self.pace.longest
        if reason.again and alive and job.tries < self.pace.retries:
            pause = self.pace.first * 2**job.tries * random.uniform(0.8, 1.2)  # noqa: S311 - no secret
            job.tries += 1
            self._queue(job, time.monotonic() + max(pause, refusal.wait))
            return True
        others = range(job.route + 1, len(job.routes)) if reason.elsewhere else range(0)
        route = next((each for each in others if job.routes[each][0] not in self.given_up), None)
        if route is None:
            return False
        job.route, job.tries = route, 0
        self._queue(job)
        return True

    def _give_up(self, host: str) -> None:
        self.given_up.add(host)
        for _ in self.hosts.give_up(host):
            self._count("postponed", "")

    def _count(self, outcome: str, code: str) -> None:
        self.report.counts[outcome, code] += 1


def _answer(job: PictureJob, manners: Manners) -> Answer:
    """In a thread of the pool: no database here."""
    try:
        fetched = fetch(job.url, manners, CachedPicture(job.etag, job.last_modified))
        if fetched.unchanged:
            return fetched, None
        with _DECODING:
            return fetched, keep_picture(fetched.data)
    except PictureRefused as refusal:
        return refusal
