"""Who did what."""

from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, parse_file
from articles.parsing.facts.contributors import agency_of, closing_credits, credits_in
from articles.parsing.outlet_rules.outlets import reading_for

READING = reading_for(None)
SHORT = {"reporter": "r", "translator": "t", "editor": "e", "photographer": "p", "agency": "a"}


def said(line: str) -> str:
    return " ".join(f"{each.name}/{SHORT[each.role]}" for each in credits_in(line, READING))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("记者：吕熙 文海欣 责编：胡力汉 网编：瑞哲", "吕熙/r 文海欣/r 胡力汉/e 瑞哲/e"),
        ("编译 李甲/张乙;审校 艾丙/张丁", "李甲/t 张乙/t 艾丙/e 张丁/e"),
        ("（實習編譯：蘇甲乙/核稿：張丙丁）", "蘇甲乙/t 張丙丁/e"),
        ("撰文：陳小明　攝影：王大明", "陳小明/r 王大明/p"),
        ("文／陳小明 攝影／王大明", "陳小明/r 王大明/p"),
        ("记者 | 张三 编辑 | 李四", "张三/r 李四/e"),
        ("远声新闻记者 张三 实习生 李四", "张三/r 李四/r"),
        ("作者：John Smith　翻译：李四　审校：王五", "John Smith/r 李四/t 王五/e"),
        ("作者：在路上的人", "在路上的人/r"),
        ("翻译：远声中文网", "远声中文网/t"),
        ("翻译：Harry Wong、安妮", "Harry Wong/t 安妮/t"),
        ("责任编辑：萧律生#", "萧律生/e"),
        ("来源：远声网 参与互动", "远声网/a"),
        ("采写 远声北京中文部；撰写 乔甲乙", "乔甲乙/r"),
        ("记者：你好，今天怎么样？", ""),
        ("记者 了解到，渔市重开", ""),
        ("记者会今天举行", ""),
        ("图片来源：远声网", ""),
        ("来源：节选自《一本书》。作者后来说，这是他最好的书。", ""),
        ("编辑部今天说：没有。", ""),
    ],
)
def test_credits(line: str, expected: str) -> None:
    assert said(line) == expected


def test_the_note_that_ends_a_paragraph() -> None:
    texts = ["第一段。", "他說會來。（譯者：李甲乙/核稿：嚴丙丁）1091029"]
    assert [(each.name, each.role) for each in closing_credits(texts, READING)] == [
        ("李甲乙", "translator"),
        ("嚴丙丁", "editor"),
    ]
    assert closing_credits(["照片。（來源：遠聲網）"], READING) == []


@pytest.mark.parametrize(
    ("first", "agency"),
    [
        ("（法新社东京20日电） 由于", "法新社"),
        ("路透北京1月8日 - 中国", "路透"),
        ("新华社北京8月5日电（记者张三）", "新华社"),
        ("（中央社記者吳小明桃園22日電）", "中央社"),
        ("路透社报道说，中国", ""),
        ("中央社長今天說", ""),
    ],
)
def test_agencies(first: str, agency: str) -> None:
    assert "".join(each.name for each in agency_of(first, READING)) == agency


def test_everyone_stands_once_and_the_byline_is_the_reporters() -> None:
    html = "<p>撰文：陳小明 攝影：王大明</p><p>正文在這裡。</p><p>責編：林大文</p><p>責編：林大文</p>"
    found = parse_file(f"[题](https://news.example/a/1)\n------\n{html}".encode(), "x/1.md")
    assert isinstance(found, ParsedArticle)
    assert found.byline == ("陳小明",)
    assert [(each.name, each.role) for each in found.contributors] == [
        ("陳小明", "reporter"),
        ("王大明", "photographer"),
        ("林大文", "editor"),
    ]
