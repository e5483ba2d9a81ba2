"""Outlet rules: outlets.toml, read once a process, with its patterns compiled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

Pattern = re.Pattern[str]
#: Matches nothing.
NEVER: Pattern = re.compile(r"(?!)")
_RULES = Path(__file__).with_name("outlets.toml")


@dataclass(frozen=True, slots=True)
class Reading:
    """How an outlet's articles are read: the general patterns joined with its own (outlets.toml says what each means)."""

    drop_elements: Pattern
    drop_blocks: Pattern
    drop_tail: Pattern
    skip_images: Pattern
    skip_alts: Pattern
    skip_classes: Pattern
    caption_classes: Pattern
    credit_classes: Pattern
    byline_classes: Pattern
    name_classes: Pattern
    dateline_classes: Pattern
    video_classes: Pattern
    more_links: Pattern
    related_headings: Pattern
    credit_lines: Pattern
    credit_labels: Pattern
    name_notes: Pattern
    headline_suffixes: tuple[Pattern, ...]
    bylines: tuple[Pattern, ...]
    datelines: tuple[Pattern, ...]
    credits: tuple[Pattern, ...]
    end_marks: tuple[str, ...]
    places: tuple[str, ...]
    date_zone: str
    comment_doubt: bool


@dataclass(frozen=True, slots=True)
class OutletRule:
    """An outlet. slug: ASCII. names: every other name it goes by. hosts: without `www.`. home_zone: IANA name."""

    slug: str
    name: str
    names: tuple[str, ...]
    hosts: tuple[str, ...]
    home_zone: str
    home_page: str
    reading: Reading = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Rules:
    outlets: tuple[OutletRule, ...]
    general: Reading
    by_host: dict[str, OutletRule]
    by_name: dict[str, OutletRule]


def outlets() -> tuple[OutletRule, ...]:
    """Every outlet that outlets.toml knows, in its order."""
    return _rules().outlets


@lru_cache(maxsize=4096)
def outlet_for(host: str, name: str = "") -> OutletRule | None:
    """The outlet that an address's host belongs to, else the one that goes by `name`, else None."""
    rules = _rules()
    labels = host.lower().split(".")
    for start in range(len(labels)):
        if found := rules.by_host.get(".".join(labels[start:])):
            return found
    return rules.by_name.get(name.strip().casefold())


def reading_for(outlet: OutletRule | None) -> Reading:
    """How to read an article of this outlet, or of one that nobody has looked at."""
    return outlet.reading if outlet else _rules().general


@cache
def _rules() -> _Rules:
    data = tomllib.loads(_RULES.read_text(encoding="utf-8"))
    general = data["general"]
    rules = tuple(_outlet(entry, general) for entry in data["outlet"])
    return _Rules(
        outlets=rules,
        general=_reading({}, general),
        by_host={host: rule for rule in rules for host in rule.hosts},
        by_name={name.casefold(): rule for rule in rules for name in (rule.slug, rule.name, *rule.names)},
    )


def _outlet(entry: dict[str, Any], general: dict[str, Any]) -> OutletRule:
    return OutletRule(
        slug=entry["slug"],
        name=entry["name"],
        names=tuple(entry.get("names", ())),
        hosts=tuple(entry["hosts"]),
        home_zone=entry["home_zone"],
        home_page=entry["home_page"],
        reading=_reading(entry, general),
    )


def _reading(own: dict[str, Any], general: dict[str, Any]) -> Reading:
    def listed(key: str) -> list[str]:
        return [*own.get(key, ()), *general.get(key, ())]

    return Reading(
        drop_elements=_any(listed("drop_elements")),
        drop_blocks=_any(listed("drop_blocks")),
        drop_tail=_any(listed("drop_tail")),
        skip_images=_any(listed("skip_images")),
        skip_alts=_any(listed("skip_alts")),
        name_classes=_any(listed("name_classes")),
        video_classes=_any(listed("video_classes")),
        skip_classes=re.compile(general["skip_classes"]),
        caption_classes=re.compile(general["caption_classes"]),
        credit_classes=re.compile(general["credit_classes"]),
        byline_classes=re.compile(general["byline_classes"]),
        dateline_classes=re.compile(general["dateline_classes"]),
        more_links=re.compile(general["more_links"]),
        related_headings=re.compile(general["related_headings"]),
        credit_lines=re.compile(general["credit_lines"]),
        credit_labels=re.compile(general["credit_labels"]),
        name_notes=re.compile(general["name_notes"]),
        headline_suffixes=tuple(map(re.compile, listed("headline_suffixes"))),
        bylines=tuple(map(re.compile, listed("bylines"))),
        datelines=tuple(map(re.compile, listed("datelines"))),
        credits=tuple(map(re.compile, listed("credits"))),
        end_marks=tuple(own.get("end_marks", ())),
        places=tuple(sorted(general["places"], key=len, reverse=True)),
        date_zone=own.get("date_zone", own.get("home_zone", "")),
        comment_doubt=own.get("comment_doubt", False),
    )


def _any(patterns: Iterable[str]) -> Pattern:
    """One pattern for several. An alternative may open with (?i): it is then scoped to that alternative."""
    scoped = [f"(?i:{text[4:]})" if text.startswith("(?i)") else f"(?:{text})" for text in patterns]
    return re.compile("|".join(scoped)) if scoped else NEVER
