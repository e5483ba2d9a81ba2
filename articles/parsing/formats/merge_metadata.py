"""Joins what the markup states (facts/page_metadata.py) with what the text says; the markup counts first."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from articles.parsing.facts.bylines import Bylines
from articles.parsing.facts.contributors import credits_in, merged
from articles.parsing.facts.names import names_in
from articles.parsing.facts.page_metadata import Said
from articles.parsing.facts.times import Times, settle_said
from articles.parsing.formats.feed_media import plain
from articles.parsing.outlet_rules.outlets import OutletRule, ReadingRules
from articles.parsing.types import Contributor

#: What sites put where an author belongs.
_NOBODY = re.compile(
    r"(?i)^(?:admin\w*|administrator|editor\w*|webmaster|newsroom|staff\w*|news ?desk|unknown"
    r"|none|null|undefined|nan|false|n/?a|default)$"
)
#: Where the first words of a text without a headline end, and how many characters they may have.
_END = re.compile(r"[。！？!?\n]")
_WORDS = 40


def first_words(html: str) -> str:
    """What stands for the headline of an entry that has none: its first sentence, or the first _WORDS characters."""
    text = plain(html[:4_000])
    sentence = _END.split(text, maxsplit=1)[0].strip() or text
    return sentence if len(sentence) <= _WORDS else f"{sentence[: _WORDS - 1]}…"


def times_said(said: Said, text: Times, reading: ReadingRules) -> tuple[Times, datetime | None]:
    """The times of an article with markup, and when it was last modified. text: what its text alone gives."""
    return settle_said(said, text, date_zone=reading.date_zone)


def bylines_said(said: Said, text: Bylines, outlet: OutletRule | None, reading: ReadingRules) -> Bylines:
    """The names that the markup states, where these are names of persons; else the text's."""
    publishers = {said.outlet.casefold()}
    if outlet:
        publishers |= {name.casefold() for name in (outlet.name, outlet.slug, *outlet.names)}
    found: list[Contributor] = []
    for written in said.names:
        if _NOBODY.match(written.strip()) or written.strip().casefold() in publishers:
            continue
        names = [written] if said.exact else names_in(written, reading)
        named = [Contributor(name, "reporter") for name in names]
        found += credits_in(written, reading) or named
    reporters = list(dict.fromkeys(each.name for each in found if each.role == "reporter"))
    if not reporters:
        return replace(text, contributors=merged(text.names, text.contributors, found))
    return replace(text, names=tuple(reporters), contributors=merged(reporters, found, text.contributors))
