"""A repository's history as a root: every version of every file that a branch or tag ever held."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from articles.ingest.archives.git import places
from articles.ingest.archives.git.blobs import Blobs
from articles.ingest.archives.git.mirror import Unusable, exists, make_mirror, set_shallow
from articles.ingest.archives.git.notebook import Notebook, NotedVersion
from articles.ingest.archives.git.process import INSTALL, GitFailed, installed, lines
from articles.ingest.archives.git.walking import Walk, cut_off, list_commits, list_standing
from articles.ingest.archives.limits import Limits
from articles.ingest.archives.names import storable
from articles.ingest.types import Entry, Verdict
from articles.parsing.types import NotAnArticle, Refused

#: Between a file's path and the name of its bytes.
AT = "@"
_SCRATCH = "history-"


@dataclass(frozen=True, slots=True)
class HistoryReading:
    """What an earlier reading of a repository came to. tips: the commits that it began from. missing: parents that were not
    there. head: what HEAD was."""

    tips: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    head: str = ""


@dataclass
class History:
    """place: where it lies. scratch: a folder for what is found meanwhile, which goes when the reading is over.

    Set before `open`: before, what came of the last reading; retry, versions that were refused then, as (path, blob).
    Known after it: now, what this reading comes to; fresh, whether there is anything new to read; lost, tips of the last one
    that nothing leads to any more; notes, a sentence each; trouble, why the rest could not be read."""

    place: places.RepositoryPlace
    limits: Limits
    scratch: Path | None = None
    before: HistoryReading = HistoryReading()
    retry: list[tuple[str, str]] = field(default_factory=list)
    now: HistoryReading = HistoryReading()
    fresh: bool = False
    lost: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    trouble: str = ""
    complete: bool = False
    alive: Callable[[], None] = lambda: None
    archive = False

    def __post_init__(self) -> None:
        self.text = storable(str(self.place.path))
        # A clone's files and their versions, and a repository called news.git or news.bundle, bear one name.
        shown = self.place.path.parent if self.place.kind == "clone" else self.place.path
        name = shown.name.removesuffix(".git").removesuffix(".bundle")
        #: The folder that a clone shows; what a repository or bundle is called without its ending.
        self.called = storable(str(shown.with_name(name))) if name else self.text
        self.prefix = f"{storable(name)}/" if name else ""
        self._home: Path | None = None

    @property
    def without_git(self) -> bool:
        return not installed()

    @property
    def book(self) -> Notebook:
        return self._book

    def total(self) -> int:
        return self._book.version_count() if self._home else 0

    def done(self) -> int | None:
        return None  # counted in versions

    def open(self) -> bool:
        """Look at the branches and walk through what is new. False if nothing can be read: trouble says why."""
        if not installed():
            self.trouble = f"The history in {self.text} was left out: {INSTALL}"
            return False
        if self.scratch:
            self.scratch.mkdir(parents=True, exist_ok=True)
            _sweep(self.scratch)
        self._home = Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-", dir=self.scratch))
        self._book = Notebook(self._home)
        lfs = None if self.place.kind == "bundle" else self.place.folder / "lfs" / "objects"
        mirror = self._home / "mirror"
        mirror.mkdir()
        self._blobs = Blobs(mirror, self.limits, lfs)
        try:
            self._look(mirror)
        except (Unusable, OSError) as error:
            self.trouble = str(error)
        except GitFailed as error:
            self.trouble = f"git cannot read the repository ({error}). Look at it with git fsck."
        return not self.trouble

    def settings(self) -> Iterator[Entry]:
        """The files at the top of the folder that a clone shows, among which may be its site's settings."""
        if self.place.kind == "clone":
            for file in sorted(self.place.path.parent.iterdir()):
                if file.is_file() and not file.is_symlink():
                    yield Entry(storable(file.name), size=file.stat().st_size, file=file)

    def close(self) -> None:
        if self._home:
            self._blobs.close()
            self._book.close()
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None

    def _look(self, mirror: Path) -> None:
        refs, head = make_mirror(self.place, mirror)
        old: set[str] = set()
        if self.place.kind != "bundle":
            refs, head = places.refs_of(self.place.folder)
            old = places.logged(self.place.folder)
            set_shallow(mirror, places.shallow_of(self.place.folder))
            if (self.place.folder / "objects" / "info" / "alternates").exists():
                self.notes.append(
                    f"{self.text} borrows from another repository, which is not read. If something is missing, let it hold "
                    "all of its own: git repack -a -d, then remove objects/info/alternates."
                )
        refs = {name: value for name, value in refs.items() if name.startswith(places.KINDS)}
        wanted = sorted({*refs.values(), *([head] if head else []), *old, *self.before.tips})
        here = exists(mirror, wanted)
        for name, value in sorted(refs.items())[:20]:
            if value not in here:
                self.notes.append(f"{storable(name)} leads to {value[:12]}, which is not in {self.text}.")
        present = {here[value] for value in (*refs.values(), head) if value in here}
        kept = {here[value] for value in old if value in here}
        if not present | kept:
            raise Unusable("The repository has no branch or tag with a commit in it, so there is no history to read.")
        self._heads = sorted({here[v] for n, v in refs.items() if v in here and not n.startswith("refs/tags/")})
        self._head = here.get(head, "")
        self._walk(mirror, present, kept, {here[tip] for tip in self.before.tips if tip in here})

    def _walk(self, mirror: Path, present: set[str], kept: set[str], read: set[str]) -> None:
        tips = sorted(present | kept)
        missing = set(self.before.missing)
        if missing & exists(mirror, sorted(missing)).keys():
            read, missing = set(), set()  # what was cut off has been fetched: read all of it
        shallow = set(places.shallow_of(self.place.folder)) if self.place.kind != "bundle" else set()
        self.now = HistoryReading(frozenset(tips), frozenset(missing | _parents_cut(mirror, shallow)), self._head)
        unchanged = self.now.tips <= read and self.now.head == self.before.head
        if unchanged and not self.retry:
            return
        self.fresh = True
        try:
            cut = list_commits(mirror, tips, self._book, read)
        except GitFailed:
            self._book.forget_commits()
            self.now = HistoryReading(self.now.tips, self.now.missing | cut_off(mirror, tips), self._head)
            cut = list_commits(mirror, tips, self._book, read)
        if cut:
            self.notes.append(
                f"The history in {self.text} is cut off at {len(cut):,} commits (such as {cut[0][:12]}): what was before is "
                "not in it. Fetch the rest (git fetch --unshallow) and import again."
            )
        known = self._book.knows(sorted(self.before.tips))
        self.lost = frozenset(tip for tip in self.before.tips if tip not in known)
        if self.lost:
            self.notes.append(
                f"The history in {self.text} was rewritten since it was last read: {len(self.lost):,} of the commits that "
                "its branches led to are no longer part of it. What came from them stays in the archive."
            )
        self._changes(mirror)
        self._standing(mirror)

    def _changes(self, mirror: Path) -> None:
        walk = Walk(mirror, self._book, self.alive)
        walk.run()
        for name, why in walk.unreadable:
            self._book.add_odd(f"{AT}{name}", f"What commit {name[:12]} changed cannot be read ({why}).", refused=True)
        if walk.given_up:
            self.trouble = (
                f"{len(walk.unreadable)} commits cannot be read, so the reading of the history was ended. If this is a "
                "clone without trees (--filter=tree:0), fetch the whole: git fetch --refetch --filter=blob:none."
            )

    def _standing(self, mirror: Path) -> None:
        """What the branches show today."""
        if self._head:
            self._book.note_main(line.decode() for line in lines(mirror, "rev-list", self._head) if line)
            list_standing(mirror, [self._head], self._book, main=True)
        if self._heads:
            list_standing(mirror, self._heads, self._book, main=False)

    def entries(self) -> Iterator[Entry]:
        """A version each, oldest first, whose bytes are asked for when they are needed; then what is no file of text."""
        again = set(self.retry)
        for path, blob in self.retry:
            yield self._entry(NotedVersion(path, blob, None, ()))
        for version in self._book.versions():
            if (version.path, version.blob) not in again:
                yield self._entry(version)
        for path, refused, reason in self._book.odd():
            verdict: Verdict = Refused(reason) if refused else NotAnArticle(reason)
            yield Entry(path, verdict=verdict)
        self.complete = False  # nothing that a history once held is ever gone

    def _entry(self, version: NotedVersion) -> Entry:
        return Entry(
            f"{version.path}{AT}{version.blob}",
            origin=f"{self.prefix}{version.path}",
            load=partial(self._blobs.load, version.blob),
            before=tuple(f"{path}{AT}{blob}" for path, blob in version.before),
            seen_at=datetime.fromtimestamp(version.seen, UTC) if version.seen is not None else None,
        )


def _sweep(folder: Path) -> None:
    """Remove what readings that were killed left behind."""
    for left in folder.glob(f"{_SCRATCH}*"):
        owner = left.name.removeprefix(_SCRATCH).partition("-")[0]
        try:
            os.kill(int(owner), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (ValueError, OSError):
            continue


def _parents_cut(mirror: Path, shallow: set[str]) -> set[str]:
    """The parents that the commits of a shallow clone name."""
    found: set[str] = set()
    for name in sorted(shallow):
        try:
            text = b"\n".join(lines(mirror, "cat-file", "commit", name))
        except GitFailed:
            continue
        head = text.partition(b"\n\n")[0].splitlines()
        found.update(line[7:].decode() for line in head if line.startswith(b"parent "))
    return found
