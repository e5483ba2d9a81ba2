"""What a citation is made from. Frozen values; texts are as they were scraped until `one_line` has seen them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

#: What no text file of ours may hold: half a character, and what Unicode never assigns.
_NEVER = re.compile("[\ud800-\udfff\ufffe\uffff]")
#: Line ends, tabs, NUL and the other control characters count as spaces; so do several spaces.
_GAPS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")


def one_line(text: str) -> str:
    """The text on one line, without control characters, as every format of ours needs it."""
    return _GAPS.sub(" ", _NEVER.sub("", text)).strip()


@dataclass(frozen=True, slots=True)
class Name:
    """Whoever wrote it. literal: the whole name as it is written. family, given: only of names in Latin letters that may
    be turned round; Chinese names and organisations never are. suffix: what stands behind both (Jr., III)."""

    literal: str
    family: str = ""
    given: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class FaceRun:
    """A piece of a citation that is set in one face."""

    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Citable:
    """An article as a citation sees it. published, archived: aware, in the zone whose days are cited (the outlet's). url: at
    the outlet, may be empty. permanent: in this archive. archive: its name. outlet_key: ASCII. language: BCP 47, may be
    empty. note: the reader's own, may have several lines. keywords: its tags. copy, copied: the address of the newest copy
    in a web archive, and when that was made."""

    public_id: str
    headline: str
    names: tuple[Name, ...]
    outlet: str
    outlet_key: str
    published: datetime | None
    archived: datetime | None
    url: str
    permanent: str
    archive: str
    language: str = ""
    note: str = ""
    keywords: tuple[str, ...] = ()
    copy: str = ""
    copied: datetime | None = None

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")

    @property
    def traditional(self) -> bool:
        return self.language == "zh-Hant"

    @property
    def title(self) -> str:
        missing = ("[無標題]" if self.traditional else "[无标题]") if self.chinese else "[Untitled]"
        return one_line(self.headline) or missing

    @property
    def day(self) -> date | None:
        return self.published.date() if self.published else None

    @property
    def archived_day(self) -> date | None:
        return self.archived.date() if self.archived else None

    @property
    def address(self) -> str:
        """As a machine may follow it: no space, no control character."""
        return one_line(self.url).replace(" ", "%20")

    @property
    def link(self) -> str:
        """Where it can be read: at the outlet, else here."""
        return self.address or self.permanent

    @property
    def kept_in(self) -> str:
        """This archive, and where in it, together in the field for an archive's name. The field for the place in it is meant
        for a box or a shelf: Chicago's style file begins it with a capital (Https://…)."""
        return f"{one_line(self.archive)} ({self.permanent})" if self.url else one_line(self.archive)

    @property
    def key(self) -> str:
        """Of this article in any bibliography: the same in every export, and of no other article."""
        day = self.day
        return f"{self.outlet_key}-{day:%Y%m%d}-{self.public_id}" if day else f"{self.outlet_key}-nd-{self.public_id}"

    @property
    def copy_address(self) -> str:
        return one_line(self.copy).replace(" ", "%20")

    @property
    def words(self) -> list[str]:
        return [word for word in map(one_line, self.keywords) if word]

    @property
    def notes(self) -> list[str]:
        """The note's paragraphs, each on one line."""
        return [line for line in map(one_line, self.note.splitlines()) if line]
