"""archive.toml: how the files of one archive are to be read, where they say it in words of their own (docs/import.md).

A profile corrects names of fields, the zone of clocks without one, the outlet, and what is furniture. It travels as its
text, so that whoever reads a file again later reads it alike. What is furniture stands there in plain words, never as
patterns: an archive may be a stranger's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from articles.parsing.formats.fields import Object, keys, plain_key, renamed_to
from articles.parsing.outlet_rules.outlets import NEVER, Pattern, ReadingRules
from articles.parsing.outlet_rules.rules import RulesError, is_zone

#: What the file is called where it is found by itself: at the top of a folder or an archive.
FILE = "archive.toml"
#: Bytes of one.
MOST = 100_000
#: A part of the profile's own: names that say nothing about an article.
IGNORE = "ignore"
_TABLES = frozenset(("outlet", "zone", "names", "furniture"))
#: What is furniture, by its key here: which patterns of a Reading it goes to.
_FURNITURE = {"drop": "drop_blocks", "drop_classes": "drop_elements"}
_MOST_WORDS, _LONGEST_WORDS = 500, 1_000
#: Behind the beginning of a paragraph that goes on in other words each time.
_AND_SO_ON = ("…", "...")
_LONGEST_OUTLET = 200
_NO_PARTS = re.compile(r"in_|of_the_site$")


@dataclass(frozen=True, slots=True)
class Profile:
    """names: for each part of an article (json_keys.toml) the plain names that files give it, best first. zone: IANA name.
    outlet: of articles whose address does not tell, as `--source`. furniture: texts of paragraphs or names of classes, by
    their key. text: the TOML that it was read from, "" for none."""

    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    zone: str = ""
    outlet: str = ""
    furniture: tuple[tuple[str, tuple[str, ...]], ...] = ()
    text: str = field(default="", compare=False, repr=False)

    @property
    def keys(self) -> frozenset[str]:
        """All plain names that the profile knows."""
        return frozenset(name for _, names in self.names for name in names)

    def renamed(self, values: Object) -> Object:
        """The fields of a file, those that the profile names under the name that counts first for their part."""
        if not self.names:
            return values
        given = {plain_key(str(key)): value for key, value in reversed(values.items())}
        mapped = {
            renamed_to(part): value for part, names in self.names if part != IGNORE for value in _first(given, names)
        }
        return mapped | {key: value for key, value in values.items() if plain_key(str(key)) not in self.keys}

    def over(self, reading: ReadingRules) -> ReadingRules:
        """How an outlet's articles are read, with what the profile says on top."""
        if not (self.furniture or self.zone):
            return reading
        changed: dict[str, Any] = {"date_zone": self.zone or reading.date_zone}
        for key, texts in self.furniture:
            name = _FURNITURE[key]
            changed[name] = _joined(map(_class if key == "drop_classes" else _paragraph, texts), getattr(reading, name))
        return replace(reading, **changed)


NO_PROFILE = Profile()


def _first(given: Object, names: tuple[str, ...]) -> list[Any]:
    return [given[name] for name in names if given.get(name) not in (None, "", [], {})][:1]


def _joined(patterns: Iterable[str], base: Pattern) -> Pattern:
    return re.compile("|".join([*patterns, *([] if base is NEVER else [base.pattern])]))


def _paragraph(words: str) -> str:
    """A pattern for a paragraph of these words; of any that begins with them, where … stands behind them."""
    begun = words.strip()
    for sign in _AND_SO_ON:
        begun = begun.removesuffix(sign)
    escaped = r"\s+".join(map(re.escape, begun.split()))
    return rf"^\s*{escaped}" if begun != words.strip() else rf"^\s*{escaped}\s*$"


def _class(name: str) -> str:
    return rf"(?:^|\s){re.escape(name)}(?:\s|$)"


@lru_cache(maxsize=64)
def profile_of(text: str, origin: str = FILE) -> Profile:
    """The profile that a text states. origin: how an error names it. Raises RulesError: what is wrong, and what would be
    right."""
    if not text.strip():
        return NO_PROFILE
    if len(text.encode()) > MOST:
        raise RulesError(f"{origin} is larger than {MOST:,} bytes; no profile is.")
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RulesError(f"{origin} is no TOML: {error}.") from error
    _check_tables(tables, origin)
    return Profile(
        names=_names(tables.get("names", {}), f"{origin}: [names]"),
        zone=tables.get("zone", ""),
        outlet=tables.get("outlet", "").strip(),
        furniture=_furniture(tables.get("furniture", {}), f"{origin}: [furniture]"),
        text=text,
    )


def profile_in(data: bytes, origin: str) -> Profile:
    """The profile in a file's bytes. Raises RulesError."""
    if len(data) > MOST:
        raise RulesError(f"{origin} is larger than {MOST:,} bytes; no profile is.")
    try:
        return profile_of(data.decode("utf-8-sig"), origin)
    except UnicodeDecodeError as error:
        raise RulesError(f"{origin} is not UTF-8. Save it as UTF-8.") from error


def with_map(profile: Profile, stated: str) -> Profile:
    """A profile with names as `--map` states them: headline=标题,text=正文. They count before its own. Raises RulesError."""
    given: dict[str, list[str]] = {}
    for pair in re.split(r"[,，]", stated):
        part, sign, name = pair.partition("=")
        if not (sign and part.strip() and name.strip()):
            raise RulesError(f"--map: '{pair.strip()}' is no pair such as headline=标题.")
        given.setdefault(part.strip(), []).append(name.strip())
    names = dict(_names(given, "--map"))
    taken = {name for each in names.values() for name in each}
    rest = {part: tuple(name for name in each if name not in taken) for part, each in profile.names}
    together = {part: (*names.get(part, ()), *rest.get(part, ())) for part in (*names, *rest)}
    return profile_of(written(replace(profile, names=tuple((part, each) for part, each in together.items() if each))))


def written(profile: Profile) -> str:
    """The TOML that says what a profile says."""
    lines = [f"{key} = {quoted(value)}" for key, value in (("outlet", profile.outlet), ("zone", profile.zone)) if value]
    for table, entries in (("names", profile.names), ("furniture", profile.furniture)):
        if entries:
            lines += ["", f"[{table}]", *(f"{key} = [{', '.join(map(quoted, each))}]" for key, each in entries)]
    return "\n".join(lines).lstrip("\n") + "\n" if lines else ""


def quoted(text: str) -> str:
    """A text as TOML's basic string."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" if ord(c) < 65536 else " " for c in plain) + '"'


def part_of(name: str) -> str:
    """The part of an article that a name stands for; "" if none."""
    plain = plain_key(name)
    if plain == IGNORE or (plain in keys() and not _NO_PARTS.match(plain)):
        return plain
    return next((part for part, names in keys().items() if not _NO_PARTS.match(part) and plain in names), "")


def parts() -> tuple[str, ...]:
    """The parts that names may be given for."""
    return (*(part for part in keys() if not _NO_PARTS.match(part)), IGNORE)


def _check_tables(tables: dict[str, Any], origin: str) -> None:
    for key, value in tables.items():
        if key not in _TABLES:
            near = get_close_matches(key, [*_TABLES, *parts()], 1)
            meant = f"did you mean {near[0]}{'' if near[0] in _TABLES else ' in [names]'}?" if near else ""
            raise RulesError(
                f"{origin}: {key} is no key; {meant or 'known are outlet, zone, [names] and [furniture].'}"
            )
        table = key in ("names", "furniture")
        if not isinstance(value, dict if table else str):
            raise RulesError(f"{origin}: {key} must be {f'a table, [{key}]' if table else 'a text in quotes'}.")
    if len(tables.get("outlet", "")) > _LONGEST_OUTLET:
        raise RulesError(f"{origin}: outlet is longer than {_LONGEST_OUTLET} characters.")
    if (zone := tables.get("zone")) is not None and not is_zone(zone):
        raise RulesError(f"{origin}: zone: '{zone}' is no time zone; write one such as Asia/Taipei.")


def _names(table: dict[str, Any], place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for key, value in table.items():
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(each, str) and plain_key(each) for each in names):
            raise RulesError(f'{place}: {key} must be a name or a list of names, such as {key} = ["标题"].')
        part = part_of(key)
        if not part:
            raise RulesError(f"{place}: {key} is no part of an article; {_nearest(key)}")
        for name in map(plain_key, names):
            if owner.setdefault(name, part) != part:
                raise RulesError(f"{place}: {name} cannot be both {owner[name]} and {part}.")
        found[part] = tuple(dict.fromkeys((*found.get(part, ()), *map(plain_key, names))))
    return tuple(found.items())


def _nearest(key: str) -> str:
    if key in _TABLES:
        return f"write {key} above the first line in brackets."
    near = get_close_matches(plain_key(key), parts(), 1, 0.5)
    return f"did you mean {near[0]}?" if near else f"known are {', '.join(parts())}."


def _furniture(table: dict[str, Any], place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    for key, value in table.items():
        if key not in _FURNITURE:
            near = get_close_matches(key, _FURNITURE, 1)
            told = f"did you mean {near[0]}?" if near else f"known are {', '.join(_FURNITURE)}."
            raise RulesError(f"{place}: {key} is no key; {told}")
        if not isinstance(value, list) or not all(map(_is_words, value)) or len(value) > _MOST_WORDS:
            raise RulesError(
                f"{place}: {key} must be a list of at most {_MOST_WORDS} texts of at most {_LONGEST_WORDS} characters."
            )
    return tuple((key, tuple(value)) for key, value in table.items())


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip(" ….")) and len(value) <= _LONGEST_WORDS
