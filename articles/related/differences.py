"""What differs between two texts: by sentence, and inside a changed sentence by word or character. Pure.

The work is bounded whatever the texts are: sentences have a greatest length, texts a greatest number of them, and the
longest common subsequence is found by rapidfuzz, bit-parallel (Hyyrö 2004), where difflib would need cubic time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

Kind = Literal["same", "gone", "new"]
Blocks = Iterator[tuple[list["_Sentence"], list["_Sentence"], bool]]

#: Characters of a sentence, sentences of a text; of a longer text the beginning is compared.
LONGEST_SENTENCE, MOST_SENTENCES = 400, 4_000
#: A sentence is a changed form of another when they have so much in common, in percent; it stands at most so far away.
_RELATED, _WINDOW = 50, 6
#: A run of so few equal characters between two changes is no landmark for a reader.
_SHORT = 1
_SENTENCE = re.compile(
    # Up to and with its end: 。！？；… and a closing quotation mark, or a Latin stop before a space.
    r"(?:[^。！？；!?;…\n.]|\.(?!\s|$))*(?:[。！？；!?;…]+|\.(?=\s|$))[」』”’）)》】\"']*[^\S\n]*|[^\n]+?(?=\n|$)"
)
_WORD = re.compile(r"[0-9A-Za-z\u00c0-\u024f]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChangedPiece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph."""

    pieces: tuple[ChangedPiece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class TextDifference:
    """cut: only the beginning was compared. gone, new, altered: sentences that were taken out, added, and changed."""

    passages: tuple[Passage, ...]
    cut: bool = False
    gone: int = 0
    new: int = 0
    altered: int = 0


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    ends_paragraph: bool


def sentences(text: str) -> list[_Sentence]:
    """At most MOST_SENTENCES, each at most LONGEST_SENTENCE characters; spaces at a paragraph's edges are left out."""
    found: list[_Sentence] = []
    for line in text.split("\n"):
        parts = [match[0] for match in _SENTENCE.finditer(line.strip())]
        pieces = [part[i : i + LONGEST_SENTENCE] for part in parts for i in range(0, len(part), LONGEST_SENTENCE)]
        found += [_Sentence(piece, n == len(pieces)) for n, piece in enumerate(pieces, 1)]
        if len(found) > MOST_SENTENCES:
            break
    return found


def compare(before: str, after: str) -> TextDifference:
    """Texts with a paragraph a line."""
    old, new = sentences(before), sentences(after)
    cut = max(len(old), len(new)) > MOST_SENTENCES
    builder = _Builder()
    for olds, news, same in _aligned(old[:MOST_SENTENCES], new[:MOST_SENTENCES]):
        if same:
            for sentence in news:
                builder.add([ChangedPiece("same", sentence.text)], sentence.ends_paragraph)
        else:
            builder.replaced(olds, news)
    return TextDifference(tuple(builder.passages()), cut, builder.gone, builder.new, builder.altered)


def inside(before: str, after: str) -> list[ChangedPiece]:
    """What differs within a sentence or a headline (at most LONGEST_SENTENCE characters of each are compared in detail)."""
    if before == after:
        return [ChangedPiece("same", after)] if after else []
    if max(len(before), len(after)) > LONGEST_SENTENCE:
        return _whole(before, after)
    old, new = _WORD.findall(before), _WORD.findall(after)
    steps: list[tuple[Kind, str]] = []
    for step in LCSseq.opcodes(old, new):
        taken, put = "".join(old[step.src_start : step.src_end]), "".join(new[step.dest_start : step.dest_end])
        if step.tag == "equal":
            steps.append(("same", put))
        else:
            steps += [(kind, text) for kind, text in _kinds(taken, put) if text]
    return _readable(steps)


def _whole(before: str, after: str) -> list[ChangedPiece]:
    return [ChangedPiece(kind, text) for kind, text in _kinds(before, after) if text]


def _kinds(before: str, after: str) -> tuple[tuple[Kind, str], tuple[Kind, str]]:
    return ("gone", before), ("new", after)


def _readable(steps: Sequence[tuple[Kind, str]]) -> list[ChangedPiece]:
    """What is taken out before what comes instead, and no confetti: single equal characters join the changes around."""
    pieces: list[ChangedPiece] = []
    gone = new = ""
    for n, (kind, text) in enumerate(steps):
        if kind == "gone":
            gone += text
        elif kind == "new":
            new += text
        elif len(text) <= _SHORT and (gone or new) and n + 1 < len(steps):
            gone, new = gone + text, new + text
        else:
            pieces += _whole(gone, new)
            gone = new = ""
            pieces.append(ChangedPiece("same", text))
    return pieces + _whole(gone, new)


def _aligned(old: list[_Sentence], new: list[_Sentence]) -> Blocks:
    """Runs of sentences: the same in both, or what stood there before and what stands there now."""
    opcodes = LCSseq.opcodes([sentence.text for sentence in old], [sentence.text for sentence in new])
    olds: list[_Sentence] = []
    news: list[_Sentence] = []
    for step in opcodes:
        taken, put = old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]
        if step.tag != "equal":
            olds, news = olds + taken, news + put
            continue
        if olds or news:
            yield olds, news, False
            olds, news = [], []
        yield taken, put, True
    if olds or news:
        yield olds, news, False


class _Builder:
    """Puts pieces into paragraphs."""

    def __init__(self) -> None:
        self._passages: list[list[ChangedPiece]] = [[]]
        self.gone = self.new = self.altered = 0

    def add(self, pieces: list[ChangedPiece], ends: bool) -> None:
        self._passages[-1] += pieces
        if ends:
            self._passages.append([])

    def replaced(self, olds: list[_Sentence], news: list[_Sentence]) -> None:
        """Each old sentence beside the new one that it became, in order; the others as they are."""
        at = 0
        for old in olds:
            partner = _partner(old.text, news, at)
            if partner is None:
                self.gone += 1
                self.add([ChangedPiece("gone", old.text)], old.ends_paragraph)
                continue
            self._added(news[at:partner])
            self.altered += 1
            self.add(inside(old.text, news[partner].text), news[partner].ends_paragraph)
            at = partner + 1
        self._added(news[at:])

    def _added(self, sentences: list[_Sentence]) -> None:
        for sentence in sentences:
            self.new += 1
            self.add([ChangedPiece("new", sentence.text)], sentence.ends_paragraph)

    def passages(self) -> Iterator[Passage]:
        for pieces in self._passages:
            if pieces:
                yield Passage(tuple(_merged(pieces)))


def _partner(text: str, news: list[_Sentence], at: int) -> int | None:
    """The most similar of the next few."""
    scores = [(fuzz.ratio(text, news[n].text), -n) for n in range(at, min(at + _WINDOW, len(news)))]
    best = max(scores, default=(0.0, 0))
    return -best[1] if best[0] >= _RELATED else None


def _merged(pieces: list[ChangedPiece]) -> Iterator[ChangedPiece]:
    """Neighbours of one kind as one."""
    kind: Kind = "same"
    text = ""
    for piece in pieces:
        if piece.kind != kind:
            if text:
                yield ChangedPiece(kind, text)
            kind, text = piece.kind, ""
        text += piece.text
    if text:
        yield ChangedPiece(kind, text)
