"""A Whoosh Searcher that evaluates whole arrays at once, instead of one posting after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np
from whoosh import query as wq
from whoosh.highlight import Highlighter
from whoosh.searching import Results, Searcher

from articles.search.evaluate import results
from articles.search.evaluate.evaluate import Evaluator
from articles.search.evaluate.filing import FiledArticles, Kind, all_filed, counts
from articles.search.evaluate.filtering import Filtered, filtered, without_filters_of
from articles.search.index.arrays.store import Snapshot
from articles.search.text.arrays import Array
from articles.search.types import Bar, Sort, Step

#: From a snapshot to the group of each document (int64), 0 for those that are in none.
Groups = Callable[[Snapshot], Array]


class ArraySearcher(Searcher):
    """Of one committed state, for any number of searches and threads. Closing it releases nothing: segments are mapped
    once for the whole process."""

    def __init__(
        self,
        reader: Any,
        weighting: Any = None,
        closereader: bool = False,
        fromindex: Any = None,
        parent: Any = None,
        *,
        evaluator: type[Evaluator] = Evaluator,
    ) -> None:
        """evaluator: what a query is evaluated with; a new one for each search. weighting: of Whoosh's own methods; `search`
        scores as evaluate.py says."""
        options = {} if weighting is None else {"weighting": weighting}
        super().__init__(reader, closereader=closereader, fromindex=fromindex, parent=parent, **options)
        self.evaluator = evaluator
        self.snapshot: Snapshot = reader.snapshot

    def search(
        self,
        q: wq.Query,
        limit: int | None = 10,
        *,
        sortedby: Literal["time"] | None = None,
        reverse: bool = False,
        filter: wq.Query | Sequence[wq.Query] = (),
        mask: wq.Query | None = None,
        collapse: Groups | None = None,
    ) -> ArrayResults:
        """All matches of a Whoosh query, the exact total with them; `limit` of them are listed, None for all.

        sortedby "time": the earliest first, reversed the latest first, the undated last either way; else the best match
        first, and reverse does nothing. filter, mask: queries that must, and must not, match as well; no score counts them.
        collapse: of each group of documents only the first is listed and counted.

        Other options of Whoosh's `search` are none of this index: TypeError. Raises NotImplementedError for a kind of query
        that the evaluator does not know.
        """
        filters = [filter] if isinstance(filter, wq.Query) else list(filter)
        if mask is not None:
            filters.append(wq.Not(mask))
        sort: Sort = "relevance" if sortedby is None else "newest" if reverse else "oldest"
        return ArrayResults(self, q, filters, sort, collapse, limit)

    def close(self) -> None:
        """Nothing: others search with it."""

    def refresh(self) -> ArraySearcher:
        searcher: ArraySearcher = self if self.up_to_date() else self._ix.searcher()
        return searcher

    def docs_for_query(self, q: wq.Query, for_deletion: bool = False) -> Iterator[int]:
        return iter(self.evaluator(self.snapshot).documents(q).tolist())


class ArrayResults(Results):
    """Whoosh's Results whose parts are worked out when they are looked at. Its length is the exact number of matches,
    or of groups where the search collapses them; `total` is the number of matches either way."""

    def __init__(
        self,
        searcher: ArraySearcher,
        q: wq.Query,
        filters: Sequence[wq.Query],
        sort: Sort,
        collapse: Groups | None,
        limit: int | None,
    ) -> None:
        # Not Whoosh's own: it takes the list of the best hits, which is not known before somebody looks (`top_n`).
        self.searcher, self.q, self.runtime, self.collector = searcher, q, 0, None
        self._facetmaps: dict[str, Any] = {}
        self._char_cache: dict[Any, Any] = {}
        self._filters, self._sort, self._limit = filters, sort, limit
        self._evaluator = searcher.evaluator(searcher.snapshot)
        self._found: Filtered = filtered(self._evaluator, q, filters, scored=sort == "relevance")
        self._shown, self._more = self._found.kept, None
        if collapse is not None:
            groups = collapse(searcher.snapshot)[self._shown.docs]
            self._shown, self._more = results.best_of_each(searcher.snapshot, self._shown, groups, sort)
        self._total = len(self._shown)

    # Whoosh's

    @cached_property
    def highlighter(self) -> Highlighter:
        return Highlighter()

    @cached_property
    def top_n(self) -> list[tuple[float, int]]:
        """(score, document number), in order."""
        docs, scores = self._ranked(0, self._total if self._limit is None else self._limit)
        return list(zip(scores.tolist(), docs.tolist(), strict=True))

    @cached_property
    def docset(self) -> set[int]:
        return set(self._shown.docs.tolist())

    def docs(self) -> set[int]:
        return self.docset

    def has_exact_length(self) -> bool:
        return True

    def is_empty(self) -> bool:
        return not self._total

    # Ours, for pages

    @property
    def total(self) -> int:
        return len(self._found.kept)

    @property
    def unread(self) -> int:
        """Articles that might match, but whose text could not be read in time; they are left out."""
        return getattr(self._evaluator, "unread", 0)

    def _ranked(self, start: int, stop: int) -> tuple[Array, Array]:
        """(document numbers, scores) from `start` to `stop` (half-open) in the order of the search."""
        part = self._shown, self._sort, start, stop
        if self._sort == "relevance":
            return results.page(self.searcher.snapshot, *part)
        return results.scored_page(self._evaluator, self._found.query, *part)

    def page(self, start: int, stop: int | None) -> list[tuple[int, float, int]]:
        """(primary key, score, how many more of its group match) from `start` to `stop` (half-open, None: to the end)."""
        docs, scores = self._ranked(start, self._total if stop is None else stop)
        ids = self.searcher.snapshot.column("doc_id")[docs].tolist()
        return list(zip(ids, scores.tolist(), self._more_of(docs), strict=True))

    def _more_of(self, docs: Array) -> list[int]:
        if self._more is None:
            return [0] * len(docs)
        more: list[int] = self._more[self._shown.docs.searchsorted(docs)].tolist()
        return more

    def ids(self) -> Array:
        """Primary keys (int64) of all that are counted, in order; none is scored where the order is one of time."""
        snapshot = self.searcher.snapshot
        order = results.order(snapshot, self._shown, self._sort, 0, self._total)
        ids: Array = snapshot.column("doc_id")[self._shown.docs[order]].astype(np.int64)
        return ids

    def outlets(self, *, as_if_none_chosen: bool = False) -> list[tuple[int, int]]:
        """(outlet, matches), the most first. as_if_none_chosen: the filters of outlets do not count."""
        docs = self._found.kept.docs
        if as_if_none_chosen:
            docs = without_filters_of(self._evaluator, self.q, self._filters, "source", self._found.kept)
        return results.source_counts(self.searcher.snapshot, docs)

    def filed(self, kind: Kind) -> tuple[tuple[str, int], ...]:
        """(name, matches) of sections or tags, the most first; the filters of this kind do not count."""
        docs = without_filters_of(self._evaluator, self.q, self._filters, kind, self._found.kept)
        return counts(self.searcher.snapshot, docs, self._all_filed[kind])

    @cached_property
    def _all_filed(self) -> dict[Kind, FiledArticles]:
        return all_filed()

    def timeline(self, step: Step) -> tuple[Bar, ...]:
        """Matches by day, month or year, from the first dated one to the last."""
        return results.timeline(self.searcher.snapshot, self._found.kept.docs, step) if step else ()
