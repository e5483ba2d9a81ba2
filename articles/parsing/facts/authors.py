"""Names as a file states them beside its text: made plain, and told apart from what stands where nobody is named."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from articles.parsing.facts.bylines import Bylines
from articles.parsing.facts.contributors import credits_in, merged
from articles.parsing.facts.names import names_in
from articles.parsing.outlet_rules.outlets import OutletRule, ReadingRules
from articles.parsing.types import Contributor

#: Characters of a name; the longest real one, of an office with its ministry, has 60.
LONGEST = 200
#: Entities stand in entities (&amp;#38;), as feeds are copied from feeds.
_TIMES = 6
#: What sites and archives put where an author belongs.
_NOBODY = re.compile(
    r"(?i)(?:admin\w*|administrator|editors?|webmaster|newsroom|staff|news ?desk|unknown|anonymous|none|null|nil|n/?a"
    r"|default|author|guest|佚名|匿名|未知|不详|不詳|未详|未詳|无名|無名|无|無|管理员|管理員|站长|站長|小编|小編|编辑|編輯)?"
)
#: A longer one is a sentence.
_LONGEST_BYLINE = 60
#: What stands before a name without a space (記者莊曉彤).
_TITLE = re.compile(r"^(?:本[报報]|特[约約]|[见見][习習])?[记記]者(?=[\u4e00-\u9fff]{2})")
#: A folder's name that is surely a person's: 科技 and 海港博客 might be names, too.
_PERSON = re.compile(r"[\u4e00-\u9fff]{3}|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){1,3}")
_MARKUP = re.compile(r"[<>{}\\]|https?://")


def plain_name(text: str) -> str:
    """A name on one line: entities decoded until nothing changes, no control characters, at most LONGEST characters."""
    for _ in range(_TIMES):
        decoded = unescape(text)
        if decoded == text:
            break
        text = decoded
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(text.split())[:LONGEST].strip()


def nobody(name: str) -> bool:
    """Whether a stated author is none: empty, unknown, admin, 佚名."""
    return bool(_NOBODY.fullmatch(name.strip()))


def bylines_of_author(
    author: str, folder: str, text: Bylines, outlet: OutletRule | None, reading: ReadingRules
) -> Bylines:
    """Where no rule knows the outlet, the stated author wrote the article; the folder that it is filed under did so if its
    name is a person's. What the text says counts first. author, folder: plain names, "" where there is none."""
    if outlet is not None or text.names:
        return text
    written = author or (folder if _PERSON.fullmatch(folder) else "")
    if nobody(written):
        return text
    found = credits_in(written, reading) or _named(_TITLE.sub("", written), reading)
    if not found and written == author and len(author) <= _LONGEST_BYLINE and not _MARKUP.search(author):
        found = [Contributor(author, "reporter")]
    names = tuple(dict.fromkeys(each.name for each in found if each.role == "reporter"))
    return replace(text, names=names, contributors=merged(names, found, text.contributors))


def _named(written: str, reading: ReadingRules) -> list[Contributor]:
    return [Contributor(name, "reporter") for name in names_in(written, reading)]
