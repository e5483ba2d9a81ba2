"""What the files that were read say together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from articles.ingest.inspecting.examples import example
from articles.ingest.inspecting.guessing import guessed_part, lacking
from articles.ingest.inspecting.proposal import proposal
from articles.ingest.inspecting.sampling import Spread
from articles.ingest.inspecting.values import Doubt, FileKindFound, InspectedOutlet, RepeatedParagraph, UnknownName
from articles.ingest.parse_one import PARSER_FAULTS
from articles.ingest.rows.sources import host_name
from articles.ingest.types import Done
from articles.parsing.formats.fields import plain_key
from articles.parsing.formats.look import lacks_zone, unknown_names
from articles.parsing.formats.profile import Profile
from articles.parsing.types import NotAnArticle, Parsed, ParsedArticle, Refused

EXAMPLES = 5
#: Paths named with a doubt; names and outlets told; characters of a value.
_PATHS, _MOST_NAMES, _MOST_OUTLETS, _VALUE = 5, 60, 60, 120
#: A paragraph is told as repeated from so many articles on, and this share of them; its length.
_LEAST_REPEATED, _SHARE_REPEATED, _SHORT, _LONG = 4, 0.05, 4, 400
#: A name is wanted for a part if this share of its files lack it.
_WANTED = 0.5
_SENTENCES = {
    "no-headline": "have no headline: the file's name stands for it",
    "no-time": "have no time of publication",
    "no-address": "name no address: they are known by their words, and any change of those makes a new article",
    "no-text": "have pictures and no text",
    "empty-body": "have no text",
    "invalid-bytes": "hold bytes that are no text; each is shown as \ufffd",
    "front-matter": "have front matter that is not what it says it is; it was read line by line",
    "no-zone": "state a clock without a zone: it is read in the outlet's, of an unknown outlet as Asia/Shanghai's",
    "unknown-outlet": "are of hosts that no rule knows: each host is an outlet, called as its files call it",
    "no-outlet": "name neither address nor outlet: they come under the site's title, their writers or the folder",
    "time-doubt": "state times that contradict each other (docs/formats.md, Times)",
    "more-entries": "hold more entries than were counted",
}


@dataclass(slots=True)
class _Kind:
    count: float = 0.0
    exact: bool = True
    endings: Counter[str] = field(default_factory=Counter)
    examples: Spread[tuple[Done, bytes]] = field(default_factory=lambda: Spread(2 * EXAMPLES))


@dataclass(slots=True)
class _Name:
    name: str
    value: str
    count: int = 0
    lacking: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Findings:
    """looked_at: files and entries that were read. more_entries: some file holds more than were counted."""

    profile: Profile
    looked_at: int = 0
    more_entries: bool = False
    _articles: int = 0
    _kinds: dict[tuple[str, str], _Kind] = field(default_factory=dict)
    _names: dict[str, _Name] = field(default_factory=dict)
    _outlets: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lines: Counter[str] = field(default_factory=Counter)
    _doubts: dict[str, tuple[float, list[str]]] = field(default_factory=dict)

    def by_name(self, path: str, verdict: NotAnArticle | Refused) -> None:
        """A file that is not opened."""
        kind = self._kind(verdict)
        kind.count += 1
        kind.endings[_ending(path)] += 1

    def add(self, done: Done, data: bytes, weight: float, *, exact: bool) -> None:
        """A file that was read. weight: for how many it stands."""
        self.looked_at += 1
        kind = self._kind(done.parsed)
        kind.count += weight
        kind.exact = kind.exact and exact
        kind.endings[_ending(done.ticket.path)] += 1
        kind.examples.see((done, data), len(data))
        self._add_names(done.parsed, data)
        if isinstance(done.parsed, ParsedArticle):
            self._add_article(done, done.parsed, data, weight)

    def _kind(self, parsed: Parsed) -> _Kind:
        if isinstance(parsed, ParsedArticle):
            key = ("article", parsed.format)
        else:
            key = ("not-an-article" if isinstance(parsed, NotAnArticle) else "refused", _general(parsed.reason))
        return self._kinds.setdefault(key, _Kind())

    def _add_names(self, parsed: Parsed, data: bytes) -> None:
        try:
            found = unknown_names(data, self.profile)
        except PARSER_FAULTS:
            return  # its verdict tells of it
        without = lacking(parsed)
        for name, value in found:
            known = self._names.setdefault(
                plain_key(name), _Name(name, value[:_VALUE] if len(value) < _VALUE else value)
            )
            known.count += 1
            known.lacking.update(without)

    def _add_article(self, done: Done, parsed: ParsedArticle, data: bytes, weight: float) -> None:
        self._articles += 1
        self._outlets[_outlet(parsed)] += round(weight)
        self._lines.update({line for line in parsed.text.split("\n") if _SHORT <= len(line) <= _LONG})
        for code in _doubtful(done, parsed, data, self.profile):
            count, paths = self._doubts.setdefault(code, (0.0, []))
            self._doubts[code] = (count + weight, paths)
            if len(paths) < _PATHS:
                paths.append(done.ticket.path)

    def kinds(self) -> tuple[FileKindFound, ...]:
        """Articles first, then what is refused, then what is none; the most frequent first."""
        order = {"article": 0, "refused": 1, "not-an-article": 2}
        found = [
            FileKindFound(
                outcome,
                name,
                round(kind.count),
                kind.exact,
                tuple(ending for ending, _ in kind.endings.most_common(5)),
                tuple(example(done, data, self.profile) for done, data in kind.examples.few(EXAMPLES)),
            )
            for (outcome, name), kind in self._kinds.items()
        ]
        return tuple(sorted(found, key=lambda kind: (order[kind.outcome], -kind.count, kind.name)))

    def names(self) -> tuple[UnknownName, ...]:
        """The most frequent first."""
        found = sorted(self._names.values(), key=lambda each: (-each.count, each.name))[:_MOST_NAMES]
        return tuple(self._name(each) for each in found)

    def _name(self, each: _Name) -> UnknownName:
        part = guessed_part(each.name, each.value)
        wanted = bool(part) and each.lacking[part] >= _WANTED * each.count
        return UnknownName(each.name, each.count, each.value[:_VALUE], part, wanted)

    def outlets(self) -> tuple[InspectedOutlet, ...]:
        return tuple(
            InspectedOutlet(name, count, known) for (name, known), count in self._outlets.most_common(_MOST_OUTLETS)
        )

    def repeated(self) -> tuple[RepeatedParagraph, ...]:
        """Paragraphs that stand in many of the articles looked at."""
        least = max(_LEAST_REPEATED, _SHARE_REPEATED * self._articles)
        return tuple(RepeatedParagraph(line, count) for line, count in self._lines.most_common(50) if count >= least)

    def doubts(self) -> tuple[Doubt, ...]:
        found = [
            Doubt(code, _SENTENCES[code], round(count), tuple(paths)) for code, (count, paths) in self._doubts.items()
        ]
        if self.more_entries:
            found.append(Doubt("more-entries", _SENTENCES["more-entries"], 0))
        return tuple(sorted(found, key=lambda doubt: (-doubt.count, doubt.code)))

    def proposal(self, title: str) -> str:
        """title: what the PATH is called."""
        zoneless = round(self._doubts.get("no-zone", (0.0, []))[0])
        outlet = title if "no-outlet" in self._doubts and title != "unknown" else ""
        return proposal(self.profile, names=self.names(), repeated=self.repeated(), outlet=outlet, zoneless=zoneless)


def _general(reason: str) -> str:
    """A reason without what is of one file only."""
    plain = re.sub(r"^\S+ (describes a repository)", r"Its name says that it \1", reason)
    return re.sub(r"\d[\d,.]*", "N", re.sub(r" \([^()]*\)", "", plain))[:200]


def _outlet(parsed: ParsedArticle) -> tuple[str, str]:
    if parsed.outlet:
        return parsed.outlet, "rule"
    if parsed.host:
        return parsed.site_title or host_name(parsed.host), "host"
    return (parsed.site_title or parsed.filed_as, "file") if parsed.site_title or parsed.filed_as else ("", "nothing")


def _doubtful(done: Done, parsed: ParsedArticle, data: bytes, profile: Profile) -> Iterator[str]:
    yield from (code for code in parsed.problems if code in _SENTENCES)
    if parsed.published is None and "no-time" not in parsed.problems:
        yield "no-time"
    if parsed.time_doubt:
        yield "time-doubt"
    if not parsed.outlet and parsed.host:
        yield "unknown-outlet"
    if not (parsed.outlet or parsed.host or parsed.site_title or profile.outlet):
        yield "no-outlet"
    if not profile.zone and parsed.published and parsed.published.precision != "day":
        try:
            if lacks_zone(data, done.ticket.origin, profile):
                yield "no-zone"
        except PARSER_FAULTS:
            return


def _ending(path: str) -> str:
    return PurePosixPath(path.partition("#")[0]).suffix.lower()[:20]
