"""Every occurrence in its line, beside what reading every text from the start finds."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.search.analysis import concordance
from articles.search.analysis.concordance import FIELDS, ArticleText, FoundLines, Occurrence, Order, line, occurrences
from articles.search.analysis.highlight import FURTHEST, Marker
from articles.search.query.language import understand
from articles.search.query.matchers import TextReading, needles
from articles.search.query.queries import exactly
from articles.search.text.fold import fold
from tests.search.archives import HAN, KANA, WORDS, hans, texts


def found(query: str, *given: ArticleText, order: Order = "") -> list[Occurrence]:
    everything = occurrences(understand(query, {"voa": 1}.get).query, given, len(given))
    assert everything.cut == 0
    return everything.page(order, 0, everything.count)


def said(each: Occurrence, width: int = 60) -> str:
    shown = line(each, width)
    before, after = "…" if shown.cut_before else "", "…" if shown.cut_after else ""
    return f"{before}{shown.before}[{shown.found}]{shown.after}{after}"


@settings(max_examples=200)
@given(hans, st.lists(st.text(st.sampled_from(HAN + KANA + "，\n"), max_size=30), max_size=4))
def test_every_occurrence_is_there_with_its_line(query: str, given: list[str]) -> None:
    """The oracle: every place where the folded text begins like the folded query, overlapping ones as one."""
    expected = []
    for number, text in enumerate(given):
        spots = [at for at in range(len(text)) if fold(text).startswith(fold(query), at)]
        ends: list[tuple[int, int]] = []
        for at in spots:
            if ends and at < ends[-1][1]:
                ends[-1] = ends[-1][0], at + len(query)
            else:
                ends.append((at, at + len(query)))
        expected += [(number, start, end) for start, end in ends]
    got = found(f'"{query}"', *(ArticleText(number, "body", text) for number, text in enumerate(given)))
    assert [(each.text.article, each.start, each.end) for each in got] == expected
    for each in got:
        shown, text = line(each, 10_000), each.text.text
        paragraph = text[each.low : each.high]
        assert "\n" not in paragraph
        assert shown.before + shown.found + shown.after == paragraph
        assert not (shown.cut_before or shown.cut_after)


@settings(max_examples=300)
@given(st.lists(st.sampled_from([*WORDS, "中", "国", " ", "-"]), min_size=1, max_size=4).map("".join), texts)
def test_a_pattern_finds_what_reading_by_units_does(query: str, text: str) -> None:
    for needle in needles(exactly("text", query)):
        plainly, by_units = getattr(needle, "_plainly"), getattr(needle, "_by_units")  # noqa: B009 - two ways inside
        units = getattr(needle, "_units")  # noqa: B009
        if units.names and units.places[-1] - units.places[0] == len(units.names) - 1:
            assert (
                list(plainly(TextReading(text)))
                == list(by_units(TextReading(text)))
                == list(needle.spans(TextReading(text)))
            )


@given(st.lists(hans | st.sampled_from(["twitter", "co*", "19"]), max_size=3).map(" ".join), texts)
def test_spans_are_what_is_marked(query: str, text: str) -> None:
    marker = Marker(understand(query, {}.get).query)
    at, told = 0, []
    for piece in re.split(r"(<mark>.*?</mark>)", marker.mark(text), flags=re.DOTALL):
        size = len(unescape(re.sub(r"</?mark>", "", piece)))
        told += [(at, at + size)] if piece.startswith("<mark>") else []
        at += size
    assert marker.spans(text) == told


def test_what_is_asked_of_a_field_is_found_there_only() -> None:
    given = [ArticleText(1, field, "气候与会议") for field in FIELDS]
    assert [each.text.field for each in found("标题:气候", *given)] == ["headline"]
    assert [each.text.field for each in found("图说:气候 会议", *given)] == ["headline", "body", "caption", "caption"]
    assert found("作者:气候", *given) == []
    assert found("source:voa", *given) == []
    assert occurrences(None, given).count == 0


def test_what_is_left_out_is_no_occurrence() -> None:
    assert [said(each) for each in found("气候 -巴黎", ArticleText(1, "body", "巴黎的气候"))] == ["巴黎的[气候]"]


def test_a_line_keeps_the_original_characters() -> None:
    text = ArticleText(1, "body", "前一段。\n臺灣的氣候，Ｃｌｉｍａｔｅ很好\n後一段")
    assert [said(each) for each in found("台湾 OR climate", text)] == [
        "[臺灣]的氣候，Ｃｌｉｍａｔｅ很好",
        "臺灣的氣候，[Ｃｌｉｍａｔｅ]很好",
    ]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("天" * 50 + "气候" + "地" * 50, 20, "…" + "天" * 10 + "[气候]" + "地" * 10 + "…"),
        ("international weather 气候 and climate change", 12, "…weather [气候] and climate…"),
        ("天天e\u0301气候e\u0301地", 2, "…e\u0301[气候]e\u0301…"),
        ("气候", 20, "[气候]"),
    ],
)
def test_a_line_is_as_wide_as_it_is_asked_to_be(text: str, width: int, shown: str) -> None:
    assert said(found("气候", ArticleText(1, "body", text))[0], width) == shown


ORDERS: dict[Order, list[str]] = {
    "": ["乙甲[气候]丙", "丁乙[气候]", "[气候]甲", "甲乙[氣候]乙"],
    "before": ["丁乙[气候]", "甲乙[氣候]乙", "乙甲[气候]丙", "[气候]甲"],
    "after": ["乙甲[气候]丙", "甲乙[氣候]乙", "[气候]甲", "丁乙[气候]"],
    "date": ["[气候]甲", "甲乙[氣候]乙", "乙甲[气候]丙", "丁乙[气候]"],
}


@pytest.mark.parametrize(("order", "expected"), ORDERS.items())
def test_orders(order: Order, expected: list[str]) -> None:
    """By what precedes: outwards, so 乙 before 甲 by its code point, then what stands before that."""
    days = ("2020-08-05", "", "2020-08-01", "2020-08-02")
    given = ("乙甲气候丙", "丁乙气候", "气候甲", "甲乙氣候乙")
    texts = [ArticleText(n, "body", text, day) for n, (text, day) in enumerate(zip(given, days, strict=True))]
    assert [said(each) for each in found("气候", *texts, order=order)] == expected


def by(order: Order, *given: str) -> list[str]:
    return [
        said(each) for each in found("气候", *(ArticleText(n, "body", t) for n, t in enumerate(given)), order=order)
    ]


def test_spaces_and_signs_decide_no_order() -> None:
    """What is read next is a word: 气候 丙, 气候》丙 and 气候丙 stand together."""
    after = ("气候丁", "气候，甲", "气候 丙甲", "气候丙", "气候》、丙乙", "气候 Ａ", "气候b")
    shown = ["[气候] Ａ", "[气候]b", "[气候]丁", "[气候]丙", "[气候]》、丙乙", "[气候] 丙甲", "[气候]，甲"]
    assert by("after", *after) == shown
    before = ("丁气候", "甲（气候", "甲丙 气候", "丙气候", "乙丙，「气候")
    assert by("before", *before) == ["丁[气候]", "丙[气候]", "乙丙，「[气候]", "甲丙 [气候]", "甲（[气候]"]


def test_ends_of_sentences_come_last_as_they_came() -> None:
    after = ("气候。丁", "气候", "气候》！丙", "气候甲", "climate 气候. And", "气候…乙", "气候”？")
    assert by("after", *after) == [
        "[气候]…乙", "[气候]甲", "[气候]。丁", "[气候]", "[气候]》！丙", "climate [气候]. And", "[气候]”？",
    ]  # fmt: skip
    before = ("丁。气候", "气候", "丙！“气候", "甲气候", "end. 气候", "乙…气候")
    assert by("before", *before) == [
        "乙…[气候]", "甲[气候]", "丁。[气候]", "[气候]", "丙！“[气候]", "end. [气候]",
    ]  # fmt: skip


@given(
    st.lists(st.text(st.sampled_from("甲乙丙氣气候丁"), max_size=12), max_size=6), st.sampled_from(["before", "after"])
)
def test_an_order_loses_nothing(given: list[str], order: Order) -> None:
    texts = [ArticleText(n, "body", text) for n, text in enumerate(given)]
    some, sorted_ = found("气候", *texts), found("气候", *texts, order=order)
    assert sorted(map(repr, sorted_)) == sorted(map(repr, some))
    sides = [fold(said(each).partition("[")[0][::-1] if order == "before" else said(each).partition("]")[2])
             for each in sorted_]  # fmt: skip
    told = [side for side in sides if side]
    assert sides == told + [""] * (len(sides) - len(told))
    assert told == sorted(told)


def counted(found: FoundLines) -> Counter[int]:
    return Counter(each.text.article for each in found.page("", 0, found.count))


def test_so_many_are_read_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each article has its least; what one leaves, the next may have; and it is said of how many something is left out."""
    monkeypatch.setattr(concordance, "MOST", 100)
    monkeypatch.setattr(concordance, "LEAST", 10)
    query = understand("气候", {}.get).query
    few, many = (
        (ArticleText(1, "body", "气候，" * 4), ArticleText(1, "caption", "气候")),
        (ArticleText(2, "body", "气候，" * 500),),
    )
    found = occurrences(
        query, [*few, *many, ArticleText(3, "headline", "气候"), ArticleText(3, "body", "气候，" * 60)], 3
    )
    assert counted(found) == {1: 5, 2: 85, 3: 10}
    assert (found.count, found.cut) == (100, 2)
    assert occurrences(query, [ArticleText(1, "body", "气候，" * 100)]).cut == 0
    assert occurrences(query, [ArticleText(1, "body", "气候，" * 100), ArticleText(1, "caption", "气候")]).cut == 1


@given(st.lists(st.integers(0, 40), min_size=1, max_size=8))
def test_never_more_than_the_most_and_never_less_than_the_least(often: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(concordance, "MOST", 60)
        patch.setattr(concordance, "LEAST", 5)
        texts = [ArticleText(n, "body", "气候，" * count) for n, count in enumerate(often)]
        found = occurrences(understand("气候", {}.get).query, texts, len(texts))
    here = counted(found)
    assert found.count <= 60
    assert all(here[n] >= min(5, count) for n, count in enumerate(often))
    assert found.cut == sum(here[n] < count for n, count in enumerate(often))


@given(
    st.lists(st.text(st.sampled_from("甲乙丙气候\n"), max_size=12), max_size=6),
    st.sampled_from(list(ORDERS)),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_a_page_is_a_piece_of_the_whole_order(given: list[str], order: Order, start: int, size: int) -> None:
    texts = [ArticleText(n, "body", text, "2020-08-0" + str(n % 3)) for n, text in enumerate(given)]
    everything = occurrences(understand("气候", {}.get).query, texts, len(texts))
    assert everything.page(order, start, start + size) == everything.page(order, 0, 99)[start : start + size]


def test_a_text_is_read_to_a_furthest_place_and_no_further() -> None:
    text = "天" * FURTHEST + "气候"
    found = occurrences(understand("气候 OR 天天天", {}.get).query, [ArticleText(1, "body", text)])
    assert (found.count, found.cut) == (1, 1)
