"""What a list shows of an article below its headline: the beginning of its first real paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Characters of a standfirst.
STANDFIRST = 160
#: A shorter line may be a number, a mark or a name.
_SHORTEST = 15
#: Paragraphs that are looked at.
_LOOK = 4
_SENTENCE = re.compile(r"[。！？!?][”」』）)]*|\.(?=\s)[”’)]*")
_PREFIX = re.compile(r"^(?:【[^】]{2,40}】\s*|[（(][^（）()]{2,40}(?:[电電讯訊]|报导|报道|報導|報道)[）)]\s*){1,2}")
#: Who edited a short item of 中央社, and the day in the calendar of Taiwan: （編輯：張銘坤）1091022.
_CLOSING = re.compile(r"\s?[（(](?:編輯|编辑|譯者|译者|編譯|编译|核稿)[:：][^（）()]{1,60}[）)](?:1[01]\d{5})?$")
#: What a programme opens with: a greeting, who speaks, what it is called, the day. One clause each.
_GREETINGS = re.compile(
    r"(?:各位)?(?:(?:亲爱的)?(?:观众|觀眾|听众|聽眾|读者|讀者|网友|網友)?朋友们?|大家|各位|您|你|你们|妳)(?:早上|上午|中午|下午|晚上)?好"
    r"|(?:我们)?(?:欢迎|歡迎)(?:您|大家|各位)?(?:收看|收听|收聽|关注|關注|来到|來到|观看|觀看)[^，。,]{1,16}"
    r"|我是[^，。,]{2,8}|(?:(?:这里|這裡)是)?《[^》]{1,16}》(?:我是[^，。,]{2,8})?|今天(?:大家)?(?:都|还|還)?好吗"
    r"|(?:今天是)?(?:[美欧北][东西京]?[时時][间間])?(?:\d{4}年)?\d{1,2}月\d{1,2}[日号號]?[,，]?(?:(?:星期|周|週)[一二三四五六日天])?"
    r"|(?:今天是)?(?:星期|周|週)[一二三四五六日天]|(?:今天是|(?:我们)?出一期)(?:我们的)?周末版"
)
_CLAUSES = re.compile(r"[，。！？!?,、\s]+")


def standfirst_of(lines: Sequence[tuple[str, str]]) -> str:
    """The first paragraph that says something, without greetings, cut behind a sentence where one ends in time.

    lines: the tag and the text of each line of the body. A body of nothing but such lines shows its first one."""
    shown = [line for tag, line in lines if tag in ("p", "") and len(line) >= _SHORTEST]
    first = shown[0] if shown else (lines[0][1] if lines else "")
    text = next(filter(None, map(_said, shown[:_LOOK])), "")
    return shortened(text or _PREFIX.sub("", first) or first)


def _said(line: str) -> str:
    """What is left of a paragraph without its dateline, the greetings that open it, and the editors that close it."""
    text = _PREFIX.sub("", line)
    ends = [match.end() for match in _SENTENCE.finditer(text[: 2 * STANDFIRST])]
    greeted = 0
    for start, end in zip([0, *ends], [*ends, len(text)], strict=True):
        if not _is_greeting(text[start:end]):
            break
        greeted = end
    return _CLOSING.sub("", text[greeted:]).strip()


def _is_greeting(sentence: str) -> bool:
    clauses = [clause for clause in _CLAUSES.split(sentence) if clause]
    return bool(clauses) and all(map(_GREETINGS.fullmatch, clauses))


def shortened(text: str) -> str:
    """A lead-in of at most STANDFIRST characters, cut behind a sentence where one ends in time."""
    if len(text) <= STANDFIRST:
        return text
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, STANDFIRST) if match.end() >= STANDFIRST // 3]
    return text[: ends[-1]] if ends else f"{text[: STANDFIRST - 1].rstrip('，、,；; ')}…"
