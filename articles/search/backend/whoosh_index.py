"""The array index as Whoosh knows an index: Index, IndexReader and IndexWriter subclassed (docs/decisions/0002).

Its searcher (searcher.py) reads whole arrays at once. Whoosh's own Searcher, queries and matchers work on the reader as
well, one posting at a time: this slower way is what the results are tested against.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
from whoosh.formats import Positions
from whoosh.index import Index, LockError
from whoosh.matching import ListMatcher
from whoosh.reading import IndexReader, TermInfo, TermNotFound
from whoosh.writing import CLEAR, IndexWriter

from articles.search.backend.searcher import ArraySearcher
from articles.search.backend.whoosh_schema import archive_schema
from articles.search.evaluate.evaluate import Evaluator
from articles.search.evaluate.postings import occurrences
from articles.search.index.arrays.build import build
from articles.search.index.arrays.files import write_segment
from articles.search.index.arrays.layout import COLUMNS, FIELDS, FLAGS, NO_DAY, NO_TIME, STRIDE, IndexDocument
from articles.search.index.arrays.segment import Segment
from articles.search.index.arrays.store import Snapshot, Store
from articles.search.index.documents import CHARACTERS, COUNT, by_size
from articles.search.index.schema import TEXT
from articles.search.text.arrays import Array
from articles.search.text.tokens import TermRun


class ArrayPositions(Positions):
    """Whoosh's Positions, with an array of uint32 where Whoosh pickles."""

    def encode(self, poslist: list[int]) -> bytes:
        return np.array(poslist, "<u4").tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        positions: list[int] = np.frombuffer(valuestring, "<u4").tolist()
        return positions

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


_FORMAT = ArrayPositions()


class ArrayIndex(Index):
    """Whoosh's Index over a Store."""

    def __init__(self, store: Store, evaluator: type[Evaluator] = Evaluator) -> None:
        """evaluator: what its searchers evaluate queries with."""
        self.store, self.schema, self.evaluator = store, archive_schema(), evaluator
        self._searcher: ArraySearcher | None = None

    def is_empty(self) -> bool:
        return bool(self.store.snapshot().alive_count == 0)

    def latest_generation(self) -> int:
        return self.store.snapshot().manifest.generation

    def reader(self, reuse: object = None) -> ArrayReader:
        return ArrayReader(self.store.snapshot(), self.schema)

    def searcher(self, **options: Any) -> ArraySearcher:
        """Of the newest committed state; without options the same one for as long as nothing is committed. Raises
        IndexDamaged."""
        snapshot = self.store.snapshot()
        return self._made(snapshot, **options) if options else self.searcher_of(snapshot)

    def searcher_of(self, snapshot: Snapshot) -> ArraySearcher:
        """Of this state of the index."""
        kept = self._searcher
        if kept is None or kept.snapshot is not snapshot:
            kept = self._searcher = self._made(snapshot)
        return kept

    def _made(self, snapshot: Snapshot, **options: Any) -> ArraySearcher:
        reader = ArrayReader(snapshot, self.schema)
        return ArraySearcher(reader, fromindex=self, **{"evaluator": self.evaluator, **options})

    def writer(self, **_options: object) -> ArrayWriter:
        return ArrayWriter(self)


class ArrayReader(IndexReader):
    """One snapshot as an atomic reader: document numbers are the snapshot's."""

    def __init__(self, snapshot: Snapshot, schema: Any) -> None:
        self.snapshot, self.schema = snapshot, schema

    def __contains__(self, term: tuple[str, str | bytes]) -> bool:
        field, text = term
        return field in self._text_fields() and any(len(docs) for docs, _places in self._found(field, text))

    @staticmethod
    def _text_fields() -> tuple[str, ...]:
        return (TEXT, *FIELDS)

    @staticmethod
    def _word(text: str | bytes) -> str:
        return text.decode("utf-8", "surrogatepass") if isinstance(text, bytes) else text

    def _found(self, field: str, text: str | bytes) -> Iterator[tuple[Array, Array]]:
        """(document numbers, places) of each occurrence, segment by segment."""
        run = TermRun((self._word(text),), (0,))
        for segment, base in zip(self.snapshot.segments, self.snapshot.base, strict=True):
            postings = occurrences(segment, run)
            documents = segment.documents_of(postings)
            keep = ~segment.deleted[documents]
            if field != TEXT:
                keep &= segment.fields_of(postings) == FIELDS.index(field)
            yield documents[keep] + base, self._places(segment, postings[keep])

    @staticmethod
    def _places(segment: Segment, postings: Array) -> Array:
        """Places in the document: rows of one document go on counting."""
        row_doc = segment["row_doc"]
        rows = postings >> np.uint32(16)
        first_row = np.searchsorted(row_doc, row_doc[rows])
        result: Array = (rows - first_row) * STRIDE + (postings & np.uint32(0xFFFF))
        return result

    def indexed_field_names(self) -> tuple[str, ...]:
        return self._text_fields()

    def _terms(self, segment: Segment) -> Iterator[bytes]:
        pairs = (
            (chr(int(key) >> 32) + chr(int(key) & 0xFFFFFFFF)).encode("utf-8", "surrogatepass")
            for key in segment["pair_key"]
            if int(key) & 0xFFFFFFFF
        )
        characters = np.unique(segment["pair_key"] >> np.uint64(32)).tolist()
        singles = (chr(key).encode("utf-8", "surrogatepass") for key in characters)
        words = (segment.word_at(number) for number in range(segment.word_count))
        return heapq.merge(pairs, singles, words)

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        for field in sorted(self._text_fields()):
            for text, _same in groupby(heapq.merge(*map(self._terms, self.snapshot.segments))):
                if (field, text) in self:
                    yield field, text

    def term_info(self, fieldname: str, text: str | bytes) -> TermInfo:
        counts = self._counts(fieldname, text)
        if not counts:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        lengths = [self.doc_field_length(doc, fieldname) for doc in counts]
        return TermInfo(
            weight=float(sum(counts.values())), df=len(counts), minlength=min(lengths), maxlength=max(lengths),
            maxweight=float(max(counts.values())), minid=min(counts), maxid=max(counts),
        )  # fmt: skip

    def _counts(self, field: str, text: str | bytes) -> dict[int, int]:
        counts: dict[int, int] = {}
        for documents, _places in self._found(field, text):
            numbers, often = np.unique(documents, return_counts=True)
            counts |= dict(zip(numbers.tolist(), often.tolist(), strict=True))
        return counts

    def frequency(self, fieldname: str, text: str | bytes) -> int:
        return sum(self._counts(fieldname, text).values())

    def doc_frequency(self, fieldname: str, text: str | bytes) -> int:
        return len(self._counts(fieldname, text))

    def postings(self, fieldname: str, text: str | bytes, scorer: Any = None) -> ListMatcher:
        ids: list[int] = []
        values: list[bytes] = []
        weights: list[float] = []
        for documents, places in self._found(fieldname, text):
            for number in np.unique(documents).tolist():
                here = places[documents == number].tolist()
                ids.append(number)
                weights.append(float(len(here)))
                values.append(_FORMAT.encode(here))
        if not ids:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return ListMatcher(ids, weights, values, _FORMAT, scorer=scorer, term=(fieldname, text))

    def has_deletions(self) -> bool:
        return not self.snapshot.all_alive

    def is_deleted(self, docnum: int) -> bool:
        # Whoosh's InverseMatcher asks for the number after the last one, too.
        return docnum < self.snapshot.documents and not self.snapshot.alive[docnum]

    def stored_fields(self, docnum: int) -> dict[str, int]:
        return {name.removeprefix("doc_"): int(self.snapshot.column(name)[docnum]) for name in COLUMNS}

    def doc_count_all(self) -> int:
        return self.snapshot.documents

    def doc_count(self) -> int:
        return self.snapshot.alive_count

    def field_length(self, fieldname: str) -> int:
        return int(self.snapshot.column("doc_length")[self.snapshot.alive].sum())

    def min_field_length(self, fieldname: str) -> int:
        return int(self.snapshot.column("doc_length")[self.snapshot.alive].min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        return int(self.snapshot.column("doc_length")[self.snapshot.alive].max(initial=0))

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Places of the whole document: lengths are normalised for the document, not for a field (evaluate.py)."""
        return int(self.snapshot.column("doc_length")[docnum])

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        return False

    def vector(self, docnum: int, fieldname: str, format_: object = None) -> Any:
        raise KeyError(f"No vectors are kept for {fieldname!r}")

    def generation(self) -> int:
        return self.snapshot.manifest.generation


class ArrayWriter(IndexWriter):
    """Whoosh's IndexWriter: what was added and deleted becomes visible with commit, all at once."""

    def __init__(self, index: ArrayIndex) -> None:
        self.index, self.schema = index, index.schema
        self._added: list[IndexDocument] = []
        self._gone: set[int] = set()

    def reader(self, **_options: object) -> ArrayReader:
        return self.index.reader()

    def searcher(self, **options: object) -> ArraySearcher:
        return self.index.searcher(**options)

    def add_document(self, **fields: Any) -> None:
        """id and the texts by the names of layout.FIELDS; source, day, time and has (a list of layout.FLAGS) if known."""
        texts = tuple(str(fields.get(name, "")) for name in FIELDS)
        flags = sum(FLAGS[name] for name in fields.get("has", ()))
        self._added.append(
            IndexDocument(
                int(fields["id"]), int(fields.get("source", 0)), int(fields.get("day", NO_DAY)),
                int(fields.get("time", NO_TIME)), flags, texts,
            )
        )  # fmt: skip

    def add_reader(self, reader: object) -> None:
        raise NotImplementedError("Stored documents hold no texts: index the articles themselves.")

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        self._gone.add(int(self.index.store.snapshot().column("doc_id")[docnum]))

    def update_document(self, **fields: Any) -> None:
        self._gone.add(int(fields["id"]))
        self.add_document(**fields)

    def replace(self, ids: Iterable[int], documents: Iterable[IndexDocument]) -> None:
        """The documents with these ids leave, these join."""
        self._gone.update(ids)
        self._added += documents

    def commit(self, mergetype: object = None) -> None:
        """mergetype: whoosh.writing.CLEAR empties the index of all but what was added. Raises LockError if another process
        keeps writing."""
        store = self.index.store
        with store.drafting():
            pieces = by_size(self._added, CHARACTERS, COUNT)
            added = [write_segment(store.folder, build(piece)) for piece in pieces]
            with store.lock() as held:
                if not held:
                    raise LockError("The index is being written by another process.")
                if mergetype is CLEAR:
                    store.replace_all(added)
                else:
                    store.commit(added, self._gone)
        self.cancel()

    def cancel(self) -> None:
        self._added, self._gone = [], set()
