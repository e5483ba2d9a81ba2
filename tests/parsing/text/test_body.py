"""The finished body: sanitised, read off as text, the same when finished again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.parsing import content_hash, finish_body
from articles.parsing.text.standfirst import STANDFIRST


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n乙"),
        ("<h2>题</h2><p>甲<strong>乙</strong>丙</p>", "题\n甲乙丙"),
        ("甲<br><br>乙", "甲\n乙"),
        ("<p>甲<br>乙</p>", "甲乙"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>甲<br> <br/>乙</p>", "甲\n乙"),
        ("<ul><li>甲</li><li><p>乙</p><p>丙</p></li></ul>", "甲\n乙\n丙"),
        ("<table><tr><th>甲</th><td>乙<br>丙</td></tr><tr><td><p>丁</p><p>戊</p></td></tr></table>", "甲 乙 丙\n丁 戊"),
        ("<p>a\n  b\u3000c&nbsp;&amp;&lt;d</p>", "a b c &<d"),
        ('<p>甲</p><figure data-figure="1"></figure><p>乙</p>', "甲\n乙"),
        ("", ""),
    ],
)
def test_text(html: str, text: str) -> None:
    assert finish_body(html).text == text


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<script>alert(1)</script><p>甲</p>", "<p>甲</p>"),
        ('<p onclick="x" style="color:red" class="c">甲</p>', "<p>甲</p>"),
        ('<a href="javascript:alert(1)">甲</a>', '<a rel="noopener noreferrer">甲</a>'),
        ('<a href="data:text/html,x">甲</a>', '<a rel="noopener noreferrer">甲</a>'),
        ('<a href="/relative">甲</a>', '<a rel="noopener noreferrer">甲</a>'),
        (
            '<a href="https://a.example/" target="_blank">甲</a>',
            '<a href="https://a.example/" rel="noopener noreferrer">甲</a>',
        ),
        ('<img src="https://a.example/x.jpg"><iframe src="https://a.example"></iframe>', ""),
        ("<form><input value=1><p>甲</p></form>", "<p>甲</p>"),
        ('<figure data-figure="2" class="x"></figure>', '<figure data-figure="2"></figure>'),
        ('<figure data-figure="x"></figure>', "<figure></figure>"),
        ('<td colspan="2">甲</td>', "甲"),
        ("<h1>题</h1>", "题"),
        ("<svg><text>甲</text></svg>", ""),
    ],
)
def test_sanitised(html: str, clean: str) -> None:
    assert finish_body(html).html == clean


@given(st.text(alphabet=st.sampled_from(list("<>/=\"' abiptdrhl2&;!-甲乙\n")), max_size=200))
def test_finishing_twice_changes_nothing(html: str) -> None:
    once = finish_body(html)
    assert finish_body(once.html) == once


@pytest.mark.parametrize(
    "html",
    ["<table><p>x<td>y", "<a><table><a>x", "<b><p><b>x</p>y", "<p><table><tr><td><p>", "<select><p>x", "<math><mi><p>"],
)
def test_html_that_parsers_read_differently(html: str) -> None:
    once = finish_body(html)
    assert finish_body(once.html) == once


def test_standfirst() -> None:
    assert (
        finish_body("<h2>题</h2><p>（中央社記者甲乙丙台北1日電）今天開張的圖書館擠滿了孩童。</p>").standfirst
        == "今天開張的圖書館擠滿了孩童。"
    )
    sentences = "这是一个完整的句子，说的是海上的事情，不多也不少。" * 12
    cut = finish_body(f"<p>{sentences}</p>").standfirst
    assert len(cut) <= STANDFIRST
    assert cut.endswith("。")
    assert finish_body(f"<p>{'无' * 500}</p>").standfirst == "无" * (STANDFIRST - 1) + "…"


@pytest.mark.parametrize(
    ("text", "script", "language"),
    [
        ("总统府说，这个国家的经济发展很好。", "Hans", "zh-Hans"),
        ("總統府說，這個國家的經濟發展很好。", "Hant", "zh-Hant"),
        ("天上人中大小", "", "zh"),
        ("Nobody knows how many will return in the coming weeks.", "", "en"),
        ("微软在 Ignite 2020 上宣布将在下个月发布 Edge for Linux 的预览版本。", "Hans", "zh-Hans"),
        ("これはひらがなとカタカナで書かれた文章であり、日本語であることが明らかです。", "", "ja"),
        ("이것은 한국어로 쓴 글이다", "", "ko"),
        ("12345", "", ""),
    ],
)
def test_script_and_language(text: str, script: str, language: str) -> None:
    body = finish_body(f"<p>{text}</p>")
    assert body.language == language
    if language != "ja":
        assert body.script == script


def test_content_hash() -> None:
    assert content_hash("题", "甲\n乙") == content_hash(" 题 ", "甲\n\n 乙")
    assert content_hash("题", "甲") != content_hash("题甲", "")
    assert len(content_hash("", "\ud800")) == 64
