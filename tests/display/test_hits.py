"""Marks in the HTML of an article."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from articles.display import hits
from articles.display.hits import Finder, Hits
from articles.search import Marker
from articles.search.query.language import understand


def finder(text: str, field: str = "body") -> Finder:
    return Marker(understand(text, lambda _name: None).query, field).spans


def marked(html: str, text: str = "新冠", captions: str = "") -> tuple[str, int]:
    found = Hits()
    tree = found.tree(html, finder(text), finder(captions, "caption") if captions else None)
    return str(found.written(tree)), found.count


def marks(html: str) -> list[str]:
    return [mark.get_text() for mark in BeautifulSoup(html, "html.parser").find_all("mark")]


def plain(html: str) -> str:
    tree = BeautifulSoup(html, "html.parser")
    for ways in tree.select(".hit__ways"):
        ways.decompose()
    return tree.get_text()


@pytest.mark.parametrize(
    ("html", "text", "expected", "count"),
    [
        ("<p>说新冠。</p>", "新冠", ["新冠"], 1),
        ("<p>說新冠病毒</p>", "新冠病毒", ["新冠病毒"], 1),
        ("<p>臺灣</p><p>台湾</p>", "台灣", ["臺灣", "台湾"], 2),
        ("<p>新<b>冠<i>疫</i></b>情</p>", "新冠疫情", ["新", "冠", "疫", "情"], 1),
        ("<p>新</p><p>冠</p>", "新冠", [], 0),
        ("<p>新<br>冠</p>", "新冠", [], 0),
        ("<div>新<p>冠</p>新</div>冠", "新冠", [], 0),
        ("<p>新冠新冠</p>", "新冠", ["新冠", "新冠"], 2),
        ("<ul><li>一</li><li>新冠</li></ul>", "新冠", ["新冠"], 1),
    ],
)
def test_what_is_found_is_marked_as_the_index_finds_it(html: str, text: str, expected: list[str], count: int) -> None:
    result, found = marked(html, text)
    assert (marks(result), found) == (expected, count)
    assert plain(result) == BeautifulSoup(html, "html.parser").get_text()


def test_each_is_named_once_and_leads_to_those_beside_it() -> None:
    tree = BeautifulSoup(marked("<p>新<b>冠</b>，新冠，新冠</p>")[0], "html.parser")
    assert [mark.get("id") for mark in tree.find_all("mark")] == ["hit-1", None, "hit-2", "hit-3"]
    ways = [[link["href"] for link in each.find_all("a")] for each in tree.select(".hit__ways")]
    assert ways == [["#hit-2"], ["#hit-1", "#hit-3"], ["#hit-2"]]


def test_ways_stand_behind_a_link_not_in_it() -> None:
    tree = BeautifulSoup(marked('<p><a href="/x"><b>新冠</b>，新冠</a>新冠</p>')[0], "html.parser")
    assert tree.select("a a") == []
    assert len(tree.select(".hit__ways")) == 3


def test_numbers_go_on_from_piece_to_piece() -> None:
    found = Hits()
    one, other = found.tree("新冠", finder("新冠", "headline")), found.tree("<p>新冠</p>", finder("新冠"))
    assert 'id="hit-1"' in found.written(one)
    assert "2 / 2" in found.written(other)


def test_captions_are_texts_of_their_own() -> None:
    html = (
        '<p>新</p><figure><figcaption><span class="figure__caption">冠新冠</span> <span class="figure__credit">新冠社</span>'
        '</figcaption></figure><p>冠</p><p>新冠<a class="held__own" href="/"><span>新冠</span></a></p>'
    )
    result, count = marked(html, "标题:无", captions="图说:新冠")
    assert (marks(result), count) == (["新冠"], 1)
    assert marked(html)[1] == 2


@pytest.mark.parametrize(
    "html",
    [
        "<p>&lt;script&gt;新冠&lt;/script&gt;&amp;lt;</p>",
        '<p title="&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\'">新冠&nbsp;&amp;amp;</p>',
        "<p>&lt;新&lt;b&gt;冠</p>",
    ],
)
def test_what_was_escaped_stays_escaped(html: str) -> None:
    result, _count = marked(html, "新冠")
    tree = BeautifulSoup(result, "html.parser")
    assert not tree.find_all(["script", "img"])
    assert plain(result) == BeautifulSoup(html, "html.parser").get_text()
    assert [each.attrs for each in tree.find_all("p")] == [
        each.attrs for each in BeautifulSoup(html, "html.parser").find_all("p")
    ]


def test_its_cost_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "MOST", 3)
    found = Hits()
    found.tree("<p>" + "新冠" * 5 + "</p>", finder("新冠"))
    assert (found.count, found.more) == (3, True)
    monkeypatch.setattr(hits, "LONGEST", 10)
    assert marked("<p>新冠，很长的一段</p>")[1] == 0


def test_all_three_of_three_are_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "MOST", 3)
    found = Hits()
    found.tree("<p>新冠新冠新冠</p>", finder("新冠"))
    assert (found.count, found.more) == (3, False)
