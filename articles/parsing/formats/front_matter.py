"""What stands above a text: YAML between ---, TOML between +++, a JSON object, Pandoc's % lines, plain `name: value` lines.

Every value stays text, a list or a mapping: dates are read in times.py and said.py. Aliases, tags and deep nesting are
bounded: a bomb in YAML is no front matter."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import yaml

from articles.parsing.formats.fields import known_keys, plain_key

#: Longer front matter is none.
_MAX = 100_000
#: Of brackets that open and of aliases: more is no front matter.
_MOST_OPENED, _MOST_ALIASES = 200, 20
#: Elements of all lists and mappings together, and how deep they may lie.
_MOST_NODES, _DEEPEST = 2_000, 8
_END_YAML = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_END_TOML = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
_NESTING, _MOST_NESTING = re.compile(r"[-?:](?=[ \t])"), 60
_ALIAS = re.compile(r"(?:^|[\s,\[{:-])\*\w")
_LINE = re.compile(r"^([^\W\d][\w .-]{0,40})[ \t]*:[ \t]*(.*)$")
#: `标题：…`, `Title: …`
_STATED = re.compile(r"^[ \t\u3000]*[【\[]?([^\W\d][\w ·-]{0,24})[】\]]?[ \t\u3000]*[:：][ \t\u3000]*(\S.{0,1000})$")
_PANDOC = re.compile(r"(?:%[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){1,3}")
_MOST_STATED = 20


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """kind: "YAML", "TOML", "JSON", "Pandoc" or "lines". values: texts, lists and mappings. rest: what follows it."""

    kind: str
    values: dict[str, Any]
    rest: str
    problems: tuple[str, ...] = field(default=())


def read_front_matter(text: str, also_known: frozenset[str] = frozenset()) -> FrontMatter | None:
    """None if the text begins with none. also_known: plain names that count as known beside those of the table."""
    if text.startswith("---"):
        return _yaml(text)
    if text.startswith("+++"):
        return _toml(text)
    if text.startswith("{"):
        return _json(text)
    return _pandoc(text) if text.startswith("%") else _lines(text, known_keys() | also_known)


def _yaml(text: str) -> FrontMatter | None:
    first = text.find("\n")
    end = _END_YAML.search(text, first + 1, first + _MAX) if first >= 0 and not text[3:first].strip() else None
    if end is None:
        return None
    block, rest = text[first + 1 : end.start()], text[end.end() :]
    values = _loaded(block)
    if values is None:
        found = [match for line in block.splitlines() if (match := _LINE.match(line))]
        return FrontMatter("YAML", _by_line(found), rest, ("front-matter",)) if found else None
    return FrontMatter("YAML", values, rest)


def _by_line(found: list[re.Match[str]]) -> dict[str, Any]:
    return {match[1]: match[2].strip().strip("\"'") for match in found}


def _loaded(block: str) -> dict[str, Any] | None:
    """None for what is no mapping, is broken, or is larger than front matter is. An alias counts as often as it is used."""
    if sum(map(block.count, "[{")) > _MOST_OPENED or len(_ALIAS.findall(block)) > _MOST_ALIASES:
        return None
    # `- - - -` nests without brackets, and libyaml goes as deep as that on the machine's stack.
    if any(len(_NESTING.findall(line)) > _MOST_NESTING for line in block.split("\n")):
        return None
    try:
        # Builds text, lists and mappings only, whatever tags are written.
        loaded = yaml.load(block, Loader=yaml.CBaseLoader)  # noqa: S506 - makes texts only
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return _bounded(loaded) if isinstance(loaded, dict) else None


def _bounded(values: dict[Any, Any]) -> dict[str, Any] | None:
    """The mapping, if it is no larger and no deeper than front matter is."""
    waiting: list[tuple[Any, int]] = [(values, 0)]
    nodes = 0
    while waiting:
        node, depth = waiting.pop()
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        nodes += len(children)
        if nodes > _MOST_NODES or depth > _DEEPEST:
            return None
        waiting.extend((child, depth + 1) for child in children)
    return {str(key): value for key, value in values.items()}


def _toml(text: str) -> FrontMatter | None:
    first = text.find("\n")
    end = _END_TOML.search(text, first + 1, first + _MAX) if first >= 0 and not text[3:first].strip() else None
    if end is None:
        return None
    block, rest = text[first + 1 : end.start()], text[end.end() :]
    if sum(map(block.count, "[{")) > _MOST_OPENED or block.count(".") > 20 * _MOST_OPENED:
        return None
    try:
        values = _bounded(_as_text(tomllib.loads(block)))
    except (ValueError, RecursionError):
        values = None
    if values is None:
        found = _toml_by_line(block)
        return FrontMatter("TOML", found, rest, ("front-matter",)) if found else None
    return FrontMatter("TOML", values, rest)


def _toml_by_line(block: str) -> dict[str, Any]:
    """Broken TOML, as by bare names in Chinese: each line above the first table by itself."""
    values: dict[str, Any] = {}
    for line in block.splitlines():
        if line.startswith("["):
            break
        if match := re.match(r"[\"']?([\w-]{1,40})[\"']?[ \t]*=[ \t]*(.*)$", line):
            try:
                values[match[1]] = _as_text(tomllib.loads(f"value = {match[2]}")["value"])
            except (ValueError, RecursionError):
                values[match[1]] = match[2].strip().strip("\"'")
    return values


def _as_text(value: Any) -> Any:
    """TOML's and JSON's dates, numbers and truths as YAML's loader gives them: as text."""
    if isinstance(value, dict):
        return {str(key): _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value if isinstance(value, str) else "" if value is None else str(value)


def _json(text: str) -> FrontMatter | None:
    """Hugo's: an object, then the text. An object with nothing behind it is a JSON file."""
    try:
        loaded, end = json.JSONDecoder(strict=False).raw_decode(text[:_MAX])
        values = _bounded(_as_text(loaded)) if isinstance(loaded, dict) and text[end:].strip() else None
    except (ValueError, RecursionError):
        return None
    return FrontMatter("JSON", values, text[end:]) if values else None


def _pandoc(text: str) -> FrontMatter | None:
    """% title, % authors, % date: https://pandoc.org/MANUAL.html#extension-pandoc_title_block"""
    found = _PANDOC.match(text[:_MAX])
    if found is None:
        return None
    parts = [" ".join(part.split()) for part in re.split(r"^%", found[0], flags=re.MULTILINE)[1:]]
    values = {name: part for name, part in zip(("title", "author", "date"), parts, strict=False) if part}
    return FrontMatter("Pandoc", values, text[found.end() :]) if values else None


def _lines(text: str, known_names: frozenset[str]) -> FrontMatter | None:
    """Lines of `name: value` (Pelican's, MultiMarkdown's, a clipper's), if two of the names at least are in the table."""
    values: dict[str, Any] = {}
    place = 0
    for _ in range(_MOST_STATED):
        end = text.find("\n", place)
        line = text[place : end if end >= 0 else len(text)]
        match = _STATED.match(line[:1_100])
        if not match or (plain_key(match[1]) not in known_names and not values):
            break
        values.setdefault(match[1].strip(), match[2].strip())
        place = end + 1 if end >= 0 else len(text)
        if end < 0:
            break
    known = sum(plain_key(key) in known_names for key in values)
    return FrontMatter("lines", values, text[place:]) if known >= 2 else None
