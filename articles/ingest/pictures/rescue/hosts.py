"""Whose turn it is: one picture at a time from a host, and a pause before the next. Pure: the clock is given."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count


@dataclass(slots=True)
class PictureJob:
    """One picture to ask for. routes: addresses to ask in turn, the original first. route: which of them is next.

    tries: how often this route was asked in this run. etag, last_modified: ask only for what has changed since.
    """

    pk: int
    routes: tuple[tuple[str, str], ...]
    etag: str = ""
    last_modified: str = ""
    untouched_sha256: str = ""
    route: int = 0
    tries: int = 0

    @property
    def host(self) -> str:
        return self.routes[self.route][0]

    @property
    def url(self) -> str:
        return self.routes[self.route][1]


@dataclass(slots=True)
class _Lane:
    """One host. free_at: when it may be asked again. waiting: (not before, order, job)."""

    free_at: float = 0.0
    busy: bool = False
    silent: int = 0
    waiting: list[tuple[float, int, PictureJob]] = field(default_factory=list)


class Hosts:
    """Jobs by host. delay: seconds between the end of one picture and the start of the next from the same host."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._lanes: dict[str, _Lane] = {}
        self._turns: list[tuple[float, int, str]] = []
        self._order = count()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, job: PictureJob, not_before: float = 0.0) -> None:
        lane = self._lanes.setdefault(job.host, _Lane())
        heapq.heappush(lane.waiting, (not_before, next(self._order), job))
        self._size += 1
        self._announce(job.host, lane)

    def next(self, now: float) -> PictureJob | None:
        """A job that may start now; its host is busy until `finished`."""
        while self._turns and self._turns[0][0] <= now:
            _, _, host = heapq.heappop(self._turns)
            lane = self._lanes[host]
            if lane.busy or not lane.waiting or self._ready(lane) > now:
                continue  # said before something else came about; what holds now was said as well
            lane.busy = True
            self._size -= 1
            return heapq.heappop(lane.waiting)[2]
        return None

    def finished(self, host: str, now: float, *, silent: bool, pause: float = 0.0) -> int:
        """How often in a row the host has been silent. pause: seconds that it asked for."""
        lane = self._lanes[host]
        lane.busy = False
        lane.silent = lane.silent + 1 if silent else 0
        lane.free_at = now + max(self._delay, pause)
        self._announce(host, lane)
        return lane.silent

    def wait(self, now: float) -> float | None:
        """Seconds until something may start; None if nothing waits on time alone."""
        while self._turns:
            at, _, host = self._turns[0]
            lane = self._lanes[host]
            if not lane.busy and lane.waiting and self._ready(lane) <= at:
                return max(0.0, at - now)
            heapq.heappop(self._turns)
        return None

    def give_up(self, host: str) -> Iterator[PictureJob]:
        """Take out all that waits for a host."""
        lane = self._lanes[host]
        self._size -= len(lane.waiting)
        taken, lane.waiting = lane.waiting, []
        yield from (job for _, _, job in taken)

    def _ready(self, lane: _Lane) -> float:
        return max(lane.free_at, lane.waiting[0][0])

    def _announce(self, host: str, lane: _Lane) -> None:
        if not lane.busy and lane.waiting:
            heapq.heappush(self._turns, (self._ready(lane), next(self._order), host))
