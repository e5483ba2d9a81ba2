"""A run of characters as words: the likeliest way through all words that the archive uses and that stand in it (Viterbi over
word frequencies), and the ways with one word corrected. Pure: from a vocabulary to words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from articles.search.suggestions.vocabulary import NEAR_LENGTHS, Vocabulary, word_edges
from articles.search.text.fold import fold, is_cjk
from articles.search.text.segmentation import simplified

#: The longest word looked for. A longer run is cut by the dictionary alone: it is a sentence, whose words are known.
LONGEST_WORD, LONGEST_RUN = 8, 40
_FILLING = """
的 了 在 和 是 与 及 对 将 被 把 也 就 都 而 或 等 为 称 说 于 以 从 向 又 再 同 跟 给 让 吗 呢 吧 啊 嘛 么 呀 这 那
其 之 个 很 有 为什么 为何 怎么 怎么样 怎样 怎么回事 如何 什么 什么样 谁 哪些 哪里 哪个 哪儿 请问 关于 有没有 是不是
是否 有什么 是什么 怎么办
多少 几个 何时 后来 一个 到底 究竟 回事 没有 可以
"""
#: Words that ask, join or fill: they are not searched for where others are left.
FILLING = frozenset(fold(_FILLING).split())
#: What a character that is no word costs beyond the rarest word; a correction that sounds the same, and any other.
_UNKNOWN, _SAME_SOUND, _OTHER = 4.0, 6.0, 9.0
#: Ways with a correction that are kept; terms looked at for each piece; pieces for which any other character is tried.
MOST_CORRECTED, _TERMS, _PIECES = 5, 6, 1


@dataclass(frozen=True, slots=True)
class _Edge:
    """A word from one offset to another. text: as it is searched for."""

    start: int
    end: int
    text: str
    cost: float


@dataclass(frozen=True, slots=True)
class Corrected:
    """text: the whole run, corrected. words: of it."""

    text: str
    words: tuple[str, ...]


def words_of(vocabulary: Vocabulary, run: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The words of a run, in order; joined they are the run, but for what only fills. Characters side by side that are no
    words are one piece. names: folded, words as well."""
    pieces = _joined(run, _edges_of(vocabulary, run, frozenset(names)))
    kept = tuple(piece for piece in pieces if fold(piece) not in FILLING)
    return kept or (run,)


def _edges_of(vocabulary: Vocabulary, run: str, names: frozenset[str]) -> list[int]:
    """Where the words of the likeliest way begin and end."""
    if len(run) > LONGEST_RUN or not all(map(is_cjk, fold(run))):
        return [int(edge) for edge in word_edges(run)]
    return _path(_forward(len(run), _known(vocabulary, run, names)), len(run))


def _cost(vocabulary: Vocabulary, count: int) -> float:
    return math.log(_size(vocabulary) / max(count, 1))


def _size(vocabulary: Vocabulary) -> float:
    return float(vocabulary.most) * 10 + 10


def _known(vocabulary: Vocabulary, run: str, names: frozenset[str]) -> list[_Edge]:
    """Every word that stands in the run, and each character as one."""
    folded = fold(run)
    unknown = _cost(vocabulary, 1) + _UNKNOWN
    filling = _cost(vocabulary, 1) / 2
    edges = [_Edge(at, at + 1, run[at], filling if char in FILLING else unknown) for at, char in enumerate(folded)]
    for start in range(len(run)):
        for end in range(start + 2, min(start + LONGEST_WORD, len(run)) + 1):
            piece = folded[start:end]
            if piece in names or piece in FILLING:
                edges.append(_Edge(start, end, run[start:end], filling))
            elif (number := vocabulary.number(piece)) is not None and vocabulary.is_word(number):
                edges.append(_Edge(start, end, run[start:end], _cost(vocabulary, int(vocabulary.counts[number]))))
    return edges


#: The cheapest way to each offset: its cost, and the offset before.
_Ways = list[tuple[float, int]]


def _forward(length: int, edges: Iterable[_Edge]) -> _Ways:
    ways: _Ways = [(0.0, 0)] + [(math.inf, 0)] * length
    for edge in sorted(edges, key=lambda edge: edge.start):
        cost = ways[edge.start][0] + edge.cost
        if cost < ways[edge.end][0]:
            ways[edge.end] = cost, edge.start
    return ways


def _backward(length: int, edges: Iterable[_Edge]) -> _Ways:
    """The same from the end: the cost of what is left from each offset, and the offset after."""
    ways: _Ways = [(math.inf, length)] * length + [(0.0, length)]
    for edge in sorted(edges, key=lambda edge: -edge.start):
        cost = ways[edge.end][0] + edge.cost
        if cost < ways[edge.start][0]:
            ways[edge.start] = cost, edge.end
    return ways


def _path(ways: _Ways, end: int) -> list[int]:
    edges = [end]
    while edges[-1] > 0:
        edges.append(ways[edges[-1]][1])
    return edges[::-1]


def _joined(run: str, edges: list[int]) -> list[str]:
    """The pieces; characters that are no words side by side in one. What goes with a neighbour instead was tried: fewer
    articles were found by words that the archive has not."""
    pieces: list[str] = []
    loose = False  # whether the last piece is made of such characters
    for start, end in pairwise(edges):
        piece, before = run[start:end], loose
        loose = _is_loose(piece)
        if loose and before:
            pieces[-1] += piece
        elif any(char.isalnum() for char in piece):
            pieces.append(piece)
    return pieces


def _is_loose(piece: str) -> bool:
    return len(piece) == 1 and is_cjk(fold(piece)) and fold(piece) not in FILLING


def is_doubtful(vocabulary: Vocabulary, piece: str) -> bool:
    """Whether it is no word that the archive uses."""
    number = vocabulary.number(piece)
    return number is None or not vocabulary.is_word(number)


def corrections(vocabulary: Vocabulary, run: str, names: Iterable[str] = ()) -> list[Corrected]:
    """Ways through the run with one word that differs in one character from what stands there, the likeliest first; of a run
    of Han characters that is no sentence."""
    length, names = len(run), frozenset(names)
    if not 2 <= length <= LONGEST_RUN or not all(map(is_cjk, fold(run))):
        return []
    edges = _known(vocabulary, run, names)
    ahead, behind = _forward(length, edges), _backward(length, edges)
    doubtful = _doubtful(_path(ahead, length))
    other = sorted(_other_words(vocabulary, run, doubtful), key=lambda e: ahead[e.start][0] + e.cost + behind[e.end][0])
    found: dict[str, Corrected] = {}
    for edge in other:
        text = run[: edge.start] + edge.text + run[edge.end :]
        if len(found) == MOST_CORRECTED:
            break
        found.setdefault(fold(text), Corrected(text, words_of(vocabulary, text, names)))
    return list(found.values())


def _doubtful(path: list[int]) -> set[int]:
    """The offsets of characters that are no words."""
    return {start for start, end in pairwise(path) if end - start == 1}


def _other_words(vocabulary: Vocabulary, run: str, doubtful: set[int]) -> Iterator[_Edge]:
    folded, plain, tried = fold(run), simplified(run), 0
    for start in range(len(run)):
        for end in range(start + 2, min(start + NEAR_LENGTHS.stop - 1, len(run)) + 1):
            piece = folded[start:end]
            sound = vocabulary.reading(plain[start:end])
            yield from _edges(vocabulary, piece, start, vocabulary.read_as(sound, _TERMS) if sound else [], _SAME_SOUND)
            if end - start > 2 and tried < _PIECES and len(doubtful & set(range(start, end))) > 1:
                tried += 1
                yield from _edges(vocabulary, piece, start, vocabulary.near(piece, _TERMS), _OTHER)


def _edges(vocabulary: Vocabulary, piece: str, start: int, numbers: list[int], penalty: float) -> Iterator[_Edge]:
    for number in numbers:
        key = vocabulary.key(number)
        if (
            len(key) == len(piece)
            and vocabulary.is_word(number)
            and sum(a != b for a, b in zip(key, piece, strict=True)) == 1
        ):
            cost = _cost(vocabulary, int(vocabulary.counts[number])) + penalty
            yield _Edge(start, start + len(piece), vocabulary.text(number), cost)
