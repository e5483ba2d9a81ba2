"""Imports the sample in several orders and with several workers, and compares what comes of it.

    python -m bench.imports SAMPLE_FOLDER [--archive SAMPLE.tar.xz] [--work FOLDER]

Prints for each run: exit code, seconds, articles/s, peak memory, the closing lines; then check_archive's digest, which must
be the same for all.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tarfile
import tempfile
from pathlib import Path

from bench.processes import Finished, run


def shuffled_tar(folder: Path, target: Path, seed: int) -> Path:
    """A tar of the folder's files in random order."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    random.Random(seed).shuffle(paths)
    with tarfile.open(target, "w") as archive:
        for path in paths:
            archive.add(path, str(path.relative_to(folder)))
    return target


def show(name: str, done: Finished, articles: int) -> None:
    rate = articles / done.seconds
    print(
        f"== {name}: exit {done.code}, {done.seconds:.1f} s, {rate:.0f} files/s, peak {done.peak_mb:.0f} MB", flush=True
    )
    print("\n".join(done.output.strip().splitlines()[-6:]), flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--archive", type=Path)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bench-imports")
    given = options.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    given.work.mkdir(parents=True)
    files = sum(path.is_file() for path in given.folder.rglob("*"))
    shuffled = shuffled_tar(given.folder, given.work / "shuffled.tar", seed=7)
    runs = {
        "2 workers, no index": (given.folder, ["--workers", "2", "--no-index"]),
        "1 worker, shuffled": (shuffled, ["--workers", "1", "--no-index"]),
        "2 workers, shuffled": (shuffled, ["--workers", "2", "--no-index"]),
        "2 workers, with index": (given.archive or given.folder, ["--workers", "2"]),
    }
    for number, (name, (path, flags)) in enumerate(runs.items()):
        data = given.work / f"data{number}"
        run(["migrate"], data)
        show(name, run(["import_articles", str(path), *flags], data), files)
        if not number:
            show("again, nothing changed", run(["import_articles", str(path), *flags], data), files)
            show("index alone", run(["update_index"], data), files)
        show("check_archive", run(["check_archive"], data), files)
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        print(f"data folder: {size / 1e6:.0f} MB, {size / files:.0f} bytes a file", flush=True)


if __name__ == "__main__":
    main()
