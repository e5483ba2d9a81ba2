"""No bytes raise, none hang."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.parsing import NotAnArticle, ParsedArticle, Refused, finish_body, parse_file
from tests.parsing import golden
from tests.patience import cpu_seconds

HEAD = "<!--1693323543000-->\n[题](https://a.example/1)\n------\n"
#: Seconds a file may take (issue: "no hang"); CPU time, so that a busy machine does not matter.
LIMIT = 5.0
HOSTILE = {
    "nested blocks": "<div>" * 10_000 + "文字" + "</div>" * 10_000,
    "nested inline": "<b><i>" * 10_000 + "文字",
    "nested tables": "<table><tr><td>" * 5_000 + "文字",
    "nested tables, deep": "<table><tr><td>" * 10_000 + "文字",
    "nested players": '<div data-poster="/p.jpg">' * 10_000 + "文字",
    "nested posts": '<blockquote class="twitter-tweet">' * 10_000 + "文字",
    "sources": "文字<picture>" + "<source>" * 10_000 + "<img>" * 10_000,
    "pictures of one element": "文字<picture>" + "<img>" * 20_000,
    "hidden pictures": "文字" + "<img><noscript>" * 10_000,
    "commas in a srcset": f'<img srcset="a{"," * 500_000}">文字',
    "a picture's size as JSON": f"<img data-image-dataset='{'{' * 3_000}'>文字",
    "nested lists": "<ul><li>" * 10_000 + "文字",
    "nested captions": '<div class="caption">文' * 10_000,
    "nested figures": "<figure><figcaption>文" * 10_000,
    "links in links": '<a href="https://a.example/">文' * 20_000,
    "a link around nested blocks": '<a href="https://a.example/">' + "<div>" * 10_000 + "文字",
    "a picture's table around nested blocks": "<table><tr><td><video><img>" + "<div>" * 10_000 + "文字",
    "many attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">文字</p>",
    "a long class": f'<p class="{"share-" * 200_000}">文字</p>',
    "a long address": f'<img src="https://{"proxy" * 100_000}?url=">文字',
    "a long srcset": f'<img srcset="{"a" * 500_000}">文字',
    "many entities": "&amp;" * 100_000,
    "a long entity": f"&#{'9' * 500_000};文字",
    "many breaks": "<br>文" * 40_000,
    "blanks": " \n" * 500_000 + "文字",
    "brackets": "（" * 500_000,
    "dashes": "—" * 500_000,
    "separators": "作者：" + "、" * 500_000,
    "combining marks": "a" + "\u0301\u0327" * 200_000,
    "unclosed comments": "文字" + "<!--" * 20_000,
    "unclosed script": "文字" + "<script>" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_neither_raises_nor_hangs(name: str) -> None:
    data = f"{HEAD}{HOSTILE[name]}".encode()
    assert cpu_seconds(lambda: parse_file(data, "x/1.md"), enough=LIMIT) < LIMIT
    found = parse_file(data, "x/1.md")
    assert isinstance(found, ParsedArticle), found
    assert finish_body(found.body_html).html == found.body_html


@pytest.mark.parametrize(
    "text",
    [
        "<p>" * 70_000,
        "&amp;" * 130_000,
        "[" * 100_000 + "](https://a.example)\n----",
        "[" + "](http" * 50_000 + ")\n----\n",
        "- [a](b)\n" * 50_000,
        "---\n" + "a: [" * 3_000 + "\n---\n",
        "---\na: &a [x]\nb: &b [" + "*a," * 60 + "]\n---\n",
        "---\n" * 50_000,
    ],
)
def test_hostile_files_neither_raise_nor_hang(text: str) -> None:
    assert isinstance(parse_file(text.encode(), "x/1.md"), NotAnArticle | Refused)
    assert cpu_seconds(lambda: parse_file(text.encode(), "x/1.md"), enough=LIMIT) < LIMIT


@given(st.binary(max_size=400))
def test_random_bytes(data: bytes) -> None:
    assert isinstance(parse_file(data, "x/1.md"), ParsedArticle | NotAnArticle | Refused)


@given(st.text(max_size=300), st.text(max_size=40), st.text(max_size=40))
def test_random_text_in_every_place(body: str, headline: str, path: str) -> None:
    front = f"---\ntitle: {headline}\ndate: {headline}\nfrom: {headline}\n---\n"
    text = f"{front}<!--1693323543000-->\n[{headline}]({path})\n----\n{body}"
    assert isinstance(parse_file(text.encode("utf-8", "replace"), path), ParsedArticle | NotAnArticle | Refused)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(golden.names()), st.randoms(use_true_random=False))
def test_corrupted_articles(name: str, chance: random.Random) -> None:
    data = bytearray((golden.FOLDER / f"{name}.md").read_bytes())
    for _ in range(chance.randint(1, 20)):
        place = chance.randrange(len(data))
        change = chance.choice(["cut", "flip", "insert", "double"])
        if change == "cut":
            del data[place : place + chance.randint(1, 50)]
        elif change == "flip":
            data[place] = chance.randrange(256)
        elif change == "insert":
            data[place:place] = chance.choice(
                [b"<", b"</div>", b"&#0;", b"&#xD800;", b"\x00", "渔市".encode("gb18030"), b"\n------\n"]
            )
        else:
            data[place:place] = data[: chance.randint(1, 200)]
    assert isinstance(parse_file(bytes(data), "x/1.md"), ParsedArticle | NotAnArticle | Refused)
