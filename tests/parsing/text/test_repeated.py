from __future__ import annotations

import pytest

from articles.parsing import ParsedArticle, parse_file
from articles.parsing.text.repeated import (
    EDGE,
    Fingerprint,
    LeftOut,
    fingerprint,
    key_of,
    pieces_of,
    signature,
    without,
)

BOX = "请加入成为本报的月费订户，长期支持我们的工作。"
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
LINES = [f"第{name}段：渡轮在第{name}个码头停靠，乘客依次上岸，船员清点行李。" for name in NAMES]


def article(*paragraphs: str, author: str = "顾晓岚", before: str = "") -> ParsedArticle:
    body = f"<p>作者：{author}</p>{before}" + "".join(f"<p>{text}</p>" for text in paragraphs)
    data = f"<!--1614585600000-->\n[港口复航](https://paper.example/1)\n------\n\n<div>{body}</div>\n"
    parsed = parse_file(data.encode(), "晨报/1.md")
    assert isinstance(parsed, ParsedArticle)
    return parsed


def texts(parsed: ParsedArticle) -> list[str]:
    return parsed.text.split("\n")


@pytest.mark.parametrize("same", ["欢迎 订阅 晨报 12", "欢迎订阅晨报34", "欢迎订阅晨报 ９9"])
def test_spaces_and_which_digits_make_no_difference(same: str) -> None:
    assert key_of(same) == key_of("欢迎订阅晨报00") != key_of("欢迎订阅晚报00")


def test_case_makes_no_difference_and_nothing_has_no_key() -> None:
    assert key_of("Subscribe to us") == key_of("subscribe TO us") and key_of("  ") == 0
    assert all(0 < key_of(text) < 2**63 for text in LINES)


def test_a_body_falls_into_its_top_level_elements() -> None:
    html = '<p>甲<br>乙 &amp; 丙</p><ul><li>丁</li><li>戊</li></ul><figure data-figure="2"></figure><p data-player="1"><a href="https://x.example/">x</a></p>'
    pieces = pieces_of(html)
    assert "".join(piece.html for piece in pieces) == html
    assert [(piece.text, piece.figure) for piece in pieces] == [("甲 乙 & 丙", 0), ("丁 戊", 0), ("", 2), ("", 0)]


def test_a_fingerprint_comes_back_as_it_was() -> None:
    found = fingerprint(article(*LINES, before='<img src="https://paper.example/logo.png">'))
    assert Fingerprint.unpack(found.pack()) == found
    assert found.pieces == len(found.keys) == len(LINES) and not found.pictures, (
        "a picture with this name is no content"
    )
    assert found.longest and found.second and found.longest != found.second


def test_of_a_long_article_both_ends_are_kept() -> None:
    long = fingerprint(article(*(f"{line}{page}" for page in "春夏秋冬东" for line in LINES)))
    assert long.pieces == 70 and len(long.keys) == 2 * EDGE
    assert Fingerprint.unpack(long.pack()) == long


def test_furniture_goes_from_the_ends_and_stays_in_the_middle() -> None:
    furniture = LeftOut({key_of(BOX): "edge"})
    assert texts(without(article(*LINES, BOX), furniture)) == LINES
    assert texts(without(article(BOX, *LINES), furniture)) == LINES
    middle = article(*LINES[:3], BOX, *LINES[3:])
    assert without(middle, furniture) is middle
    assert texts(without(middle, LeftOut({key_of(BOX): "anywhere"}))) == LINES


def test_what_would_leave_nothing_stays() -> None:
    only = article(BOX)
    assert without(only, LeftOut({key_of(BOX): "anywhere"})) is only


def test_of_a_picture_without_text_the_box_goes() -> None:
    picture = '<img src="https://paper.example/a.jpg">'
    box = LeftOut({key_of(BOX): "box", key_of("订户专线"): "edge"})
    drawn = article(BOX, "订户专线", before=picture)
    left = without(drawn, box)
    assert left.text == "" and len(left.figures) == 1 and "<figure" in left.body_html
    assert without(article(BOX, "订户专线"), box).text == f"{BOX}\n订户专线", "without a picture nothing would be left"
    # What merely stands at an end may be all that the article says of its picture.
    assert without(drawn, LeftOut({key_of(BOX): "edge", key_of("订户专线"): "edge"})).text == drawn.text
    above = article("订户专线", BOX, before=picture)
    assert without(above, box).text == above.text


def test_below_a_box_the_lines_that_name_the_author_go_too() -> None:
    about = "顾晓岚住在海边，写了二十年的船。"
    furniture = LeftOut({key_of(BOX): "box"})
    assert texts(without(article(*LINES, BOX, "博客 | 顾晓岚", about), furniture)) == LINES
    # Above the box, or of nobody whom the byline names, it is the article's own.
    assert texts(without(article(*LINES, about, BOX), furniture)) == [*LINES, about]
    assert texts(without(article(*LINES, BOX, "【林舟】写诗。"), furniture)) == [*LINES, "【林舟】写诗。"]
    # A box far from the end does not end the article.
    assert texts(without(article(LINES[0], BOX, *LINES[1:5], about), furniture)) == [*LINES[:5], about]


def test_a_picture_goes_and_the_others_are_numbered_anew() -> None:
    from articles.parsing.text.repeated import picture_key

    shown = article(
        LINES[0], before='<p><img src="https://p.example/sign.jpg"></p><p><img src="https://p.example/sea.jpg"></p>'
    )
    left = without(shown, LeftOut({}, frozenset({picture_key("https://p.example/sign.jpg")})))
    assert [(figure.position, figure.image_url) for figure in left.figures] == [(1, "https://p.example/sea.jpg")]
    assert left.body_html.count("<figure") == 1 and 'data-figure="1"' in left.body_html


def test_a_signature_tells_what_is_left_out() -> None:
    with_box, without_box = fingerprint(article(*LINES, BOX)), fingerprint(article(*LINES))
    furniture = LeftOut({key_of(BOX): "edge"})
    assert signature(without_box, furniture) == 0 != signature(with_box, furniture)
    assert signature(with_box, furniture) != signature(with_box, LeftOut({key_of(BOX): "box"}))
