"""Layouts, headings, front matter, and files that hold no article."""

from __future__ import annotations

import pytest

from articles.parsing import NotAnArticle, ParsedArticle, Refused, parse_file

LONG = "http://a.example//" + "%E4%B8%AD" * 60


def parsed(text: str, path: str = "美国之音/1.md") -> ParsedArticle:
    article = parse_file(text.encode(), path)
    assert isinstance(article, ParsedArticle), article
    return article


@pytest.mark.parametrize(
    ("heading", "headline", "url"),
    [
        ("[[國際] 歐盟](https://a.example/1)", "[國際] 歐盟", "https://a.example/1"),
        ("[演說[影]](https://a.example/1)", "演說[影]", "https://a.example/1"),
        ("[a](b) c](https://a.example/1)", "a](b) c", "https://a.example/1"),
        ("[电影](https://a.example/film_(2020))", "电影", "https://a.example/film_(2020)"),
        (f"[长]({LONG})", "长", LONG),
        ("[大&amp;#22338;](http://a.example/1)", "大坂", "http://a.example/1"),
        ("[两\n行](http://a.example/1)", "两 行", "http://a.example/1"),
        ("[A &lt;b&gt;](http://a.example/1)", "A <b>", "http://a.example/1"),
    ],
)
def test_headings(heading: str, headline: str, url: str) -> None:
    article = parsed(f"<!--1693323543000-->\n{heading}\n------\n\n<p>文字</p>")
    assert (article.headline, article.url, article.text, article.problems) == (headline, url, "文字", ())


def test_an_empty_headline_falls_back() -> None:
    body = "[](https://a.example/1)\n------\n<p>文字</p>"
    assert parsed(f"---\ntitle: 题\ndate: 2020-08-05\n---\n{body}").headline == "题"
    article = parsed(body, "x/1032264_渔市重开.md")
    assert (article.headline, article.problems) == ("渔市重开", ("no-headline", "no-time"))


def test_front_matter_that_yaml_refuses_is_read_by_line() -> None:
    article = parsed(
        '---\ntitle: "a" b: c\nauthor: 海港晚報\ndate: 2020-08-05T01:00:00Z\nfrom: https://a.example/1\n---\n<p>文字</p>'
    )
    assert (article.filed_as, article.url, article.text) == ("海港晚報", "https://a.example/1", "文字")
    assert "front-matter" in article.problems


def test_filed_as_is_the_author_else_the_folder() -> None:
    body = "[题](https://a.example/1)\n------\n<p>文字</p>"
    assert parsed(f"---\nauthor: 甲\ndate: 2020-08-05\n---\n{body}", "乙/1.md").filed_as == "甲"
    assert parsed(body, "news/articles/乙/1.md").filed_as == "乙"
    assert parsed(body, "jekyll/2020-08-05/1.md").filed_as == ""


def test_the_host_decides_the_outlet_else_the_name() -> None:
    assert parsed("[题](https://m.voachinese.com/a/1)\n---\nx", "unknown/1.md").outlet == "voa"
    assert parsed("[题](https://a.example/1)\n---\nx", "美国之音/1.md").outlet == "voa"
    assert parsed("[题](https://evilvoachinese.com/a/1)\n---\nx", "unknown/1.md").outlet == ""


def test_plain_text_keeps_its_paragraphs() -> None:
    assert parsed("[题](https://a.example/1)\n------\n第一段\n还是第一段\n\n第二段").text == "第一段 还是第一段\n第二段"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("README.md", "[题](https://a.example/1)\n------\n<p>文字</p>"),
        ("readme.zh.md", "# 说明"),
        (".git/config", "[core]"),
        (".github/workflows/x.yml", "on: push"),
        ("lists/2020.md", "- [a](b)"),
        ("assets/site.css", "p{}"),
        ("x/picture.png", "x"),
        ("x/1.md", "# 目录\n" + "- [a](articles/a.md)\n" * 300),
        ("x/1.md", "---\nlayout: page\ntitle: 关于\n---\n<p>关于</p>"),
        ("x/page.html", "<!DOCTYPE html><html><body>x</body></html>"),
        ("x/1.md", "只是一些文字。"),
        ("x/_config.yml", "title: x"),
    ],
)
def test_no_articles(path: str, text: str) -> None:
    found = parse_file(text.encode(), path)
    assert isinstance(found, NotAnArticle), found
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "<!--1693323543000-->",
        "<!--1693323543000-->\n[题](https://a.exam",
        "<!--1693323543000-->\n[题](https://a.example/1)\n",
        "[题](https://a.example/1)\n<p>文字</p>",
    ],
)
def test_truncated_beyond_use(text: str) -> None:
    assert isinstance(parse_file(text.encode(), "x/1.md"), Refused)


def test_truncated_text_is_kept() -> None:
    article = parsed("<!--1693323543000-->\n[题](https://a.example/1)\n------\n<div><p>第一段。</p><p>第二段写到一")
    assert article.text == "第一段。\n第二段写到一"


def test_an_empty_body_is_noted() -> None:
    assert parsed("<!--1693323543000-->\n[题](https://a.example/1)\n------\n<div></div>").problems == ("empty-body",)
