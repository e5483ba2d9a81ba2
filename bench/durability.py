"""Does the index survive what may befall a machine? SIGKILL, power cuts, flipped bytes: right results or a rebuild.

    python -m bench.durability SAMPLE_FOLDER [--files 3000] [--kills 50] [--flips 3] [--mixtures 3] [--work FOLDER]

Imports some files of the sample, then: kills build, update and merge of their index at random moments, and asks after each
(what waits in the outbox may be as before or as after the change); cuts the power at every sync, rename and removal of an
update, a merge and a rebuild (powercut.py); flips bytes of every file of the index. What is right is counted over the texts.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench.powercut import Recorder, State, lay_out, recorded
from bench.processes import ROOT, run

#: Han only: what is right is a count of substrings, and covid is not found in postcovid.
QUESTIONS = ("美国", "的", "疫情", "华人", "改动", "第七次", "核酸检测", "国务院总理")
STEPS = ("build", "update", "merge")


def prepared(folder: Path, files: int, work: Path, rng: random.Random) -> Path:
    """A data folder with so many files of the sample imported, not indexed. Django uses it from here on."""
    data, archive = work / "data", work / "some.tar"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    with tarfile.open(archive, "w") as tar:
        for path in rng.sample(paths, min(files, len(paths))):
            tar.add(path, str(path.relative_to(folder)))
    run(["migrate"], data)
    print(run(["import_articles", str(archive), "--no-index"], data).output.strip().splitlines()[-1], flush=True)
    os.environ |= {"NEWSARCHIVE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    import django

    django.setup()
    return data


class Archive:
    """The archive that is tormented. texts: folded, by primary key, as the database has them."""

    def __init__(self, rng: random.Random) -> None:
        from articles.search.index.documents import all_documents
        from articles.search.text.fold import fold

        self.rng, self.changes = rng, 0
        self.texts = {d.id: fold("\n".join(d.texts)) for batch in all_documents() for d in batch}
        self.outcomes: Counter[str] = Counter()

    def change(self, count: int) -> None:
        """So many articles get another headline; the index is not told."""
        from articles.models import Article
        from articles.search.index.documents import documents
        from articles.search.text.fold import fold

        self.changes += 1
        pks = self.rng.sample(sorted(self.texts), min(count, len(self.texts)))
        Article.objects.filter(pk__in=pks).update(headline=f"第{'一二三四五六七八九十'[self.changes % 10]}次改动")
        self.texts |= {d.id: fold("\n".join(d.texts)) for d in documents(pks)}

    def differences(self) -> list[str]:
        """Questions that a process which opens the index now answers wrongly. Raises SearchUnavailable."""
        from articles import search
        from articles.models import OutboxRow
        from articles.search.index import process_store
        from articles.search.text.fold import fold

        process_store._store.cache_clear()
        waiting = set(OutboxRow.objects.values_list("article_id", flat=True))
        wrong = []
        for text in QUESTIONS:
            found = set(search.matching_ids(f'"{text}"', 1_000_000))
            right = {pk for pk, body in self.texts.items() if fold(text) in body}
            if found - waiting != right - waiting:
                wrong.append(text)
        return wrong

    def ask(self, when: str) -> None:
        """Counts what came of asking; waits for a rebuild that it started."""
        from articles import search

        try:
            wrong = self.differences()
            self.outcomes[f"{when}: {'WRONG ' + ' '.join(wrong) if wrong else 'right'}"] += 1
        except search.SearchUnavailable as error:
            rebuilding = [thread for thread in threading.enumerate() if thread.name == "rebuild-index"]
            for thread in rebuilding:
                thread.join(120)
            wrong = self.differences()
            outcome = "WRONG after the rebuild" if wrong else "rebuilt, then right" if rebuilding else str(error)
            self.outcomes[f"{when}: {outcome}"] += 1

    def tell(self) -> None:
        for outcome, count in sorted(self.outcomes.items()):
            print(f"{count:5} {outcome}", flush=True)

    def complete(self, when: str) -> None:
        """Lets an update finish, and compares the whole index with the database."""
        from articles import search

        search.update()
        problems = search.check() + [f"wrong: {text}" for text in self.differences()]
        self.outcomes[f"{when}, after update_index: {' '.join(problems) or 'check() is empty'}"] += 1

    def small_segments(self) -> None:
        """Changes in as many commits as make a merge due."""
        from articles.search.index import outbox
        from articles.search.index.arrays.store import FAN
        from articles.search.index.process_store import store

        for _ in range(FAN):
            self.change(40)
            outbox._drain(store(), 1000)


def killed(step: str, after: float | None) -> tuple[bool, float]:
    """Does the step in a process; kills it so many seconds after it said that it was ready. Whether it was still at it, and
    how long it took."""
    command = [sys.executable, "-m", "bench.dying", step]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        began = time.monotonic()
        try:
            child.wait(after)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        done = child.stdout.readline() == "done\n"
        child.wait()
        assert done or child.returncode == -signal.SIGKILL, "it failed by itself"
        return not done, time.monotonic() - began


def kills(archive: Archive, times: int) -> None:
    """So many processes killed at work; one that was faster than its death does not count."""
    whole: dict[str, float] = {}
    deaths = number = 0
    while deaths < times and number < 6 * times + 6:
        step = STEPS[number % len(STEPS)]
        number += 1
        if step == "update":
            archive.change(600)
        elif step == "merge":
            archive.small_segments()
        died, took = killed(step, archive.rng.uniform(0, whole[step]) if step in whole else None)
        if not died:
            whole[step] = min(took, whole.get(step, took))
            continue
        deaths += 1
        archive.ask(f"{step} killed")
        if deaths % 5 == 0:
            archive.complete("kills")
    archive.complete("kills")
    print({step: f"{seconds:.2f} s" for step, seconds in whole.items()}, "undisturbed", flush=True)


def opened(folder: Path) -> object:
    """What the index in this folder answers; "damaged" if it says so."""
    from articles.search.evaluate.evaluate import Evaluator
    from articles.search.index.arrays.files import IndexDamaged
    from articles.search.index.arrays.store import Store
    from articles.search.index.process_store import store
    from articles.search.query.queries import exactly

    try:
        snapshot = Store(folder, store().analysis).snapshot()
    except IndexDamaged:
        return "damaged"
    found = [Evaluator(snapshot).matches(exactly("text", text)).docs for text in QUESTIONS]
    return tuple(frozenset(snapshot.column("doc_id")[docs].tolist()) for docs in found)


def judged(recorder: Recorder, archive: Archive, folder: Path, mixtures: int, step: str) -> int:
    """Each cut leaves a state that was committed by then, and at the end the last one. How many states there were."""
    committed: list[object] = []
    known: dict[frozenset[tuple[str, int, int]], object] = {}

    def answers(state: State) -> object:
        key = frozenset((name, len(data), hash(data)) for name, data in state.items())
        if key not in known:
            lay_out(state, folder)
            known[key] = opened(folder)
        return known[key]

    for moment in recorder.moments:
        committed.append(answers({name: data for name, (_inode, data) in moment.live.items()}))
        allowed = committed[-1:] if moment.what == "end" else committed
        for state in moment.states(archive.rng, mixtures):
            answer = answers(state)
            outcome = "right" if answer in allowed else "damaged" if answer == "damaged" else "WRONG"
            archive.outcomes[f"power cut {'after' if moment.what == 'end' else 'in'} {step}: {outcome}"] += 1
    return len(known)


def cuts(archive: Archive, folder: Path, mixtures: int) -> None:
    from articles import search
    from articles.search.index.process_store import store
    from bench.dying import merge

    for step, work in {"update": search.update, "merge": merge, "build": search.rebuild}.items():
        if step == "merge":
            archive.small_segments()
        else:
            archive.change(100)
        with recorded(store().folder) as recorder:
            work()
        count = judged(recorder, archive, folder, mixtures, step)
        print(f"{step}: {len(recorder.moments)} moments, {count} different states", flush=True)
    archive.complete("power cuts")


def flips(archive: Archive, times: int) -> None:
    from articles.search.index.process_store import store

    def files() -> dict[str, Path]:
        """One of each kind that is in use: what a killed process left behind is nobody's."""
        entries = store().snapshot().manifest.segments
        names = ["manifest.json", *(name for entry in entries for name in (entry.name, entry.deleted) if name)]
        return {Path(name).suffix: store().folder / name for name in names}

    for suffix in (".arrays", ".deleted", ".json"):
        for _ in range(times):
            if suffix not in files():
                archive.change(100)
                archive.complete("before a flip")
            path = files()[suffix]
            data = bytearray(path.read_bytes())
            data[archive.rng.randrange(len(data))] ^= archive.rng.randint(1, 255)
            path.write_bytes(data)
            archive.ask(f"a byte of {suffix} flipped")
        archive.complete("flips")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--files", type=int, default=3000)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--flips", type=int, default=3)
    options.add_argument("--mixtures", type=int, default=3)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsarchive-bench-durability")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    rng = random.Random(given.seed)
    prepared(given.folder, given.files, given.work, rng)
    archive = Archive(rng)
    archive.complete("built")
    kills(archive, given.kills)
    archive.tell()
    cuts(archive, given.work / "cut", given.mixtures)
    flips(archive, given.flips)
    archive.tell()
    wrong = [
        text for text in archive.outcomes if "WRONG" in text or ("after update_index" in text and "empty" not in text)
    ]
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
