"""What a search of the archive should find, read off the articles themselves: no index, no query of the product.

A question is a small tree of its own (`Ask`) that can be written in the query language; whether an article answers it is
read off its texts, each for itself. Only the fold and the classes of characters are shared with the index.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from tests.search import oracle
from tests.search.archives import HAN, KANA, random_text

#: The fields of the query language, and the outlets' names of the archives.
FIELDS = ("headline", "caption", "byline")
OUTLETS = ("晨报", "晚报", "日报")


@dataclass(frozen=True)
class Told:
    """An article as a reader sees it. texts: by field; captions and names a line each."""

    pk: int
    texts: dict[str, str]
    day: date | None
    outlet: str
    pictured: bool


@dataclass(frozen=True)
class Ask:
    """kind: a key of ANSWERS. parts: what that kind is made of."""

    kind: str
    parts: tuple[Any, ...]


def _read(told: Told, field: str) -> list[str]:
    return [told.texts[field]] if field else list(told.texts.values())


def _begins(told: Told, field: str, start: str) -> bool:
    units = [unit for text in _read(told, field) for _place, unit in oracle.read(text)[0]]
    return any(unit.startswith(oracle.visible(start)) and not oracle.only_cjk(unit[0]) for unit in units)


def _is_mark(text: str, at: int) -> bool:
    return at < len(text) and unicodedata.category(text[at])[0] == "M"


def in_glyphs(told: Told, field: str, typed: str) -> bool:
    """In these very characters, marks above them included, and no part of a longer word; signs at its ends do not count."""
    units = [at for at, char in enumerate(typed) if oracle.read(char)[0]]
    end = units[-1] + 1
    while _is_mark(typed, end):
        end += 1
    wanted = typed[units[0] : end]
    return any(
        text.startswith(wanted, at)
        and oracle.parts_units(text, at)
        and oracle.parts_units(text, at + len(wanted))
        and not _is_mark(text, at + len(wanted))
        for text in _read(told, field)
        for at in range(len(text))
    )


def _near(told: Told, field: str, left: Ask, right: Ask, distance: int) -> bool:
    return any(oracle.near(left.parts[0], right.parts[0], distance, text) for text in _read(told, field))


def _stands(told: Told, field: str, typed: str) -> bool:
    return any(oracle.quoted(typed, text) for text in _read(told, field))


#: By kind: whether an article answers it. field: of which it is asked, "" for all. glyphs: quotes in their very characters.
ANSWERS: dict[str, Callable[..., bool]] = {
    "word": lambda told, field, glyphs, text: _stands(told, field, text),
    "quote": lambda told, field, glyphs, text: (in_glyphs if glyphs else _stands)(told, field, text),
    "prefix": lambda told, field, glyphs, start: _begins(told, field, start),
    "near": lambda told, field, glyphs, left, right, distance: _near(told, field, left, right, distance),
    "and": lambda told, field, glyphs, *parts: all(answers(part, told, field, glyphs=glyphs) for part in parts),
    "or": lambda told, field, glyphs, *parts: any(answers(part, told, field, glyphs=glyphs) for part in parts),
    "not": lambda told, field, glyphs, part: not answers(part, told, field, glyphs=glyphs),
    "in": lambda told, field, glyphs, name, part: answers(part, told, name, glyphs=glyphs),
    "has": lambda told, field, glyphs: told.pictured,
    "source": lambda told, field, glyphs, name: told.outlet == name,
    "date": lambda told, field, glyphs, first, last: told.day is not None and first <= told.day <= last,
}

#: By kind: the question in the query language.
WRITTEN: dict[str, Callable[..., str]] = {
    "word": lambda text: text,
    "quote": lambda text: f'"{text}"',
    "prefix": lambda start: f"{start}*",
    "near": lambda left, right, distance: f"{written(left)} NEAR/{distance} {written(right)}",
    "and": lambda *parts: f"({' '.join(map(written, parts))})",
    "or": lambda *parts: f"({' OR '.join(map(written, parts))})",
    "not": lambda part: f"-({written(part)})",
    "in": lambda name, part: f"{name}:({written(part)})",
    "has": lambda: "has:image",
    "source": lambda name: f"source:{name}",
    "date": lambda first, last: f"date:{first}..{last}",
}


def answers(ask: Ask, told: Told, field: str = "", *, glyphs: bool = False) -> bool:
    return ANSWERS[ask.kind](told, field, glyphs, *ask.parts)


def written(ask: Ask) -> str:
    return WRITTEN[ask.kind](*ask.parts)


def _across(random: Random, told: Told) -> str:
    """The end of one text and the start of the next, as one run: it stands nowhere, unless something reads across."""
    texts = [text for text in told.texts.values() if text]
    if len(texts) < 2:
        return ""
    at = random.randrange(len(texts) - 1)
    end, start = oracle.visible(texts[at])[-2:], oracle.visible(texts[at + 1])[:2]
    return end + random.choice(["", "，", "。"]) + start


def _text(random: Random, archive: list[Told]) -> str:
    """A piece of some article, or of two of its fields."""
    told = random.choice(archive)
    text = random.choice(list(told.texts.values()))
    at = random.randrange(len(text) + 1)
    return random.choice([text[at : at + random.randint(1, 5)], _across(random, told), random_text(random, 3)])


def _word(random: Random, archive: list[Told]) -> Ask:
    text = oracle.visible(_text(random, archive))
    kept = "".join(char for char in text if oracle.only_cjk(char))
    return Ask("word", (kept or random.choice([*HAN, *KANA, "twitter", "19", "covid-19", "f16"]),))


def _quote(random: Random, archive: list[Told]) -> Ask:
    """A quote is one line; it holds a character or a word."""
    text = _text(random, archive).replace("\n", "")
    return Ask("quote", (text,)) if oracle.read(text)[0] else _word(random, archive)


def _atom(random: Random, archive: list[Told]) -> Ask:
    kind = random.choice(["word", "word", "quote", "quote", "prefix", "near", "near"])
    if kind == "prefix":
        return Ask("prefix", (random.choice(["t", "tw", "co", "1", "é", "zz"]),))
    if kind == "near":
        sides = [random.choice([_word, _quote])(random, archive) for _side in range(2)]
        return Ask("near", (*sides, random.choice([0, 1, 2, 5, 30])))
    return (_word if kind == "word" else _quote)(random, archive)


def _filter(random: Random) -> Ask:
    days = sorted(date(2020, 8, random.randint(1, 9)) for _end in range(2))
    return random.choice([Ask("has", ()), Ask("source", (random.choice(OUTLETS),)), Ask("date", tuple(days))])


def question(random: Random, archive: list[Told], depth: int, *, in_field: bool = False) -> Ask:
    if depth == 0 or random.random() < 0.2:
        return _filter(random) if not in_field and random.random() < 0.2 else _atom(random, archive)
    if not in_field and random.random() < 0.4:
        return Ask("in", (random.choice(FIELDS), question(random, archive, depth - 1, in_field=True)))
    parts = [question(random, archive, depth - 1, in_field=in_field) for _part in range(random.randint(2, 3))]
    return random.choice([Ask("and", tuple(parts)), Ask("or", tuple(parts)), Ask("not", (parts[0],)),
                          Ask("and", (*parts[1:], Ask("not", (parts[0],))))])  # fmt: skip
