"""Markdown and its dialects to HTML: nothing of their signs is left."""

from __future__ import annotations

import re
import time

import pytest

from articles.parsing import ParsedArticle, parse_file
from articles.parsing.formats.markdown import markdown_html
from tests.parsing.formats.test_posts import BODY, PARAGRAPHS


def html(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", markdown_html(text)[0]).replace(" />", ">")


def article(body: str) -> ParsedArticle:
    found = parse_file(f"---\ntitle: 题\ndate: 2021-03-01\nurl: https://a.example/1\n---\n{body}".encode(), "x/1.md")
    assert isinstance(found, ParsedArticle)
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("前**「渔市」**重开", "<p>前<strong>「渔市」</strong>重开</p>"),
        ("**渔市。**重开", "<p><strong>渔市。</strong>重开</p>"),
        ("** 渔市 **重开", "<p> <strong>渔市</strong> 重开</p>".replace("> <strong", "> <strong")),
        ("**渔市", "<p>渔市</p>"),
        ("*** 渔市**", "<p><strong>渔市</strong></p>"),
        ("****渔市***", "<p><strong>渔市</strong></p>"),
        ("1.\u00a0甲\n2. 乙\n3.\u3000丙", "<ol><li>甲</li><li>乙</li><li>丙</li></ol>"),
        ("*\u00a0甲", "<ul><li>甲</li></ul>"),
        ("甲 [1]。\n\n[1]: https://a.example/1", "<p>甲 [1]。</p><p>[1]: https://a.example/1</p>"),
        ("[甲][1]。\n\n[1]: https://a.example/1", '<p><a href="https://a.example/1">甲</a>。</p>'),
        ("成绩是5**，很好", "<p>成绩是5**，很好</p>"),
        ("字\n\n***\u00a0 ***\u00a0 ***\n\n字", "<p>字</p><p></p><p>字</p>"),
        ("渔市****重开", "<p>渔市重开</p>"),
        ("    缩进的一段", "<p>缩进的一段</p>"),
        ("很长的一段话到这里为止。\n---\n下一段", "<p>很长的一段话到这里为止。</p><p>下一段</p>"),
        ("小标题\n---\n下一段", "<h2>小标题</h2><p>下一段</p>"),
        ("##小标题", "<h2>小标题</h2>"),
        ("1. 甲\n2. 乙", "<ol><li>甲</li><li>乙</li></ol>"),
        ("2021. 这一年", "<div><div>2021. 这一年</div></div>"),
        ("- [x] 甲\n- [ ] 乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("地点：海港\n时间：今晚", "<p>地点：海港<br>时间：今晚</p>"),
        ("[[页|字]] [[页#节]] ==亮== %%藏%%", "<p>字 页 亮</p>"),
        ("> [!note] 题\n> 文", "<blockquote><p><strong>题</strong><br>文</p></blockquote>"),
        ("题{: .no_toc}\n{:toc}", "<p>题</p>"),
        ("{% raw %}字{% endraw %}{{ site.title }}", "<p>字</p>"),
        ("字<!-- more -->字", "<p>字<!-- more -->字</p>"),
        ("![](a.jpg)\n*说明*", '<figure><img src="a.jpg" alt=""><figcaption><em>说明</em></figcaption></figure>'),
        ("![](a.jpg)\n\n*说明文字*", '<figure><img src="a.jpg" alt=""><figcaption><em>说明文字</em></figcaption></figure>'),
        ("![](a.jpg){width=50%}\n说明", '<figure><img src="a.jpg" alt=""><figcaption>说明</figcaption></figure>'),
        ("<center>\n![](a.jpg)\n</center>", '<center><img src="a.jpg" alt=""></center>'),
        ("[甲](https://a.example/b c/)", '<p><a href="https://a.example/b%20c/">甲</a></p>'),
        ("字[^1]\n\n[^2]", '<p>字[1]</p><p>[2]</p>'),
        (
            '{{< figure src="/a.jpg" caption="说明" attr="沈望摄" >}}',
            '<figure><img src="/a.jpg" alt=""><figcaption>说明 沈望摄</figcaption></figure>',
        ),
        (
            '{% asset_img a.jpg "说明" %}',
            '<figure><img src="a.jpg" alt=""><figcaption>说明</figcaption></figure>',
        ),
        ("{% youtube abc %}", '<iframe src="https://www.youtube.com/embed/abc"></iframe>'),
        ("```\n**{% raw %}**\n```", "<pre><code>**{% raw %}**</code></pre>"),
    ],
)  # fmt: skip
def test_signs(source: str, expected: str) -> None:
    assert html(source) == expected


def test_a_bold_italic_line_below_a_picture_is_no_caption() -> None:
    assert "figcaption" not in html("![](a.jpg)\n\n***三月一日　晴***\n\n字")


def test_lone_lines_are_captions_where_the_writer_sets_them_so() -> None:
    one = "![](a.jpg)\n\n码头的早晨"
    assert "figcaption" not in html(f"{one}\n\n{BODY}")
    assert html(f"{one}\n\n{BODY}\n\n{one}\n\n{BODY}").count("<figcaption>码头的早晨</figcaption>") == 2


def test_headline_rule_table_and_footnote() -> None:
    found = article(f"# 题\n\n{PARAGRAPHS[0]}[^1]\n\n---\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n[^1]: 注文。\n")
    assert found.text == f"{PARAGRAPHS[0]}[1]\n甲 乙\n1 2\n注文。"


def test_a_row_broken_within_a_cell() -> None:
    found = article(f"{BODY}\n\n| 甲 | 乙   \n （注） |\n| --- | --- |\n| 1 | 2   \n 3 |\n")
    assert found.text.split("\n")[-2:] == ["甲 乙 （注）", "1 2 3"]


def test_a_row_whose_cells_hold_empty_lines() -> None:
    found = article(f"{BODY}\n\n| 甲   \n   \n | 乙 |\n| --- | --- |\n| 1 | 2   \n   \n 3 |\n| 4 | 5 |\n")
    assert "|" not in found.text and "-" not in found.text
    assert found.body_html.count("<tr>") == 3


def test_a_heading_that_is_another_stays() -> None:
    assert article(f"# 引子\n\n{BODY}").text.startswith("引子\n")


def test_links_of_a_captured_page_lead_where_they_led() -> None:
    capture = "https://web.archive.org/web/20210712002412/"
    body = f"字[甲]({capture}https://b.example/2)和[乙](/web/20210712002412/https://c.example/3)。\n\n{BODY}"
    text = f"---\ntitle: 题\ndate: 2021-03-01\nurl: {capture}https://a.example/1\n---\n{body}"
    found = parse_file(text.encode(), "x/1.md")
    assert isinstance(found, ParsedArticle)
    assert 'href="https://b.example/2"' in found.body_html
    assert 'href="https://c.example/3"' in found.body_html
    # The link of one that was not captured is its writer's own.
    assert f'href="{capture}https://b.example/2"' in article(body).body_html


def test_a_script_does_not_come_through() -> None:
    found = article(f"<script>alert(1)</script>\n\n[甲](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n{BODY}")
    assert "script" not in found.body_html
    assert "onerror" not in found.body_html


@pytest.mark.parametrize(
    "sign",
    ["[", "![", "*a ", "**a", "_a ", "`", "<a ", "<!--", "&a;", "\\", ">", "[a](", "[^a]", "~~a", "{{", "{% ", "[["],
)
def test_time_grows_with_the_text(sign: str) -> None:
    before = time.process_time()
    markdown_html(sign * 40_000)
    markdown_html(f"{sign * 900}\n\n" * 40)
    assert time.process_time() - before < 8


def test_deep_quotations() -> None:
    assert "字" in html("".join(f"{'>' * n} 字\n" for n in range(1, 500)))
