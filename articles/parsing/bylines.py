"""Who wrote it, where, and the date block above the text: read from both ends of the blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .blocks import Block
from .outlets import Reading
from .times import Stated, read_date

#: Blocks above the text that are looked at.
_MAX_OPENING = 12
#: Lines below the text in which a reporter may be named.
_MAX_CLOSING = 5
#: A longer line is text.
_MAX_LINE = 120
_LEAD = re.compile(r"^【[^】]{2,40}】\s*")
_PREFIX = re.compile(r"^(?:[Bb]y\s+|(?:作者|撰文|文|记者|記者)\s*[:：/／]\s*)")
_SEPARATORS = re.compile(
    r"[、,，;；/／&|]|\s+(?:and|AND)\s+|(?<=[\u4e00-\u9fff])[\s\u3000]+|[\s\u3000]+(?=[\u4e00-\u9fff])"
)
_CUT = re.compile(
    r"[（(【\[].*$|(?:责编|責編|网编|網編|编辑|編輯|责任编辑|责任編輯|翻译|翻譯|编译|編譯|摄影|攝影|审校|審校|审核|核稿|校对|校對|发稿|發稿|来源|來源).*$",
    re.DOTALL,
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]+$")
_NAME = re.compile(r"[\w·.．•’'\- ‧・]{2,40}$")
_NO_NAME = re.compile(
    r"\d|https?:|\.com|^(?:本报|本報|本台|综合|綜合|编辑部|編輯部|记者|記者|匿名|佚名|不详|社论|社論|the economist)$",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"^(?P<name>[^（(]{2,30})[（(][A-Za-z .’'-]{2,40}[）)]$")


@dataclass(slots=True)
class Opening:
    """What stands above the text. stated: the date block's date."""

    stated: Stated | None = None
    names: list[str] = field(default_factory=list)
    dateline: str = ""


def take_opening(blocks: list[Block], headline: str, reading: Reading) -> Opening:
    """Read the blocks above the text: date, reporters, dateline, the headline once more. They are marked as dropped."""
    opening = Opening()
    looked = 0
    for block in blocks:
        if block.picture is not None or block.caption or block.drop or block.small >= len(block.text):
            continue
        looked += 1
        if looked > _MAX_OPENING or not _taken(block, headline, reading, opening):
            break
        block.drop = "opening"
    _keep_lone_headline(blocks, headline)
    return opening


def _keep_lone_headline(blocks: list[Block], headline: str) -> None:
    """Where nothing but the headline stands (an item about a film), it is the text."""
    texts = [block for block in blocks if block.picture is None and not block.caption]
    if all(block.drop for block in texts):
        for block in texts:
            if block.drop == "opening" and block.text.strip() == headline:
                block.drop = ""


def _taken(block: Block, headline: str, reading: Reading, opening: Opening) -> bool:
    text = block.text.strip()
    if block.meta:
        return _meta(block, text, reading, opening)
    if text == headline or (block.tag != "p" and _bare(text) == _bare(headline)):
        return True
    if len(text) > _MAX_LINE:
        return False
    *above, last = text.split("\n")
    if stated := read_date(last.strip()):
        opening.stated = opening.stated or stated
        opening.names += names_in(",".join(above), reading)
        return True
    return _byline(text, reading, opening)


def _meta(block: Block, text: str, reading: Reading, opening: Opening) -> bool:
    """An element that says what it is."""
    if len(text) > _MAX_LINE:
        return False
    if block.meta == "time":
        opening.stated = opening.stated or _moment(block.moment) or read_date(text)
    elif block.meta == "dateline":
        opening.dateline = opening.dateline or text
    else:
        text, _, place = text.partition(" | ")
        opening.dateline = opening.dateline or place
        parenthesised = _PARENTHESES.match(text)
        opening.names += [text] if parenthesised and block.meta == "name" else names_in(_PREFIX.sub("", text), reading)
    return True


def _moment(value: str) -> Stated | None:
    """A <time>'s value, unless its clock is a placeholder (`T00:00:00Z`, or midnight elsewhere, stands for a date)."""
    stated = read_date(value)
    if stated is None or not stated.has_clock or (stated.at.minute, stated.at.second) == (0, 0):
        return None
    return stated


def _byline(text: str, reading: Reading, opening: Opening) -> bool:
    """A block that is a byline and nothing else."""
    if len(text) > 70 or text[:1] in "（(【":
        return False
    for pattern in reading.bylines:
        match = pattern.match(text)
        if match and match.end() >= len(text) and (names := names_in(match["names"], reading)):
            opening.names += names
            return True
    return False


def find_bylines(kept: list[Block], footers: list[Block], reading: Reading) -> tuple[list[str], str]:
    """Reporters and dateline that the text itself names: in its first paragraph, or in the lines that end it."""
    texts = [block.text.strip() for block in kept if block.picture is None]
    first = texts[0] if texts else ""
    names: list[str] = []
    for line in [_LEAD.sub("", first)[:_MAX_LINE], *_closing([*texts, *(block.text.strip() for block in footers)])]:
        names = _first_names(line, reading)
        if names:
            break
    return names, _dateline(first, reading)


def _closing(texts: list[str]) -> list[str]:
    lines = [line.strip() for text in texts[-_MAX_CLOSING:] for line in text[-400:].split("\n")]
    return [line for line in lines[::-1][:_MAX_CLOSING] if line and (len(line) <= _MAX_LINE or line.startswith("作者"))]


def _first_names(line: str, reading: Reading) -> list[str]:
    for pattern in reading.bylines:
        match = pattern.match(line)
        if match and (names := names_in(match["names"], reading)):
            return names
    return []


def _dateline(first: str, reading: Reading) -> str:
    for pattern in reading.datelines:
        if match := pattern.match(first[:_MAX_LINE]):
            return match[0].strip(" -–—\n")
    return ""


def names_in(text: str, reading: Reading) -> list[str]:
    """The persons' names in a byline, in order, each once; empty if it does not read like names."""
    found: list[str] = []
    for part in _SEPARATORS.split(_CUT.sub("", text)):
        name = _name(_stripped(part), reading)
        if name is None:
            return []
        if name and name not in found:
            found.append(name)
    return found


def _stripped(part: str) -> str:
    part = part.strip(" :：。\u3000\n")
    return part if re.search(r"\b[A-Z]\.$", part) else part.rstrip(".")


def _name(part: str, reading: Reading) -> str | None:
    """ "" for a place or a note, None for what cannot be a name."""
    if not part or part in reading.places or _NO_NAME.search(part):
        return ""
    part = reading.name_notes.sub("", part)
    shortened = True
    while shortened:
        shortened = False
        for place in reading.places:
            if part.endswith(place) and len(part) - len(place) >= 2:
                part, shortened = part[: -len(place)], True
                break
    if part in reading.places:
        return ""
    if not _NAME.match(part):
        return None
    if _HAN_NAME.match(part) and len(part) > 4:
        # A name with a place behind it that is not in the list: most names have three characters.
        part = part[:3]
    return part


def _bare(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
