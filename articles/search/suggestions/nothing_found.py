"""When nothing is found: what the reader may have meant, which parts of the query occur, and what the filters leave.

Other scripts and regional forms need no advice: they have been searched already. Whatever is offered has been searched
for and has results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from whoosh import query as wq

from articles.search.counts import Counts, counted
from articles.search.evaluate.filters import queries_beside
from articles.search.index.schema import TEXT
from articles.search.query.language import understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.queries import Exactly
from articles.search.query.regional_names import AnyForm
from articles.search.suggestions.vocabulary import Vocabulary, word_edges
from articles.search.text.fold import fold
from articles.search.types import Question

#: Guesses that are searched for; and of these, offered.
_TRIED, _OFFERED = 6, 3
#: Parts of the query that are counted.
_PARTS = 6
#: A longer text is a paste: no letter of it was typed wrong.
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """A query and the exact number of articles it finds with the same filters."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Nearby:
    """meant: instead of the whole query; each has results. parts: of the query, each alone, in order; some may have none.
    without_filters: articles that the query finds with all outlets and days; within_filters: articles of the outlets and
    days asked for, whatever they say. Both None where no filter was set. every_form: articles found with the regional forms
    of names that the question left out; None if it did not."""

    meant: tuple[Counted, ...] = ()
    parts: tuple[Counted, ...] = ()
    without_filters: int | None = None
    within_filters: int | None = None
    every_form: int | None = None


@dataclass(frozen=True, slots=True)
class _QueryPart:
    """text: as one would type it alone. typed: without field and quotes."""

    text: str
    typed: str


def _parts(query: wq.Query | None) -> Iterator[_QueryPart]:
    """The runs that a query asks for together."""
    if isinstance(query, (Exactly, AnyForm)):
        field = query.fieldname if isinstance(query, Exactly) else query[0].fieldname
        quoted = getattr(query, "quoted", False) or any(map(str.isspace, query.typed))
        text = f'"{query.typed}"' if quoted else query.typed
        yield _QueryPart(text if field == TEXT else f"{field}:{text}", query.typed)
    elif isinstance(query, wq.And):
        for part in query:
            yield from _parts(part)


def _words(text: str) -> list[str]:
    """Of a run that occurs nowhere: the words that stand in it."""
    edges = word_edges(text).tolist()
    words = [text[start:end] for start, end in pairwise(edges)]
    return [word for word in words if len(word) > 1 and word.isalnum()]


def _shown(question: Question, parts: list[_QueryPart]) -> list[str]:
    """What is worth counting alone: the parts of the query, or else the words of its only one."""
    shown = [part.text for part in parts]
    if len(parts) == 1 and parts[0].typed == question.text.strip():
        shown = _words(parts[0].typed)
    return list(dict.fromkeys(shown))[:_PARTS] if len(set(shown)) > 1 else []


def near_misses(words: Vocabulary, text: str) -> list[str]:
    """What may have been meant by a text that occurs nowhere, the likeliest first: what its pinyin says, what sounds the
    same, what is one character away."""
    letters = text.lower().replace(" ", "").replace("'", "")
    if letters.isascii():
        typed = [*words.read_as(letters, _TRIED), *words.typed_as(letters, _TRIED)] if letters.isalpha() else []
        numbers = typed + words.near(text, _TRIED)
    else:
        sound = words.reading(fold(text))
        same = words.read_as(sound, _TRIED) if sound else []
        # Of two characters, one replaced is half the word: a guess that sounds the same leaves no room for others.
        near = [] if same and len(text) <= 2 else words.near(text, 2 * _TRIED)
        near.sort(key=lambda number: abs(len(words.text(number)) - len(text)))
        numbers = same + near
    own = fold(text)
    return [words.text(number) for number in dict.fromkeys(numbers) if words.key(number) != own]


def _guesses(text: str, absent: list[_QueryPart], words: Vocabulary) -> Iterator[str]:
    """The whole query as one text, typed in pinyin or nearly; the query with a part that does not occur replaced."""
    yield from near_misses(words, text)
    for part in absent:
        if part.typed in text:
            yield from (text.replace(part.typed, guess, 1) for guess in near_misses(words, part.typed))


def _meant(
    question: Question, parts: list[_QueryPart], alone: Mapping[str, int], counts: Counts, words: Vocabulary | None
) -> tuple[Counted, ...]:
    """alone: what each of the parts finds."""
    text = question.text.strip()
    if words is None or not text or len(text) > _LONGEST:
        return ()
    absent = [part for part in parts[:_PARTS] if not alone[part.text]]
    guesses = list(dict.fromkeys(_guesses(text, absent, words)))[:_TRIED]
    found = [Counted(guess, count) for guess, count in counted(counts, question, guesses).items() if count]
    return tuple(each for n, each in enumerate(found) if not _is_piece(each, found[:n]))[:_OFFERED]


def _is_piece(guess: Counted, of: list[Counted]) -> bool:
    """Whether it is only found inside a likelier guess (孟晚, wherever 孟晚舟 is)."""
    return any(guess.text in other.text and guess.count == other.count for other in of)


def _unfiltered(question: Question) -> Question:
    return replace(question, filters=question.filters.everywhere(), pictures=False)


def nearby(question: Question, counts: Counts, words: Vocabulary | None) -> Nearby:
    """Advice for a question that found nothing: two requests. words: None while there is no vocabulary yet. Raises
    SearchUnavailable."""
    parts = list(dict.fromkeys(_parts(understand(question.text, outlet_by_name).query)))
    filtered, shown = bool(queries_beside(question)), _shown(question, parts)
    texts = list(dict.fromkeys([*shown, *(part.text for part in parts[:_PARTS])]))
    others = [_unfiltered(question), replace(question, text="")] if filtered else []
    forms = [replace(question, only_this_form=False, filters=replace(question.filters, exact=False))]
    forms = forms if question.only_this_form else []
    numbers = counts.counts([*(replace(question, text=text) for text in texts), *others, *forms])
    alone = dict(zip(texts, numbers, strict=False))
    without, within = numbers[len(texts) : len(texts) + 2] if filtered else (None, None)
    return Nearby(
        meant=_meant(question, parts, alone, counts, words),
        parts=tuple(Counted(part, alone[part]) for part in shown),
        without_filters=without,
        within_filters=within,
        every_form=numbers[-1] if forms else None,
    )
