"""Kills imports and index updates with SIGKILL at random moments, then lets one finish: is anything lost or twice?

    python -m bench.kills SAMPLE_FOLDER [--times 20] [--work FOLDER] [--seed 1]

The digest at the end must be that of an undisturbed import, and check_archive must find index and database equal.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
from pathlib import Path

from bench.processes import kill_after, run


def digest(data: Path) -> str:
    done = run(["check_archive"], data)
    print(done.output.strip()[-600:], flush=True)
    found = re.findall(r"\b[0-9a-f]{64}\b", done.output)
    return f"exit {done.code} {found[-1] if found else '?'}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--times", type=int, default=20)
    options.add_argument("--work", type=Path, default=Path("/tmp/bench-kills"))
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    shutil.rmtree(given.work, ignore_errors=True)
    given.work.mkdir(parents=True)
    calm, torn = given.work / "calm", given.work / "torn"
    for data in (calm, torn):
        run(["migrate"], data)
    whole = run(["import_articles", str(given.folder)], calm)
    print(f"undisturbed: {whole.seconds:.1f} s", flush=True)
    for number in range(given.times):
        command = ["import_articles", str(given.folder)] if number % 3 else ["update_index"]
        if number % 3 == 1:
            command.append("--no-index")
        seconds = rng.uniform(0.5, whole.seconds * 0.4)
        killed = kill_after(command, torn, seconds)
        print(
            f"{number + 1}: {' '.join(command[:1])} {'killed' if killed else 'had finished'} after {seconds:.1f} s",
            flush=True,
        )
    print(run(["import_articles", str(given.folder)], torn).output.strip()[-300:])
    results = digest(calm), digest(torn)
    print(*results, sep="\n")
    return 0 if results[0] == results[1] and results[0].startswith("exit 0") else 1


if __name__ == "__main__":
    raise SystemExit(main())
