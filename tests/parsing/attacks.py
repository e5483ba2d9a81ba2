"""Texts that a regular expression may take too long over, made from the expression itself."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

#: Samples of one expression, and the most units that its attacks are made of.
_MOST_SAMPLES = 400
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)


def attacks(pattern: re.Pattern[Any], length: int) -> Iterator[Any]:
    """Texts (bytes for an expression over bytes) of about `length`: each prefix of what it matches, said again and
    again, and each followed by one of its pieces said again and again."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    units = list(dict.fromkeys(unit for unit in islice(_prefixes(tree), _MOST_SAMPLES) if unit))
    pieces = list(dict.fromkeys(islice(_pieces(tree), _MOST_SAMPLES)))
    texts = [unit * (length // len(unit)) for unit in units]
    texts += [start + piece * (length // len(piece)) for start in ("", *units[:12]) for piece in pieces[:12]]
    for text in dict.fromkeys(texts):
        yield text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text


def seconds(pattern: re.Pattern[Any], text: Any, *, at_start: bool = False) -> float:
    """CPU time of finding all matches in a text, or only one at its start; without the tracer of coverage."""
    tracing = sys.gettrace()
    sys.settrace(None)
    began = time.process_time()
    try:
        if at_start:
            pattern.match(text)
        else:
            for _ in pattern.finditer(text):
                pass
        return time.process_time() - began
    finally:
        sys.settrace(tracing)


def _prefixes(tree: Sequence[Any]) -> Iterator[str]:
    """What the beginnings of a pattern match, each repeat as often as it must and once more."""
    for count in range(1, len(tree) + 1):
        yield from _samples(tree[:count])
    for operation, argument in tree:
        for inner in _inside(operation, argument):
            yield from _prefixes(inner)


def _samples(tree: Sequence[Any]) -> Iterator[str]:
    found = [""]
    for operation, argument in tree:
        ends = list(islice(_sample(operation, argument), 4)) or [""]
        found = [start + end for start in found[:4] for end in ends]
    yield from found


def _pieces(tree: Sequence[Any]) -> Iterator[str]:
    """What its single elements match."""
    for operation, argument in tree:
        yield from (piece for piece in _sample(operation, argument) if piece)
        for inner in _inside(operation, argument):
            yield from _pieces(inner)


def _inside(operation: Any, argument: Any) -> Sequence[Sequence[Any]]:
    if operation in _REPEATS:
        return [argument[2]]
    if operation is constants.SUBPATTERN:
        return [argument[3]]
    if operation is constants.BRANCH:
        return argument[1]
    if operation in (constants.ASSERT, constants.ASSERT_NOT):
        return [argument[1]]
    return [argument] if operation is constants.ATOMIC_GROUP else []


def _sample(operation: Any, argument: Any) -> Iterator[str]:
    if operation in _REPEATS:
        low, high, inner = argument
        for sample in islice(_samples(inner), 2):
            yield sample * min(max(low, 1), int(high), 300)
    elif operation is constants.BRANCH:
        for inner in argument[1][:40]:
            yield from islice(_samples(inner), 1)
    elif operation in (constants.SUBPATTERN, constants.ATOMIC_GROUP):
        yield from _samples(_inside(operation, argument)[0])
    elif operation is constants.IN:
        yield from _members(argument)
    elif operation in (constants.LITERAL, constants.NOT_LITERAL, constants.ANY):
        yield chr(argument) if operation is constants.LITERAL else "x"


_CATEGORIES = {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}


def _members(members: Sequence[Any]) -> Iterator[str]:
    if members[0][0] is constants.NEGATE:
        taken = re.compile("".join(("[", *(_written(member) for member in members[1:]), "]")))
        yield from islice((char for char in "x<[( \n1，" if not taken.match(char)), 2)
        return
    for kind, value in members[:3]:
        if kind is constants.LITERAL:
            yield chr(value)
        elif kind is constants.RANGE:
            yield chr(value[0])
        else:
            yield _CATEGORIES.get(str(value), "，")


def _written(member: Any) -> str:
    kind, value = member
    if kind is constants.LITERAL:
        return re.escape(chr(value))
    if kind is constants.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {
        "CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w",
        "CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_NOT_WORD": r"\W",
    }[str(value)]  # fmt: skip
