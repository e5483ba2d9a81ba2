"""Suggestions while typing: outlets, regional names, and words and phrases of headlines, by their beginning in either
script or by pinyin. Nothing is scanned: beginnings are looked up in sorted arrays (vocabulary.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np

from articles.models import Source
from articles.search.access import snapshot
from articles.search.arrays.segment import Segment
from articles.search.arrays.store import Snapshot
from articles.search.fold import fold
from articles.search.glyphs import ArchiveEvaluator
from articles.search.language import understand
from articles.search.names import known
from articles.search.outlets import outlet_by_name
from articles.search.postings import occurrences
from articles.search.tokens import Run, runs
from articles.search.vocabulary import Vocabulary
from articles.search.vocabulary_file import vocabulary

Kind = Literal["headline", "word", "outlet", "name"]
#: A longer beginning is a sentence: nothing goes on like that. Nor is the last word of a longer text completed.
LONGEST, LONGEST_QUERY = 40, 200
MOST = 8
#: Looked up for each suggestion that is shown: some are part of another, some are of one kind with it.
_SPARE = 2
#: A beginning of another phrase that hardly ever stands without it is none of its own (孟晚 of 孟晚舟).
_HARDLY = 0.9
#: Completions of a last word that are counted, the most frequent words: each is a search of its own, about 1.5 ms of CPU.
_COMPLETED = 5
#: A segment never changes (one with more deletions is another object), so what was counted stays true.
_counts: WeakKeyDictionary[Segment, dict[str, int]] = WeakKeyDictionary()
_MOST_COUNTS = 20_000


#: What stands before the last word, and the last word, if it is one: no sign, no field, no operator.
_LAST_WORD = re.compile(
    r"(.*[\s(（|｜])(?!(?:OR|AND|NOT|NEAR/\d*|[或和且非])$)([^\s()（）\"＂“”「」『』|｜:：*＊\-－−]+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """text: as the archive mostly writes it; where the last of several words was completed, all of them. count: articles
    that a search for it finds, in either script, without other regional forms; for an outlet, its articles. kind: outlet;
    name, of the regional names; word; headline, a phrase of several words that headlines use."""

    text: str
    kind: Kind
    count: int


def articles_saying(now: Snapshot, text: str) -> int:
    """Living articles that have this run of text anywhere."""
    return sum(_in_segment(segment, text) for segment in now.segments)


def _in_segment(segment: Segment, text: str) -> int:
    counts = _counts.setdefault(segment, {})
    if text not in counts:
        if len(counts) >= _MOST_COUNTS:
            counts.clear()
        run = runs(text)
        counts[text] = _documents(segment, run) if run.terms else 0
    return counts[text]


def _documents(segment: Segment, run: Run) -> int:
    documents = segment["row_doc"][occurrences(segment, run) >> np.uint32(16)]
    if not len(documents):
        return 0
    # Ascending: the first of each is where the one before differs. Far cheaper than sorting them.
    first = np.append(True, documents[1:] != documents[:-1])
    return int(np.count_nonzero(first & ~segment.deleted[documents] if segment.entry.deleted else first))


def _outlets(now: Snapshot, begun: str) -> Iterator[Suggestion]:
    for pk, name, slug in Source.objects.values_list("pk", "name", "slug"):
        if fold(name).startswith(begun) or slug.startswith(begun):
            count = int((now.alive & (now.column("doc_source") == pk)).sum())
            if count:
                yield Suggestion(name, "outlet", count)


def _names(begun: str) -> Iterator[str]:
    """Forms of regional names, as their editor wrote them."""
    groups = {forms for key, forms in known().items() if key.startswith(begun)}
    yield from (form for forms in groups for form in forms if fold(form).startswith(begun))


def _terms(words: Vocabulary, begun: str, most: int) -> Iterator[tuple[str, Kind]]:
    numbers = words.starting(begun, most)
    letters = begun.replace(" ", "").replace("'", "")
    if letters.isascii() and letters.isalpha():
        numbers += words.typed_as(letters, most)
    counts = {words.key(number): int(words.counts[number]) for number in numbers}
    for number in dict.fromkeys(numbers):
        if words.is_word(number):
            yield words.text(number), "word"
        elif not _is_beginning(words.key(number), counts):
            yield words.text(number), "headline"


def _is_beginning(key: str, counts: dict[str, int]) -> bool:
    return any(
        other != key and other.startswith(key) and often >= _HARDLY * counts[key] for other, often in counts.items()
    )


def _counted(now: Snapshot, found: Iterable[tuple[str, Kind]]) -> list[Suggestion]:
    """Without those that no article says (any more), the most frequent first; each once, as the kind that came first."""
    kinds: dict[str, tuple[str, Kind]] = {}
    for text, kind in found:
        kinds.setdefault(fold(text), (text, kind))
    counted = [Suggestion(text, kind, articles_saying(now, text)) for text, kind in kinds.values()]
    return sorted((each for each in counted if each.count), key=lambda each: (-each.count, each.text))


def _whole(now: Snapshot, text: str, most: int) -> tuple[Suggestion, ...]:
    """What begins like the whole text."""
    begun = fold(text).strip()
    if not begun or len(begun) > LONGEST:
        return ()
    found: list[tuple[str, Kind]] = [(name, "name") for name in _names(begun)][:most]
    if words := vocabulary(now):
        found += _terms(words, begun, most + _SPARE)
    outlets = sorted(_outlets(now, begun), key=lambda each: -each.count)
    names = {fold(each.text) for each in outlets}
    others = [each for each in _counted(now, found) if fold(each.text) not in names]
    return (*outlets, *others)[:most]


def _last_word(now: Snapshot, text: str, most: int) -> Iterator[Suggestion]:
    """The last of several words completed; what stands before it stays as it was typed."""
    parts = _LAST_WORD.fullmatch(text)
    words = vocabulary(now)
    if parts is None or len(text) > LONGEST_QUERY or len(parts[2]) > LONGEST:
        return
    head, begun = parts[1], fold(parts[2])
    found: list[tuple[str, Kind]] = [(name, "name") for name in _names(begun)][:most]
    if words:
        found += _terms(words, begun, most)
    one_word: dict[str, tuple[str, Kind]] = {}
    for word, kind in found:
        if not any(map(str.isspace, word)):
            one_word.setdefault(fold(word), (word, kind))
    evaluator, outlets = ArchiveEvaluator(now), cache(outlet_by_name)
    counted = []
    for word, kind in list(one_word.values())[:_COMPLETED]:
        understood = understand(head + word, outlets)
        if understood.query is None or understood.notices:
            return  # what stands before is not finished, or makes no sense
        counted.append(Suggestion(head + word, kind, len(evaluator.documents(understood.query))))
    yield from sorted((each for each in counted if each.count), key=lambda each: (-each.count, each.text))[:most]


def suggest(text: str, most: int = MOST) -> tuple[Suggestion, ...]:
    """What begins like this, outlets first, then the most frequent. Raises SearchUnavailable.

    Latin letters are also read as pinyin or its initials: tlp and telangpu both suggest 特朗普.
    """
    now = snapshot()
    whole = _whole(now, text, most)
    return (*whole, *_last_word(now, text.lstrip(), most - len(whole))) if len(whole) < most else whole
