"""Where a headline may break its lines, and articles that are nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.reading import only_headline, unbroken
from articles.search import cut_words


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("这些 华人 家庭 的 强拆 、 侵占", "这些 华人 家庭的 强拆、 侵占"),
        ("这 40 年 ： 从 支持 到 强硬", "这 40年： 从支持 到 强硬"),
        # An opening sign does not end a line, nor with one character after it; a closing one does not begin a line.
        ("廖亦武 「 当 代 」 论坛", "廖亦武 「当代」 论坛"),
        ("受 “ 黑 天鹅 ” 重创", "受 “黑天鹅” 重创"),
        ("三缺 一 》 演出", "三缺一》 演出"),
        ("仅 10 分钟 后", "仅 10分钟 后"),
        ("不 限制 TikTok 交易", "不 限制 TikTok 交易"),
        # ASCII does not tell which way it faces.
        ('称 " 美国 " 将', '称"美国"将'),
        ("乔 · 拜登 ： 不", "乔· 拜登： 不"),
        ("", ""),
    ],
)
def test_lines_end_between_words(words: str, pieces: str) -> None:
    assert unbroken(words.split()) == pieces.split()


@given(st.text(alphabet="的中国経済，。「」“”()\"'-—… aZ9〇𠮷\u200b", max_size=40))
def test_nothing_is_added_or_lost(headline: str) -> None:
    pieces = unbroken(cut_words(headline))
    assert "".join(pieces) == headline
    assert all(pieces)


def test_either_script_breaks_at_the_same_places() -> None:
    simplified, traditional = (unbroken(cut_words(text)) for text in ("中国经济基本面加速", "中國經濟基本面加速"))
    assert list(map(len, simplified)) == list(map(len, traditional)) == [2, 2, 3, 2]


@pytest.mark.parametrize(
    ("headline", "text", "only"),
    [
        ("港口关闭", "港口关闭", True),
        ("港口　关闭", "港口 关闭。", True),
        ("港口关闭", "港口关闭，渡轮停航", False),
        ("港口关闭", "", False),
        ("", "", False),
        ("……", "。", False),
    ],
)
def test_a_text_that_says_the_headline_and_no_more(headline: str, text: str, only: bool) -> None:
    assert only_headline(headline, text) is only
