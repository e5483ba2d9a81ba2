"""What the walk through a history found, on disk: a history may hold more than memory does."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TABLES = """
CREATE TABLE commits (seq INTEGER PRIMARY KEY, hash BLOB UNIQUE, at INTEGER, rank INTEGER, subject TEXT, new INTEGER,
                      boundary INTEGER, main INTEGER DEFAULT 0);
CREATE TABLE events (seq INTEGER, what TEXT, path TEXT, blob TEXT);
CREATE TABLE versions (number INTEGER PRIMARY KEY, path TEXT, blob TEXT, seen INTEGER, before TEXT, UNIQUE (path, blob));
CREATE TABLE odd (path TEXT PRIMARY KEY, refused INTEGER, reason TEXT) WITHOUT ROWID;
CREATE TABLE standing (blob TEXT PRIMARY KEY, main INTEGER) WITHOUT ROWID;
"""
_PAGE = 5_000
REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class NotedCommit:
    """at: seconds since 1970, as the commit says. rank: the same, but later than its parents'. boundary: its parents are not
    here, so that what it changed is not known."""

    hash: str
    at: int
    rank: int
    subject: str = ""
    new: bool = True
    boundary: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A commit gave a path these bytes (added, changed), took them away (removed), or put others there (replaced)."""

    seq: int
    what: str
    path: str
    blob: str


@dataclass(frozen=True, slots=True)
class NotedVersion:
    """Bytes that stood under a path. seen: rank of the last commit that brought them there; None if none is known to have.
    before: (path, blob) of what they may have taken the place of."""

    path: str
    blob: str
    seen: int | None
    before: tuple[tuple[str, str], ...]


class Notebook:
    """A database of its own in a folder that goes when the reading ends."""

    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "notebook.sqlite3", check_same_thread=False)
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;" + _TABLES)

    def close(self) -> None:
        self._db.close()

    def add_commits(self, commits: Iterable[NotedCommit]) -> None:
        rows = ((bytes.fromhex(c.hash), c.at, c.rank, c.subject, c.new, c.boundary) for c in commits)
        self._db.executemany(
            "INSERT INTO commits (hash, at, rank, subject, new, boundary) VALUES (?, ?, ?, ?, ?, ?)", rows
        )

    def forget_commits(self) -> None:
        """Before they are listed again."""
        self._db.execute("DELETE FROM commits")

    def new_commits(self, after: int = 0) -> Iterator[tuple[int, NotedCommit]]:
        """Those to be read, parents first, from behind number `after`."""
        yield from self._commits("new = 1 AND seq > ?", (after,))

    def commit(self, name: str) -> NotedCommit | None:
        """By its hash."""
        return next((commit for _seq, commit in self._commits("hash = ?", (bytes.fromhex(name),))), None)

    def _commits(self, where: str, values: tuple[object, ...]) -> Iterator[tuple[int, NotedCommit]]:
        columns = "seq, hash, at, rank, subject, new, boundary"
        cursor = self._db.execute(f"SELECT {columns} FROM commits WHERE {where} ORDER BY seq", values)  # noqa: S608 - ours
        while rows := cursor.fetchmany(_PAGE):
            for seq, digest, at, rank, subject, new, boundary in rows:
                yield seq, NotedCommit(digest.hex(), at, rank, subject, bool(new), bool(boundary))

    def count(self, *, new: bool = False) -> int:
        row = self._db.execute("SELECT count(*) FROM commits WHERE new >= ?", (int(new),)).fetchone()
        return int(row[0])

    def note_main(self, commits: Iterable[str]) -> None:
        """What HEAD descends from."""
        self._db.executemany("UPDATE commits SET main = 1 WHERE hash = ?", ((bytes.fromhex(one),) for one in commits))

    def knows(self, commits: list[str]) -> dict[str, bool]:
        """Those that belong to the history as it is, and whether HEAD descends from them."""
        found: dict[str, bool] = {}
        for start in range(0, len(commits), 400):
            page = [bytes.fromhex(one) for one in commits[start : start + 400]]
            marks = ",".join("?" * len(page))
            rows = self._db.execute(f"SELECT hash, main FROM commits WHERE hash IN ({marks})", page)  # noqa: S608 - "?"
            found.update((digest.hex(), bool(main)) for digest, main in rows)
        return found

    def add_event(self, event: Event) -> None:
        self._db.execute("INSERT INTO events VALUES (?, ?, ?, ?)", (event.seq, event.what, event.path, event.blob))

    def drop_events(self, seq: int) -> None:
        """Of a commit that could not be read to its end; its versions stay."""
        self._db.execute("DELETE FROM events WHERE seq = ?", (seq,))

    def add_version(self, version: NotedVersion) -> None:
        """Or make it later, if it is there."""
        self._db.execute(
            "INSERT INTO versions (path, blob, seen, before) VALUES (?, ?, ?, ?) ON CONFLICT (path, blob) DO UPDATE "
            "SET seen = max(coalesce(seen, excluded.seen), coalesce(excluded.seen, seen))",
            (version.path, version.blob, version.seen, json.dumps(version.before) if version.before else ""),
        )

    def add_odd(self, path: str, reason: str, *, refused: bool) -> None:
        self._db.execute("INSERT OR IGNORE INTO odd VALUES (?, ?, ?)", (path, refused, reason))

    def add_standing(self, blobs: Iterable[str], *, main: bool) -> None:
        self._db.executemany("INSERT OR IGNORE INTO standing VALUES (?, ?)", ((blob, main) for blob in blobs))

    def standing(self, blobs: list[str]) -> dict[str, bool]:
        """Those of these that a branch shows today, and whether HEAD does."""
        found: dict[str, bool] = {}
        for start in range(0, len(blobs), 400):
            page = blobs[start : start + 400]
            marks = ",".join("?" * len(page))
            rows = self._db.execute(f"SELECT blob, main FROM standing WHERE blob IN ({marks})", page)  # noqa: S608 - "?"
            found.update((blob, bool(main)) for blob, main in rows)
        return found

    def versions(self) -> Iterator[NotedVersion]:
        """In the order in which they came."""
        cursor = self._db.execute("SELECT path, blob, seen, before FROM versions ORDER BY number")
        while rows := cursor.fetchmany(_PAGE):
            for path, blob, seen, before in rows:
                yield NotedVersion(path, blob, seen, tuple(map(tuple, json.loads(before))) if before else ())

    def version_count(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM versions").fetchone()[0])

    def odd(self) -> Iterator[tuple[str, bool, str]]:
        for path, refused, reason in self._db.execute("SELECT path, refused, reason FROM odd ORDER BY path"):
            yield path, bool(refused), reason

    def events(self) -> Iterator[tuple[NotedCommit, list[Event]]]:
        """By commit, parents first."""
        columns = "e.seq, e.what, e.path, e.blob, c.hash, c.at, c.rank, c.subject"
        cursor = self._db.execute(
            f"SELECT {columns} FROM events e JOIN commits c ON c.seq = e.seq ORDER BY e.seq, e.rowid"  # noqa: S608
        )
        commit: NotedCommit | None = None
        held: list[Event] = []
        for seq, what, path, blob, digest, at, rank, subject in cursor:
            if commit is None or commit.hash != digest.hex():
                if commit:
                    yield commit, held
                commit, held = NotedCommit(digest.hex(), at, rank, subject), []
            held.append(Event(seq, what, path, blob))
        if commit:
            yield commit, held
