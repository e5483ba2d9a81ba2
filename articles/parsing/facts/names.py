"""Names in a byline: persons, and the places, desks and notes beside them that are none."""

from __future__ import annotations

import re

from articles.parsing.outlet_rules.outlets import ReadingRules

_SEPARATORS = re.compile(
    r"[、,，;；/／&|｜丨]|(?<!\s)\s+(?:and|AND)\s+|(?<=[A-Za-z])和(?=[A-Z])|(?<=[\u4e00-\u9fff])\s+|(?<!\s)\s++(?=[\u4e00-\u9fff])"
)
_CUT = re.compile(
    r"[（(【\[].*$|(?:责编|責編|网编|網編|编辑|編輯|责任编辑|责任編輯|翻译|翻譯|编译|編譯|摄影|攝影|审校|審校|审核|核稿|校对|校對|发稿|發稿|来源|來源).*$",
    re.DOTALL,
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]+$")
_NAME = re.compile(r"[\w·.．•’'\- ‧・]{2,40}$")
#: Characters; a longer one is a phrase.
_PEN_NAME = 9
_REPORT = re.compile(r"^\S{0,6}(?:报道|報導|报导|報道)$")
#: As a page would print one that nothing announces: two to four Han characters, or two to four Latin words.
_BARE_NAME = re.compile(
    r"[\u3400-\u9fff]{2,4}$|[\u3400-\u9fff]{1,8}[·‧・•][\u3400-\u9fff]{1,8}$|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3}$"
)
_NO_NAME = re.compile(
    r"\d|https?:|\.com|^(?:null|undefined|none|nan|n/a|unknown|false)$"
    r"|^(?:本报|本報|本台|综合|綜合|编辑部|編輯部|记者|記者|匿名|佚名|不详|社论|社論|the economist)$"
    r"|.(?:记者|記者)$|(?:时间|時間|日期)$",
    re.IGNORECASE,
)


def names_in(text: str, reading: ReadingRules, *, whole: bool = False) -> list[str]:
    """The persons' names in a byline, in order, each once; empty if it does not read like names.

    whole: nothing but names stands there, so that a long one (明哥在路上) is a pen name and not a name with a place."""
    found: list[str] = []
    for part in _SEPARATORS.split(_CUT.sub("", text)):
        name = _name(_stripped(part), reading, whole=whole)
        if name is None:
            return []
        if name and name not in found:
            found.append(name)
    return found


def bare_names(text: str, reading: ReadingRules) -> list[str]:
    """The same where no label announces names: stricter, so that prose is not taken for names."""
    names = names_in(text, reading)
    parts = [_stripped(part) for part in _SEPARATORS.split(text)]
    fits = (not part or part in reading.places or _BARE_NAME.match(part) or _REPORT.match(part) for part in parts)
    return names if all(fits) else []


def organisations_in(text: str, reading: ReadingRules) -> list[str]:
    """The organisations that a credit names, such as a translator 纽约时报中文网; empty if it names persons."""
    parts = [_stripped(part) for part in re.split(r"[、,，;；/／|｜丨\s]+", text)]
    return [part for part in parts if len(part) <= 30 and reading.organisations.search(part)]


def _stripped(part: str) -> str:
    part = part.strip(" :：。\u3000\n#＃")
    return part if re.search(r"\b[A-Z]\.$", part) else part.rstrip(".")


def _nobody(part: str, reading: ReadingRules) -> bool:
    """A place, a label, a desk (路透北京中文部)."""
    known = not part or part in reading.places or part in reading.roles or bool(_NO_NAME.search(part))
    return known or (len(part) > 4 and bool(reading.organisations.search(part)))


def _name(part: str, reading: ReadingRules, *, whole: bool) -> str | None:
    """ "" for a place or a note, None for what cannot be a name."""
    if _nobody(part, reading):
        return ""
    part = reading.name_notes.sub("", part)
    part = _without_places(part, reading)
    if part in reading.places:
        return ""
    if not _NAME.match(part):
        return None
    if _HAN_NAME.match(part) and len(part) > _PEN_NAME:
        return None
    if _HAN_NAME.match(part) and len(part) > 4 and not whole:
        # A name with a place behind it that is not in the list: most names have three characters.
        part = part[:3]
    return part


def _without_places(part: str, reading: ReadingRules) -> str:
    shortened = True
    while shortened:
        shortened = False
        for place in reading.places:
            if part.endswith(place) and len(part) - len(place) >= 2:
                part, shortened = part[: -len(place)], True
                break
    return part
