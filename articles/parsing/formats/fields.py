"""Which names of fields mean what, in JSON and in front matter alike (json_keys.toml), and what a field's value says."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Object = dict[str, Any]
T = TypeVar("T")

_KEYS = Path(__file__).with_name("json_keys.toml")
_MOST_NAMES, _MOST_TAGS = 50, 100
_LONGEST_NAME, _LONGEST_TAG = 200, 100
#: Of what no table knows: so many pairs, of so many characters.
_MOST_ALSO, _LONGEST_KEY, _LONGEST_VALUE = 40, 80, 500
_APART = re.compile(r"[,，、;；|｜\n]")
#: Statements that an article is not published yet; it is read all the same, and this is told.
_DRAFT = {"draft": "true", "published": "false"}
_NOT_TOLD = frozenset(("in_text", "in_name", "in_picture", "in_caption", "in_credit", "in_alt"))


@cache
def keys() -> dict[str, tuple[str, ...]]:
    """The names of each part, best first, as plain_key writes them; before all others the one that a profile renames to."""
    table = tomllib.loads(_KEYS.read_text(encoding="utf-8"))
    return {part: (renamed_to(part), *dict.fromkeys(map(plain_key, names))) for part, names in table.items()}


def renamed_to(part: str) -> str:
    """What a field is called that an archive's own profile says is this part: a name that no file gives to another field."""
    return f"={part}"


@cache
def known_keys() -> frozenset[str]:
    """Every name that some part has."""
    return frozenset(key for part, names in keys().items() if part not in _NOT_TOLD for key in names)


def plain_key(key: str) -> str:
    """A field's name without case, blanks and marks."""
    return re.sub(r"[_\-\s:]", "", key).lower()


def plain_object(values: Object) -> Object:
    """The fields under their plain names; of two that become one the first counts."""
    return {plain_key(str(key)): value for key, value in reversed(values.items())}


def first(found: Object, part: str, read: Callable[[Any], T]) -> T:
    """What `read` makes of the first name of a part from which it makes anything."""
    return next((value for key in keys()[part] if key in found and (value := read(found[key]))), read(None))


def member(value: Object, part: str) -> str:
    """The first text in an object under a part's names."""
    plain = {plain_key(str(key)): each for key, each in value.items()}
    return next((text for key in keys()[part] if isinstance(text := plain.get(key), str) and text.strip()), "")


def text_of(value: Any) -> str:
    """A text, the texts of a list as paragraphs, or what an object such as WordPress's {"rendered": …} holds."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return member(value, "in_text").strip()
    if isinstance(value, list):
        parts = [text_of(each) for each in value if not isinstance(each, list)]
        return "\n\n".join(part for part in parts if part)
    return ""


def name_of(value: Any) -> str:
    """A name; an address there is another key for the article's host."""
    name = member(value, "in_name") if isinstance(value, dict) else value
    return name.strip() if isinstance(name, str) and "://" not in name and len(name) <= _LONGEST_NAME else ""


def names_of(value: Any) -> tuple[str, ...]:
    """The names in a text, a list or objects with a name."""
    values = value if isinstance(value, list) else [value]
    names = [member(each, "in_name") if isinstance(each, dict) else each for each in values[:_MOST_NAMES]]
    return tuple(name.strip() for name in names if isinstance(name, str) and name.strip() and "://" not in name)


def section_of(value: Any) -> str:
    """The section: the first of several."""
    return next((name[:_LONGEST_NAME] for name in _strings(value) if name), "")


def tags_of(value: Any) -> tuple[str, ...]:
    """Tags, each once: a list's, or those that commas part; a text without commas is parted at its blanks if each begins
    with a #, as notes have them."""
    found: list[str] = []
    for each in _strings(value):
        parts = _APART.split(each) if not isinstance(value, list) else [each]
        for part in parts:
            hashed = part.split() if re.match(r"\s*#\S+(?:\s+#\S+)+\s*$", part) else [part]
            found += [tag.strip() if isinstance(value, list) else tag.strip().lstrip("#") for tag in hashed]
    return tuple(dict.fromkeys(tag for tag in found if tag and len(tag) <= _LONGEST_TAG))[:_MOST_TAGS]


def also_in(values: Object) -> tuple[tuple[str, str], ...]:
    """What no table of names knows, as it is written, in its order; and that an article is a draft."""
    found: list[tuple[str, str]] = []
    for key, value in values.items():
        name = plain_key(str(key))
        told = _written(value).lower() == _DRAFT[name] if name in _DRAFT else name not in known_keys()
        if told and (text := _written(value)):
            found.append((str(key)[:_LONGEST_KEY], text[:_LONGEST_VALUE]))
    return tuple(found[:_MOST_ALSO])


def _written(value: Any) -> str:
    """A value as one text."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and all(isinstance(each, str | int | float) for each in value[:_MOST_TAGS]):
        return "、".join(map(_written, value[:_MOST_TAGS]))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str) if value else ""
    return "" if value is None else str(value)


def _strings(value: Any) -> Iterator[str]:
    """The texts in a value: itself, a list's, objects' names, and lists in lists (Hexo's categories)."""
    values = value if isinstance(value, list) else [value]
    for each in values[:_MOST_TAGS]:
        if isinstance(each, list):
            yield from (part.strip() for part in each[:_MOST_TAGS] if isinstance(part, str))
        elif isinstance(each, dict):
            yield member(each, "in_name").strip()
        elif isinstance(each, str | int | float) and not isinstance(each, bool):
            yield str(each).strip()
