"""Dates as pages write them: every style of the archives, and the lines above a text that hold one.

The styles are those of the sample (its opening lines were searched file by file) and those of sites that archives of this
kind also hold (人民网, 新华网, 澎湃, 界面, 自由時報, 聯合新聞網, 香港01, RTHK, 德国之声). A relative date such as `5 小时前`
is none: what it is relative to is not known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from articles.parsing.types import Precision

FIRST, LAST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
#: The year of a date that states none, until an archive time tells which it was; a leap year, so that 2月29日 can be read.
YEARLESS = 1904
#: Years between the calendar of Taiwan and ours: 民國109年 is 2020.
_MINGUO = 1911
_LONGEST = 60
_ABBREVIATIONS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_ABBREVIATIONS, 1)}
_NAMED = {
    "Z": 0, "GMT": 0, "UTC": 0, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2, "BST": 1,
    "HKT": 8, "SGT": 8, "MYT": 8, "CST": 8, "JST": 9, "KST": 9, "北京时间": 8, "北京時間": 8, "台北時間": 8, "臺北時間": 8,
    "台灣時間": 8, "香港时间": 8, "香港時間": 8, "新加坡时间": 8, "格林尼治时间": 0, "格林威治時間": 0,
}  # fmt: skip
#: Of a place whose clocks change.
_PLACES = {"ET": "America/New_York", "美东时间": "America/New_York", "美東時間": "America/New_York"}
_AFTERNOON = frozenset(("下午", "晚上", "晚间", "晚間", "傍晚", "中午", "pm"))

_DAYNAME = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,? {0,2})?"
_LEAD_ZONE = r"(?:(?P<lead>北京时间|北京時間|台北時間|臺北時間|香港時間|香港时间|美东时间|美東時間) ?)?"
_WEEKDAY = r"(?: {0,2}\(? ?(?:星期|周|週|禮拜|礼拜)[一二三四五六日天] ?\)?)?"
_HALF = r"(?:(?P<half>上午|下午|晚上|晚间|晚間|傍晚|凌晨|清晨|早上|早晨|中午) ?)?"
_ENGLISH_HALF = r"(?: ?(?P<after>[ap])\.?m\b\.?)?"
_ZONE_NAMES = "|".join(sorted((*_NAMED, *_PLACES), key=len, reverse=True))
_ZONE = (
    r"(?: {0,2}\(?(?P<zone>(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?"
    rf"|(?:{_ZONE_NAMES})(?![A-Za-z])|[+-]\d{{2}}:?\d{{2}})\)?)?"
)
_EARLY_ZONE = r"(?:(?P<early>HKT|GMT|UTC|北京时间|北京時間|台北時間|臺北時間|香港時間|香港时间) {0,2})?"
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
    r"|[时時点點] ?(?:(?P<minutes>\d{1,2})分)? ?(?:(?P<seconds>\d{1,2})秒)?)"
)
_BETWEEN = r"(?:T|[ ,·|]{0,3}(?:[-–—] {0,2})?)"
_WITH_CLOCK = rf"(?:{_BETWEEN}{_EARLY_ZONE}{_HALF}{_CLOCK}{_ENGLISH_HALF}{_ZONE})"
_NAME = r"(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATES = (
    r"(?P<year>\d{4})(?P<part>[-/.])(?P<month>\d{1,2})(?P=part)(?P<day>\d{1,2})",
    r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号號]",
    r"(?:中華民國|中华民国|民國|民国) ?(?P<minguo>\d{2,3}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日號]",
    r"(?P<minguo>1[0-4]\d)(?P<part>[-/.])(?P<month>\d{2})(?P=part)(?P<day>\d{2})",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_NAME},? (?P<year>\d{{4}})",
    r"(?P<day>\d{1,2})(?P<part>[/.])(?P<month>\d{1,2})(?P=part)(?P<year>\d{4})",
    rf"{_NAME} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
)
_STYLES = tuple(
    re.compile(rf"(?<![\d/.-]){_LEAD_ZONE}{_DAYNAME}{date}{_WEEKDAY}{_WITH_CLOCK}?(?![\d/])", re.IGNORECASE)
    for date in _DATES
)
#: Without a year, and only with a clock: a day alone may be any year's.
_YEARLESS = re.compile(
    rf"(?<!\d)(?:(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日{_WEEKDAY}"
    rf"|(?P<month2>\d{{2}})-(?P<day2>\d{{2}}) ){_WITH_CLOCK}(?!\d)",
    re.IGNORECASE,
)
_HAN_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_HAN_DIGITS = {han: digit for digit, group in enumerate(("〇零○", *"一二三四五六七八九")) for han in group}
_BRACKETS = "()[]〔〕【】 \t"
_VERB = (
    "发布|發佈|發布|发表|發表|刊登|刊出|出版|上載|上架|首發|首发|发稿|發稿|建立|最後|最后|最新|更新|修改|修訂|编辑|編輯"
)
_LABEL = re.compile(
    rf"(?:^|(?<=[ |;,·(/]))(?:(?:{_VERB}){{1,2}}(?:时间|時間|日期|于|於)?|时间|時間|日期"
    r"|(?:published|updated|posted|last (?:updated|modified)|date)(?: (?:on|at))?)[: ]{0,3}$",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"更新|修改|修訂|updated|modified", re.IGNORECASE)


#: In an address: /2020/08/05/, /20200805-…, 中央社's /202010220132.aspx
_ADDRESS_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?=\d{0,6}(?:\D|$))")


@dataclass(frozen=True, slots=True)
class Stated:
    """A date as written: naive, unless it states its zone; in the year YEARLESS if it states no year."""

    at: datetime
    precision: Precision

    @property
    def has_clock(self) -> bool:
        return self.precision != "day"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date within a line. rest: the line without its dates and what labels them. labelled: 发布时间 or the like stands
    before it."""

    stated: Stated
    rest: str
    labelled: bool


def read_date(text: str) -> Stated | None:
    """The date that `text` consists of, in any known style; None if it is something else."""
    text = _plain(text).strip(_BRACKETS)
    if not 8 <= len(text) <= _LONGEST:
        return None
    for style in (*_STYLES, _YEARLESS):
        if match := style.fullmatch(text):
            return _stated(match)
    return None


def find_date(line: str) -> FoundDate | None:
    """The date in a line that may hold other things too: when it was published rather than when updated, else the first."""
    line = _plain(line)
    if not 8 <= len(line) <= 2 * _LONGEST:
        return None
    dates = list(_dates(line))
    if not dates:
        return None
    stated, _, _, label = min(dates, key=lambda date: bool(_UPDATED.search(date[3])))
    rest, end = [], 0
    for _, start, stop, shown in dates:
        rest.append(line[end : start - len(shown)])
        end = stop
    return FoundDate(stated, " ".join([*rest, line[end:]]).strip(f"{_BRACKETS}|·,;:"), bool(label.strip()))


def day_in_address(url: str) -> Stated | None:
    """The day that an article's address holds, as most outlets' do; None if it holds none."""
    match = _ADDRESS_DAY.search(url)
    try:
        at = datetime(int(match[1]), int(match[3]), int(match[4])) if match else None  # noqa: DTZ001 (the outlet's)
    except ValueError:
        return None
    return Stated(at, "day") if at and FIRST.year <= at.year < LAST.year else None


def _dates(line: str) -> Iterator[tuple[Stated, int, int, str]]:
    """Dates from left to right: what, from, to, and the label before it."""
    place = 0
    while found := [m for style in (*_STYLES, _YEARLESS) if (m := style.search(line, place))]:
        match = min(found, key=lambda m: (m.start(), -m.end()))
        if stated := _stated(match):
            label = _LABEL.search(line[place : match.start()].rstrip("("))
            yield stated, match.start(), match.end(), label[0] if label else ""
        place = match.end()


def _plain(text: str) -> str:
    """Full-width signs as narrow ones, 二〇二〇年八月五日 in digits, one space for several."""
    text = unicodedata.normalize("NFKC", text[:400])
    return " ".join(_HAN_DATE.sub(_in_digits, text).split())


def _in_digits(match: re.Match[str]) -> str:
    year = "".join(str(_HAN_DIGITS[han]) for han in match[1])
    return f"{year}年{_number(match[2])}月{_number(match[3])}日"


def _number(han: str) -> int:
    """十一 → 11, 三十 → 30; 0, which no month is, for anything else."""
    tens, ten, ones = han.partition("十")
    if not ten:
        return _HAN_DIGITS[han] if len(han) == 1 else 0
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return 0
    return 10 * (_HAN_DIGITS[tens] if tens else 1) + (_HAN_DIGITS[ones] if ones else 0)


def _stated(match: re.Match[str]) -> Stated | None:
    parts = {key: value for key, value in match.groupdict().items() if value is not None}
    year = int(parts["year"]) if "year" in parts else _MINGUO + int(parts["minguo"]) if "minguo" in parts else YEARLESS
    name, day = parts.get("name"), int(parts.get("day") or parts["day2"])
    month = _MONTHS[name[:3].lower()] if name else int(parts.get("month") or parts["month2"])
    if month > 12 and parts.get("part") == "/":
        month, day = day, month  # the American way: 08/25/2020 can be nothing else
    minute = parts.get("minute") or parts.get("minutes")
    second = parts.get("second") or parts.get("seconds")
    try:
        at = datetime(year, month, day, _hour(parts), int(minute or 0), int(second or 0))  # noqa: DTZ001 (set below)
        at = at.replace(tzinfo=_offset(parts.get("zone") or parts.get("early") or parts.get("lead"), at))
    except ValueError:
        return None
    if year != YEARLESS and not FIRST.year <= year < LAST.year:
        return None
    return Stated(at, "second" if second else ("minute" if "hour" in parts else "day"))


def _hour(parts: dict[str, str]) -> int:
    hour = int(parts.get("hour", 0))
    half = parts.get("half") or (f"{parts['after'].lower()}m" if "after" in parts else "")
    if half in _AFTERNOON and hour < (11 if half == "中午" else 12):
        return hour + 12
    return 0 if hour == 12 and half in ("am", "凌晨") else hour


def _offset(zone: str | None, at: datetime) -> timezone | None:
    """Raises ValueError for an offset of a day or more."""
    if not zone:
        return None
    if place := _PLACES.get(zone.upper()):
        return timezone(at.replace(tzinfo=ZoneInfo(place)).utcoffset() or timedelta(0))
    hours: float | None = _NAMED.get(zone.upper())
    if hours is None:
        sign, digits = re.sub(r"[A-Za-z:]", "", zone)[0], re.sub(r"\D", "", zone)
        digits = digits if len(digits) > 2 else f"{digits:0>2}00"
        hours = (int(digits[:-2]) + int(digits[-2:]) / 60) * (-1 if sign == "-" else 1)
    if abs(hours) >= 24:
        raise ValueError(zone)
    return timezone(timedelta(hours=hours)) if hours else UTC
