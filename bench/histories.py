"""Makes a repository with a long history, imports it, imports it again, and kills imports of it.

    python -m bench.histories [--commits 100000] [--kills 20] [--work FOLDER] [--repository PATH]

Prints seconds, commits and versions a second and peak memory of both runs, what git itself counts, and the digests, which
must be equal. With --repository an existing one is read instead.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.processes import Finished, kill_after, run

START = 1_500_000_000
#: The commonest characters of GB 2312, drawn at random: no two articles tell one story.
HAN = [bytes((first, second)).decode("gb2312") for first in range(0xB0, 0xC8) for second in range(0xA1, 0xFF)]


def article(number: int, version: int) -> bytes:
    """A feed file of some 600 characters, unlike any other."""
    rng = random.Random(number * 97 + version)
    body = "".join(f"<p>{''.join(rng.choices(HAN, k=58))}。</p>" for _ in range(10))
    url = f"https://www.voachinese.com/a/{number}.html"
    return f"<!--{(START + number * 600) * 1000}-->\n[第{number}条消息]({url})\n------\n\n{body}\n".encode()


def stream(commits: int) -> Iterator[bytes]:
    """For git fast-import: of twenty commits, sixteen add an article, three change one, one takes one out."""
    held: list[int] = []
    rng, number, versions = random.Random(5), 0, dict[int, int]()
    yield b"reset refs/heads/main\n"
    for at in range(commits):
        what = at % 20
        if what < 16 or len(held) < 50:
            number += 1
            one, change = number, b"M"
            held.append(one)
        else:
            place = rng.randrange(len(held))
            one, change = held[place], b"D" if what == 19 else b"M"
            if change == b"D":
                held[place] = held[-1]
                held.pop()
        versions[one] = versions.get(one, 0) + 1
        path = f"articles/{one // 400:04}/{one}.md".encode()
        message = b"remove old news" if change == b"D" else b"add news"
        yield b"commit refs/heads/main\ncommitter a <a@a.example> %d +0800\ndata %d\n%s\n" % (
            START + at * 60, len(message), message,
        )  # fmt: skip
        if change == b"D":
            yield b"D %s\n" % path
        else:
            data = article(one, versions[one])
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(data), data)


def make(folder: Path, commits: int) -> Path:
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    with subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for piece in stream(commits):
            process.stdin.write(piece)
        process.stdin.close()
    return folder


def counted(folder: Path) -> str:
    """What git says: commits, versions of files, files taken away."""
    command = "git log --all --raw --no-abbrev --format=%H"
    lines = subprocess.run(command.split(), cwd=folder, capture_output=True, check=True).stdout.splitlines()
    changes = [line.split(b"\t")[0].split()[-1:] for line in lines if line.startswith(b":")]
    kinds = {kind: sum(change == [kind] for change in changes) for kind in (b"A", b"M", b"D")}
    commits = sum(not line.startswith(b":") and bool(line) for line in lines)
    return f"{commits} commits, {kinds[b'A']} added, {kinds[b'M']} changed, {kinds[b'D']} removed"


def show(name: str, done: Finished, commits: int) -> None:
    said = [line for line in done.output.strip().splitlines() if " stored, " in line or "wait" in line]
    files = re.search(r"([\d,]+) files", " ".join(said))
    rate = int(files[1].replace(",", "")) / done.seconds if files else 0
    print(
        f"== {name}: exit {done.code}, {done.seconds:.1f} s, {commits / done.seconds:.0f} commits/s, "
        f"{rate:.0f} versions/s, peak {done.peak_mb:.0f} MB",
        flush=True,
    )
    print("\n".join(done.output.strip().splitlines()[-3:]), flush=True)


def digest(data: Path) -> str:
    found = re.search(r"^digest +([0-9a-f]{64})", run(["check_archive", "--no-index"], data).output, re.M)
    return found[1] if found else "none"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--commits", type=int, default=100_000)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bench-histories")
    options.add_argument("--repository", type=Path)
    given = options.parse_args()
    shutil.rmtree(given.work, ignore_errors=True)
    given.work.mkdir(parents=True)
    place = given.repository or make(given.work / "news.git", given.commits)
    print(counted(place), flush=True)
    command = ["import_articles", str(place), "--no-index", "--workers", "2"]
    calm = given.work / "calm"
    run(["migrate"], calm)
    whole = run(command, calm)
    show("first", whole, given.commits)
    show("again", run(command, calm), given.commits)
    expected, rng, rounds, killed, wrong = digest(calm), random.Random(1), 0, 0, 0
    while killed < given.kills:
        # A data folder is torn until an import of it ends; then it must equal the undisturbed one.
        torn = given.work / f"torn{rounds}"
        run(["migrate"], torn)
        while killed < given.kills and kill_after(command, torn, rng.uniform(0.2, 0.7) * whole.seconds):
            killed += 1
        show("after kills", run(command, torn), given.commits)
        wrong += digest(torn) != expected
        rounds += 1
    print(f"{killed} kills, {rounds} imports, {wrong} with another digest than {expected}", flush=True)
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
