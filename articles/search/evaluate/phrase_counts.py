"""How many articles say a run of text: counted from its postings, and remembered with the segment."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from articles.search.evaluate.postings import occurrences
from articles.search.index.arrays.segment import Segment
from articles.search.index.arrays.store import Snapshot
from articles.search.text.tokens import TermRun, runs

#: A segment never changes (one with more deletions is another object), so what was counted stays true.
_counts: WeakKeyDictionary[Segment, dict[str, int]] = WeakKeyDictionary()
_MOST_COUNTS = 20_000


def articles_saying(now: Snapshot, text: str) -> int:
    """Living articles that have this run of text anywhere."""
    return sum(_in_segment(segment, text) for segment in now.segments)


def count_once(now: Snapshot, text: str) -> int:
    """The same for whoever asks for hundreds of thousands of texts, each once: nothing is remembered."""
    run = runs(text)
    return sum(_documents(segment, run) for segment in now.segments) if run.terms else 0


def _in_segment(segment: Segment, text: str) -> int:
    counts = _counts.setdefault(segment, {})
    if text not in counts:
        if len(counts) >= _MOST_COUNTS:
            counts.clear()
        run = runs(text)
        counts[text] = _documents(segment, run) if run.terms else 0
    return counts[text]


def _documents(segment: Segment, run: TermRun) -> int:
    documents = segment["row_doc"][occurrences(segment, run) >> np.uint32(16)]
    if not len(documents):
        return 0
    # Ascending: the first of each is where the one before differs. Far cheaper than sorting them.
    first = np.append(True, documents[1:] != documents[:-1])
    return int(np.count_nonzero(first & ~segment.deleted[documents] if segment.entry.deleted else first))
