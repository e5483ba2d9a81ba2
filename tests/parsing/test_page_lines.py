"""Comments, lists of pages, names of files, teasers: what stands below or between, and is no text of the article."""

from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, parse_file

OWN = ["渡轮昨日复航，首班于清晨六时离港。", "船员说，风浪已经平息。", "港务局将在下周公布新的船期。"]


def text(*paragraphs: str, before: tuple[str, ...] = tuple(OWN)) -> list[str]:
    html = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in (*before, *paragraphs))
    found = parse_file(
        f"<!--1693323543000-->\n[港口复航](https://news.example/a/1)\n------\n{html}".encode(), "海港晚報/1.md"
    )
    assert isinstance(found, ParsedArticle), found
    return found.text.split("\n")


THREAD = [
    "海边人 说道：",
    "说得好。",
    "2021-03-02 10:11 回复",
    "老船长 说道：",
    "我当年也在那条船上。",
    "2021-03-02 11:40 回复",
]


@pytest.mark.parametrize("opened", ["评论 (2)", "2 条评论", "网友评论", "Comments (2)", "2 thoughts on “港口复航”"])
def test_a_comment_thread_is_no_text(opened: str) -> None:
    assert text(opened, *THREAD) == OWN


def test_a_long_thread_that_nothing_opens() -> None:
    assert text(*(line for floor in range(1, 13) for line in (f"{floor}楼 匿名", f"第{floor}条留言说了些话。"))) == OWN


@pytest.mark.parametrize(
    "lines",
    [
        ["老船长说：", "“我当年也在那条船上。”", "小船员说：", "“我也在。”"],
        ["网友评论", "有人以为船期太密，有人以为太疏。", "专家则说，这要看季节。"],
        ["2021年3月2日 10:11 首班离港", "2021年3月2日 11:40 二班离港"],
    ],
)
def test_speech_chronicles_and_reports_on_comments_stay(lines: list[str]) -> None:
    assert text(*lines) == OWN + lines


@pytest.mark.parametrize(
    "line",
    [
        "第1页 第2页 第3页 下一页",
        "1 2 3 4 5 下一页",
        "上一页 1 2 3 下一页",
        "IMG_2034.jpg",
        "港口复航.docx",
        "submitted by /u/harbour [link]",
    ],
)
def test_lists_of_pages_and_names_of_files(line: str) -> None:
    assert text(line) == OWN
    if "." in line:
        assert text(f"<h2>{line}</h2>", *OWN, before=()) == OWN


@pytest.mark.parametrize(
    "line", ["第1页的照片是他拍的，第2页也是。", "1 2 3，我们一起数。", "他把文件存成 harbour.jpg。", "1998 2003 2008"]
)
def test_lines_that_resemble_them(line: str) -> None:
    assert text(line, OWN[2]) == [*OWN, line, OWN[2]]


LINK = '<a href="https://news.example/b">港口百年：一座城与它的船</a>'


@pytest.mark.parametrize(
    "lines",
    [
        [f"<p>延伸阅读：{LINK}</p>"],
        [f"<p>【相關報導】{LINK}</p>".replace("】", "】：")],
        [f"<p>推荐阅读｜{LINK}</p>", f"<p>{LINK}</p>"],
        ["延伸阅读：", "港口百年：一座城与它的船", "渡轮往事"],
        ["相關閱讀", f"<p>{LINK}</p>", "渡輪往事"],
    ],
)
def test_teasers_are_no_text(lines: list[str]) -> None:
    assert text(*lines) == OWN


@pytest.mark.parametrize(
    "lines",
    [
        ["相关新闻：港务局表示，船期将在下周公布，届时会有说明。"],
        ["更多：据港务局统计，去年共有三百万人次乘船。", "今年还会更多。"],
        ["延伸阅读", "这一段说的是如何读懂船期表，要从头看起，先看左边一列，再看右边。"],
    ],
)
def test_text_below_such_words_stays(lines: list[str]) -> None:
    assert text(*lines)[-1] == lines[-1]


@pytest.mark.parametrize("line", ["博客 | 顾晓岚", ""])
def test_a_biography_that_opens_with_the_author_in_black_brackets(line: str) -> None:
    lines = [each for each in ("作者：顾晓岚", *OWN, line, "【顾晓岚・港口札记】住在海边，写了二十年的船。") if each]
    assert text(*lines, before=()) == OWN


@pytest.mark.parametrize("opens", ["【\u200b\u200b", "\u200b【", "【 "])
def test_blanks_and_unseen_characters_hide_no_biography(opens: str) -> None:
    assert text("作者：顾晓岚", *OWN, f"{opens}顾晓岚・港口札记】住在海边，写了二十年的船。", before=()) == OWN


@pytest.mark.parametrize(
    "last",
    [
        "【林舟・潮汐】教书匠一名，偶尔写诗。",
        "【案件编号：八十二】",
        "顾晓岚在码头上站了很久，没有说话。",
        "【顾晓岚】",
    ],
)
def test_other_last_paragraphs_stay(last: str) -> None:
    assert text("作者：顾晓岚", *OWN, last, before=())[-1] == last
