"""Names stated beside the text, and who wrote an article whose outlet no rule knows."""

from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, parse_file
from articles.parsing.facts.authors import LONGEST, nobody, plain_name


def post(
    author: str, url: str = "https://quay.example/1", path: str = "a/1.md", text: str = "今日开张。"
) -> ParsedArticle:
    front = f'---\ntitle: 集市\ndate: 2021-03-01\nauthor: "{author}"\nfrom: {url}\n---\n'
    parsed = parse_file(f"{front}<p>{text}</p>\n".encode(), path)
    assert isinstance(parsed, ParsedArticle)
    return parsed


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("林望舟", ("林望舟",)), ("Mara Vell", ("Mara Vell",)), ("記者莊曉彤、周滿鏗", ("莊曉彤", "周滿鏗")),
        ("A &#38;amp; B", ("A & B",)), ("公民记者小明的朋友们", ("公民记者小明的朋友们",)),
        ("admin", ()), ("佚名", ()), ("unknown", ()), ("", ()), ("null", ()),
    ],
)  # fmt: skip
def test_the_stated_author_has_the_byline(author: str, byline: tuple[str, ...]) -> None:
    found = post(author)
    assert "".join(found.byline).replace(" ", "") == "".join(byline).replace(" ", "").replace("&", "&")
    assert [each.role for each in found.contributors] == ["reporter"] * len(found.contributors)


def test_an_outlet_writes_nothing() -> None:
    assert post("美国之音").byline == () and post("美国之音").outlet == "voa"
    assert post("某人", "https://www.voachinese.com/a/1.html").outlet == "voa"


@pytest.mark.parametrize(
    ("folder", "byline"), [("林望舟", ("林望舟",)), ("科技", ()), ("海港博客", ()), ("news2020", ())]
)
def test_a_folder_is_an_author_only_if_it_is_surely_a_person(folder: str, byline: tuple[str, ...]) -> None:
    feed = "<!--1596592800000-->\n[集市](https://quay.example/1)\n------\n<p>今日开张。</p>\n".encode()
    parsed = parse_file(feed, f"articles/{folder}/1_集市.md")
    assert isinstance(parsed, ParsedArticle) and parsed.byline == byline and parsed.filed_as == folder


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A &amp;#38; B", "A & B"), ("a\x00b\x1b[31m\u202ec", "a b [31m c"), ("  一\n二\t三 ", "一 二 三"),
        ("x" * 10_000, "x" * LONGEST), ("&" * 300, "&" * LONGEST), ("", ""),
    ],
)  # fmt: skip
def test_plain_names(text: str, name: str) -> None:
    assert plain_name(text) == name


def test_nobody() -> None:
    assert all(map(nobody, ["", " Admin ", "administrator", "N/A", "佚名", "小编"]))
    assert not any(map(nobody, ["Adam", "林望舟", "编辑部", "none of them"]))
