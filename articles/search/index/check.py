"""Is the index equal to the database?"""

from __future__ import annotations

import numpy as np

from articles.models import OutboxRow
from articles.search.index.arrays.files import IndexDamaged
from articles.search.index.arrays.store import Snapshot
from articles.search.index.documents import all_documents
from articles.search.index.process_store import store


def _indexed(snapshot: Snapshot) -> tuple[dict[int, int], int]:
    """(stamp of each living id, how many ids stand there twice)"""
    ids, stamps = snapshot.column("doc_id")[snapshot.alive], snapshot.column("doc_stamp")[snapshot.alive]
    return dict(zip(ids.tolist(), stamps.tolist(), strict=True)), len(ids) - len(np.unique(ids))


def check() -> list[str]:
    """What is wrong, a sentence each; empty if the index holds exactly the published articles as they are now.

    Reads every article: a minute for 60,000.
    """
    index = store()
    if waiting := OutboxRow.objects.count():
        return [f"{waiting} changes wait to be indexed. Run `manage.py update_index`."]
    try:
        snapshot = index.snapshot()
    except IndexDamaged as error:
        return [f"{error}. Run `manage.py rebuild_index`."]
    indexed, twice = _indexed(snapshot)
    missing = stale = 0
    for batch in all_documents():
        for document in batch:
            stamp = indexed.pop(document.id, None)
            missing += stamp is None
            stale += stamp is not None and stamp != document.stamp
    found = {
        "published articles are not in the index": missing,
        "index entries differ from their article": stale,
        "index entries belong to no published article": len(indexed),
        "articles are in the index more than once": twice,
    }
    return [f"{count} {what}. Run `manage.py rebuild_index`." for what, count in found.items() if count]
