"""No control character of a file comes into an article, in whatever way the file writes it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import pytest

from articles.parsing import ParsedArticle, parse_file
from articles.parsing.controls import markup_without_controls

EVIL = "x\x1b]0;y\x07\x9b31mz\x7f"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
RAW = "\x1b]0;y\x07\x9b31m"
ENTITY = "&#27;]0;y&#7;&#x9b;31m"


def as_json() -> str:
    value = {
        "title": f"题{EVIL}",
        "url": f"https://a.example/{EVIL}",
        "text": f"<p>文{EVIL}字</p>",
        "author": f"林{EVIL}舟",
    }
    picture = {"url": "https://a.example/b.jpg", "caption": f"图{EVIL}"}
    return json.dumps(value | {"images": [picture], "source": f"报{EVIL}"})


FILES = {
    "json": as_json(),
    "feed file": f"<!--1693323543000-->\n[题{RAW}{ENTITY}](https://a.example/1{RAW})\n------\n<p>文{RAW}{ENTITY}字</p>"
    f'<figure><img src="https://a.example/b.jpg" alt="图{ENTITY}"><figcaption>图{ENTITY}</figcaption></figure>',
    "jekyll": f'---\ntitle: "题\\e]0;y\\a\\x9b"\ndate: 2020-08-05\nauthor: "林\\e舟"\nfrom: https://a.example/1\n---\n<p>文{ENTITY}</p>',
    "page": f"<!doctype html><html><head><title>题{ENTITY}{RAW}</title>"
    f'<meta property="og:type" content="article"><meta property="og:title" content="题{ENTITY}">'
    f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "题\\u001b"}}</script>'
    f"</head><body><article><h1>题{ENTITY}</h1><p>{'文字，' * 80}{ENTITY}{RAW}</p>"
    f'<figure><img src="https://a.example/b.jpg" alt="图{ENTITY}"><figcaption>图{ENTITY}</figcaption></figure>'
    "</article></body></html>",
    "feed": f"<rss><channel><title>报{ENTITY}</title><item><title>题{ENTITY}</title><link>https://a.example/1</link>"
    f"<description>文{ENTITY}{RAW}&lt;p&gt;字&amp;#27;&lt;/p&gt;</description><author>林{ENTITY}舟</author></item></channel></rss>",
}


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    return [text for each in value for text in texts(each)] if isinstance(value, list | tuple) else []


@pytest.mark.parametrize("name", FILES)
def test_no_control_character_comes_in(name: str) -> None:
    parsed = parse_file(FILES[name].encode(), "x/1")
    assert isinstance(parsed, ParsedArticle), parsed
    assert parsed.headline.startswith("题")
    found = {text for text in texts(asdict(parsed)) if CONTROLS.search(text)}
    assert found == set()


def test_references_to_other_characters_stay() -> None:
    kept = "&#10;&#9;&#13;&#123;&#1270;&#x7f0;&#x1b0;&#39;&#x9b;&#x1F6A2;"
    assert markup_without_controls(kept) == kept
    assert markup_without_controls("a&#27;b&#x1B;c&#0027d&#127;e&#0;f&#x00008;g") == "abcdefg"
