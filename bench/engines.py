"""Search engines side by side: the same articles, the same queries, one after the other, each in a process of its own. Those
that answer in milliseconds are then timed again, taking turns with each query (engine_run.RACERS).

    NEWSARCHIVE_DATA=… python -m bench.engines [--articles N] [--whoosh 3000] [--only ours --only tantivy] [--tenfold]
                                               [--report docs/bench.md] [--svg docs/bench.svg] [--work FOLDER]

A query asks for a page of 20 articles, the exact total, the count of every outlet and of every month. What it finds is
compared with the plain folded text. --tenfold: our engine alone, with the articles ten times over, under other ids.
Nothing else should run meanwhile. The README of the figures is the page that --report writes.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain, islice
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
django.setup()

from articles.search.index.arrays.layout import IndexDocument  # noqa: E402
from articles.search.index.documents import all_documents  # noqa: E402
from articles.search.text.fold import fold  # noqa: E402
from bench.engine_cases import Case, cases, truth  # noqa: E402
from bench.engine_corpus import CASES, Stream, save, text_of  # noqa: E402
from bench.engine_report import EngineResult, Report, section_of_pages  # noqa: E402
from bench.engine_run import ENGINES, RACERS  # noqa: E402
from bench.processes import ROOT, watched  # noqa: E402

TENFOLD = 10
_NEEDS = {"tantivy": "tantivy", "whoosh-jieba": "jieba"}


def missing(name: str) -> str:
    """What would have to be installed for this engine, "" if nothing."""
    if name == "ripgrep":
        return "" if shutil.which("rg") else "ripgrep"
    package = _NEEDS.get(name, "")
    return package if package and importlib.util.find_spec(package) is None else ""


def run(name: str, step: str, folder: Path, *flags: str) -> tuple[Any, float]:
    """(what bench.engine_run measured, greatest proportional set size in MB)."""
    command = [sys.executable, "-m", "bench.engine_run", name, step, str(folder), *flags]
    process = subprocess.Popen(command, cwd=ROOT)
    with watched(process) as sizes:
        code = process.wait()
    if code:
        raise SystemExit(f"{name}, {step}: exit code {code}")
    return json.loads((folder / f"{name}-{step}.json").read_text()), max(sizes)


def measure(name: str, folder: Path, truths: list[set[int]], limit: int, repeats: int = 1) -> EngineResult:
    built, build_mb = run(name, "build", folder, "--limit", str(limit), "--repeats", str(repeats))
    asked, ask_mb = run(name, "ask", folder)
    if repeats == 1:
        known = {document.id for document in Stream(folder, limit)} if limit else None
        expected = truths if known is None else [ids & known for ids in truths]
    else:
        expected = [{number + r * 100_000_000 for number in ids for r in range(repeats)} for ids in truths]
    return EngineResult(name, built, build_mb, asked, ask_mb, expected)


def articles(count: int) -> Iterator[IndexDocument]:
    return islice(chain.from_iterable(all_documents()), count or None)


def prepare(folder: Path, count: int, seed: int) -> tuple[list[Case], list[set[int]]]:
    save(articles(count), folder)
    documents = list(Stream(folder))
    folded = [fold(text_of(document)) for document in documents]
    asked = cases(documents, folded, seed)
    (folder / CASES).write_text(json.dumps([asdict(case) for case in asked], ensure_ascii=False))
    return asked, [truth(case, documents, folded) for case in asked]


def forget(folder: Path) -> None:
    for name in ENGINES:
        shutil.rmtree(folder / name, ignore_errors=True)


def compare(names: list[str], folder: Path, truths: list[set[int]], whoosh: int, report: Report) -> None:
    for name in names:
        if package := missing(name):
            print(f"{name}: left out, {package} is not installed", flush=True)
            continue
        print(f"{name} …", flush=True)
        report.add(measure(name, folder, truths, whoosh if name == "whoosh-jieba" else 0))
    if any((folder / name).exists() for name in RACERS):
        print("taking turns …", flush=True)
        raced, _mb = run("all", "race", folder)
        report.take_turns(raced)
    forget(folder)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=0, help="so many of the archive; 0: all")
    options.add_argument("--whoosh", type=int, default=3000, help="so many for stock Whoosh, which is slow; 0: all")
    options.add_argument("--only", action="append", choices=ENGINES)
    options.add_argument("--tenfold", action="store_true")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--report", type=Path)
    options.add_argument("--svg", type=Path)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bench-engines")
    given = options.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    forget(given.work)
    asked, truths = prepare(given.work, given.articles, given.seed)
    report = Report(asked)
    compare(given.only or list(ENGINES), given.work, truths, given.whoosh, report)
    if given.tenfold:
        print("ours, ten-fold …", flush=True)
        report.tenfold = measure("ours", given.work, truths, 0, TENFOLD)
        shutil.rmtree(given.work / "ours")
    print(report.markdown())
    if given.report:
        before = given.report.read_text(encoding="utf-8") if given.report.exists() else ""
        given.report.write_text(report.page() + section_of_pages(before), encoding="utf-8")
    if given.svg:
        given.svg.write_text(report.svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
