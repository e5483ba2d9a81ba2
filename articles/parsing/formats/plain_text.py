"""Plain text: the headline as first line, what stands below it, a date in the file's name, paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import PurePosixPath

from articles.parsing.facts.dates import Stated, read_date
from articles.parsing.facts.page_metadata import read_moment
from articles.parsing.formats.fields import keys, plain_key

_LONGEST_HEADLINE = 80
_END = re.compile(r"[。，；,;]$")
_NAMED = re.compile(
    r"^[ \t\u3000]*[【\[(（]?([^\W\d][\w ]{0,10}?)[】\])）]?[ \t\u3000]*[:：/／][ \t\u3000]*(\S.{0,300})$"
)
_ADDRESS = re.compile(r"https?://\S{4,2000}")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.年/]?(0?[1-9]|1[0-2])[-_.月/]?(3[01]|[12]\d|0?[1-9])(?!\d)")
#: Lines below the headline that are looked at.
_OPENING = 6
_BLANK = re.compile(r"\n[ \t\u3000]*\n")
_INDENT = re.compile(r"^(?:\u3000{1,4}|[ ]{2,8}|\t)(?=\S)")
_SENTENCE = re.compile(r"[。！？…”』」!?.]\s*$")


@dataclass(frozen=True, slots=True)
class TextOpening:
    """What stands above a plain text. rest: the text below it."""

    headline: str = ""
    names: tuple[str, ...] = ()
    published: Stated | None = None
    url: str = ""
    outlet: str = ""
    rest: str = ""


def read_opening(text: str, *, headline: bool = False) -> TextOpening:
    """The lines above the text. headline: the first of them is one, if it is short and no sentence."""
    lines = text.split("\n", 40)
    place, title = 0, ""
    while place < len(lines) and not lines[place].strip():
        place += 1
    if headline and place < len(lines) and _headline(lines[place]):
        title, place = lines[place].strip().strip("《》【】").strip(), place + 1
    found: dict[str, str] = {}
    published: Stated | None = None
    for _ in range(_OPENING):
        line = lines[place].strip() if place < len(lines) else ""
        known = not line or _taken(line, found)
        if not known and (published is not None or len(line) > 60 or (published := read_date(line)) is None):
            break
        if place >= len(lines):
            break
        place += 1
    stated = next((read_moment(found[part]) for part in ("published",) if part in found), None)
    return TextOpening(
        headline=title,
        names=(found["names"],) if "names" in found else (),
        published=stated or (read_date(found["published"]) if "published" in found else None) or published,
        url=found.get("url", ""),
        outlet=found.get("outlet", ""),
        rest="\n".join(lines[place:]),
    )


def _headline(line: str) -> bool:
    line = line.strip()
    return 2 <= len(line) <= _LONGEST_HEADLINE and not _END.search(line) and not re.match(r"[\[<{|>*#-]|https?:", line)


def _taken(line: str, found: dict[str, str]) -> bool:
    """Whether a line states a part of the article by its name, or is its address."""
    if address := _ADDRESS.fullmatch(line.strip("<>")):
        found.setdefault("url", address[0])
        return True
    named = _NAMED.match(line)
    if named is None:
        return False
    key = plain_key(named[1])
    part = next((part for part in ("names", "published", "url", "outlet") if key in keys()[part]), "")
    if part in ("outlet", "url") and (address := _ADDRESS.search(named[2])):
        found.setdefault("url", address[0])
        return True
    if part:
        found.setdefault(part, named[2].strip())
    return bool(part)


def day_in_name(path: str) -> Stated | None:
    """The day that a file's name states (2020-08-05-title.md, 20200805.txt), else its folders (2020/08/05/title.md)."""
    file = PurePosixPath(path.replace("\\", "/"))
    for name in (file.stem, "/".join(file.parts[-4:-1])):
        if (found := _DAY.search(name)) and (
            stated := read_moment(f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}")
        ):
            return stated
    return None


def line_html(text: str) -> str:
    """Paragraphs: parted by blank lines, else by indents, else every line is one. Lines that were wrapped are joined."""
    if _BLANK.search(text.strip()):
        parts = [part for block in _BLANK.split(text) for part in _indented(block)]
    else:
        parts = _indented(text)
    return "".join(f"<p>{escape(part)}</p>" for part in parts if part)


def _indented(block: str) -> list[str]:
    lines = [line.rstrip() for line in block.split("\n") if line.strip()]
    if not lines:
        return []
    if any(_INDENT.match(line) for line in lines) and not all(_INDENT.match(line) for line in lines):
        parts: list[list[str]] = []
        for line in lines:
            if _INDENT.match(line) or not parts:
                parts.append([])
            parts[-1].append(line.strip(" \t\u3000"))
        return [_joined(part) for part in parts]
    lines = [line.strip(" \t\u3000") for line in lines]
    return [_joined(lines)] if _wrapped(lines) else lines


def _wrapped(lines: list[str]) -> bool:
    """Whether the lines break where an editor wrapped them: all but the last about as wide as the widest, some within a
    sentence."""
    widths = [len(line.encode("gb18030", "replace")) for line in lines]
    widest = max(widths)
    inner = lines[:-1]
    if len(lines) < 2 or all(_SENTENCE.search(line) for line in inner):
        return False
    return widest >= 30 and all(width >= 0.75 * widest for width in widths[:-1])


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        text += ("" if ord(text[-1]) > 0x2E80 or ord(line[0]) > 0x2E80 else " ") + line
    return text
