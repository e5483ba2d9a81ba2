"""From commits to versions: what each commit added, changed and took away."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articles.ingest.archives.git.mirror import set_shallow
from articles.ingest.archives.git.notebook import REPLACED, Event, Notebook, NotedCommit, NotedVersion
from articles.ingest.archives.git.process import Git, GitFailed, lines, write_lines
from articles.ingest.archives.names import member_path, storable
from articles.parsing.by_name import skipped_member

#: Paths that one commit may change: trees that hold each other ten times over, ten deep, name 10^10.
MOST_CHANGES = 2_000_000
#: Commits that may be unreadable before the reading ends: each costs a new start of git.
MOST_UNREADABLE = 100
#: Files that one commit takes away, up to which each may be what one that it adds was before it got another name and text.
MOST_PARTED = 20
LONGEST = 1024 * 1024
#: The end of the years that a calendar shows (articles.ingest.export.schema).
_LATEST = 4_102_444_800 - 1
_DAY = 86_400
_LINK = "A link; links in a history are not followed."
_MODULE = "Another repository (a submodule), which this one does not hold. Import it by itself."
_FORMAT = "%H %ct %P%n%<(160,trunc)%s"


def list_commits(home: Path, tips: list[str], book: Notebook, read: set[str]) -> list[str]:
    """Every commit that leads to a tip, parents first, into the notebook. read: tips of earlier readings that are still
    here; what leads to them is not new. The commits whose parents are missing. Raises GitFailed."""
    asked = write_lines(home / "tips", tips)
    new = None if not read else set(_listed(home, write_lines(home / "new", [*tips, *(f"^{tip}" for tip in read)])))
    boundary = {line for line in _lines_of(home / "shallow") if line}
    ranks: dict[bytes, int] = {}
    book.add_commits(_commits(home, asked, ranks, new, boundary))
    return sorted(boundary)


def _listed(home: Path, asked: Path) -> Iterator[str]:
    for line in lines(home, "rev-list", "--stdin", asked=asked):
        if line:
            yield line.decode()


def _lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="ascii").split() if path.exists() else []


def _commits(
    home: Path, asked: Path, ranks: dict[bytes, int], new: set[str] | None, boundary: set[str]
) -> Iterator[NotedCommit]:
    latest = int(time.time()) + _DAY
    arguments = ("log", "--topo-order", "--reverse", "-z", "-s", "--encoding=UTF-8", "--no-notes", "--no-decorate")
    with Git(home, *arguments, "--no-color", "--no-mailmap", f"--format={_FORMAT}", "--stdin", asked=asked) as git:
        for piece in git.pieces(b"\0", LONGEST):
            head, _, subject = piece.partition(b"\n")
            if not head:
                continue
            name, stated, *parents = head.decode().split(" ")
            before = max((ranks.get(bytes.fromhex(parent), 0) for parent in parents if parent), default=0)
            at = min(int(stated), _LATEST) if stated.isdecimal() else 0  # git writes nothing for what is no time
            # A clock that ran ahead must not put all that follows into the future.
            rank = max(at if at <= latest else 0, before + 1)
            ranks[bytes.fromhex(name)] = rank
            words = storable(subject.decode("utf-8", "replace").strip())[:200]
            yield NotedCommit(name, at, rank, words, new is None or name in new, name in boundary)


def missing_parents(home: Path, tips: list[str]) -> tuple[set[str], set[str]]:
    """Commits that name a parent that is not here, and those parents. Slow: for a repository that git cannot walk."""
    incomplete, missing, seen, pending = set[str](), set[str](), set[str](), list(tips)
    with Git(home, "cat-file", "--batch", talk=True) as git:
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            parents = _parents(git, name)
            for parent in parents or []:
                if parent not in seen and not _is_here(git, parent):
                    incomplete.add(name)
                    missing.add(parent)
                else:
                    pending.append(parent)
    return incomplete, missing


def _is_here(git: Git, name: str) -> bool:
    return _parents(git, name) is not None


def _parents(git: Git, name: str) -> list[str] | None:
    git.ask(name.encode() + b"\n")
    head = (git.until(b"\n", LONGEST) or b"").decode().split()
    if len(head) != 3:
        return None
    body = git.exactly(int(head[2]) + 1)
    if head[1] != "commit":
        return None
    header = body.partition(b"\n\n")[0].splitlines()
    return [line[7:].decode() for line in header if line.startswith(b"parent ")]


def cut_off(home: Path, tips: list[str]) -> set[str]:
    """Let git see commits without parents where those are missing. The missing ones."""
    incomplete, missing = missing_parents(home, tips)
    set_shallow(home, [*_lines_of(home / "shallow"), *incomplete])
    return missing


class TooMany(GitFailed):
    """One commit changes more than any honest one."""


@dataclass(slots=True)
class Walk:
    """Through the new commits of a notebook. alive: called now and then. unreadable: commits, and why each is."""

    home: Path
    book: Notebook
    alive: Callable[[], None] = lambda: None
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    given_up: bool = False

    def run(self) -> None:
        """Fill the notebook with events and versions."""
        done = 0
        while True:
            asked = self.home / "commits"
            with asked.open("w", encoding="ascii") as stream:
                for _seq, commit in self.book.new_commits(done):
                    stream.write(f"{commit.hash}\n")
            if not asked.stat().st_size:
                return
            reader = _Changes(self.book, self.alive)
            try:
                self._read(asked, reader)
                return
            except GitFailed as error:
                done = self._skip(max(done, reader.whole), reader, str(error))
            if self.given_up:
                return

    def _read(self, asked: Path, reader: _Changes) -> None:
        arguments = (
            "diff-tree",
            "--stdin",
            "-r",
            "-c",
            "--root",
            "--raw",
            "-z",
            "--no-abbrev",
            "--always",
            "--no-renames",
        )
        with Git(self.home, *arguments, "--no-ext-diff", "--no-textconv", asked=asked) as git:
            reader.read(git)

    def _skip(self, done: int, reader: _Changes, why: str) -> int:
        """Past the commit at which git ended: the one that it was telling, else the next."""
        telling = reader.telling if reader.telling > done else 0
        for seq, commit in self.book.new_commits(done):
            if telling and seq < telling:
                continue
            self.book.drop_events(seq)
            self.unreadable.append((commit.hash, why))
            self._salvage(commit)
            self.given_up = len(self.unreadable) >= MOST_UNREADABLE
            return seq
        self.given_up = True
        return done

    def _salvage(self, commit: NotedCommit) -> None:
        """Of a commit that could not be compared with its parents: the files that it shows. Since when is not known."""
        try:
            for blob, raw in _files_of(self.home, [commit.hash]):
                path, refusal = member_path(storable(os.fsdecode(raw)))
                if path and not refusal and not skipped_member(path):
                    self.book.add_version(NotedVersion(path, blob, None, ()))
        except GitFailed:
            return  # its tree is not here


@dataclass(frozen=True, slots=True)
class CommitChange:
    """One line of a commit. old: what stood there before, of each parent. what: added, changed or removed."""

    what: str
    path: str
    blob: str
    old: tuple[str, ...]


class _Changes:
    """Reads the answer of diff-tree. whole: number of the last commit that was read to its end; telling: of this one."""

    def __init__(self, book: Notebook, alive: Callable[[], None]) -> None:
        self.book, self.alive = book, alive
        self.whole = self.telling = 0
        self._commit: NotedCommit | None = None
        self._changes: list[CommitChange] = []

    def read(self, git: Git) -> None:
        """To the end. A commit is told only once git has compared all of it: when git ends early, the one that was told last
        is whole. Raises GitFailed, TooMany in the midst of one."""
        try:
            self._read(git)
        except TooMany:
            raise
        except GitFailed:
            self._close()
            self.telling = 0
            raise
        self._close()
        self.telling = 0

    def _read(self, git: Git) -> None:
        numbers = self.book.new_commits()
        present: tuple[int, NotedCommit] | None = None
        fields: list[bytes] = []
        for piece in git.pieces(b"\0", LONGEST):
            if piece.startswith(b":"):
                fields = piece.split(b" ")
            elif fields:
                self._change(fields, piece)
                fields = []
            elif piece.strip():
                name = piece.strip().decode()
                self._close()
                while present is None or present[1].hash != name:
                    present = next(numbers)
                self.telling, self._commit = present
                self.alive()

    def _change(self, fields: list[bytes], raw: bytes) -> None:
        parents = len(fields[0]) - len(fields[0].lstrip(b":"))
        old_modes = [mode.lstrip(b":") for mode in fields[:parents]]
        mode = fields[parents]
        blobs = [blob.decode() for blob in fields[parents + 1 : 2 * parents + 1]]
        path, refusal = member_path(storable(os.fsdecode(raw)))
        if refusal:
            self.book.add_odd(path, refusal, refused=True)
            return
        if skip := skipped_member(path):
            self.book.add_odd(skip[0], skip[1].reason, refused=False)
            return
        if mode in (b"120000", b"160000"):
            self.book.add_odd(path, _LINK if mode == b"120000" else _MODULE, refused=False)
        old = tuple(blob for blob, kind in zip(blobs, old_modes, strict=True) if kind.startswith(b"100"))
        new = fields[2 * parents + 1].decode() if mode.startswith(b"100") else ""
        if len(self._changes) >= MOST_CHANGES:
            raise TooMany(f"it changes more than {MOST_CHANGES:,} files")
        if new and new not in old:
            self._changes.append(CommitChange("changed" if old else "added", path, new, tuple(dict.fromkeys(old))))
        elif old and not new:
            self._changes.append(CommitChange("removed", path, old[0], old))

    def _close(self) -> None:
        """Write what the present commit did."""
        commit, changes, seq = self._commit, self._changes, self.telling
        self._commit, self._changes = None, []
        if commit is None:
            return
        parted = [(each.path, each.blob) for each in changes if each.what == "removed"]
        by_blob = {blob: path for path, blob in reversed(parted)}
        for each in changes:
            if not commit.boundary:
                self.book.add_event(Event(seq, each.what, each.path, each.blob))
                for blob in each.old if each.what == "changed" else ():
                    self.book.add_event(Event(seq, REPLACED, each.path, blob))
            if each.what != "removed":
                before = _before(each, parted, by_blob)
                seen = None if commit.boundary else commit.rank
                self.book.add_version(NotedVersion(each.path, each.blob, seen, before))
        self.whole = seq


def _before(each: CommitChange, parted: list[tuple[str, str]], by_blob: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What a version may have taken the place of: what stood under its path, else what went away in the same commit."""
    if each.what == "changed":
        return tuple((each.path, blob) for blob in each.old)
    if each.blob in by_blob:
        return ((by_blob[each.blob], each.blob),)
    if len(parted) <= MOST_PARTED:
        return tuple(parted)
    name = each.path.rsplit("/", 1)[-1]
    return tuple((path, blob) for path, blob in parted if path.rsplit("/", 1)[-1] == name)[:MOST_PARTED]


def list_standing(home: Path, tips: list[str], book: Notebook, *, main: bool) -> None:
    """The blobs that the trees of these commits hold today. Each tree is looked at once. Raises GitFailed."""
    book.add_standing((blob for blob, _path in _files_of(home, tips)), main=main)


def _files_of(home: Path, tips: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each blob in the trees of these commits, with one of its paths. Raises GitFailed."""
    asked = write_lines(home / "heads", tips)
    chosen = ("--filter=object:type=blob", "--filter-provided-objects", "--missing=allow-any")
    for line in lines(home, "rev-list", "--objects", "--no-walk", *chosen, "--stdin", asked=asked):
        blob, _, path = line.partition(b" ")
        if blob:
            yield blob.decode(), path
