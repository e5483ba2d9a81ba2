"""Outlet rules: outlets.toml and the archive owner's own file, with their patterns compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from articles.parsing.outlet_rules.rules import Rules, joined, read_rules
from articles.parsing.types import ContributorRole

Pattern = re.Pattern[str]
#: Matches nothing.
NEVER: Pattern = re.compile(r"(?!)")
_RULES = Path(__file__).with_name("outlets.toml")


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How an outlet's articles are read: the general patterns joined with its own (outlets.toml says what each means)."""

    drop_elements: Pattern
    drop_blocks: Pattern
    drop_tail: Pattern
    keep_blocks: Pattern
    furniture_words: Pattern
    skip_images: Pattern
    skip_alts: Pattern
    skip_classes: Pattern
    emoji: Pattern
    caption_classes: Pattern
    credit_classes: Pattern
    byline_classes: Pattern
    name_classes: Pattern
    dateline_classes: Pattern
    deck_classes: Pattern
    video_classes: Pattern
    more_links: Pattern
    related_headings: Pattern
    credit_lines: Pattern
    credit_labels: Pattern
    name_notes: Pattern
    organisations: Pattern
    agencies: Pattern
    labels: Pattern
    roles: Mapping[str, ContributorRole]
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
    """An outlet. slug: ASCII. names: every other name it goes by. hosts: without `www.`. home_zone: IANA name. sections: as
    it calls them, by what its addresses call them, in small letters."""

    slug: str
    name: str
    names: tuple[str, ...]
    hosts: tuple[str, ...]
    home_zone: str
    home_page: str
    sections: Mapping[str, str] = field(repr=False, compare=False)
    reading: ReadingRules = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Rules:
    outlets: tuple[OutletRule, ...]
    general: ReadingRules
    by_host: dict[str, OutletRule]
    by_name: dict[str, OutletRule]


#: The archive owner's rules of this process: text and where it came from.
_own = {"text": "", "origin": ""}


def use_rules(text: str, origin: str = "outlets.toml") -> None:
    """Read every article from now on, in this process, with an owner's rules (the text of a TOML file) on top of ours.

    "" for ours alone. origin: how an error names the file. Raises RulesError, and leaves the rules as they were."""
    if (text, origin) == (_own["text"], _own["origin"]):
        return
    if text:
        read_rules(text, origin, known=_packaged_slugs())
    _own.update(text=text, origin=origin)
    _rules.cache_clear()
    outlet_for.cache_clear()


def own_rules() -> tuple[str, str]:
    """The text and origin given to use_rules: what another process needs to read articles alike."""
    return _own["text"], _own["origin"]


def outlets() -> tuple[OutletRule, ...]:
    """Every outlet that the rules know, in their order."""
    return _rules().outlets


@lru_cache(maxsize=4096)
def outlet_for(host: str, name: str = "") -> OutletRule | None:
    """The outlet that an address's host belongs to, else the one that goes by `name`, else None."""
    rules = _rules()
    if known := host_rule(host):
        return rules.by_host[known]
    return rules.by_name.get(name.strip().casefold())


def host_rule(host: str) -> str:
    """The host in the rules that an address's host is or lies below; "" if none does."""
    labels = host.lower().split(".")
    above = (".".join(labels[start:]) for start in range(len(labels)))
    return next((domain for domain in above if domain in _rules().by_host), "")


def section_names(slug: str) -> Mapping[str, str]:
    """What the outlet calls its sections, by what its addresses call them; empty where nobody has said so."""
    return next((rule.sections for rule in _rules().outlets if rule.slug == slug), MappingProxyType({}))


def reading_for(outlet: OutletRule | None) -> ReadingRules:
    """How to read an article of this outlet, or of one that nobody has looked at."""
    return outlet.reading if outlet else _rules().general


@cache
def _packaged() -> Rules:
    return read_rules(_RULES.read_text(encoding="utf-8"), _RULES.name)


def _packaged_slugs() -> frozenset[str]:
    return frozenset(entry["slug"] for entry in _packaged()["outlet"])


@cache
def _rules() -> _Rules:
    data, own = _packaged(), _own["text"]
    theirs: Rules = {"general": {}, "outlet": []}
    if own:
        theirs = read_rules(own, _own["origin"], known=_packaged_slugs())
        data = joined(data, theirs)
    general = data["general"]
    rules = tuple(_outlet(entry, general) for entry in data["outlet"])
    # A host or name that the owner gives to another outlet is that outlet's: his come last.
    claimed = {entry["slug"] for entry in theirs["outlet"]}
    ordered = sorted(rules, key=lambda rule: rule.slug in claimed)
    return _Rules(
        outlets=rules,
        general=_reading({}, general),
        by_host={host: rule for rule in ordered for host in rule.hosts},
        by_name={name.casefold(): rule for rule in ordered for name in (rule.slug, rule.name, *rule.names)},
    )


def _outlet(entry: dict[str, Any], general: dict[str, Any]) -> OutletRule:
    return OutletRule(
        slug=entry["slug"],
        name=entry["name"],
        names=tuple(entry.get("names", ())),
        hosts=tuple(entry["hosts"]),
        home_zone=entry["home_zone"],
        home_page=entry.get("home_page", f"https://{entry['hosts'][0]}/"),
        sections=MappingProxyType({part.lower(): name for part, name in entry.get("sections", {}).items()}),
        reading=_reading(entry, general),
    )


def _reading(own: dict[str, Any], general: dict[str, Any]) -> ReadingRules:
    def listed(key: str) -> list[str]:
        return [*own.get(key, ()), *general.get(key, ())]

    def any_of(key: str) -> Pattern:
        return _any(listed(key))

    def each_of(key: str) -> tuple[Pattern, ...]:
        return tuple(map(re.compile, listed(key)))

    roles = {
        label: role for table in (general, own) for role, labels in table.get("roles", {}).items() for label in labels
    }
    return ReadingRules(
        drop_elements=any_of("drop_elements"),
        drop_blocks=any_of("drop_blocks"),
        drop_tail=any_of("drop_tail"),
        keep_blocks=any_of("keep_blocks"),
        furniture_words=any_of("furniture_words"),
        skip_images=any_of("skip_images"),
        skip_alts=any_of("skip_alts"),
        skip_classes=any_of("skip_classes"),
        emoji=any_of("emoji"),
        caption_classes=any_of("caption_classes"),
        credit_classes=any_of("credit_classes"),
        byline_classes=any_of("byline_classes"),
        name_classes=any_of("name_classes"),
        dateline_classes=any_of("dateline_classes"),
        deck_classes=any_of("deck_classes"),
        video_classes=any_of("video_classes"),
        more_links=any_of("more_links"),
        related_headings=any_of("related_headings"),
        credit_lines=any_of("credit_lines"),
        credit_labels=any_of("credit_labels"),
        name_notes=any_of("name_notes"),
        organisations=any_of("organisations"),
        agencies=_agencies(listed("agencies")),
        labels=_labels(roles),
        roles=MappingProxyType(roles),
        headline_suffixes=each_of("headline_suffixes"),
        bylines=each_of("bylines"),
        datelines=each_of("datelines"),
        credits=each_of("credits"),
        end_marks=tuple(listed("end_marks")),
        places=tuple(sorted(listed("places"), key=len, reverse=True)),
        date_zone=own.get("date_zone", own.get("home_zone", "")),
        comment_doubt=own.get("comment_doubt", False),
    )


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _agencies(names: list[str]) -> Pattern:
    """An agency, and behind it what makes it a dateline's: a reporter, or a place and a day with 电, 讯 or a dash."""
    if not names:
        return NEVER
    return re.compile(
        rf"(?P<agency>{_longest_first(names)})"
        r"(?=(?:记者|記者)|[^\s，。：:]{0,16}?\d{0,2}月?\d{1,2}日[^\s，。]{0,6}[電电讯訊]"
        r"|[^\s，。：:]{0,16}\d{1,2}日? {0,3}[-–—])"
    )


def _labels(roles: Mapping[str, str]) -> Pattern:
    """A label in front of names, at the start of a line or behind another's names. gap: what parts it from the names.

    Behind other words (澎湃新闻记者, 特约记者) only one that ends such words."""
    if not roles:
        return NEVER
    return re.compile(
        rf"(?:^|(?<=[\s;；,，/／(（|｜丨、：:]))(?P<before>[\u4e00-\u9fff]{{0,10}}?)(?P<label>{_longest_first(roles)})(?P<gap>\s*[:：|｜丨/／]\s*|\s+)"
    )


def _any(patterns: Iterable[str]) -> Pattern:
    """One pattern for several. An alternative may open with (?i): it is then scoped to that alternative."""
    scoped = [f"(?i:{text[4:]})" if text.startswith("(?i)") else f"(?:{text})" for text in patterns]
    return re.compile("|".join(scoped)) if scoped else NEVER
