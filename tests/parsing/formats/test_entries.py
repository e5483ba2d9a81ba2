"""Feeds, JSON Lines and JSON arrays: files of many articles, and the articles in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from articles.parsing import NotAnArticle, Parsed, ParsedArticle, Refused, parse_file
from articles.parsing.formats.entries import entries_of
from tests.patience import cpu_seconds

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(*items: str, doctype: str = "") -> str:
    head = '<atom:link rel="self" href="x"/><title>雾河电讯</title><link>https://wuhe.example/</link>'
    return (
        f'<?xml version="1.0"?>{doctype}<rss version="2.0" {NAMESPACES}><channel>{head}{"".join(items)}</channel></rss>'
    )


def item(inside: str) -> str:
    return f"<item><title>题</title><link>https://wuhe.example/1</link>{inside}</item>"


def all_of(data: str | bytes) -> list[Parsed]:
    entries = entries_of(data if isinstance(data, bytes) else data.encode())
    assert entries is not None
    return [part if isinstance(part, Refused) else parse_file(part, "feeds/x#1") for part in entries.parts]


def one(data: str | bytes) -> ParsedArticle:
    [article] = all_of(data)
    assert isinstance(article, ParsedArticle), article
    return article


def entry(inside: str) -> ParsedArticle:
    return one(rss(item(inside)))


def line(**values: Any) -> ParsedArticle:
    article = parse_file(json.dumps(values, ensure_ascii=False).encode(), "jsonl/x#1")
    assert isinstance(article, ParsedArticle), article
    return article


def when(article: ParsedArticle) -> str:
    assert article.published
    return f"{article.published.at.isoformat()} {article.published.precision} {article.published.rule}"


# Feeds


def test_content_counts_before_the_description_and_markup_in_it_is_no_tag() -> None:
    content = "<content:encoded><![CDATA[<p>全文第一段。</item></p><p>第二段。</p>]]></content:encoded>"
    article = entry(f"<description>摘要</description>{content}<dc:creator>方听雨</dc:creator>")
    assert (article.text, article.byline, article.filed_as) == ("全文第一段。\n第二段。", ("方听雨",), "雾河电讯")


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("<pubDate>Tue, 29 Aug 2023 15:09:05 +0800</pubDate>", "2023-08-29T15:09:05+08:00 second feed"),
        ("<pubDate>Tue, 29 Aug 2023 15:09:05 CST</pubDate>", "2023-08-29T15:09:05+08:00 second feed"),
        ("<pubDate>Tue, 29 Aug 2023 15:09:05</pubDate>", "2023-08-29T15:09:05+08:00 second feed"),
        ("<pubDate>2023-08-29 15:09</pubDate>", "2023-08-29T15:09:00+08:00 minute feed"),
        ("<dc:date>2023-08-29T15:09:05Z</dc:date>", "2023-08-29T15:09:05+00:00 second feed"),
    ],
)
def test_times_of_entries(date: str, at: str) -> None:
    assert when(entry(date)) == at


def test_a_time_without_a_zone_is_the_outlets() -> None:
    text = rss("<item><title>题</title><link>https://www.rfi.fr/cn/1</link><pubDate>2023-08-29 15:09</pubDate></item>")
    assert when(one(text)) == "2023-08-29T15:09:00+02:00 minute feed"


@pytest.mark.parametrize(
    ("media", "figures"),
    [
        ('<enclosure url="https://p.example/a.jpg" type="image/jpeg" length="1"/>', [("https://p.example/a.jpg", "")]),
        ('<enclosure url="https://p.example/a.mp3" type="audio/mpeg"/>', []),
        (
            '<media:content url="https://p.example/a" medium="image"><media:description>图说。</media:description>'
            "<media:credit>许望舟</media:credit></media:content>",
            [("https://p.example/a", "图说。 许望舟")],
        ),
        (
            '<media:group><media:content url="https://p.example/s.jpg" width="80"/>'
            '<media:content url="https://p.example/l.jpg" width="800"/></media:group>',
            [("https://p.example/l.jpg", "")],
        ),
        ('<media:thumbnail url="https://p.example/t.jpg"/>', [("https://p.example/t.jpg", "")]),
        (
            '<media:thumbnail url="https://p.example/t.jpg"/><description>&lt;img src="https://p.example/a.jpg"&gt;文</description>',
            [("https://p.example/a.jpg", "")],
        ),
        (
            '<enclosure url="https://p.example/a.jpg" type="image/jpeg"/><description>&lt;img src="https://p.example/a.jpg"&gt;文</description>',
            [("https://p.example/a.jpg", "")],
        ),
    ],
)  # fmt: skip
def test_pictures_beside_the_text(media: str, figures: list[tuple[str, str]]) -> None:
    assert [(f.image_url, f.caption) for f in entry(media).figures] == figures


def test_a_pictures_description_is_not_the_entrys() -> None:
    media = '<media:content url="https://p.example/a.jpg"><media:description>图说。</media:description></media:content>'
    article = entry(f"<description>正文。</description>{media}")
    assert (article.text, article.figures[0].caption) == ("正文。", "图说。")


def test_a_headline_with_an_address_is_an_article() -> None:
    article = entry("")
    assert (article.headline, article.url, article.text) == ("题", "https://wuhe.example/1", "")
    assert set(article.problems) == {"empty-body", "no-time"}


def test_an_entry_without_a_headline_has_its_first_words() -> None:
    article = one(rss("<item><guid>https://wuhe.example/3</guid><description>水退了。桥还在。</description></item>"))
    assert (article.headline, article.url) == ("水退了", "https://wuhe.example/3")
    assert "no-headline" in article.problems


def test_the_articles_own_address() -> None:
    article = entry("<feedburner:origLink>https://wuhe.example/real</feedburner:origLink>")
    assert article.url == "https://wuhe.example/real"


def test_atom_and_rdf() -> None:
    atom = one(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>星槎</title><link rel="self" href="https://x.example/f"/>'
        '<link href="https://x.example/"/><entry><title type="html">彗星 &amp;amp; 巡天</title><link href="/a"/>'
        "<updated>2024-01-03T00:00:00Z</updated><published>2024-01-02T03:04:05+08:00</published>"
        '<author><name>陆知白</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
        "<p>正<b>文</b></p></div></content></entry></feed>"
    )
    assert (atom.headline, atom.url, atom.byline, atom.text) == (
        "彗星 & 巡天",
        "https://x.example/a",
        ("陆知白",),
        "正文",
    )
    assert when(atom) == "2024-01-02T03:04:05+08:00 second feed"
    assert atom.front_date and atom.front_date.isoformat() == "2024-01-03T00:00:00+00:00"
    rdf = one(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>石桥</title><items><rdf:Seq/></items></channel>'
        '<item rdf:about="x"><title>题</title><link>https://s.example/1</link><dc:date>2024-01-02T03:04:05Z</dc:date></item></rdf:RDF>'
    )
    assert (rdf.headline, rdf.url, rdf.filed_as) == ("题", "https://s.example/1", "石桥")


def test_an_entrys_bytes_give_the_same_entry_again() -> None:
    data = rss(item("<description>一</description>"), item("<description>二</description>")).encode()
    entries = entries_of(data)
    assert entries
    for part in entries.parts:
        assert isinstance(part, bytes)
        again = entries_of(part)
        assert again and list(again.parts) == [part]


@pytest.mark.parametrize("encoding", ["gb2312", "big5"])
def test_feeds_in_old_encodings(encoding: str) -> None:
    text = rss(item("<description>中文。一日。</description>")).replace("雾河电讯", "中文").replace("题", "一日")
    data = text.replace('version="1.0"?', f'version="1.0" encoding="{encoding}"?', 1).encode(encoding)
    assert one(data).text == "中文。一日。"


def test_a_broken_feed_gives_what_is_whole_in_it() -> None:
    text = rss(item("<description>一 & 二 &nbsp;<br></description>"), "<item><title>断", item(""), "<item><title>又断")
    found = all_of(text[: text.rindex("</channel>")])
    assert [type(each).__name__ for each in found] == ["ParsedArticle", "Refused", "ParsedArticle", "Refused"]


BOMB = '<!DOCTYPE rss [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + '<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'  # fmt: skip


def test_entities_that_a_feed_declares_are_never_expanded() -> None:
    article = one(rss(item("<description>前 &j; &x; 后</description>"), doctype=BOMB))
    assert len(article.text) < 30
    assert "root:" not in article.text


def test_a_feed_named_like_a_file_or_an_address_opens_neither(tmp_path: Any) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item("<description>秘密</description>")))
    for data in (str(secret).encode(), b"http://127.0.0.1:9/feed.xml"):
        assert entries_of(data) is None
        assert isinstance(parse_file(data, "x"), NotAnArticle)


def test_an_empty_feed_and_many_entries_at_once() -> None:
    assert all_of(rss()) == []
    assert isinstance(parse_file(rss().encode(), "x.xml"), NotAnArticle)
    assert isinstance(parse_file(rss(item(""), item("")).encode(), "x.xml"), NotAnArticle)


# JSON

U = "https://j.example/1"


@pytest.mark.parametrize(
    "values",
    [
        {"url": U, "title": "题", "content": "文", "author": "许望舟", "published": 1_700_000_000},
        {"link": U, "headline": "题", "body": "<p>文</p>", "byline": ["许望舟"], "date": "2023-11-14T22:13:20Z"},
        {"URL": U, "Title": "题", "Text": "文", "Authors": ["许望舟"], "publishedAt": "2023-11-14T22:13:20.000Z"},
        {"url": U, "title": "题", "html": "<p>文</p>", "author": {"name": "许望舟"}, "published_at": 1_700_000_000_000},
        {"链接": U, "标题": "题", "正文": "文", "作者": "许望舟", "发布时间": "2023-11-15 06:13:20"},
        # JSON Feed, and WordPress.
        {"id": "1", "url": U, "title": "题", "content_html": "<p>文</p>", "authors": [{"name": "许望舟"}],
         "date_published": "2023-11-14T22:13:20Z"},
        {"link": U, "title": {"rendered": "题"}, "content": {"rendered": "<p>文</p>"}, "author": "许望舟",
         "date": "2023-11-15T06:13:20", "date_gmt": "2023-11-14T22:13:20"},
    ],
)  # fmt: skip
def test_the_names_that_scrapers_use(values: dict[str, Any]) -> None:
    article = line(**values)
    assert (article.url, article.headline, article.text, article.byline) == (
        "https://j.example/1",
        "题",
        "文",
        ("许望舟",),
    )
    assert article.published and article.published.at.timestamp() == 1_700_000_000
    assert article.published.rule == "json"


def test_plain_text_keeps_its_paragraphs_and_is_no_markup() -> None:
    assert line(title="题", url="https://j.example/1", text="一 a < b\n二").text == "一 a < b\n二"
    assert line(title="题", url="https://j.example/1", text="一\n行\n\n二").text == "一 行\n二"
    assert line(title="题", url="https://j.example/1", text=["一", "二"]).text == "一\n二"


def test_pictures_of_json() -> None:
    images = [
        "https://p.example/a.jpg",
        {"src": "https://p.example/b.jpg", "caption": "图说。", "alt": "替"},
        {"x": 1},
        "no",
    ]
    article = line(title="题", url="https://j.example/1", text="文", images=images, top_image="https://p.example/a.jpg")
    assert [(f.image_url, f.caption, f.alt) for f in article.figures] == [
        ("https://p.example/a.jpg", "", ""), ("https://p.example/b.jpg", "图说。", "替"),
    ]  # fmt: skip
    shown = line(title="题", url="https://j.example/1", html='<img src="https://p.example/a.jpg?x=1&amp;y=2"><p>文</p>',
                 images=["https://p.example/a.jpg?x=1&y=2"])  # fmt: skip
    assert len(shown.figures) == 1


def test_what_our_own_api_gives_comes_back() -> None:
    """The addresses of our own pages are not the article's."""
    figure = {"position": 1, "image_url": "https://p.example/a.jpg", "local_url": "/media/a.jpg", "caption": "图说。"}
    article = line(
        id="abcdefghijkl",
        url="http://127.0.0.1:8000/articles/abcdefghijkl/",
        canonical_url="https://j.example/1",
        headline="题",
        source="星槎",
        byline=["许望舟"],
        published_at="2024-01-02T03:04:05+08:00",
        archived_at="2024-01-02T04:00:00+08:00",
        text="一\n二",
        body_html='<p>一</p><figure data-figure="1"></figure><p>二</p>',
        figures=[figure],
    )
    assert (article.url, article.text, article.filed_as) == ("https://j.example/1", "一\n二", "星槎")
    assert article.body_html == '<p>一</p><figure data-figure="1"></figure><p>二</p>'
    assert article.figures[0].caption == "图说。"
    assert article.archived and article.archived.rule == "saved"


def test_an_object_around_a_whole_page() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>页题</title><meta property='og:type' content='article'></head>"
        "<body><nav><a href='/'>首页</a></nav><p>渡轮今早复航，候船的人排到桥头。</p></body></html>"
    )
    article = line(url="https://j.example/1", html=page, crawled_at="2024-01-02T03:04:05Z")
    assert (article.headline, article.text) == ("页题", "渡轮今早复航，候船的人排到桥头。")
    assert article.archived and article.archived.at.isoformat() == "2024-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    "values",
    [
        {"name": "x", "version": "1"},
        {"title": "只有标题"},
        {"title": "站点", "url": "https://j.example/"},
        {"text": "只有文字"},
        {},
    ],
)
def test_other_objects_are_no_articles(values: dict[str, Any]) -> None:
    assert isinstance(parse_file(json.dumps(values).encode(), "x/1"), NotAnArticle)


def test_lists_in_objects_are_taken_apart_as_they_stand() -> None:
    text = '{"version": "1", "articles": [ {"title": "甲",  "text":"一","url":"https://j.example/1"} , {"a":1} ], "x": [1]}'
    entries = entries_of(text.encode())
    assert entries
    assert list(entries.parts) == ['{"title": "甲",  "text":"一","url":"https://j.example/1"}'.encode(), b'{"a":1}']


def test_one_object_is_one_article() -> None:
    pretty = json.dumps({"title": "题", "url": "https://j.example/1", "text": "文", "images": [{"url": "x"}]}, indent=1)
    assert entries_of(pretty.encode()) is None
    assert isinstance(parse_file(pretty.encode(), "x/1.json"), ParsedArticle)


def test_lines_in_gb18030() -> None:
    data = '{"title":"渡轮","url":"https://j.example/1","text":"渡轮今天复航，不要迟到。"}\n'.encode("gb18030") * 2
    assert [each.text for each in all_of(data) if isinstance(each, ParsedArticle)] == ["渡轮今天复航，不要迟到。"] * 2


# Hostile

DEEP = "[" * 10_000 + "]" * 10_000
HOSTILE = {
    "nested object": '{"title":"a","url":"https://j.example/1","x":' + DEEP + "}",
    "nested member": '[{"title":"a","x":' + DEEP + "}]",
    "nested line": '{"a":1}\n{"title":"a","x":' + DEEP + "}\n",
    "nested json-ld": f'<html><script type="application/ld+json">{DEEP}</script><p>x',
    "nested in an unclosed list": '{"items":[' + '{"items":[' * 100_000,
    "a huge number": '{"title":"a","url":"https://j.example/1","date":' + "9" * 10_000 + "}",
    "infinity": '{"title":"a","url":"https://j.example/1","date":1e999,"text":NaN}',
    "half surrogates": '[{"title":"\\ud800","url":"https://j.example/1","text":"\\udfff"}]',
    "a line of 5 MB": '{"a":1}\n{"title":"' + "长" * 1_700_000 + '"}\n',
    "references to no character": rss(item(f"<description>a&#xD800;&#{'9' * 300};&#0;<title></description>")),
    "unclosed cdata": rss(item("<![CDATA[" * 50_000)),
    "unclosed items": "<rss><channel>" + "<item>" * 100_000,
    "unclosed descriptions": rss(item('<media:content url="x.jpg">' + "<media:description>" * 30_000)),
    "nested elements": rss(item("<b>" * 20_000)),
    "nested divs of a page": "<html>" + "<div>" * 20_000 + "文字",
    "nested chrome of a page": "<html>" + "<div class='nav'><p>" * 20_000 + "文字",
    "many articles of a page": "<html>" + "<article>" * 20_000,
    "many times of a page": "<html><h1>a</h1>" + "<time>" * 20_000,
    "a doctype without end": "<!doctype x [" + "<" * 30_000,
    "comments before a page": "<!-- -->" * 10_000 + "<html>",
    "declarations": "<?x " * 50_000,
    "multipart": "A: b\nC: multipart/related\n" * 200 + "\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_neither_raise_nor_hang(name: str) -> None:
    data = HOSTILE[name].encode()
    found: list[object] = []

    def read() -> None:
        entries = entries_of(data)
        parts = list(entries.parts) if entries else []
        found.extend(parse_file(part, "x/1#1") for part in [*parts[:50], data] if isinstance(part, bytes))

    assert cpu_seconds(read, enough=5) < 5
    assert found
    assert all(isinstance(each, ParsedArticle | NotAnArticle | Refused) for each in found)


def test_deep_nesting_is_refused_with_a_reason() -> None:
    for name in ("nested object", "nested member", "nested line"):
        data = HOSTILE[name].encode()
        entries = entries_of(data)
        parts = list(entries.parts) if entries else [data]
        last = parts[-1] if isinstance(parts[-1], Refused) else parse_file(parts[-1], "x/1#2")
        assert isinstance(last, Refused)
        assert "nested too deeply" in last.reason
