"""The vocabulary of suggestions: kept beside the index, made anew in the background when the index has moved on.

A reader never waits for it: what is there serves, however old, for each term is counted in the index as it is now.
"""

from __future__ import annotations

import hashlib
import io
import logging
import secrets
import threading
import time
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
from django.db import DatabaseError, connection

from articles.models import Article
from articles.search.evaluate.phrase_counts import count_once
from articles.search.index.arrays.store import Snapshot
from articles.search.index.open_index import snapshot
from articles.search.index.process_store import store
from articles.search.index.schema import analysis
from articles.search.suggestions.text_words import count, merged
from articles.search.suggestions.vocabulary import Vocabulary, build

log = logging.getLogger(__name__)

NAME = "suggestions.npz"
_VERSION = 2
#: So many headlines, the newest, are read.
MOST_HEADLINES = 200_000
#: So many texts, the newest.
MOST_TEXTS = 400_000
#: With at most so many articles it is made at once: half a second, nearly all of it for the readings of characters.
_SMALL = 2_000
#: A command makes it anew when one article in so many has changed.
_MUCH = 100
#: Seconds until it may be made again.
_REST = 600.0


def _digest(payload: bytes) -> bytes:
    return hashlib.sha256(f"{_VERSION} {analysis()}\n".encode() + payload).digest()


def read(path: Path) -> Vocabulary | None:
    """None if there is none, or one that is damaged or of another version: it is made anew."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    digest, payload = data[:32], data[32:]
    if digest != _digest(payload):
        return None
    with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
        return Vocabulary(dict(arrays))


def write(path: Path, vocabulary: Vocabulary) -> None:
    """In one step for every reader. Not synced: a file that a power cut spoils is seen to be so, and made anew."""
    buffer = io.BytesIO()
    np.savez(buffer, **vocabulary.arrays)  # type: ignore[arg-type]  # its own keyword is none of our names
    payload = buffer.getvalue()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        draft.write_bytes(_digest(payload) + payload)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _headlines() -> list[str]:
    newest = Article.objects.published().order_by("-published_at", "-id")
    return list(newest.values_list("headline", flat=True)[:MOST_HEADLINES])


def _texts() -> Iterator[str]:
    newest = Article.objects.published().order_by("-id").values_list("text", flat=True)
    return newest[:MOST_TEXTS].iterator(chunk_size=500)


def made(now: Snapshot, *, politely: bool = False) -> Vocabulary:
    """Of what the index holds. politely: beside readers, with pauses. 31,000 articles take 15 seconds of CPU."""
    words = merged(count(_texts(), politely=politely), partial(count_once, now))
    return build(_headlines(), now.manifest.generation, words)


class _Keeper:
    """What this process has of one index folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._held: Vocabulary | None = None
        self._mark = (0, 0)
        self._tried = -_REST
        self._guard = threading.Lock()

    def newest(self, now: Snapshot) -> Vocabulary | None:
        """What there is; None where none has been made yet."""
        self._reread()
        generation = now.manifest.generation
        if self._held is not None and self._held.generation == generation:
            return self._held
        if time.monotonic() - self._tried >= _REST and self._guard.acquire(blocking=False):
            self._tried = time.monotonic()
            if now.documents <= _SMALL:
                self._make(now)
            else:
                threading.Thread(target=self._make_apart, args=(now,), name="suggestions", daemon=True).start()
        return self._held

    def held(self) -> Vocabulary | None:
        """However old; None if none has been made."""
        self._reread()
        return self._held

    def refresh(self, now: Snapshot) -> bool:
        with self._guard:
            try:
                return self._guard_free_make(now)
            except (DatabaseError, OSError) as error:
                log.warning("The suggestions were not made anew: %s", error)
                return False

    def _has_changed(self) -> bool:
        """Whether the file is another than when this was last asked."""
        try:
            status = self.path.stat()
        except OSError:
            return False
        before, self._mark = self._mark, (status.st_ino, status.st_mtime_ns)
        return self._mark != before

    def _reread(self) -> None:
        if self._has_changed():
            self._held = read(self.path) or self._held

    def _make_apart(self, now: Snapshot) -> None:
        try:
            self._make(now, politely=True)
        finally:
            connection.close()

    def _make(self, now: Snapshot, *, politely: bool = False) -> None:
        """With the guard held, which it gives back."""
        try:
            self._guard_free_make(now, politely=politely)
        except DatabaseError as error:
            log.warning("The suggestions were not made anew: %s", error)
        finally:
            self._guard.release()

    def _guard_free_make(self, now: Snapshot, *, politely: bool = False) -> bool:
        """Whether it was made."""
        with store().lock("suggestions", wait=0) as held:
            self._reread()  # another process may have made it a moment ago
            if not held or (self._held is not None and self._held.generation == now.manifest.generation):
                return False
            self._held = made(now, politely=politely)
            try:
                write(self.path, self._held)
                self._has_changed()  # what was written is held
            except OSError as error:
                log.warning("The suggestions cannot be kept in %s: %s", self.path.parent, error)
            return True


@lru_cache(maxsize=8)
def _keeper(folder: Path) -> _Keeper:
    return _Keeper(folder)


def vocabulary(now: Snapshot) -> Vocabulary | None:
    """For suggestions over this snapshot: the newest there is, None while the first one is being made. Never waits."""
    return _keeper(store().folder).newest(now)


def at_hand(now: Snapshot) -> Vocabulary | None:
    """What has been made, however old: an ordinary search starts no work for it. Where there is none, as `vocabulary`."""
    keeper = _keeper(store().folder)
    return keeper.held() or keeper.newest(now)


def refresh_suggestions(changed: int | None = None) -> bool:
    """Makes it anew if the index has changed, so that the first reader does not wait for it; whether it was. For commands.

    changed: articles that the index has taken in. Fewer than one in _MUCH of those it holds are left to the background: a
    command that runs every few minutes does not read all headlines for a handful of new ones. Raises SearchUnavailable.
    """
    now, keeper = snapshot(), _keeper(store().folder)
    few = changed is not None and changed * _MUCH < now.alive_count
    if not now.alive_count or (few and keeper.held() is not None):
        return False
    return keeper.refresh(now)
