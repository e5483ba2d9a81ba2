"""JSON objects of known tools under the names that json_keys.toml has: ninjs, Telegram, and those of json_shapes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from articles.parsing.formats.fields import Object, keys, plain_key
from articles.parsing.formats.telegram import article_of
from articles.parsing.types import NotAnArticle

_SHAPES = Path(__file__).with_name("json_shapes.toml")
_MOST = 200


def in_common_names(loaded: Object) -> Object | NotAnArticle:
    """An object as it is, unless it is of a tool that is known here."""
    if loaded.keys() == {"telegram", "message"}:
        return article_of(loaded)
    plain = {plain_key(str(key)): value for key, value in reversed(loaded.items())}
    if _is_ninjs(plain):
        return _ninjs(plain)
    shape = next((parts for marks, parts in _shapes() if marks <= plain.keys()), None)
    return _shaped(plain, shape) if shape else loaded


@cache
def _shapes() -> list[tuple[frozenset[str], dict[str, tuple[str, ...]]]]:
    """The marks of each tool, and its names for each part, as plain_key writes them."""
    found = []
    for table in tomllib.loads(_SHAPES.read_text(encoding="utf-8")).values():
        marks = frozenset(map(plain_key, table.pop("marks")))
        found.append((marks, {part: tuple(map(plain_key, names)) for part, names in table.items()}))
    return found


def _shaped(plain: Object, parts: dict[str, tuple[str, ...]]) -> Object:
    others = {name for part in parts for name in keys()[part]}
    kept = {key: value for key, value in plain.items() if key not in others}
    for part, names in parts.items():
        value = next((plain[name] for name in names if plain.get(name) not in (None, "", [], {})), None)
        if value is not None:
            kept[keys()[part][0]] = value
    if isinstance(tags := kept.get("tags"), dict):  # Readwise: by name
        kept["tags"] = list(tags)[:_MOST]
    return kept


# ninjs, https://iptc.org/std/ninjs/: 1.x has body_xhtml and headline, 2.x and 3.x have lists of bodies and headlines.


def _is_ninjs(plain: Object) -> bool:
    standard = plain.get("standard")
    if isinstance(standard, dict) and str(standard.get("name")).lower() == "ninjs":
        return True
    lists = isinstance(plain.get("headlines"), list) or isinstance(plain.get("bodies"), list)
    return "uri" in plain and "versioncreated" in plain and (lists or any(key.startswith("body") for key in plain))


def _ninjs(plain: Object) -> Object:
    bodies = _dicts(plain.get("bodies"))
    rich = next((each for each in bodies if "html" in _kind(each) or each.get("role") == "richtext"), None)
    body = rich or next(iter(bodies), {})
    published = plain.get("contentcreated") or plain.get("firstcreated") or plain.get("versioncreated")
    uri = plain.get("uri")
    return {
        "canonical_url": uri if isinstance(uri, str) and uri.startswith("http") else "",
        "headline": _main(plain.get("headlines")) or plain.get("headline"),
        "body_html": body.get("value") or plain.get("bodyxhtml") or plain.get("bodyhtml") or plain.get("bodytext"),
        "description": _main(plain.get("descriptions")) or plain.get("descriptiontext"),
        "byline": plain.get("by") or plain.get("byline"),
        "published_at": published,
        "modified_at": plain.get("versioncreated") if plain.get("versioncreated") != published else None,
        "source": next(_names(plain.get("infosources")), None) or plain.get("copyrightholder"),
        "tags": plain.get("keywords") or list(_names(plain.get("subjects") or plain.get("subject"))),
        "section": next(_names(plain.get("genres")), None),
        "figures": [picture for each in _associations(plain) if (picture := _picture(each))],
    }


def _names(values: Any) -> Iterator[str]:
    return (name for each in _dicts(values) if isinstance(name := each.get("name"), str))


def _kind(body: Object) -> str:
    return str(body.get("contentType") or body.get("contenttype") or "").lower()


def _main(values: Any) -> Any:
    found = _dicts(values)
    return next((each.get("value") for each in found if each.get("role") == "main"), None) or next(
        (each.get("value") for each in found), None
    )


def _dicts(value: Any) -> list[Object]:
    return [each for each in value[:_MOST] if isinstance(each, dict)] if isinstance(value, list) else []


def _associations(plain: Object) -> list[Object]:
    value = plain.get("associations")
    return _dicts(list(value.values()) if isinstance(value, dict) else value)


def _picture(item: Object) -> Object | None:
    """The largest rendition of a picture, with its words."""
    if item.get("type") not in ("picture", "graphic"):
        return None
    value = item.get("renditions")
    renditions = _dicts(list(value.values()) if isinstance(value, dict) else value)
    widest = max(renditions, key=lambda each: w if isinstance(w := each.get("width"), int) else 0, default={})
    caption = _main(item.get("descriptions")) or item.get("description_text") or item.get("headline")
    credit = item.get("creditline") or item.get("by") or item.get("byline")
    return {"url": widest.get("href"), "caption": caption, "credit": credit} if widest.get("href") else None
