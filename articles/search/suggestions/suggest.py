"""Suggestions while typing: outlets, regional names, and words and phrases of headlines, by their beginning in either
script or by pinyin. Nothing is scanned: beginnings are looked up in sorted arrays (vocabulary.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from articles.models import Source
from articles.search.counts import Counts, counted
from articles.search.query.language import understand
from articles.search.query.outlet_names import outlet_by_name
from articles.search.query.regional_names import known
from articles.search.suggestions.vocabulary import Vocabulary
from articles.search.text.fold import fold
from articles.search.types import Question

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


_folded = lru_cache(maxsize=1 << 12)(fold)


def _outlets(counts: Counts, begun: str) -> Iterator[Suggestion]:
    outlets = Source.objects.values_list("pk", "name", "slug")
    names = {pk: name for pk, name, slug in outlets if _folded(name).startswith(begun) or slug.startswith(begun)}
    numbers = counts.outlet_counts(list(names)) if names else []
    for name, count in zip(names.values(), numbers, strict=True):
        if count:
            yield Suggestion(name, "outlet", count)


def _names(begun: str) -> Iterator[str]:
    """Forms of regional names, as their editor wrote them."""
    groups = {forms for key, forms in known().items() if key.startswith(begun)}
    yield from (form for forms in groups for form in forms if _folded(form).startswith(begun))


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


def _counted(counts: Counts, found: Iterable[tuple[str, Kind]]) -> list[Suggestion]:
    """Without those that no article says (any more), the most frequent first; each once, as the kind that came first."""
    kinds: dict[str, tuple[str, Kind]] = {}
    for text, kind in found:
        kinds.setdefault(fold(text), (text, kind))
    numbers = counts.phrase_counts([text for text, _kind in kinds.values()])
    found_now = [Suggestion(*each, count) for each, count in zip(kinds.values(), numbers, strict=True)]
    return sorted((each for each in found_now if each.count), key=lambda each: (-each.count, each.text))


def _whole(counts: Counts, words: Vocabulary | None, text: str, most: int) -> tuple[Suggestion, ...]:
    """What begins like the whole text."""
    begun = fold(text).strip()
    if not begun or len(begun) > LONGEST:
        return ()
    found: list[tuple[str, Kind]] = [(name, "name") for name in _names(begun)][:most]
    if words:
        found += _terms(words, begun, most + _SPARE)
    outlets = sorted(_outlets(counts, begun), key=lambda each: -each.count)
    names = {fold(each.text) for each in outlets}
    others = [each for each in _counted(counts, found) if fold(each.text) not in names]
    return (*outlets, *others)[:most]


def _last_word(counts: Counts, words: Vocabulary | None, text: str, most: int) -> Iterator[Suggestion]:
    """The last of several words completed; what stands before it stays as it was typed."""
    parts = _LAST_WORD.fullmatch(text)
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
    completed = {head + word: kind for word, kind in list(one_word.values())[:_COMPLETED]}
    if not _make_sense(head, completed):
        return
    numbers = counted(counts, Question(""), completed)
    found_now = (Suggestion(whole, kind, numbers[whole]) for whole, kind in completed.items())
    yield from sorted((each for each in found_now if each.count), key=lambda each: (-each.count, each.text))[:most]


def _make_sense(head: str, completed: Iterable[str]) -> bool:
    """Not where what stands before the last word is not finished. The first tells for all whose last word is no operator
    and has no sign in it: letters and characters beyond ASCII alone."""
    outlets = cache(outlet_by_name)
    for number, whole in enumerate(completed):
        word = whole[len(head) :]
        if number == 0 or word.isascii() or not word.isalnum():
            understood = understand(whole, outlets)
            if understood.query is None or understood.notices:
                return False
    return True


def suggest(text: str, counts: Counts, words: Vocabulary | None, most: int = MOST) -> tuple[Suggestion, ...]:
    """What begins like this, outlets first, then the most frequent. words: None while there is no vocabulary yet. Raises
    SearchUnavailable.

    Latin letters are also read as pinyin or its initials: tlp and telangpu both suggest 特朗普.
    """
    whole = _whole(counts, words, text, most)
    if len(whole) >= most:
        return whole
    return (*whole, *_last_word(counts, words, text.lstrip(), most - len(whole)))
