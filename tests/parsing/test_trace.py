"""The record of how a file was read."""

from __future__ import annotations

from articles.parsing import ParsedArticle, parse_file
from articles.parsing.trace import Notes

FILE = """<!--1596610800000-->
[题目](https://www.voachinese.com/a/1.html)
------
<div><i>Wed, 05 Aug 2020 03:09:00 GMT</i></div>
<img src="https://p.example/1.jpg"><div><small>图说在这里。（法新社）</small></div>
<img src="https://p.example/icons/icon-zoom.png"><p hidden>看不见的话</p>
<p>作者：林一</p><p>正文第一段。</p><p>正文第二段。<a href="/more">阅读全文</a></p>
<div class="sharedaddy">分享到微博</div><p>获取更多RSS：<br>https://feedx.net</p>
"""


def test_it_tells_what_was_taken_from_where_and_what_was_dropped() -> None:
    notes = Notes()
    found = parse_file(FILE.encode(), "x/1.md", notes)
    assert isinstance(found, ParsedArticle)
    assert found == parse_file(FILE.encode(), "x/1.md")
    how = {taken.field: taken.how for taken in notes.taken}
    assert how["outlet"] == "the host voachinese.com, by the rule for voachinese.com"
    assert how["published"] == "body: Wed, 05 Aug 2020 03:09:00 GMT"
    assert how["archived"] == "comment: <!--1596610800000-->"
    assert how["byline"] == "the lines above the text"
    assert notes.captions == {1: "<small> behind the picture"}
    rules = {dropped.text: dropped.rule for dropped in notes.dropped}
    assert rules["看不见的话"] == "hidden by the page"
    assert rules["https://p.example/icons/icon-zoom.png"].startswith("skip_images")
    assert rules["分享到微博"] == "element sharedaddy"
    assert rules["阅读全文"] == "more_links"
    assert rules["作者：林一"] == "opening byline"
    assert rules["获取更多RSS： https://feedx.net"].startswith("text 获取更多RSS")
    assert not [text for text in rules if text in found.text]


def test_rules_that_would_take_everything_are_told() -> None:
    notes = Notes()
    found = parse_file(
        b"<!--1596610800000-->\n[x](https://a.example/1)\n---\n<div class='related'><p>Text.</p></div>", "", notes
    )
    assert isinstance(found, ParsedArticle)
    assert found.text == "Text."
