"""Which documents of an index were taken out of the repository they were read from."""

from __future__ import annotations

import numpy as np

from articles.history import Witness
from articles.search.index.arrays.store import Snapshot
from articles.search.text.arrays import Array


def taken_out(snapshot: Snapshot) -> Array:
    """Numbers (ascending) of the documents whose article is. Asked of the database: a removal changes nothing that the index
    holds, so that no import has to write the article there again."""
    found = Witness.objects.filter(final=True).order_by().values_list("original__article_id", flat=True)
    removed = np.fromiter(found.iterator(chunk_size=10_000), np.int64)
    docs: Array = np.isin(snapshot.column("doc_id"), removed).nonzero()[0]
    return docs
