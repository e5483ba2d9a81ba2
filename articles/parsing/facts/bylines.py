"""Who wrote it, where, and the date block above the text: read from both ends of the blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from articles.parsing.facts.contributors import agency_of, closing_credits, credits_in, merged, names_of
from articles.parsing.facts.dates import YEARLESS, FoundDate, Stated, find_date, read_date
from articles.parsing.facts.headings import bare, repeats
from articles.parsing.facts.names import bare_names, names_in
from articles.parsing.outlet_rules.outlets import ReadingRules
from articles.parsing.text.blocks import Block
from articles.parsing.types import Contributor

#: Blocks above the text that are looked at.
_MAX_OPENING = 12
#: Lines below the text in which a reporter may be named.
_MAX_CLOSING = 5
#: A longer line is text.
_MAX_LINE = 120
#: A longer block is no byline.
_MAX_BYLINE = 70
_LEAD = re.compile(r"^【[^】]{2,40}】\s*")
_PREFIX = re.compile(r"^(?:[Bb]y\s+|(?:作者|撰文|文|记者|記者)\s*[:：/／]\s*)")
_PARENTHESES = re.compile(r"^(?P<name>[^（(]{2,30})[（(][A-Za-z .’'-]{2,40}[）)]$")
_SENTENCE = re.compile(r"[，。！？!?]")
#: What sites print beside a date: counts, buttons, how large the letters are.
_FURNITURE = re.compile(
    r"(?:阅读|閱讀|浏览|瀏覽|人气|人氣|点击|點擊|评论|評論|留言|分享|收藏|打印|列印|字号|字號|字体|字體|原创|原創|更新|大|中|小|A[+-]?)"
    r" ?[:(]? ?[\d,.万萬k]{0,8}\)?$",
    re.IGNORECASE,
)
_REPORT = re.compile(r"(?:报道|報導|报导|報道)$")
_SPEAKER = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,8}·[\u4e00-\u9fff]{1,8})[:：](?=\S)")
_PIECES = re.compile(r"[\s|·•]+")
#: The day below a last paragraph of 中央社, in the calendar of Taiwan: （編輯：張銘坤）1091022.
_CLOSING_DAY = re.compile(r"[）)]\s?(1[01]\d)([01]\d)([0-3]\d)$")
#: 路透北京1月8日 -, 【大纪元2020年12月20日讯】
_DATELINE_DAY = re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")


@dataclass(slots=True)
class Opening:
    """What stands above the text. stated: the date block's date, read in the line `stated_in`. deck: the lead-in, which
    stays text."""

    stated: Stated | None = None
    stated_in: str = ""
    names: list[str] = field(default_factory=list)
    dateline: str = ""
    credits: list[Contributor] = field(default_factory=list)
    deck: str = ""
    headline: str = ""

    def take_date(self, stated: Stated, line: str) -> None:
        """The first date counts, but one with a clock rather than one without."""
        if self.stated is None or (stated.has_clock and not self.stated.has_clock):
            self.stated, self.stated_in = stated, line


@dataclass(frozen=True, slots=True)
class Bylines:
    """What both ends of an article say. dated: the day that its dateline or the end of its text states. pattern: the one
    that found the names, "" if a label did."""

    names: tuple[str, ...] = ()
    dateline: str = ""
    contributors: tuple[Contributor, ...] = ()
    dated: Stated | None = None
    pattern: str = ""


def take_opening(blocks: list[Block], headline: str, reading: ReadingRules) -> Opening:
    """Read the blocks above the text: date, reporters, dateline, the headline once more. They are marked as dropped."""
    opening = Opening(headline=headline)
    looked = 0
    for above, block in zip([None, *blocks], blocks, strict=False):
        if block.picture is not None or block.caption or block.drop or block.small >= len(block.text):
            continue
        looked += 1
        # Directly below a picture it may be the caption, and what follows would become that in its place.
        loose = above is None or above.picture is None
        if block.meta == "deck" and not repeats(block.text.strip(), headline):
            opening.deck = opening.deck or " ".join(block.text.split())
            continue
        what = _taken(block, headline, reading, opening, loose=loose) if looked <= _MAX_OPENING else ""
        if not what:
            break
        block.drop = f"opening {what}"
    _keep_lone_lines(blocks)
    return opening


def _keep_lone_lines(blocks: list[Block]) -> None:
    """Where nothing but the headline or credits stand (an item about a film), they are the text."""
    texts = [block for block in blocks if block.picture is None and not block.caption]
    if all(block.drop for block in texts):
        for block in texts:
            if block.drop in ("opening headline", "opening credits"):
                block.drop = ""


def _taken(block: Block, headline: str, reading: ReadingRules, opening: Opening, *, loose: bool) -> str:
    """What a block above the text is: "headline", "date", "byline", "credits" or the name of its element; "" for text.

    loose: a paragraph that only resembles the headline is it, too."""
    text = block.text.strip()
    if block.meta and block.meta != "deck":
        return _meta(block, text, reading, opening)
    if text == headline or (block.tag != "p" and bare(text) == bare(headline)) or (loose and repeats(text, headline)):
        return "headline"
    if len(text) > _MAX_LINE:
        return ""
    if _date_block(text, reading, opening):
        return "date"
    if _byline(text, reading, opening):
        return "byline"
    found = [credits_in(line, reading) for line in text.split("\n") if line.strip()]
    roles = {each.role for credits in found for each in credits}
    # Editors' credits alone may stand at the end of a very short text; below a byline they are none of it.
    if all(found) and (roles & {"reporter", "agency"} or opening.names or opening.credits):
        for credits in found:
            _take(credits, opening)
        return "credits"
    return ""


def _date_block(text: str, reading: ReadingRules, opening: Opening) -> bool:
    """A block with a date and nothing but what stands beside a date: names above it (纽约时报), a source, credits."""
    *above, last = text.split("\n")
    if stated := read_date(last.strip()):
        opening.take_date(stated, last.strip())
        opening.names += names_in(",".join(above), reading)
        return True
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    dates = [find_date(line) for line in lines]
    read = [_beside(date, line, reading) for date, line in zip(dates, lines, strict=True)]
    if not any(dates) or any(credits is None for credits in read):
        return False
    for date, line in zip(dates, lines, strict=True):
        if date is not None:
            opening.take_date(date.stated, line)
    for credits in read:
        _take(credits or [], opening)
    return True


def _beside(date: FoundDate | None, line: str, reading: ReadingRules) -> list[Contributor] | None:
    """Whom the rest of a line with (or below) a date names; None if the rest is text, which makes the line no date block.

    A line of prose that holds a date has a sentence's punctuation or words that are neither credits nor furniture."""
    rest = date.rest if date else line
    if date is not None and not date.stated.has_clock and not date.labelled:
        return None if rest else []
    if credits := credits_in(rest, reading):
        return credits
    found: list[Contributor] = []
    for pattern in reading.bylines:
        if (match := pattern.match(rest)) and (names := _matched(match, reading)):
            found = [Contributor(name, "reporter") for name in names]
            rest = rest[: match.start()] + rest[match.end() :]
            break
    if _SENTENCE.search(rest) or len(rest) > _MAX_BYLINE:
        return None
    return found + _pieces(rest, reading) if date and date.labelled else _only_pieces(rest, found, reading)


def _only_pieces(rest: str, found: list[Contributor], reading: ReadingRules) -> list[Contributor] | None:
    for piece in _PIECES.split(rest):
        known = not piece or _FURNITURE.match(piece) or reading.organisations.search(piece) or _REPORT.search(piece)
        if not (known or bare_names(piece, reading)):
            return None
    return found + _pieces(rest, reading)


def _pieces(rest: str, reading: ReadingRules) -> list[Contributor]:
    """Names among the pieces: 2020-08-05 11:09 陳小明"""
    pieces = [p for p in _PIECES.split(rest) if not (_FURNITURE.match(p) or reading.organisations.search(p))]
    names = [name for piece in pieces if not _REPORT.search(piece) for name in bare_names(piece, reading)]
    return [Contributor(name, "reporter") for name in names]


def _take(credits: list[Contributor], opening: Opening) -> None:
    opening.names += [name for name in names_of(credits, "reporter") if name not in opening.names]
    opening.credits += credits


def _meta(block: Block, text: str, reading: ReadingRules, opening: Opening) -> str:
    """An element that says what it is."""
    if len(text) > _MAX_LINE:
        return ""
    if block.meta == "time":
        if stated := _moment(block.moment) or read_date(text):
            opening.take_date(stated, block.moment or text)
    elif block.meta == "dateline":
        opening.dateline = opening.dateline or text
    else:
        text, _, place = text.partition(" | ")
        opening.dateline = opening.dateline or place
        _take(credits_in(text, reading), opening)
        parenthesised = _PARENTHESES.match(text)
        names = [text] if parenthesised and block.meta == "name" else names_in(_PREFIX.sub("", text), reading)
        opening.names += [name for name in names if name not in opening.names]
    return block.meta


def _moment(value: str) -> Stated | None:
    """A <time>'s value, unless its clock is a placeholder (`T00:00:00Z`, or midnight elsewhere, stands for a date)."""
    stated = read_date(value)
    if stated is None or not stated.has_clock or (stated.at.minute, stated.at.second) == (0, 0):
        return None
    return stated


def _byline(text: str, reading: ReadingRules, opening: Opening) -> bool:
    """A block that is a byline and nothing else."""
    if len(text) > _MAX_BYLINE or text[:1] in "（(【":
        return False
    for pattern in reading.bylines:
        match = pattern.match(text)
        if match and match.end() >= len(text) and (names := _matched(match, reading)):
            opening.names += names
            opening.credits += credits_in(text, reading)
            return True
    return False


def find_bylines(kept: list[Block], footers: list[Block], opening: Opening, reading: ReadingRules) -> Bylines:
    """Reporters, dateline and everyone else that the article names: above its text, in its first paragraph, or in the lines
    that end it. footers: blocks below the text that were dropped."""
    texts = [block.text.strip() for block in kept if block.picture is None]
    below = [*texts, *(block.text.strip() for block in footers)]
    first = texts[0] if texts else ""
    names, pattern = tuple(opening.names), ""
    for line in [_LEAD.sub("", first)[:_MAX_LINE], first[:_MAX_LINE], *_closing(below)] if not names else ():
        names, pattern = _first_names(line, reading)
        if names:
            break
    credits = [*opening.credits, *agency_of(first, reading), *closing_credits(below, reading)]
    names = names or tuple(dict.fromkeys(names_of(credits, "reporter"))) or _named_in_deck(opening, below, reading)
    dateline = opening.dateline or _dateline(first, reading)
    return Bylines(names, dateline, merged(names, credits), _dated(dateline, below), pattern)


def _named_in_deck(opening: Opening, below: list[str], reading: ReadingRules) -> tuple[str, ...]:
    """The author before a colon of the lead-in or the headline (周浩：港口的黄昏), if the end of the text tells of him.

    Without these, or where the text above names him, too, it is as likely the one who is quoted."""
    for line in (opening.deck, opening.headline):
        match = _SPEAKER.match(line)
        names = names_in(match["name"], reading, whole=True) if match else []
        if len(names) != 1:
            continue
        naming = [place for place, text in enumerate(below) if names[0] in text]
        if len(naming) == 1 and naming[0] >= len(below) - 3 and _told_of(names[0], below[naming[0]]):
            return (names[0],)
    return ()


def _told_of(name: str, text: str) -> bool:
    """Whether a line introduces somebody: （周浩，纪录片导演）, 作者周浩为……, 本文作者周浩."""
    about = text.lstrip("（(【[*※◎●■ ")
    for label in ("本文作者", "作者简介", "作者簡介", "作者", "关于", "關於"):
        about = about.removeprefix(label).lstrip(" ：:，,")
    return about.startswith(name) and about[len(name) : len(name) + 1] in tuple("，,是为為系係现現（")


def _dated(dateline: str, texts: list[str]) -> Stated | None:
    """The day in the dateline, else the one behind the last paragraph."""
    if match := _DATELINE_DAY.search(dateline):
        try:
            day = datetime(int(match["year"] or YEARLESS), int(match["month"]), int(match["day"]))  # noqa: DTZ001
        except ValueError:
            return None
        return Stated(day, "day")
    for text in texts[-2:]:
        if match := _CLOSING_DAY.search(text.strip()):
            return read_date(f"民國{match[1]}年{match[2]}月{match[3]}日")
    return None


def _closing(texts: list[str]) -> list[str]:
    lines = [line.strip() for text in texts[-_MAX_CLOSING:] for line in text[-400:].split("\n")]
    return [line for line in lines[::-1][:_MAX_CLOSING] if line and (len(line) <= _MAX_LINE or line.startswith("作者"))]


def _first_names(line: str, reading: ReadingRules) -> tuple[tuple[str, ...], str]:
    for pattern in reading.bylines:
        match = pattern.match(line)
        if match and (names := _matched(match, reading)):
            return tuple(names), pattern.pattern
    return (), ""


def _matched(match: re.Match[str], reading: ReadingRules) -> list[str]:
    """A reporter's name may have a place behind it (记者陈彦廷伦敦), an author's has none."""
    return names_in(match["names"], reading, whole="记者" not in match[0] and "記者" not in match[0])


def _dateline(first: str, reading: ReadingRules) -> str:
    for pattern in reading.datelines:
        if match := pattern.match(first[:_MAX_LINE]):
            return match[0].strip(" -–—\n")
    return ""
