"""The index as searches read it, and what happens when it cannot be read: it is rebuilt from the database."""

from __future__ import annotations

import hashlib
import logging
import threading
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from articles.models import Article
from articles.search.index.arrays.files import IndexDamaged, manifest_mark
from articles.search.index.arrays.store import Snapshot
from articles.search.index.outbox import rebuild
from articles.search.index.process_store import store
from articles.search.text.fold import class_table, fold_table
from articles.search.types import SearchUnavailable

log = logging.getLogger(__name__)


def snapshot() -> Snapshot:
    """The newest state for reading. Raises SearchUnavailable; a damaged index is rebuilt from the database meanwhile."""
    try:
        if not store().exists() and Article.objects.exists():
            raise SearchUnavailable(_("The archive has not been indexed yet. Run `manage.py update_index`."))
        return store().snapshot()
    except OSError as error:
        log.error("The folder of the search index cannot be read: %s", error)
        raise SearchUnavailable(
            _("The folder of the search index cannot be read. The log of the server says why; everything else works.")
        ) from error
    except IndexDamaged as error:
        log.error("The search index cannot be used: %s. It is rebuilt from the database.", error)
        rebuild_in_background()
        raise SearchUnavailable(
            _("The search index was damaged and is being rebuilt. Try again in a few minutes; everything else works.")
        ) from error


def index_mark() -> str:
    """Another one after every commit to the index; the same in every process."""
    try:
        return hashlib.blake2b(manifest_mark(Path(settings.NEWSARCHIVE_INDEX)), digest_size=8).hexdigest()
    except OSError:
        return ""  # what is wrong, a search will say


def warm() -> None:
    """Builds the tables and maps the index, so that the first search need not. Whatever is wrong, that search will say."""
    fold_table()
    class_table()
    with suppress(SearchUnavailable, DatabaseError):
        snapshot()


def rebuild_in_background() -> threading.Thread:
    """Starts a rebuild unless one runs already (in any process)."""
    thread = threading.Thread(target=_rebuild, name="rebuild-index", daemon=True)
    thread.start()
    return thread


def _is_damaged() -> bool:
    try:
        store().snapshot()
    except IndexDamaged:
        return True
    return False


def _rebuild() -> None:
    try:
        if _is_damaged():  # or else a reader who came at the same time has had it rebuilt
            rebuild()
    except (SearchUnavailable, OSError) as error:
        log.warning("The index was not rebuilt: %s", error)
    finally:
        connection.close()
