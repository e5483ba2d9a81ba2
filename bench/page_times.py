"""One reader's requests to a served archive, one after the other on one connection: when an answer begins, and its size."""

from __future__ import annotations

import gzip
import http.client
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import brotli

#: The share below which the figure called p95 lies.
NEARLY_ALL = 0.95


@dataclass(frozen=True)
class Answer:
    """ms: from sending the request until the head of the answer is there. sent: bytes of the body as they came."""

    status: int
    ms: float
    sent: int
    bytes: int
    etag: str


@dataclass
class Times:
    """Of one type of page. again_ms: of the same request with If-None-Match."""

    answers: list[Answer] = field(default_factory=list)
    again: list[Answer] = field(default_factory=list)

    def median(self) -> float:
        return median(answer.ms for answer in self.answers)

    def p95(self) -> float:
        taken = sorted(answer.ms for answer in self.answers)
        return taken[min(len(taken) - 1, int(len(taken) * NEARLY_ALL))]

    def bytes(self) -> tuple[int, int]:
        """Median of the whole and of what is sent."""
        return int(median(a.bytes for a in self.answers)), int(median(a.sent for a in self.answers))

    def unchanged(self) -> tuple[float, float]:
        """Share of 304 when asked again, and the median of their milliseconds."""
        if not self.again:
            return 0.0, 0.0
        same = [answer.ms for answer in self.again if answer.status == http.client.NOT_MODIFIED]
        return len(same) / len(self.again), median(same) if same else 0.0

    def statuses(self) -> set[int]:
        return {answer.status for answer in self.answers}


def whole(body: bytes, coding: str) -> int:
    """Bytes of a body before it was compressed."""
    if coding == "br":
        return len(brotli.decompress(body))
    return len(gzip.decompress(body)) if coding == "gzip" else len(body)


@dataclass
class Reader:
    """host: such as 127.0.0.1:8000."""

    host: str

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(self.host, timeout=60)

    def ask(self, path: str, etag: str = "") -> Answer:
        headers = {"Accept-Encoding": "gzip, deflate, br", "Accept-Language": "zh-CN", "Accept": "text/html"}
        began = time.perf_counter()
        self.connection.request("GET", path, headers=headers | ({"If-None-Match": etag} if etag else {}))
        response = self.connection.getresponse()
        ms = (time.perf_counter() - began) * 1000
        body = response.read()
        size = whole(body, response.getheader("Content-Encoding", ""))
        return Answer(response.status, ms, len(body), size, response.getheader("ETag", ""))

    def times(self, paths: Sequence[str], requests: int) -> Times:
        """At least `requests` of them, going round where there are fewer addresses; each is asked again at once."""
        taken = Times()
        for number in range(max(requests, len(paths))):
            path = paths[number % len(paths)]
            taken.answers.append(self.ask(path))
            taken.again.append(self.ask(path, taken.answers[-1].etag or '"none"'))
        return taken
