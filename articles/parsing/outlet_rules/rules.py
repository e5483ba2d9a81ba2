"""Rules files: what outlets.toml and an archive owner's own file may say, checked before any of it is used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from articles.parsing.types import ContributorRole

Rules = dict[str, Any]

ROLES: tuple[str, ...] = get_args(ContributorRole)
#: A list of patterns, in [general] and for an outlet: the outlet's are looked at first.
PATTERNS = frozenset(
    (
        "drop_elements", "drop_blocks", "drop_tail", "keep_blocks", "furniture_words", "skip_images", "skip_alts",
        "skip_classes", "emoji", "caption_classes",
        "credit_classes", "byline_classes", "name_classes", "dateline_classes", "deck_classes",
        "video_classes", "more_links",
        "related_headings", "credit_lines", "credit_labels", "name_notes", "organisations", "headline_suffixes",
        "bylines", "datelines", "credits",
    )
)  # fmt: skip
#: A list of plain texts.
WORDS = frozenset(("names", "hosts", "end_marks", "places", "agencies"))
TEXTS = frozenset(("slug", "name", "home_zone", "home_page", "date_zone"))
_OUTLET = PATTERNS | WORDS | TEXTS | {"comment_doubt", "roles", "sections"}
_GENERAL = PATTERNS | {"places", "agencies", "roles", "end_marks"}
_REQUIRED = ("slug", "name", "hosts", "home_zone")
#: The group that a pattern must have, for what it finds.
_GROUPS = {"bylines": "names", "credits": "credit"}
_SLUG, _HOST = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
#: An unlimited quantifier over a group that holds one: such a pattern may take forever on a hostile file.
_NESTED = re.compile(r"\((?:\?:)?(?:[^()\\]|\\.)*?(?<!\\)[*+](?:[^()\\]|\\.)*\)(?:[*+]|\{\d*,\})")


class RulesError(ValueError):
    """A rules file that cannot be used. The text names the file, the place in it, and what to do."""


def read_rules(text: str, origin: str, *, known: frozenset[str] = frozenset()) -> Rules:
    """The rules that a file states, checked. origin: how to name the file in an error. known: slugs of outlets that need
    not be described anew. Raises RulesError."""
    try:
        rules = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{origin} is no TOML: {error}.") from error
    entries = rules.get("outlet", [])
    if (
        set(rules) - {"general", "outlet"}
        or not isinstance(entries, list)
        or not isinstance(rules.get("general", {}), dict)
    ):
        raise RulesError(f"{origin}: only [general] and [[outlet]] tables are known.")
    _check(rules.get("general", {}), f"{origin}: [general]", _GENERAL)
    for number, entry in enumerate(entries, 1):
        place = (
            f"{origin}: outlet {entry.get('slug', number)}" if isinstance(entry, dict) else f"{origin}: outlet {number}"
        )
        _check(entry, place, _OUTLET)
        _check_outlet(entry, place, known)
    _check_unique(entries, origin)
    return {"general": rules.get("general", {}), "outlet": entries}


def joined(base: Rules, own: Rules) -> Rules:
    """Both together: of an outlet that both know, the owner's lists come first and his texts count."""
    outlets = {entry["slug"]: entry for entry in base["outlet"]}
    for entry in own["outlet"]:
        outlets[entry["slug"]] = _over(outlets.get(entry["slug"], {}), entry)
    return {"general": _over(base["general"], own["general"]), "outlet": list(outlets.values())}


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in own.items():
        if key == "roles":
            result[key] = {role: [*value.get(role, ()), *base.get(key, {}).get(role, ())] for role in ROLES}
        elif key == "sections":
            result[key] = base.get(key, {}) | value
        elif isinstance(value, list):
            result[key] = [*value, *base.get(key, ())]
        else:
            result[key] = value
    return result


def _check(table: Any, place: str, allowed: frozenset[str]) -> None:
    if not isinstance(table, dict):
        raise RulesError(f"{place}: a table is expected, such as [[outlet]].")
    for key, value in table.items():
        if key not in allowed:
            near = get_close_matches(key, allowed, 1)
            raise RulesError(
                f"{place}: {key} is no key{f'; did you mean {near[0]}?' if near else '.'} docs/outlets.md lists all."
            )
        _check_value(key, value, f"{place}: {key}")


def _check_value(key: str, value: Any, place: str) -> None:
    if key in ("roles", "sections"):
        _check_table(key, value, place)
    elif key == "comment_doubt":
        if not isinstance(value, bool):
            raise RulesError(f"{place} must be true or false.")
    elif key in TEXTS:
        if not isinstance(value, str) or not value:
            raise RulesError(f'{place} must be a text in quotes, such as {key} = "…".')
    else:
        _check_list(key, value, place)


def _check_table(key: str, value: Any, place: str) -> None:
    if key == "sections":
        if not isinstance(value, dict) or not all(isinstance(name, str) and name for name in value.values()):
            raise RulesError(f'{place} must be a table of texts, such as china = "中国".')
    elif not isinstance(value, dict) or set(value) - set(ROLES) or not all(map(_texts, value.values())):
        raise RulesError(f"{place} must be a table of lists: {', '.join(ROLES)}.")


def _check_list(key: str, value: Any, place: str) -> None:
    if not _texts(value):
        raise RulesError(f"{place} must be a list of texts, such as {key} = ['…', '…'].")
    for pattern in value if key in PATTERNS else ():
        _check_pattern(pattern, _GROUPS.get(key, ""), place)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text for text in value)


def _check_pattern(pattern: str, group: str, place: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise RulesError(f"{place}: '{pattern}' is no regular expression ({error}).") from error
    if group and group not in compiled.groupindex:
        raise RulesError(f"{place}: '{pattern}' needs a group (?P<{group}>…) around what it finds.")
    if _NESTED.search(pattern):
        raise RulesError(
            f"{place}: '{pattern}' has a quantifier within a quantifier, which a hostile file can make run forever."
        )


def _check_outlet(entry: dict[str, Any], place: str, known: frozenset[str]) -> None:
    missing = [key for key in _REQUIRED if key not in entry]
    if "slug" in missing or (missing and entry["slug"] not in known):
        raise RulesError(f"{place} lacks {', '.join(missing)}.")
    if not _SLUG.fullmatch(entry["slug"]):
        raise RulesError(f"{place}: slug must be of small letters, digits and hyphens: it becomes part of an address.")
    for host in entry.get("hosts", ()):
        if not _HOST.fullmatch(host) or host.startswith("www."):
            raise RulesError(
                f"{place}: hosts: '{host}' must be a host in small letters without http:// and www., such as example.com."
            )
    for key in ("home_zone", "date_zone"):
        if key in entry and not is_zone(entry[key]):
            raise RulesError(f"{place}: {key}: '{entry[key]}' is no time zone; write one such as Asia/Taipei.")
    if "home_page" in entry and not entry["home_page"].startswith(("https://", "http://")):
        raise RulesError(f"{place}: home_page must start with https:// or http://.")


def is_zone(name: str) -> bool:
    """Whether a name is an IANA zone's."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check_unique(entries: list[dict[str, Any]], origin: str) -> None:
    """No address, host or name may lead to two outlets."""
    seen: dict[tuple[str, str], str] = {}
    for entry in entries:
        for kind, value in _keys(entry):
            owner = seen.setdefault((kind, value), entry["slug"])
            twice = kind == "slug" and sum(other["slug"] == value for other in entries) > 1
            if owner != entry["slug"] or twice:
                raise RulesError(f"{origin}: the {kind} '{value}' is claimed twice ({owner} and {entry['slug']}).")


def _keys(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "slug", entry["slug"]
    yield from (("host", host) for host in entry.get("hosts", ()))
    names = {entry.get("name", ""), *entry.get("names", ())} - {""}
    yield from (("name", name.casefold()) for name in names)
