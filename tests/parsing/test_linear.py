"""The time of reading grows with the size of a file, whatever the file holds."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest

from articles import parsing
from articles.ingest.archives import names as file_names
from articles.parsing import parse_file
from articles.parsing.formats.entries import entries_of
from articles.parsing.outlet_rules.outlets import ReadingRules, outlets, reading_for
from tests.parsing.attacks import attacks, seconds
from tests.patience import LINEAR, times_as_long

#: Expressions that take a long text too long, and why they never get one.
SHORT = {
    "articles.parsing.text.body._TOKEN": "what nh3 wrote has a > for each <",
    "articles.parsing.text.body._PLAYER": "what nh3 wrote has a </p> for each <p>",
    "articles.parsing.formats.entries._TITLE": "the first 65,536 characters of a feed",
    "articles.parsing.outlet_rules.rules._NESTED": "a pattern of the owner's, not a file",
}
#: Characters, and CPU seconds for them that no linear expression needs.
FEW, MANY = 2_000, 8_000
QUICK, LONG = 0.02, 0.008


def modules() -> list[Any]:
    """dates.py is left out: it cuts every line to 400 characters first."""
    names = [each.name for each in pkgutil.iter_modules(parsing.__path__) if each.name != "dates"]
    return [*(importlib.import_module(f"{parsing.__name__}.{name}") for name in names), file_names]


def patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from patterns(each)


def anchored(source: str, name: str) -> bool:
    """Whether an expression is only asked whether a text begins with it."""
    uses = set(re.findall(rf"\b{name}\.(\w+)\(", source)) | set(re.findall(rf"map\({name}\.(\w+),", source))
    return bool(uses) and uses <= {"match", "fullmatch"}


def slow(pattern: re.Pattern[Any], *, at_start: bool = False, most: int | None = None) -> str:
    """A text over which the expression takes too long, its beginning; "" if none was found.

    most: texts that are tried."""
    for text in islice(attacks(pattern, MANY), most):
        short = seconds(pattern, text[:FEW], at_start=at_start)
        if short > QUICK:
            return repr(text[:60])
        if short < LONG / 30:
            continue
        long = min(seconds(pattern, text, at_start=at_start) for _time in range(3))
        if long > LONG and long > LINEAR * min(seconds(pattern, text[:FEW], at_start=at_start) for _time in range(3)):
            return repr(text[:60])
    return ""


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_expression_takes_the_square_of_a_text(module: Any) -> None:
    source = inspect.getsource(module)
    found = {
        f"{module.__name__}.{name}": text
        for name, value in vars(module).items()
        for pattern in patterns(value)
        if (text := slow(pattern, at_start=anchored(source, name)))
    }
    assert {name: text for name, text in found.items() if name not in SHORT} == {}


def test_the_search_for_slow_expressions_finds_them() -> None:
    for text in (r"\s*\n", r"<a[^>]*>", r"(?:a|ab)*c", r"<!--.*?-->"):
        assert slow(re.compile(text, re.DOTALL)), text
    for text in (r"<a[^<>]*+>", r"(?<!\s)\s+\n", r"<!--.*?(?:-->|\Z)"):
        assert not slow(re.compile(text, re.DOTALL)), text


def test_no_rule_of_an_outlet_takes_the_square_of_a_text() -> None:
    seen: set[str] = set()
    found: dict[str, str] = {}
    for reading in (reading_for(None), *(outlet.reading for outlet in outlets())):
        # Those for what a headline ends with see the end of one.
        for name in ReadingRules.__dataclass_fields__.keys() - {"headline_suffixes"}:
            for pattern in patterns(getattr(reading, name)):
                if pattern.pattern not in seen and (text := slow(pattern, most=60)):
                    found[f"{name}: {pattern.pattern[:60]}"] = text
                seen.add(pattern.pattern)
    assert found == {}


def parts(data: str) -> None:
    found = entries_of(data.encode())
    list(found.parts if found else ())


RSS = '<rss version="2.0"><channel>'
HEAD = "<!--1693323543000-->\n[题](https://a.example/1)\n------\n"
PAGE = "<!doctype html><html><head><title>题</title>{}</head><body><article><p>文字</p></article></body></html>"
FEEDS: dict[str, Callable[[int], str]] = {
    "items that never end": lambda n: RSS + "<item " * n,
    "links before an item": lambda n: RSS + "<link " * n + "<item><title>题</title></item>",
    "titles before an item": lambda n: RSS + "<title>" * n + "<item><title>题</title></item>",
    "items below a long head": lambda n: RSS + "<link " * n + "<item><title>题</title></item>" * n,
    "roots": lambda n: "<rss " * n + "<item><title>题</title></item>",
    "entries in entries": lambda n: "<feed>" + "<entry>" * n,
    "blanks in an object": lambda n: "{" + " " * n + '"items": [' + " " * n + '{"a": 1}]}',
    "members of a list": lambda n: '[{"title": "题"}' + ',{"title": "题"}' * n + "]",
}
FILES: dict[str, Callable[[int], str]] = {
    "a headline of brackets": lambda n: "<!--1693323543000-->\n[" + "](" * n + "\n",
    "a line of brackets": lambda n: "[" + "](" * n + "\n文字\n",
    "blank lines": lambda n: "文字\n" + "\n" * n + "[",
    "blanks behind a comma in JSON-LD": lambda n: PAGE.format(
        f'<script type="application/ld+json">{{"a": 1,{" " * n}x</script>'
    ),
    "blanks before a wrapped JSON-LD": lambda n: PAGE.format(
        f'<script type="application/ld+json">//{" " * n}x{" " * n};</script>'
    ),
    "characters without width in a headline": lambda n: (
        f"<!--1693323543000-->\n[题{'​' * min(n, 15_000)}x](https://a.example/1)\n------\n"
    ),
    "blanks in inline elements": lambda n: HEAD + "<p>文" + "<b> </b>" * min(n, 50_000) + "字</p>",
    "names parted by blanks": lambda n: json_with("author", "A" + " " * n + "b"),
    "sections of text in a headline": lambda n: json_with("title", "<![CDATA[" * n),
    "sections of text in an entry's headline": lambda n: (
        RSS + "<item><title>" + "&lt;![CDATA[" * n + "</title><link>https://a.example/1</link></item></channel></rss>"
    ),
}


def json_with(name: str, value: str) -> str:
    fields = {"title": "题", "url": "https://a.example/1", "text": "文字", name: value}
    return "{" + ", ".join(f'"{key}": "{text}"' for key, text in fields.items()) + "}"


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_taken_apart_in_time_that_grows_with_its_size(name: str) -> None:
    assert times_as_long(lambda size: parts(FEEDS[name](size)), 10_000) <= LINEAR


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_in_time_that_grows_with_its_size(name: str) -> None:
    assert times_as_long(lambda size: parse_file(FILES[name](size).encode(), "x/1.md"), 10_000) <= LINEAR
