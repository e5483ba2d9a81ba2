"""Text to tokens and their places, for a whole batch of documents at once (docs/architecture.md, "Search").

A place counts characters and words. Each CJK character, each word of another script, each number (the 19 of covid19 too)
and each other visible character takes one; spaces beside a word, ignorable characters, and a joiner between words (COVID-19,
U.S., don't) take none.
Index and query are scanned by the same function, so they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from articles.search.text.fold import (
    BREAK,
    CJK,
    IGNORABLE,
    OTHER,
    SPACE,
    WORD,
    CodePoints,
    class_table,
    code_points,
    fold_table,
    is_cjk,
)

#: Changes when `scan` reads some text otherwise than before: an index of another reading is rebuilt.
READING = "numbers-apart"
#: Between two word characters these take no place, and letters and numbers are words apart: archives write F-16, F 16 and
#: F16, "covid-19", "covid 19" and "covid19" of one thing.
JOINERS = np.array([ord(c) for c in "-'’.‐‑–_/&"], np.uint32)
#: Stands for "no CJK character follows" in a pair.
END = 0

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Scan:
    """Tokens of a run of folded text, in order.

    first, second, pair_place: each CJK character, the CJK character right after it (END if none), and its place.
    word_from, word_to, word_place: each word as a slice of `points`, and its place.
    points: the folded text without ignorable characters. place_of: the place at each offset of the text as given (one
    entry more than it has characters).
    """

    points: CodePoints
    first: CodePoints
    second: CodePoints
    pair_place: Places
    word_from: Places
    word_to: Places
    word_place: Places
    place_of: Places

    def words(self) -> list[str]:
        text = self.points.tobytes().decode("utf-32-le", "surrogatepass")
        return [text[a:b] for a, b in zip(self.word_from.tolist(), self.word_to.tolist(), strict=True)]


def _space_steps(classes: npt.NDArray[np.uint8], steps: npt.NDArray[np.uint8]) -> None:
    """A run of spaces takes one place, none beside a word."""
    space = classes == SPACE
    steps[space] = 0
    edges = np.flatnonzero(np.diff(space.astype(np.int8), prepend=0, append=0))
    starts, ends = edges[::2], edges[1::2]
    padded = np.concatenate([classes, np.array([BREAK], np.uint8)])
    beside_word = (padded[starts - 1] == WORD) | (padded[ends] == WORD)
    steps[starts[~beside_word]] = 1


def scan(text: str) -> Scan:
    """text: any characters. "\\n" and the like always take a place, so nothing without a gap is found across them. A gap of
    a query (中国，美国) stands for as many signs of any kind, line ends among them: a quote may run over paragraphs."""
    folded = fold_table()[code_points(text)]
    classes = class_table()[folded]
    kept = classes != IGNORABLE
    points, classes = folded[kept], classes[kept]

    word = classes == WORD
    before = np.concatenate([[False], word[:-1]])
    after = np.concatenate([word[1:], [False]])
    number = (points >= ord("0")) & (points <= ord("9"))
    goes_on = word & before
    goes_on[1:] &= number[1:] == number[:-1]
    word_start = word & ~goes_on
    steps = np.ones(len(points), np.uint8)
    steps[goes_on] = 0
    steps[(classes == OTHER) & before & after & np.isin(points, JOINERS)] = 0
    _space_steps(classes, steps)
    total = np.cumsum(steps, dtype=np.int64)
    place = total - steps  # the places taken before each character

    at = np.flatnonzero(classes == CJK)
    follows = np.concatenate([classes[1:] == CJK, [False]])[at] if len(points) else np.zeros(0, bool)
    second = np.where(follows, points[np.minimum(at + 1, max(len(points) - 1, 0))], END).astype(np.uint32)

    starts = np.flatnonzero(word_start)
    ends = np.flatnonzero(word & ~np.concatenate([goes_on[1:], [False]])) + 1
    end_place = total[-1:] if len(total) else np.zeros(1, np.int64)
    # An ignorable character stands at the place of the next kept one.
    place_of = np.concatenate([place, end_place])[np.concatenate([[0], np.cumsum(kept)])]
    return Scan(points, points[at], second, place[at], starts, ends, place[starts], place_of)


@dataclass(frozen=True, slots=True)
class TermRun:
    """What must stand together: terms and their places from the first one. A term is a pair of CJK characters (or of one
    and END), a single CJK character (one letter long), or a word."""

    terms: tuple[str, ...]
    places: tuple[int, ...]

    @property
    def has_gap(self) -> bool:
        """Whether anything may stand between two of its terms."""
        pairs = {place + 1 for term, place in zip(self.terms, self.places, strict=True) if _is_pair(term)}
        return len({*self.places, *pairs}) < self.length

    @property
    def length(self) -> int:
        """How many places it takes."""
        return self.places[-1] + (2 if _is_pair(self.terms[-1]) else 1)


def _is_pair(term: str) -> bool:
    return len(term) == 2 and is_cjk(term[0]) and term[1] != chr(END)


@lru_cache(maxsize=1 << 14)
def _folded_cjk(char: str) -> str:
    """The folded character if it is CJK, else "". The tables are large: for a few characters most of the time would go into
    fetching them from memory."""
    folded = chr(fold_table()[ord(char)])
    return folded if class_table()[ord(folded)] == CJK else ""


def _cjk_only(folded: str) -> TermRun:
    """What `runs` says of CJK characters without a gap: nearly every query, at a tenth of the cost of a scan."""
    length = len(folded)
    if length == 1:
        return TermRun((folded,), (0,))
    places = (*range(0, length - 1, 2), *((length - 2,) if length % 2 else ()))
    return TermRun(tuple(folded[place : place + 2] for place in places), places)


def runs(text: str) -> TermRun:
    """The fewest terms that say exactly `text` in one run; empty if it holds nothing that can be searched.

    Bigrams at even steps cover a run of CJK characters (and its last pair, when the length is odd): each pins two
    characters to their places, so the overlapping ones in between add nothing. Where a gap follows (中国，美国), the last
    character stands once more as a pair with END: 中国和美国 is something else.
    """
    if text and (folded := "".join(map(_folded_cjk, text))) and len(folded) == len(text):
        return _cjk_only(folded)
    found = scan(text)
    terms: list[tuple[int, str]] = []
    taken = {*found.pair_place.tolist(), *found.word_place.tolist()}
    last_place = max(taken, default=0)
    firsts, seconds, places = found.first.tolist(), found.second.tolist(), found.pair_place.tolist()
    start = 0
    for i, second in enumerate(seconds):
        if second != END:
            continue
        length = i - start + 1
        gap_follows = places[i] < last_place and places[i] + 1 not in taken
        if length == 1 or gap_follows:
            terms.append((places[i], chr(firsts[i]) + (chr(END) if gap_follows else "")))
        steps = [*range(0, length - 1, 2), *([length - 2] if length % 2 and length > 1 else [])]
        terms += [(places[start + s], chr(firsts[start + s]) + chr(seconds[start + s])) for s in steps]
        start = i + 1
    terms += zip(found.word_place.tolist(), found.words(), strict=True)
    terms.sort()
    base = terms[0][0] if terms else 0
    return TermRun(tuple(term for _place, term in terms), tuple(place - base for place, _term in terms))
