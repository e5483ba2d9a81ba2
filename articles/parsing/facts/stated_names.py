"""Who wrote it, where a field says so and nothing else: `記者陳小明、林大文`, `By Jane Doe and John Roe`, a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

_APART = re.compile(
    r"[、，,;；/／|｜\n]|\s(?:and|AND|&|＆|和|及|與|与)\s|(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])"
)
#: What a paper calls those who write for it; what stands before it (本報, 台灣) names where.
_ROLE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}?(?:實習記者|实习记者|特約記者|特约记者|駐地記者|记者|記者|特派員|特派员|通訊員|通讯员|撰稿人|專欄作家|专栏作家)"
    r"|作者|撰文|文|撰稿|[Bb]y|BY)(?:[:：/／ \u3000]+|(?=[\u4e00-\u9fff]{2,5}$)(?!.*(?:公司|協會|协会|組|组|社|團|团)$))"
)
_MOST, _LONGEST = 30, 80


def stated_names(values: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, without what the writers are called. A desk (眾新聞記者) and a pen name stay as they are."""
    found: list[str] = []
    for value in values:
        for part in _APART.split(value):
            part = part.strip(" \t\u3000")
            name = _ROLE.sub("", part).strip(" \t\u3000") or part
            if 0 < len(name) <= _LONGEST and name not in found:
                found.append(name)
    return tuple(found[:_MOST])
