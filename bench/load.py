"""Many readers at once: what they wait for, what fails, and what the server's memory does.

    python -m bench.load FOLDER [--readers 50] [--minutes 5] [--dear 8] [--import FILES] [--seed 1]

FOLDER: an archive (NEWSARCHIVE_DATA) with its index; it is copied, never written. gunicorn serves it, as gunicorn.conf.py
says. Each reader asks for a random page, reads for half a second, and asks again. Beside them --dear clients send,
without a pause, the costliest requests we know: lines with 300 alternatives, whole exports, comparisons. --import
FILES: that folder is imported meanwhile.

An error is an answer of 500 or more, a connection that breaks, or a wait of more than 60 s. 503 with Retry-After is no
error; it is counted apart. Seconds run from sending a request until its last byte; what the costly ones waited until
their answer began is told by kind as well. Memory is the proportional set size of all server processes, in MB. Exit code 1
if a reader met an error.
"""

from __future__ import annotations

import argparse
import http.client
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from bench.processes import proportional_mb, start
from bench.serving import serving

THINK = 0.5
LONGEST_WAIT = 60
SINGLE = (
    "的一是不了在有人这上大来和我个中地为以说时要就出会可也你对生能而子那得于"
    "着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现"
)
WORDS = ("美国", "中国 经济", "香港", "疫情", "特朗普", "新冠 疫苗", "总统府", "教育", '"人权"', "气候 OR 能源")


@dataclass(frozen=True, slots=True)
class Met:
    """The status of an answer, or the name of the exception; seconds until its first byte."""

    status: str
    begun: float


@dataclass
class Seen:
    """What one kind of client met. seconds: of each answer, whole. begun: until its first byte, the answer whole, and the
    status, by path."""

    seconds: list[float] = field(default_factory=list)
    begun: dict[str, list[tuple[float, float, str]]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, path: str, met: Met, seconds: float) -> None:
        with self.lock:
            self.seconds.append(seconds)
            self.statuses[met.status] += 1
            self.begun.setdefault(path, []).append((met.begun, seconds, met.status))

    def quantile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def errors(self) -> int:
        return sum(
            n for status, n in self.statuses.items() if not status.isdigit() or (int(status) >= 500 and status != "503")
        )

    def line(self, name: str) -> str:
        seconds = "/".join(f"{self.quantile(share):.2f}" for share in (0.5, 0.95, 0.99, 1))
        counted = f"{len(self.seconds)} requests, {self.errors()} errors"
        return f"{name}: {counted}, seconds p50/p95/p99/max {seconds}, {dict(self.statuses)}"

    def by_kind(self) -> Iterator[str]:
        """A line for each path: how often, how often 503, the longest waits for the first byte and for the last."""
        for path, all_met in self.begun.items():
            busy = [begun for begun, _, status in all_met if status == "503"]
            begun, whole = (max(met[at] for met in all_met) for at in (0, 1))
            yield (
                f"  {len(all_met)}, begun after {begun:.1f} s at most, ended after {whole:.1f}; "
                f"{len(busy)} sent away, after {max(busy, default=0):.1f} s at most: {path[:60]}"
            )


def ask(host: str, path: str) -> Met:
    """The answer is read to its end. 503 without Retry-After is an error."""
    sent = begun = time.monotonic()
    connection = http.client.HTTPConnection(host, timeout=LONGEST_WAIT)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        begun = time.monotonic()
        while answer.read(65536):
            pass
        told = answer.status != 503 or answer.headers.get("Retry-After")
        return Met(str(answer.status) if told else "503 without Retry-After", begun - sent)
    except (OSError, http.client.HTTPException) as error:
        return Met(type(error).__name__, begun - sent)
    finally:
        connection.close()


def pages_of(host: str) -> list[str]:
    """Addresses that a reader goes through: fixed ones, searches, and articles and days found on them."""
    connection = http.client.HTTPConnection(host, timeout=LONGEST_WAIT)
    found = ["/", "/archive/", "/sources/", "/pictures/", "/about/", "/changed/"]
    for word in WORDS:
        found += [f"/search/?q={quote(word)}", f"/api/search?q={quote(word)}", f"/search/?q={quote(word)}&sort=newest"]
        connection.request("GET", f"/api/search?q={quote(word)}&page_size=20")
        body = connection.getresponse().read().decode()
        found += sorted({f"/articles/{part[:12]}/" for part in body.split("/articles/")[1:]})
    return found


def dear_requests() -> list[str]:
    characters = [*dict.fromkeys(SINGLE)]
    alternatives = quote(" OR ".join(f"{a}{b}" if b else a for a in characters for b in ("", *characters[:5]))[:1400])
    return [
        f"/search/?view=lines&order=after&q={quote('|'.join(characters * 4)[:590])}",
        f"/search/?view=lines&order=after&q={alternatives}",
        f"/search/export.jsonl?q={quote('的')}",
        f"/search/?view=pictures&q={alternatives}",
        f"/api/search?q={alternatives}&page_size=100",
        "/compare/?" + "&".join(f"q={quote(word)}" for word in "的一是不了在") + "&split=source&words=1",
        f"/search/feed/?q={alternatives}",
    ]


def going_on(until: float, host: str, paths: list[str], seen: Seen, think: float, seed: int) -> Callable[[], None]:
    def run() -> None:
        drawn = random.Random(seed)
        while time.monotonic() < until:
            path = drawn.choice(paths)
            began = time.monotonic()
            seen.note(path, ask(host, path), time.monotonic() - began)
            time.sleep(think * drawn.uniform(0.5, 1.5))

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--dear", type=int, default=8)
    parser.add_argument("--import", dest="files", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(options.folder, data)
        with serving(data) as address:
            host = urlsplit(address).netloc
            readers, dear = Seen(), Seen()
            paths = pages_of(host)
            until = time.monotonic() + options.minutes * 60
            runs = [going_on(until, host, paths, readers, THINK, options.seed + n) for n in range(options.readers)]
            runs += [going_on(until, host, dear_requests(), dear, 0, -n) for n in range(options.dear)]
            threads = [threading.Thread(target=run) for run in runs]
            importing = start(["import_articles", str(options.files)], data) if options.files else None
            for thread in threads:
                thread.start()
            sizes = []
            while any(thread.is_alive() for thread in threads):
                sizes.append(server_mb(host))
                time.sleep(2)
            print(readers.line("readers"))
            print(dear.line("dear"), *dear.by_kind(), sep="\n")
            print(
                f"memory of the server: {sizes[0]:.0f} MB at first, {max(sizes):.0f} at most, {sizes[-1]:.0f} at the end"
            )
            if importing:
                output, _ = importing.communicate()
                print(f"import: exit {importing.returncode}, {output.strip().splitlines()[-1]}")
    sys.exit(1 if readers.errors() else 0)


def server_mb(host: str) -> float:
    """Of the gunicorn that listens on `host`, workers included."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
            parent = (entry.parent / "stat").read_text().rsplit(")", 1)[1].split()[1]
        except OSError:
            continue
        if host.encode() in words and b"gunicorn" in words:
            mother = Path(f"/proc/{parent}/cmdline").read_bytes().split(b"\0")
            if host.encode() not in mother:
                return proportional_mb(int(entry.parent.name))
    return 0.0


if __name__ == "__main__":
    main()
