"""The queries that every engine answers, by class (the classes of the issue), and what is true of the plain text."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from articles.search.index.arrays.layout import IndexDocument
from articles.search.text.fold import fold
from bench.engine_corpus import month_of, text_of

PHRASES, ABSENT = 20, 6
_HAN = re.compile(r"[\u4e00-\u9fff]{8,}")
_PLACES = "北京 上海 广州 深圳 香港 澳门 台北 武汉 成都 重庆 天津 南京 杭州 西安 沈阳 拉萨 新疆 东京 纽约 伦敦"
_TOPICS = "疫苗 口罩 关税 芯片 选举 抗议 人权 导弹 石油 股市 法院 警察 大学 医院 教会 气候 核酸 签证 制裁 记者"


@dataclass(frozen=True)
class Case:
    """every: all of these; any_of: at least one; without: none. source: 0 is any. since, until: ordinal days, 0 is any."""

    group: str
    every: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    prefix: str = ""
    source: int = 0
    since: int = 0
    until: int = 0
    newest: bool = False

    @property
    def filtered(self) -> bool:
        return bool(self.source or self.since or self.until)

    def admits(self, document: IndexDocument) -> bool:
        return (not self.source or document.source == self.source) and (
            not self.since or self.since <= document.day <= self.until
        )


def _plain() -> Iterator[Case]:
    for group, words in {
        "one character": "的 中 疫",
        "common pair": "中国 美国 表示",
        "rare pair": "芬太",
        "name": "特朗普 李文亮 国务院总理",
    }.items():
        yield from (Case(group, (word,)) for word in words.split())
    for words in ("美国 中国 贸易", "香港 警察 抗议", "疫情 疫苗 专家"):
        yield Case("three words", tuple(words.split()))
    for many in (_PLACES, _TOPICS):
        yield Case("or of 20", any_of=tuple(many.split()))
    for word, other in (("美国", "特朗普"), ("疫情", "武汉"), ("香港", "警察")):
        yield Case("with not", (word,), without=(other,))
    yield from (Case("prefix", prefix=word) for word in ("econom", "covid"))


def _phrases(texts: Sequence[str], rng: random.Random) -> Iterator[Case]:
    drawn = 0
    while drawn < PHRASES:
        runs = _HAN.findall(rng.choice(texts))
        if runs:
            run, length = rng.choice(runs), rng.randint(8, 12)
            start = rng.randrange(max(1, len(run) - length + 1))
            drawn += 1
            yield Case("phrase of 8–12", (run[start : start + length],))


def _absent(folded: Sequence[str], rng: random.Random) -> Iterator[Case]:
    letters = sorted(
        {char for text in rng.sample(folded, min(300, len(folded))) for char in text if _HAN.match(char * 8)}
    )
    drawn = 0
    while drawn < ABSENT:
        word = fold("".join(rng.choices(letters, k=2 + drawn % 3)))
        if not any(word in text for text in folded):
            drawn += 1
            yield Case("absent", (word,))


def cases(documents: Sequence[IndexDocument], folded: Sequence[str], seed: int) -> list[Case]:
    """folded: the folded text of each document."""
    rng = random.Random(seed)
    source = Counter(document.source for document in documents).most_common(1)[0][0]
    month = Counter(month_of(d.day) for d in documents if d.day and d.source == source).most_common(1)[0][0]
    first = date(month // 12, month % 12 + 1, 1).toordinal()
    last = date((month + 1) // 12, (month + 1) % 12 + 1, 1).toordinal() - 1
    found = [*_plain(), *_phrases([text_of(document) for document in documents], rng), *_absent(folded, rng)]
    for word in ("中国", "美国", "疫情"):
        found.append(Case("outlet and month", (word,), source=source, since=first, until=last))
        found.append(Case("newest first", (word,), newest=True))
    return found


def _fits(case: Case, text: str, prefix: re.Pattern[str] | None) -> bool:
    return (
        all(part in text for part in case.every)
        and (not case.any_of or any(part in text for part in case.any_of))
        and not any(part in text for part in case.without)
        and (prefix is None or prefix.search(text) is not None)
    )


def truth(case: Case, documents: Sequence[IndexDocument], folded: Sequence[str]) -> set[int]:
    """The articles whose folded text says what is asked, by looking into each."""
    prefix = re.compile(rf"(?<![0-9a-z\u00c0-\u024f]){fold(case.prefix)}") if case.prefix else None
    case = Case(
        case.group, tuple(map(fold, case.every)), tuple(map(fold, case.any_of)), tuple(map(fold, case.without)),
        source=case.source, since=case.since, until=case.until,
    )  # fmt: skip
    return {
        document.id
        for document, text in zip(documents, folded, strict=True)
        if case.admits(document) and _fits(case, text, prefix)
    }
