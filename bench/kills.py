"""Kills imports and index updates with SIGKILL at random moments, then lets one finish: is anything lost or twice?

    python -m bench.kills SAMPLE_FOLDER [--times 20] [--work FOLDER] [--seed 1]

The digest at the end must be that of an undisturbed import, and check_archive must find index and database equal.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import tempfile
from pathlib import Path

from bench.processes import kill_after, run


def digest(data: Path) -> str:
    done = run(["check_archive"], data)
    if done.code:
        print(done.output.strip()[-600:], flush=True)
    found = re.findall(r"\b[0-9a-f]{64}\b", done.output)
    return f"exit {done.code} {found[-1] if found else '?'}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bench-kills")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    shutil.rmtree(given.work, ignore_errors=True)
    given.work.mkdir(parents=True)
    calm = given.work / "calm"
    run(["migrate"], calm)
    whole = run(["import_articles", str(given.folder)], calm)
    print(f"undisturbed: {whole.seconds:.1f} s", flush=True)
    expected = digest(calm)
    kills, rounds, wrong = 0, 0, 0
    while kills < given.times:
        # A data folder is torn until nothing is left to do in it; then it must equal the undisturbed one.
        rounds += 1
        torn = given.work / f"torn{rounds}"
        run(["migrate"], torn)
        for number in range(given.times):
            command = ["update_index"] if number % 3 == 2 else ["import_articles", str(given.folder)]
            seconds = rng.uniform(1.0, max(2.0, whole.seconds * 0.4))
            if kill_after(command, torn, seconds):
                kills += 1
                print(f"{kills}: {command[0]} killed after {seconds:.1f} s", flush=True)
            elif command[0] == "import_articles":
                break
        run(["import_articles", str(given.folder)], torn)
        found = digest(torn)
        wrong += found != expected
        print(f"round {rounds}: {'EQUAL' if found == expected else 'DIFFERS'}", flush=True)
    print(f"{kills} kills in {rounds} rounds, {wrong} rounds differ; undisturbed: {expected}")
    return 1 if wrong or not expected.startswith("exit 0") else 0


if __name__ == "__main__":
    raise SystemExit(main())
