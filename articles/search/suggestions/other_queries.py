"""Beside what was found: a spelling that is far more frequent, and a long run of characters taken apart into its words.

Both are looked up, not searched for (vocabulary.py); only what is then offered is counted, without scores, facets or a
timeline. Nothing is offered where a reader used quotes, fields or operators: who does so means what is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any

from whoosh import query as wq

from articles.search.counts import Counts, counted
from articles.search.index.schema import TEXT
from articles.search.query.queries import Exactly
from articles.search.query.regional_names import AnyForm
from articles.search.suggestions.nothing_found import Counted
from articles.search.suggestions.vocabulary import Vocabulary, word_edges
from articles.search.text.fold import fold, is_cjk
from articles.search.types import Answer

#: Parts of a query that are looked at.
_PARTS = 4
#: A spelling is doubted if it finds at most so many articles, and another of the same sound so many times as many. Of 600
#: names with 1 to 20 articles in 30,937, two were doubted, both misspelt; of names of two characters five were so wrongly.
_FEW, _TIMES = 30, 10
_LENGTHS = range(3, 7)
_SAME_SOUND = 4
#: Less that the words find apart is not worth telling: "一带 一路" finds 2% more than 一带一路.
_MORE = 1.05
#: Characters of a run that may be several words, and the shortest of these.
_RUN, _WORD = range(4, 17), 2


@dataclass(frozen=True, slots=True)
class Alternatives:
    """meant: the whole query in another spelling. in_one_piece: runs, as typed, that are several words; none unless the
    query finds more with spaces between these: `apart`."""

    meant: tuple[Counted, ...] = ()
    in_one_piece: tuple[str, ...] = ()
    apart: Counted | None = None


def _typed(query: Any) -> Iterator[str]:
    """The runs a query asks for together. Raises ValueError for anything else."""
    if isinstance(query, AnyForm):
        fields, quoted = {part.fieldname for part in query}, False
    elif isinstance(query, Exactly):
        fields, quoted = {query.fieldname}, query.quoted
    elif isinstance(query, wq.And):
        for part in query:
            yield from _typed(part)
        return
    else:
        raise ValueError(query)
    if quoted or fields != {TEXT}:
        raise ValueError(query)
    yield str(query.typed)


def _runs(query: Any, lengths: range) -> list[str]:
    """Those of Han characters and kana alone, of these lengths."""
    try:
        typed = list(dict.fromkeys(_typed(query)))[:_PARTS]
    except ValueError:
        return []
    return [text for text in typed if len(text) in lengths and all(map(is_cjk, fold(text)))]


def _in_a_word(text: str, at: int) -> bool:
    """Whether the dictionary has this character as part of a word there: 安全閥 is nothing misspelt."""
    return any(start <= at < end and end - start > 1 for start, end in pairwise(word_edges(text).tolist()))


def _spellings(words: Vocabulary, text: str) -> Iterator[str]:
    """Terms that sound the same and differ in one character."""
    own = fold(text)
    sound = words.reading(own)
    for number in words.read_as(sound, _SAME_SOUND) if sound else ():
        key = words.key(number)
        differing = [at for at, (left, right) in enumerate(zip(own, key, strict=False)) if left != right]
        if len(key) == len(own) and len(differing) == 1 and not _in_a_word(text, differing[0]):
            yield words.text(number)


def _meant(
    answer: Answer, spellings: list[tuple[str, str]], alone: Mapping[str, int], counts: Counts
) -> Iterator[Counted]:
    """spellings: of a run of the query, and what may have been meant. alone: what each of both finds."""
    whole = answer.question.text
    likely = [
        whole.replace(text, guess, 1)
        for text, guess in spellings
        if alone[text] <= _FEW and alone[guess] >= _TIMES * max(alone[text], 1)
    ]
    for other, count in counted(counts, answer.question, likely).items():
        if count > alone[whole]:
            yield Counted(other, count)


def _known(words: Vocabulary, text: str) -> int:
    """In how many headlines it stands, 0 if it is no term."""
    number = words.number(text)
    return 0 if number is None else int(words.counts[number])


def taken_apart(words: Vocabulary, text: str) -> list[str]:
    """The fewest words and phrases of headlines that make up the text, at least two, of two characters or more each; of
    several ways the one whose rarest is the most frequent. Empty if there is none."""
    edges = word_edges(text).tolist()
    #: Up to each edge: (pieces, minus the count of the rarest, the pieces).
    best: dict[int, tuple[int, int, list[str]]] = {0: (0, 0, [])}
    for end in edges[1:]:
        ways = []
        for start in edges:
            if start not in best or end - start < _WORD or end - start == len(text):
                continue
            piece = text[start:end]
            pieces, rarest, before = best[start]
            if count := _known(words, piece):
                ways.append((pieces + 1, max(rarest or -count, -count), [*before, piece]))
        if ways:
            best[end] = min(ways)
    found = best.get(len(text))
    return found[2] if found else []


def _with_spaces(text: str, pieces: Mapping[str, list[str]]) -> str:
    for run, parts in pieces.items():
        text = text.replace(run, " ".join(parts))
    return text


def alternatives(answer: Answer, look: Callable[[], tuple[Counts, Vocabulary | None]]) -> Alternatives:
    """look: what to ask, and the vocabulary if there is one; called only where something may be offered. Then two requests
    at most. Raises SearchUnavailable."""
    as_typed = answer.tiers[0].total if answer.tiers else answer.total
    long = [] if answer.tiers else _runs(answer.typed, _RUN)
    short = _runs(answer.typed, _LENGTHS) if 0 < as_typed <= _FEW else []
    if not (long or short):
        return Alternatives()
    counts, words = look()
    if words is None:
        return Alternatives()
    question = answer.question
    pieces = {text: parts for text in long if (parts := taken_apart(words, text))}
    apart = _with_spaces(question.text, pieces)
    spellings = [(text, guess) for text in short for guess in _spellings(words, text)]
    texts = [*chain.from_iterable(spellings), *([apart] if pieces else [])]
    alone = counted(counts, question, (text for text in texts if text != question.text))
    alone[question.text] = as_typed
    more = bool(pieces) and alone[apart] > _MORE * answer.total
    return Alternatives(
        meant=tuple(dict.fromkeys(_meant(answer, spellings, alone, counts))),
        in_one_piece=tuple(pieces) if more else (),
        apart=Counted(apart, alone[apart]) if more else None,
    )
