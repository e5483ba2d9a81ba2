"""Sections and tags of a search. They stand in the database, not in the index: a few numbers an article, read once for each
state of the archive and kept as arrays, as arrivals are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal, get_args

import numpy as np

from articles import editions
from articles.models import Article, Section, Tag, Tagging
from articles.search.index.arrays.store import Snapshot
from articles.search.text.arrays import Array
from articles.search.text.fold import fold

Kind = Literal["section", "tag"]
#: What terms of a query are about, beside the index's own fields.
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Names that a facet counts.
MOST = 30


@dataclass(frozen=True, slots=True)
class FiledArticles:
    """names: each once; sections of one name in several outlets are one. by_fold: numbers of names that are the same in
    either script. articles: primary keys (int64), of which each stands under the name of that number (int32)."""

    names: tuple[str, ...]
    by_fold: dict[str, list[int]]
    articles: Array
    numbers: Array


#: By the archive's edition; the newest only.
_kept: dict[int, dict[Kind, FiledArticles]] = {}
_reading = Lock()


def all_filed() -> dict[Kind, FiledArticles]:
    """As it stands now; read anew only where the archive has changed."""
    now = editions.current()
    known = _kept.get(now)
    if known is None:
        with _reading:
            known = {kind: _read(kind) for kind in KINDS}
            _kept.clear()
            _kept[now] = known
    return known


def _read(kind: Kind) -> FiledArticles:
    rows: Iterable[Any]
    if kind == "section":
        names = dict(Section.objects.order_by().values_list("pk", "name"))
        rows = Article.objects.published().filter(section__isnull=False).order_by().values_list("pk", "section_id")
    else:
        names = dict(Tag.objects.order_by().values_list("pk", "name"))
        rows = Tagging.objects.order_by().values_list("article_id", "tag_id")
    if not names:
        return FiledArticles((), {}, np.zeros(0, np.int64), np.zeros(0, np.int32))
    each = tuple(dict.fromkeys(names.values()))
    number = {name: place for place, name in enumerate(each)}
    by_fold: dict[str, list[int]] = defaultdict(list)
    for name, place in number.items():
        by_fold[fold(name)].append(place)
    found = [(pk, number[names[of]]) for pk, of in rows.iterator(chunk_size=10_000) if of in names]
    pairs = np.array(found, np.int64).reshape(-1, 2)
    return FiledArticles(each, dict(by_fold), pairs[:, 0].copy(), pairs[:, 1].astype(np.int32))


def documents_filed(snapshot: Snapshot, kind: Kind, name: str) -> Array:
    """Numbers (int64, ascending) of the documents under this name, in either script."""
    held = all_filed()[kind]
    wanted = held.articles[np.isin(held.numbers, held.by_fold.get(fold(name), []))]
    docs: Array = np.isin(snapshot.column("doc_id"), wanted).nonzero()[0]
    return docs


def counts(snapshot: Snapshot, docs: Array, held: FiledArticles) -> tuple[tuple[str, int], ...]:
    """(name, how many of these documents), the most first, MOST of them."""
    if not len(docs) or not held.names:
        return ()
    under = held.numbers[np.isin(held.articles, snapshot.column("doc_id")[docs])]
    found = np.bincount(under, minlength=len(held.names))
    pairs = [(held.names[place], int(found[place])) for place in found.nonzero()[0].tolist()]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:MOST])
