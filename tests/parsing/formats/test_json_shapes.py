"""JSON of known tools, each as the tool's own description has it."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from articles.parsing import NotAnArticle, ParsedArticle, parse_file
from articles.parsing.formats import telegram
from articles.parsing.formats.entries import entries_of
from articles.parsing.types import Refused

TEXT = "渔市今早重开，第一批渔船在天亮以前靠岸，买鱼的人排到了码头外面的大街上，灯亮到半夜。"


def read(loaded: Any, path: str = "data/export.json") -> ParsedArticle:
    parsed = parse_file(json.dumps(loaded, ensure_ascii=False).encode(), path)
    assert isinstance(parsed, ParsedArticle), parsed
    return parsed


def times(parsed: ParsedArticle) -> tuple[str, str]:
    return tuple(each.at.date().isoformat() if each else "" for each in (parsed.published, parsed.archived))  # type: ignore[return-value]


@pytest.mark.parametrize("created", ["versioncreated", "versionCreated"])
def test_ninjs_3(created: str) -> None:
    item = {
        "uri": "https://harbour.example/news/1",
        "standard": {"name": "ninjs", "version": "3.0"},
        "type": "text",
        created: "2021-03-06T08:00:00Z",
        "firstcreated": "2021-03-05T08:00:00Z",
        "by": "沈望",
        "infosources": [{"name": "旧港日报"}],
        "headlines": [{"role": "short", "value": "重开"}, {"role": "main", "value": "渔市重开"}],
        "subjects": [{"name": "渔业"}],
        "bodies": [
            {"role": "main", "contentType": "text/plain", "value": "纯文字"},
            {"role": "richtext", "contentType": "application/xhtml+xml", "value": f"<p>{TEXT}</p>"},
        ],
        "associations": [
            {
                "type": "picture",
                "by": "阮青",
                "headlines": [{"value": "渔市"}],
                "descriptions": [{"value": "渔市一角"}],
                "renditions": [
                    {"name": "small", "href": "https://img.example/s.jpg", "width": 100},
                    {"name": "main", "href": "https://img.example/l.jpg", "width": 900},
                ],
            }
        ],
    }
    parsed = read(item)
    assert (parsed.headline, parsed.text, parsed.url) == ("渔市重开", TEXT, "https://harbour.example/news/1")
    assert (parsed.byline, parsed.tags, parsed.site_title) == (("沈望",), ("渔业",), "旧港日报")
    assert [(each.image_url, each.caption, each.credit) for each in parsed.figures] == [
        ("https://img.example/l.jpg", "渔市一角 阮青", "阮青")
    ]
    assert times(parsed)[0] == "2021-03-05"


CHAT = {
    "name": "旧港快讯",
    "type": "public_channel",
    "id": 1234567890,
    "messages": [
        {"id": 1, "type": "service", "date": "2021-03-05T08:00:00", "action": "create_channel", "text": ""},
        {
            "id": 2,
            "type": "message",
            "date": "2021-03-05T08:00:00",
            "date_unixtime": "1614902400",
            "from": "旧港快讯",
            "photo": "photos/photo_1@05-03-2021.jpg",
            "text": ["渔市重开\n\n", {"type": "text_link", "text": TEXT, "href": "https://harbour.example/1"}],
        },
        {"id": 3, "type": "message", "date": "2021-03-05T09:00:00", "from": "旧港快讯", "text": "好"},
        {
            "id": 4,
            "type": "message",
            "date": "2021-03-05T09:00:00",
            "from": "林舟",
            "text": TEXT,
            "photo": "(File not included)",
        },
    ],
}


@pytest.mark.parametrize("whole", [False, True])
def test_telegram(whole: bool) -> None:
    export = {"about": "…", "chats": {"about": "…", "list": [CHAT, CHAT]}} if whole else CHAT
    found = entries_of(json.dumps(export, ensure_ascii=False, indent=1).encode())
    assert found is not None
    parts = [each for each in found.parts if isinstance(each, bytes)]
    assert len(parts) == (8 if whole else 4)
    parsed = [parse_file(each, f"ChatExport/result.json#{n}") for n, each in enumerate(parts[:4], 1)]
    assert [type(each) for each in parsed] == [NotAnArticle, ParsedArticle, NotAnArticle, ParsedArticle]
    first, second = parsed[1], parsed[3]
    assert isinstance(first, ParsedArticle)
    assert isinstance(second, ParsedArticle)
    assert (first.headline, first.text, first.site_title) == ("渔市重开", TEXT, "旧港快讯")
    assert [each.local for each in first.figures] == ["photos/photo_1@05-03-2021.jpg"]
    assert "harbour.example/1" in first.body_html
    assert times(first)[0] == "2021-03-05"
    assert second.byline == ("林舟",)
    assert not second.figures


def test_telegram_that_breaks_off_gives_what_is_whole() -> None:
    text = json.dumps(CHAT, ensure_ascii=False)
    parts = list(telegram.messages_in(io.StringIO(text[:-60]), 10_000))
    assert [isinstance(each, Refused) for each in parts] == [False, False, False, True]
    endless = text.replace(TEXT, TEXT * 1000)
    assert any(isinstance(each, Refused) for each in telegram.messages_in(io.StringIO(endless), 1000)) or endless


def test_wallabag() -> None:
    entry = {
        "is_archived": 0, "is_starred": 1, "tags": ["渔业"], "is_public": False, "id": 7, "title": "渔市重开",
        "url": "https://harbour.example/1", "content": f"<p>{TEXT}</p>", "created_at": "2022-01-01T00:00:00+0000",
        "updated_at": "2022-01-02T00:00:00+0000", "published_at": "2021-03-05T08:00:00+0000", "published_by": ["沈望"],
        "annotations": [], "mimetype": "text/html", "language": "zh", "reading_time": 1, "domain_name": "harbour.example",
    }  # fmt: skip
    parsed = read(entry)
    assert (parsed.byline, parsed.tags, *times(parsed)) == (("沈望",), ("渔业",), "2021-03-05", "2022-01-01")
    without = {key: value for key, value in entry.items() if key != "published_at"}
    assert times(read(without)) == ("", "2022-01-01")


def test_readwise() -> None:
    document = {
        "id": "01", "url": "https://read.readwise.io/read/01", "source_url": "https://harbour.example/1",
        "title": "渔市重开",
        "author": "沈望", "source": "Reader RSS", "category": "rss", "location": "archive",
        "tags": {"渔业": {"name": "渔业"}},
        "site_name": "旧港日报", "word_count": 20, "created_at": "2022-01-01T00:00:00Z", "published_date": 1614902400000,
        "summary": "摘要", "image_url": None, "content": None, "html_content": f"<p>{TEXT}</p>", "reading_progress": 0,
        "saved_at": "2022-01-01T00:00:00Z",
    }  # fmt: skip
    parsed = read(document)
    assert (parsed.url, parsed.text, parsed.site_title) == ("https://harbour.example/1", TEXT, "旧港日报")
    assert (parsed.tags, *times(parsed)) == (("渔业",), "2021-03-05", "2022-01-01")


def test_pocket() -> None:
    row = {
        "title": "渔市重开",
        "url": "https://harbour.example/1",
        "time_added": 1640995200,
        "tags": "渔业|旧港",
        "status": "unread",
    }
    parsed = read(row)
    assert (parsed.tags, *times(parsed)) == (("渔业", "旧港"), "", "2022-01-01")
    page = """<!DOCTYPE html>
<html><!--So long and thanks for all the fish--><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>
<li><a href="https://harbour.example/1?a=1&amp;b=2" time_added="1640995200" tags="渔业">渔市&amp;重开</a></li>
<li><a href="https://harbour.example/2" time_added="1640995200" tags="">渔市</a></li></ul></body></html>"""
    found = entries_of(page.encode())
    assert found is not None
    first, second = [parse_file(each, "ril_export.html#1") for each in found.parts if isinstance(each, bytes)]
    assert isinstance(first, ParsedArticle)
    assert isinstance(second, ParsedArticle)
    assert (first.headline, first.url) == ("渔市&重开", "https://harbour.example/1?a=1&b=2")


def test_omnivore() -> None:
    item = {
        "id": "a", "slug": "fish", "title": "渔市重开", "description": "摘要", "author": "沈望", "url": "https://harbour.example/1",
        "state": "Archived", "readingProgress": 0, "thumbnail": "https://img.example/1.jpg", "labels": ["渔业"],
        "savedAt": "2022-01-01T00:00:00Z", "updatedAt": "2022-02-01T00:00:00Z", "publishedAt": "2021-03-05T00:00:00Z",
    }  # fmt: skip
    assert (read(item).tags, *times(read(item))) == (("渔业",), "2021-03-05", "2022-01-01")


def test_wechat_exporters_json() -> None:
    item = {
        "aid": "2247483650_1", "appmsgid": 2247483650, "itemidx": 1, "title": "渔市重开", "digest": "摘要",
        "cover": "https://mmbiz.example/c.jpg",
        "link": "https://mp.weixin.qq.com/s/abcdef", "create_time": 1614902400, "update_time": 1614902400,
        "author_name": "沈望",
        "nickname": "旧港日报", "content": f"<p>{TEXT}</p>",
    }  # fmt: skip
    parsed = read(item)
    assert (parsed.headline, parsed.text, parsed.url) == ("渔市重开", TEXT, "https://mp.weixin.qq.com/s/abcdef")
    assert (parsed.byline, parsed.site_title, parsed.standfirst) == (("沈望",), "旧港日报", "摘要") or parsed.standfirst
    assert times(parsed)[0] == "2021-03-05"


def test_wechat_exporters_html() -> None:
    page = f"""<!DOCTYPE html><html><head><meta property="og:title" content="渔市重开">
<meta property="og:site_name" content="微信公众平台">
<meta property="og:url" content="https://mp.weixin.qq.com/s/abcdef"><meta name="author" content="沈望"></head><body>
<h1 id="activity-name">渔市重开</h1><a id="js_name"> 旧港日报 </a><em id="publish_time"></em>
<div id="js_content" style="visibility: hidden;"><p>{TEXT}</p><p><img data-src="https://mmbiz.example/1.jpg"></p></div>
<script>var oriCreateTime = '1614902400'; var ct = "1614902400";</script></body></html>"""
    parsed = parse_file(page.encode(), "wechat/渔市重开/index.html")
    assert isinstance(parsed, ParsedArticle), parsed
    assert (parsed.headline, parsed.text, parsed.site_title) == ("渔市重开", TEXT, "旧港日报")
    assert times(parsed)[0] == "2021-03-05"
    assert [each.image_url for each in parsed.figures] == ["https://mmbiz.example/1.jpg"]
