"""One engine in a process of its own, so that its memory can be seen from outside. Started by bench.engines.

    python -m bench.engine_run NAME build|ask|race FOLDER [--limit N] [--repeats N]

FOLDER holds the articles and the queries; NAME-build.json and NAME-ask.json are written there. race: all engines of RACERS
whose index lies there take turns with each query, in one process, and all-race.json holds their times: a machine that is
slower for a while is so for all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
django.setup()

from articles.search.index.arrays.layout import IndexDocument  # noqa: E402
from bench.engine_cases import Case  # noqa: E402
from bench.engine_corpus import CASES, Stream  # noqa: E402

#: A query is asked so often, or for so many seconds, but at least three times.
MOST, SECONDS = 40, 1.0

#: name: module, its function that builds, its class that answers
ENGINES = {
    "ours": ("engine_ours", "build", "Searcher"),
    "tantivy": ("engine_tantivy", "build", "Searcher"),
    "fts5-pairs": ("engine_sqlite", "build_pairs", "Pairs"),
    "fts5-trigram": ("engine_sqlite", "build_trigram", "Trigram"),
    "whoosh-jieba": ("engine_whoosh", "build", "Searcher"),
    "ripgrep": ("engine_ripgrep", "build", "Searcher"),
}


#: Those that answer in milliseconds.
RACERS = ("ours", "tantivy", "fts5-pairs")
ROUNDS = 40


class Searches(Protocol):
    def ask(self, case: Case) -> int: ...
    def ids(self, case: Case) -> set[int]: ...


def _warm_up() -> None:
    """What a process does once, whatever it indexes: tables of characters, dictionaries."""
    from articles.search.text.segmentation import boundaries
    from articles.search.text.tokens import scan

    scan("热身"), boundaries("热身")


def _build(build: Callable[[Iterable[IndexDocument], Path], None], target: Path, stream: Stream) -> dict[str, Any]:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    _warm_up()
    began = time.perf_counter()
    build(stream, target)
    seconds = time.perf_counter() - began - stream.reading
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return {"seconds": seconds, "articles": stream.count, "characters": stream.characters, "bytes": size}


def _timed(searcher: Searches, case: Case) -> dict[str, Any]:
    """All ids, and the milliseconds of each time it was asked."""
    try:
        ids = searcher.ids(case)
    except NotImplementedError:
        return {"ids": None, "total": None, "ms": []}
    total = searcher.ask(case)
    taken: list[float] = []
    while len(taken) < 3 or (len(taken) < MOST and sum(taken) < SECONDS * 1000):
        began = time.perf_counter()
        searcher.ask(case)
        taken.append((time.perf_counter() - began) * 1000)
    return {"ids": sorted(ids), "total": total, "ms": taken}


def _searcher(name: str, folder: Path) -> Searches:
    module, _builder, searcher = ENGINES[name]
    opened: Searches = getattr(import_module(f"bench.{module}"), searcher)(folder / name)
    return opened


def _race(folder: Path, cases: list[Case]) -> dict[str, list[list[float]]]:
    """Of each engine the milliseconds of each query."""
    searchers = {name: _searcher(name, folder) for name in RACERS if (folder / name).exists()}
    times: dict[str, list[list[float]]] = {name: [] for name in searchers}
    for case in cases:
        for name, searcher in searchers.items():
            searcher.ask(case)
            times[name].append([])
        began = time.perf_counter()
        for turn in range(ROUNDS):
            if turn >= 5 and time.perf_counter() - began > SECONDS:
                break
            for name, searcher in searchers.items():
                start = time.perf_counter()
                searcher.ask(case)
                times[name][-1].append((time.perf_counter() - start) * 1000)
    return times


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", choices=(*ENGINES, "all"))
    options.add_argument("step", choices=("build", "ask", "race"))
    options.add_argument("folder", type=Path)
    options.add_argument("--limit", type=int, default=0)
    options.add_argument("--repeats", type=int, default=1)
    given = options.parse_args()
    if given.step == "build":
        module, builder, _searcher_name = ENGINES[given.name]
        build = getattr(import_module(f"bench.{module}"), builder)
        stream = Stream(given.folder, given.limit, given.repeats)
        result: Any = _build(build, given.folder / given.name, stream)
    else:
        cases = [Case(**{k: tuple(v) if isinstance(v, list) else v for k, v in case.items()})
                 for case in json.loads((given.folder / CASES).read_text())]  # fmt: skip
        if given.step == "race":
            result = _race(given.folder, cases)
        else:
            opened = _searcher(given.name, given.folder)
            result = [_timed(opened, case) for case in cases]
    (given.folder / f"{given.name}-{given.step}.json").write_text(json.dumps(result))


if __name__ == "__main__":
    main()
