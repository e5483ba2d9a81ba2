"""Who did what: credits such as `记者：吕熙 责编：胡力汉`, `（譯者：李晉緯/核稿：嚴思祺）1091029`, `编译 张若琪 审校 张涛`,
`来源：新华网`, and the agency that opens a dateline."""

from __future__ import annotations

import re
from collections.abc import Iterable

from articles.parsing.facts.names import bare_names, names_in, organisations_in
from articles.parsing.outlet_rules.outlets import ReadingRules
from articles.parsing.types import Contributor, ContributorRole

#: Lines at the end of a text that are looked at, and how long a line of credits may be.
_CLOSING, _LONGEST = 6, 160
_LONGEST_SOURCE = 16
#: The note in parentheses that ends a last paragraph, with 中央社's day behind it.
_NOTE = re.compile(r"[（(〔]([^（）()〔〕]{3,100})[）)〕]\s*\d{0,7}\s*[#＃]?$")
_SENTENCE, _CLAUSE = re.compile(r"[。！？!?]"), re.compile(r"[，。！？!?]")
#: Behind it a source's line goes on with something else (参与互动).
_SOURCES = re.compile(r"[;；|｜丨]|\s(?=[\u4e00-\u9fff])")
_OPENED = "（(〔【[ \u3000"
_CLOSED = "）)〕】]#＃ \u3000"


def credits_in(line: str, reading: ReadingRules) -> list[Contributor]:
    """The contributors that a line of credits names; empty if the line is anything else."""
    line = line.strip().lstrip(_OPENED).rstrip(_CLOSED)
    if not 3 <= len(line) <= _LONGEST:
        return []
    labels = list(reading.labels.finditer(line))
    if not labels or labels[0].start() != 0:
        return []
    found: list[Contributor] = []
    for number, label in enumerate(labels):
        end = labels[number + 1].start() if number + 1 < len(labels) else len(line)
        named = _named(label, line[label.end() : end], reading)
        if named is None:
            return []
        found += named
    return _once(found)


def _named(label: re.Match[str], text: str, reading: ReadingRules) -> list[Contributor] | None:
    """Whom one label names; None if what follows it is no name."""
    role = reading.roles[label["label"]]
    text = text.strip(" ,，;；/／|｜丨、\u3000\xa0")
    announced = not label["gap"].isspace()
    if label["before"] and role != "reporter":
        return None  # 图片来源
    if role == "agency":
        sources = (name.strip() for name in re.split("[、,，/]", _SOURCES.split(text)[0]))
        names = [name for name in sources if 2 <= len(name) <= _LONGEST_SOURCE]
        sound = announced and names and not _SENTENCE.search(text)
        return [Contributor(name, "agency") for name in names] if sound else None
    if (_SENTENCE if announced else _CLAUSE).search(text):
        return None
    if role != "reporter" and (organisations := organisations_in(text, reading)):
        return [Contributor(name, role) for name in organisations]
    whole = label["label"] not in ("记者", "記者")
    names = names_in(text, reading, whole=whole) if announced else bare_names(text, reading)
    if not names and not organisations_in(text, reading):
        return None
    return [Contributor(name, role) for name in names if not reading.organisations.search(text)]


def closing_credits(texts: list[str], reading: ReadingRules) -> list[Contributor]:
    """Those named below the last paragraph, or in the note that ends it. texts: the paragraphs, in order."""
    found: list[Contributor] = []
    for text in texts[-_CLOSING:]:
        for line in text[-4 * _LONGEST :].split("\n"):
            line = line.strip()
            note = _NOTE.search(line[-_LONGEST:])
            noted = credits_in(note[1], reading) if note else []
            # （來源：…） in parentheses is a picture's.
            found += credits_in(line, reading) or [each for each in noted if each.role != "agency"]
    return found


def agency_of(first: str, reading: ReadingRules) -> list[Contributor]:
    """The news agency that a text's first paragraph opens with: `（法新社东京20日电）`, `新华社北京8月5日电`."""
    match = reading.agencies.match(first.lstrip(_OPENED)[:80])
    return [Contributor(match["agency"], "agency")] if match else []


def merged(byline: Iterable[str], *others: Iterable[Contributor]) -> tuple[Contributor, ...]:
    """Everyone once: the byline's names as reporters, then whom the credits name as something else."""
    reporters = [Contributor(name, "reporter") for name in byline]
    rest = [each for group in others for each in group if each.role != "reporter"]
    return tuple(_once([*reporters, *rest]))


def names_of(contributors: Iterable[Contributor], role: ContributorRole) -> list[str]:
    """The names of those who have this role."""
    return [each.name for each in contributors if each.role == role]


def _once(contributors: Iterable[Contributor]) -> list[Contributor]:
    return list(dict.fromkeys(contributors))
