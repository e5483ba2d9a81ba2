"""Reporters, datelines, and the names of places and editors that are neither."""

from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, parse_file


def article(html: str, host: str = "news.example") -> ParsedArticle:
    found = parse_file(f"<!--1693323543000-->\n[题](https://{host}/a/1)\n------\n{html}".encode(), "海港晚報/1.md")
    assert isinstance(found, ParsedArticle), found
    return found


@pytest.mark.parametrize(
    ("html", "host", "names"),
    [
        ("<p>（中央社記者吳睿騏桃園22日電）一輛車</p>", "www.cna.com.tw", ("吳睿騏",)),
        ("<p>（中央社記者張謙香港4日電）香港</p>", "www.cna.com.tw", ("張謙",)),
        ("<p>（中央社記者邱祖胤、吳家豪台北22日電）文</p>", "www.cna.com.tw", ("邱祖胤", "吳家豪")),
        ("<p>（中央社記者戴雅真亞松森14日專電）文</p>", "www.cna.com.tw", ("戴雅真",)),
        ("<p>（中央社華盛頓21日綜合外電報導）文</p>", "www.cna.com.tw", ()),
        ("<p>【大纪元2020年10月26日讯】（大纪元记者骆亚采访报导）曾任</p>", "www.epochtimes.com", ("骆亚",)),
        (
            "<p>【大纪元2020年10月26日讯】（大纪元记者张顿、骆亚综合报导）曾任</p>",
            "www.epochtimes.com",
            ("张顿", "骆亚"),
        ),
        ("<p>【大纪元2020年10月26日讯】美国</p>", "www.epochtimes.com", ()),
        ("<p>文。</p><p>记者：吕熙 文海欣 责编：胡力汉 网编：瑞哲</p>", "www.rfa.org", ("吕熙", "文海欣")),
        ("<p>文。</p><p>自由亚洲电台记者家傲华盛顿报道 责编：申铧</p>", "www.rfa.org", ("家傲",)),
        ("<p>文。</p><p>自由亚洲电台驻伦敦特约记者陈彦廷\xa0\xa0 责编：嘉远</p>", "www.rfa.org", ("陈彦廷",)),
        ("<p>作者：无名客</p><p>正文在这里。</p>", "news.example", ("无名客",)),
        ("<p>作者 马蓉/黄斌 </p><p>正文在这里。</p>", "cn.reuters.com", ("马蓉", "黄斌")),
        ("<p>正文。</p><p>作者：WrightFu（@fkh01） 不学无术的一枚</p>", "news.example", ("WrightFu",)),
        ("<p>正文。</p><p>编译 高思佳；审校 李军</p>", "cn.reuters.com", ()),
        ("<p>By Ann Other and Jo Someone</p><p>Text goes here.</p>", "news.example", ("Ann Other", "Jo Someone")),
        ("<div class='byline'>文／陳小明</div><p>正文。</p>", "news.example", ("陳小明",)),
        ("<div><i>孟建国,孟建国<br>2020-08-10 11:36:41</i></div><p>正文。</p>", "cn.nytimes.com", ("孟建国",)),
        ("<p>记者：你好，今天怎么样？</p><p>市长：很好，谢谢大家。</p>", "news.example", ()),
        ("<p>记者了解到，渔市重开。</p>", "news.example", ()),
        ("<p>文。</p><p>自由亚洲电台记者 夏小安  台北报导 责编 许小文  网编 瑞小哲</p>", "www.rfa.org", ("夏小安",)),
        ("<p>〔記者陳小明／台北報導〕正文。</p>", "news.example", ("陳小明",)),
        ("<p>〔即時新聞／綜合報導〕正文。</p>", "news.example", ()),
        ("<p>遠聲報 / 記者陳小明／台北報導</p><p>正文。</p>", "news.example", ("陳小明",)),
        ("<p>2020-08-05 11:09 遠聲報 記者陳小明／台北即時報導</p><p>正文。</p>", "news.example", ("陳小明",)),
        ("<p>远声社北京8月5日电（记者张三、李四）正文。</p>", "news.example", ("张三", "李四")),
        ("<p>【远声网】（记者 张三）正文。</p>", "news.example", ("张三",)),
        ("<p>远声记者 张三 发自香港</p><p>正文。</p>", "news.example", ("张三",)),
        ("<p>远声新闻记者 张三 实习生 李四</p><p>正文。</p>", "news.example", ("张三", "李四")),
        ("<p>记者 | 张三</p><p>编辑 | 李四</p><p>正文。</p>", "news.example", ("张三",)),
        ("<p>发布时间：2020-08-05 11:09 | 作者：张三 | 浏览：12次</p><p>正文。</p>", "news.example", ("张三",)),
        ("<p>记者：请问怎么看？</p><p>答：好。</p><p>记者：谢谢您。</p>", "news.example", ()),
        ("<p>活動時間：2020年8月5日 11:09</p><p>正文。</p>", "news.example", ()),
    ],
)
def test_bylines(html: str, host: str, names: tuple[str, ...]) -> None:
    assert article(html, host).byline == names


@pytest.mark.parametrize(
    ("html", "host", "dateline"),
    [
        ("<p>（法新社纽约8日电）    面对</p>", "www.rfi.fr", "（法新社纽约8日电）"),
        ("<p>路透东京/纽约10月9日 - 亚洲</p>", "cn.reuters.com", "路透东京/纽约10月9日"),
        ("<p>曼谷——米色</p>", "cn.nytimes.com", "曼谷"),
        ("<p>WASHINGTON (Reuters) - Text</p>", "news.example", "WASHINGTON (Reuters)"),
        ("<p>远声社北京8月5日电（记者张三）正文。</p>", "news.example", "远声社北京8月5日电（记者张三）"),
        ("<p>（遠聲社台北5日電）正文。</p>", "news.example", "（遠聲社台北5日電）"),
        ("<p>8月5日电视台说，正文。</p>", "news.example", ""),
        ("<p>目的——很多人说——是钱。</p>", "news.example", ""),
    ],
)
def test_datelines(html: str, host: str, dateline: str) -> None:
    assert article(html, host).dateline == dateline


def test_the_date_block_leaves_the_text() -> None:
    found = article("<div><i>Tue, 29 Aug 2023 15:09:05 GMT</i></div><p>正文。</p>")
    assert found.text == "正文。"
    assert found.published is not None
    assert found.published.rule == "body"


def test_a_byline_block_leaves_the_text_and_an_editors_line_stays() -> None:
    assert article("<p>作者：无名客</p><p>正文在这里。</p><p>责编：某人</p>").text == "正文在这里。\n责编：某人"


@pytest.mark.parametrize(
    "html",
    [
        "<p>2020年08月05日11:09  来源：<a href='/x'>远声网</a></p>",
        "<p>2020-08-05 11:09:53 来源： 远声网</p>",
        "<p>撰文：陳小明</p><p>出版：2020-08-05 11:09</p><p>更新：2020-08-05 11:30</p>",
        "<p>撰文：陳小明<br>出版：2020-08-05 11:09 更新：2020-08-05 11:30</p>",
        "<p>远声新闻 · 2020/08/05 11:09</p>",
        "<p>发布时间：2020-08-05 11:09 | 作者：张三 | 来源：远声社 | 浏览：1234次</p>",
        "<p>更新于2020年8月5日 11:09 《远声报》 张三 伦敦报道</p>",
        "<span class='time'>2020/08/05 11:09</span>",
        "<p>8月5日 11:09</p>",
    ],
)
def test_lines_with_a_date_above_the_text(html: str) -> None:
    text = "<p>正文第一段。</p>"
    found = parse_file(f"<!--1596610800000-->\n[题](https://n.example/1)\n------\n{html}{text}".encode(), "晚报/1.md")
    assert isinstance(found, ParsedArticle)
    assert found.text == "正文第一段。"
    assert found.published is not None
    assert (found.published.at.strftime("%Y-%m-%d %H:%M %z"), found.published.rule) == (
        "2020-08-05 11:09 +0800",
        "body",
    )


@pytest.mark.parametrize("line", ["2020年8月5日 11:09，张三走进了会场。", "活動時間：2020年8月5日 11:09", "5 小时前"])
def test_prose_with_a_date_stays_and_is_no_time(line: str) -> None:
    found = article(f"<p>{line}</p><p>正文第二段。</p>")
    assert found.text == f"{line}\n正文第二段。"
    assert found.published is not None
    assert found.published.rule == "comment"


def test_credits_alone_are_the_text() -> None:
    assert article("<p>来源：远声网</p>").text == "来源：远声网"
