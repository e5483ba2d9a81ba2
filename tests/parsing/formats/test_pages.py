"""Saved web pages."""

from __future__ import annotations

import base64
import json

import pytest

from articles.parsing import NotAnArticle, ParsedArticle, Refused, parse_file

BODY = (
    "<p>停航四个月的渡轮今早六点复航，第一班船坐满了人，候船的队伍一直排到桥头。</p>"
    "<p>船长说，他把汽笛多拉了两下，因为岸上的人在挥手。</p>"
    "<p>末班船改到晚上十点，票价不变，自行车可以推上船。</p>"
)
LINES = (
    "停航四个月的渡轮今早六点复航，第一班船坐满了人，候船的队伍一直排到桥头。\n"
    "船长说，他把汽笛多拉了两下，因为岸上的人在挥手。\n末班船改到晚上十点，票价不变，自行车可以推上船。"
)
NAV = "<header><nav><ul><li><a href='/'>首页</a></li><li><a href='/city'>要闻</a></li></ul></nav></header>"
CHROME = (
    "<aside><ul><li><a href='/1'>海堤加高半米</a></li></ul></aside>"
    "<div class='comment-list'><p>读者甲：终于等到了，明天就带母亲去坐船，大家路上注意安全。</p></div>"
    "<footer><p>白鹭港晨报社版权所有，未经书面许可不得转载本网站的任何内容。</p></footer>"
)
URL = "https://www.bailu.example/2024/05/ferry.html"
CANONICAL = f'<link rel="canonical" href="{URL}">'
ARTICLE = '<meta property="og:type" content="article">'


def page(head: str = CANONICAL + ARTICLE, body: str = f"<h1>渡轮复航</h1><div class='text'>{BODY}</div>") -> str:
    return (
        f"<!DOCTYPE html>\n<html><head><meta charset='utf-8'><title>渡轮复航 - 白鹭港晨报</title>{head}</head>"
        f"<body>{NAV}{body}{CHROME}</body></html>"
    )


def read(text: str | bytes, path: str = "pages/1") -> ParsedArticle:
    found = parse_file(text if isinstance(text, bytes) else text.encode(), path)
    assert isinstance(found, ParsedArticle), found
    return found


def ld(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f'<script type="application/ld+json">{text}</script>'


def when(article: ParsedArticle) -> tuple[str, str]:
    assert article.published
    return article.published.at.isoformat(), article.published.rule


def test_the_article_without_what_is_the_pages() -> None:
    article = read(page())
    assert (article.format, article.headline, article.url, article.text) == ("page", "渡轮复航", URL, LINES)
    assert article.problems == ("no-time",)


NEWS = {"@type": "NewsArticle", "headline": "渡轮复航", "datePublished": "2024-05-18T09:30:00+08:00"}


@pytest.mark.parametrize(
    "block",
    [
        ld(NEWS),
        ld([{"@type": "WebSite"}, NEWS]),
        ld({"@graph": [{"@type": "BreadcrumbList"}, {**NEWS, "@type": ["Article", "NewsArticle"]}]}),
        ld({"@type": "WebPage", "mainEntity": NEWS}),
        ld("{ broken") + ld(NEWS),
        ld(f"<!--\n{json.dumps(NEWS)}\n-->"),
        ld(f"//<![CDATA[\n{json.dumps(NEWS)}\n//]]>"),
        ld(json.dumps(NEWS)[:-1] + ",}"),
        ld(json.dumps(NEWS) + ";"),
        ld(json.dumps(NEWS)[:-1] + ',"description":"两\n行"}'),
    ],
)
def test_json_ld_in_every_wrapping(block: str) -> None:
    assert when(read(page(CANONICAL + block))) == ("2024-05-18T09:30:00+08:00", "json-ld")


@pytest.mark.parametrize(
    ("head", "above", "at", "rule"),
    [
        ('<meta property="article:published_time" content="2024-05-18T01:30:00Z">', "", "2024-05-18T01:30:00+00:00", "meta"),
        ('<meta name="publishdate" content="2024-05-18 09:30">', "", "2024-05-18T09:30:00+08:00", "meta"),
        ("", '<i itemprop="datePublished" content="2024-05-18 09:30">x</i>', "2024-05-18T09:30:00+08:00", "microdata"),
        ("", '<time datetime="2024-05-18T09:30+08:00">今天</time>', "2024-05-18T09:30:00+08:00", "time-element"),
        ("", "<div>2024年05月18日 09:30　来源：白鹭港晨报</div>", "2024-05-18T09:30:00+08:00", "body"),
    ],
)  # fmt: skip
def test_times_by_rule(head: str, above: str, at: str, rule: str) -> None:
    article = read(page(CANONICAL + ARTICLE + head, f"<h1>渡轮复航</h1>{above}<div class='text'>{BODY}</div>"))
    assert when(article) == (at, rule)


def test_a_time_without_a_zone_is_the_outlets() -> None:
    head = (
        '<link rel="canonical" href="https://www.rfi.fr/cn/ferry"><meta name="pubdate" content="2024-05-18 09:30:00">'
    )
    assert when(read(page(head + ARTICLE))) == ("2024-05-18T09:30:00+02:00", "meta")


def test_nothing_is_published_after_the_page_was_saved() -> None:
    saved = "<!-- saved date: Sat May 18 2024 10:00:00 GMT+0800 (China Standard Time) -->"
    head = CANONICAL + '<meta property="article:published_time" content="2024-05-19T09:30:00+08:00">'
    article = read(page(head).replace("<html>", f"<html>{saved}"))
    assert article.published is None
    assert article.archived
    assert (article.archived.at.isoformat(), article.archived.rule) == ("2024-05-18T10:00:00+08:00", "saved")


@pytest.mark.parametrize(
    ("encoding", "table", "line"),
    [
        ("gb2312", "gb18030", "渡轮今早复航。"),
        ("GBK", "gb18030", "渡轮今早复航。"),
        ("big5", "big5", "渡輪今早復航，乘客排到橋頭。"),
    ],
)
def test_the_declared_encoding_counts(encoding: str, table: str, line: str) -> None:
    head = f"<meta charset='{encoding}'>{ARTICLE}<title>{line}</title>"
    text = f"<html><head>{head}</head><body><p>{line * 3}</p></body></html>"
    article = read(text.encode(table))
    assert (article.headline, article.text, article.problems) == (line, line * 3, ("no-time", "no-address"))


def test_figures_survive_with_their_captions() -> None:
    lazy = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP"
    hero = f'<figure><img src="{lazy}" data-src="//p.example/a.jpg"><figcaption>首班渡轮。（许望舟摄）</figcaption></figure>'
    inner = '<img src="https://p.example/b.jpg"><div class="caption">候船的人。</div>'
    article = read(page(body=f"<article><h1>渡轮复航</h1>{hero}<div class='text'>{BODY}{inner}</div></article>"))
    assert [(f.image_url, f.caption, f.credit) for f in article.figures] == [
        ("https://p.example/a.jpg", "首班渡轮。（许望舟摄）", "许望舟摄"),
        ("https://p.example/b.jpg", "候船的人。", ""),
    ]
    assert article.text == LINES


def test_the_pages_picture_stands_in_only_where_the_text_has_none() -> None:
    image = '<meta property="og:image" content="https://p.example/share.jpg">'
    assert [f.image_url for f in read(page(CANONICAL + ARTICLE + image)).figures] == ["https://p.example/share.jpg"]
    shown = f"<h1>渡轮复航</h1><div class='text'>{BODY}<img src='https://p.example/b.jpg'></div>"
    assert [f.image_url for f in read(page(CANONICAL + ARTICLE + image, shown)).figures] == ["https://p.example/b.jpg"]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", f"<h1>渡轮复航</h1><div itemprop='articleBody'>{BODY}</div>"),
        ("", f"<h1>渡轮复航</h1><table><tr><td>{BODY}</td><td><a href='/x'>旁边</a></td></tr></table>"),
        ("", f"<h1>渡轮复航</h1><div class='TRS_Editor'>{BODY.replace('<p>', '').replace('</p>', '<br><br>')}</div>"),
        ("", "<h1>渡轮复航</h1>" + "".join(f"<section class='s'>{p}</p></section>" for p in BODY.split("</p>")[:-1])),
        ("", f"<h1>渡轮复航</h1><div>{BODY.replace('<p>', '<div><p>').replace('</p>', '</p></div>')}</div>"),
    ],
)  # fmt: skip
def test_every_way_of_laying_out_a_text(head: str, body: str) -> None:
    article = read(page(CANONICAL + ARTICLE + head, body))
    assert article.text.replace("\n", "") == LINES.replace("\n", "")


def test_text_that_only_the_markup_holds() -> None:
    block = ld({**NEWS, "articleBody": LINES})
    assert read(page(CANONICAL + block, "<h1>渡轮复航</h1><div id='app'></div>")).text == LINES


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (CANONICAL, URL),
        (f'<meta property="og:url" content="{URL}">', URL),
        (f'<link rel="canonical" href="https://www.bailu.example/"><meta property="og:url" content="{URL}">', URL),
        (ld({**NEWS, "mainEntityOfPage": {"@id": URL}}), URL),
        (f'<link rel="canonical" href="/2024/05/ferry.html"><meta property="og:url" content="{URL}?a=1">', URL),
        (f"<!-- saved from url=(0044){URL} -->", URL),
        ("", ""),
    ],
)
def test_addresses(head: str, url: str) -> None:
    assert read(page(ARTICLE + head)).url == url


@pytest.mark.parametrize(
    ("names", "byline"),
    [
        ({"author": {"@type": "Person", "name": "许望舟"}}, ("许望舟",)),
        ({"author": ["许望舟", {"name": "方听雨"}]}, ("许望舟", "方听雨")),
        ({"author": {"name": "白鹭港晨报"}}, ()),
        ({"author": "admin"}, ()),
        ({"author": "https://www.bailu.example/u/7"}, ()),
    ],
)
def test_bylines(names: dict[str, object], byline: tuple[str, ...]) -> None:
    head = CANONICAL + '<meta property="og:site_name" content="白鹭港晨报">' + ld({**NEWS, **names})
    assert read(page(head)).byline == byline


@pytest.mark.parametrize(
    ("title", "headline"),
    [("复航 - 白鹭港晨报", "复航"), ("复航_要闻_白鹭港晨报", "复航_要闻"), ("渡轮｜复航 | 白鹭港晨报", "渡轮｜复航")],
)  # fmt: skip
def test_a_title_loses_the_site(title: str, headline: str) -> None:
    head = f'{CANONICAL}{ARTICLE}<meta property="og:site_name" content="白鹭港晨报">'
    article = read(page(head, f"<div>{BODY}</div>").replace("渡轮复航 - 白鹭港晨报", title))
    assert article.headline == headline


def test_a_mirrors_index_may_be_an_article() -> None:
    assert read(page(), "www.bailu.example/2024/05/ferry/index.html").headline == "渡轮复航"


def test_mhtml() -> None:
    whole = page(ARTICLE).replace("utf-8", "gbk").encode("gbk")
    encoded = base64.encodebytes(whole).decode().replace("\n", "\r\n")
    text = (
        f"From: <Saved by a browser>\r\nSnapshot-Content-Location: {URL}\r\nSubject: =?utf-8?B?5rih?=\r\n"
        "Date: Sat, 18 May 2024 12:00:00 +0800\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="--b"\r\n\r\n\r\n'
        f"----b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n----b--\r\n"
    )
    article = read(text)
    assert (article.url, article.text) == (URL, LINES)
    assert article.archived
    assert (article.archived.at.isoformat(), article.archived.rule) == ("2024-05-18T12:00:00+08:00", "saved")
    cut = parse_file(text[: text.index("----b\r\n")].encode(), "x/1.mhtml")
    assert isinstance(cut, Refused)


LINKS = "".join(f"<li><a href='/{n}'>一条关于港口渡轮复航的很长的新闻标题第{n}号</a></li>" for n in range(40))
TEASERS = "".join(f"<article><h2><a href='/{n}'>标题</a></h2>{BODY}</article>" for n in range(5))


@pytest.mark.parametrize(
    ("head", "body", "word"),
    [
        (CANONICAL, f"<ul>{LINKS}</ul>", "links"),
        (CANONICAL, TEASERS, "several articles"),
        ('<link rel="canonical" href="https://www.bailu.example/">', f"<div>{BODY * 5}</div>", "front page"),
        (CANONICAL + ld({"@type": "CollectionPage"}), f"<div>{BODY * 5}</div>", "CollectionPage"),
        (CANONICAL + ARTICLE + '<meta name="generator" content="Jekyll v4.3.2">', f"<div>{BODY}</div>", "Jekyll"),
        (CANONICAL, "<h1>联系我们</h1><p>电话与地址。</p>", "characters of running text"),
        ("", "", "characters of running text"),
    ],
)
def test_an_index_is_no_article(head: str, body: str, word: str) -> None:
    found = parse_file(page(head, body).encode(), "x/1.html")
    assert isinstance(found, NotAnArticle)
    assert word in found.reason


def test_a_page_that_says_nothing_is_one_by_its_text() -> None:
    assert read(page(CANONICAL, f"<h1>渡轮复航</h1><div>{BODY * 3}</div>")).headline == "渡轮复航"


def test_a_page_cut_short_is_read_as_far_as_it_goes() -> None:
    whole = page(CANONICAL + ARTICLE)
    article = read(whole[: whole.index("岸上的人")])
    assert article.text.endswith("船长说，他把汽笛多拉了两下，因为")


def test_pictures_inside_the_file_do_not_make_it_too_long() -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 5_000_000}" data-src="https://p.example/a.jpg">'
    article = read(page(body=f"<h1>渡轮复航</h1><div>{BODY}{picture}</div>"))
    assert [f.image_url for f in article.figures] == ["https://p.example/a.jpg"]
