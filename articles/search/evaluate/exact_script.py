"""What a reader wants in these very characters: "臺灣" without 台湾.

The index is folded (docs/architecture.md): it names the articles that say it in either script, and their stored texts are
read to see which say it so. What was read is remembered with the segment, so that the next page costs nothing.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from whoosh import query as wq

from articles.search.evaluate.evaluate import Matches
from articles.search.evaluate.filing import KINDS, documents_filed
from articles.search.evaluate.filters import IMPORTED, REMOVED
from articles.search.evaluate.readings import ReadingEvaluator
from articles.search.index.arrays.layout import FIELDS
from articles.search.index.arrays.segment import Segment
from articles.search.index.arrays.store import Snapshot
from articles.search.index.as_of import arrived_by
from articles.search.index.documents import documents
from articles.search.index.schema import TEXT
from articles.search.index.taken_out import taken_out
from articles.search.query.matchers import Verbatim
from articles.search.query.queries import Exactly, Glyphs
from articles.search.text.arrays import Array
from articles.search.text.fold import CJK, class_table, code_points, fold_table

#: So long (seconds) one question may read texts: some 100,000 of them.
PATIENCE = 4.0
#: Texts held in memory at once, and their characters (one text may have more).
_BATCH, _CHARACTERS = 500, 2_000_000
#: Quotes remembered for each segment; two bytes a document each.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class _TextsRead:
    """Of a segment's documents (bool, one each): whose text has been read, and which of them say it so."""

    read: Array
    holds: Array


_remembered: WeakKeyDictionary[Segment, OrderedDict[Glyphs, _TextsRead]] = WeakKeyDictionary()


def _of_segment(segment: Segment, query: Glyphs) -> _TextsRead:
    kept = _remembered.setdefault(segment, OrderedDict())
    found = kept.setdefault(query, _TextsRead(np.zeros(segment.documents, bool), np.zeros(segment.documents, bool)))
    while len(kept) > _KEPT:
        kept.popitem(last=False)
    return found


@cache
def _has_forms() -> Array:
    """bool[0x110000]: CJK characters that another character folds together with."""
    table = fold_table()
    several: Array = np.bincount(table, minlength=len(table))[table] > 1
    several &= class_table()[table] == CJK
    return several


def in_either_script(query: wq.Query | None) -> bool:
    """Whether something in quotes can be written in other characters."""
    quoted = [leaf.typed for leaf in leaves(query) if getattr(leaf, "quoted", False)] if query is not None else []
    return bool(_has_forms()[code_points("".join(quoted))].any())


def quotes_in_glyphs(query: wq.Query) -> wq.Query:
    """The same query with everything in quotes asked for in these very characters. NEAR stays as it is."""
    if isinstance(query, Exactly):
        return Glyphs(query) if query.quoted and query.run.terms else query
    if isinstance(query, wq.Not):
        return wq.Not(quotes_in_glyphs(query.query))
    if type(query) in (wq.And, wq.Or):
        return type(query)([quotes_in_glyphs(part) for part in query])
    return query


def leaves(query: wq.Query) -> Iterator[wq.Query]:
    """What a query is made of, below And, Or and Not."""
    if isinstance(query, wq.Not):
        yield from leaves(query.query)
    elif isinstance(query, (wq.And, wq.Or)):
        for part in query:
            yield from leaves(part)
    else:
        yield query


def _glyphs(query: wq.Query) -> list[Glyphs]:
    return list(dict.fromkeys(leaf for leaf in leaves(query) if isinstance(leaf, Glyphs)))


def _loosened(query: wq.Query) -> wq.Query:
    """A query without Glyphs that finds at least what `query` does."""
    if isinstance(query, Glyphs):
        return query.folded
    if isinstance(query, wq.Not):
        return wq.Every() if _glyphs(query) else query
    if isinstance(query, (wq.And, wq.Or)):
        return type(query)([_loosened(part) for part in query]) if _glyphs(query) else query
    return query


class ArchiveEvaluator(ReadingEvaluator):
    """Knows what only the database can tell, too: Glyphs, days of arrival, and removals. unread: articles that might match,
    but whose text could not be read in time; they are left out."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot)
        #: One search asks several times; another search asks anew.
        self._arrived_by = cache(partial(arrived_by, snapshot))
        self._taken_out = cache(partial(taken_out, snapshot))
        self._until = time.monotonic() + PATIENCE
        self._unread: Array = np.zeros(snapshot.documents, bool)

    @property
    def unread(self) -> int:
        return int(self._unread.sum())

    def matches(self, query: wq.Query) -> Matches:
        sure = self._read_up(query)
        found = super().matches(query)
        return found if sure is None else found.only(sure[found.docs])

    def documents(self, query: wq.Query) -> Array:
        sure = self._read_up(query)
        found = super().documents(query)
        return found if sure is None else found[sure[found]]

    def _docs(self, query: wq.Query) -> Array:
        if isinstance(query, wq.NumericRange) and query.fieldname == IMPORTED:
            return self._arrived_by(query.end)
        if isinstance(query, wq.NumericRange) and query.fieldname == REMOVED:
            return self._taken_out()
        if isinstance(query, wq.Term) and query.fieldname in KINDS:
            return documents_filed(self.snapshot, query.fieldname, query.text)
        if not isinstance(query, Glyphs):
            return super()._docs(query)
        docs = super()._docs(query.folded)
        return docs[self._holds(query)[docs]]

    def _scored(self, query: wq.Query, within: Array | None) -> Matches:
        if not isinstance(query, Glyphs):
            return super()._scored(query, within)
        found = super()._scored(query.folded, within)
        return found.only(self._holds(query)[found.docs])

    def _holds(self, query: Glyphs) -> Array:
        """Which documents say it so, as far as they have been read (bool)."""
        parts = [_of_segment(segment, query).holds for segment in self.snapshot.segments]
        return np.concatenate([np.zeros(0, bool), *parts])

    def _read_up(self, query: wq.Query) -> Array | None:
        """Reads what the answer depends on. The documents (bool, one each) of which it is sure; None for all."""
        wanted = _glyphs(query)
        if not wanted:
            return None
        possible = self._mask(super().documents(_loosened(query)))
        sure = possible.copy()
        for leaf in wanted:
            candidates = super().documents(leaf.folded)
            sure[self._read(leaf, candidates[possible[candidates]])] = False
        self._unread |= possible & ~sure
        return sure

    def _read(self, query: Glyphs, candidates: Array) -> Array:
        """Reads the texts of these documents, what was indexed last first. Those it had no time for."""
        unread = []
        for segment, base in zip(reversed(self.snapshot.segments), reversed(self.snapshot.base), strict=True):
            known = _of_segment(segment, query)
            here = candidates[(candidates >= base) & (candidates < base + segment.documents)] - base
            left = here[~known.read[here]][::-1]
            while len(left) and time.monotonic() < self._until:
                size = _fitting(segment, left[:_BATCH])
                _read_batch(segment, query, known, left[:size])
                left = left[size:]
            unread.append(left + base)
        return np.concatenate([np.zeros(0, np.int64), *unread])


def _fitting(segment: Segment, batch: Array) -> int:
    """How many of these documents, from the first on, are read at once: at least one. Their places stand for characters."""
    lengths = np.cumsum(segment["doc_length"][batch], dtype=np.int64)
    return max(int(lengths.searchsorted(_CHARACTERS, "right")), 1)


def _read_batch(segment: Segment, query: Glyphs, known: _TextsRead, batch: Array) -> None:
    ids = segment["doc_id"][batch]
    saying = _saying(query, ids.tolist())
    known.holds[batch[np.isin(ids, saying)]] = True
    known.read[batch] = True


def _saying(query: Glyphs, ids: Iterable[int]) -> list[int]:
    """Which of these articles have it in the field asked for, as their texts are now."""
    verbatim = Verbatim(query.typed)
    fields: Any = slice(None) if query.fieldname == TEXT else slice(at := FIELDS.index(query.fieldname), at + 1)
    return [each.id for each in documents(ids) if any(map(verbatim.stands_in, each.texts[fields]))]
