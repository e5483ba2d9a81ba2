"""What readers type, and what it asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whoosh import query as wq

from articles.models import Source, SourceAlias
from articles.search import outlet_by_name
from articles.search.analysis.highlight import Marker
from articles.search.query.language import MAX_LENGTH, Understood, day_range, understand
from articles.search.query.queries import exactly
from tests.search.archives import body, found, opened

OUTLETS = {"voa": 7, "美国之音": 7, "美國之音": 7}


def asked(text: str) -> Understood:
    return understand(text, OUTLETS.get)


def x(text: str, field: str = "text") -> wq.Query:
    return exactly(field, text)


def days(first: date, last: date) -> wq.Query:
    return wq.NumericRange("day", first.toordinal(), last.toordinal())


VOA = wq.ConstantScoreQuery(wq.Term("source", "7"), 0.0)
IMAGE = wq.ConstantScoreQuery(wq.Term("has", "image"), 0.0)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("总统府", x("总统府")),
        ("總統府", x("总统府")),
        ("中国 美国", wq.And([x("中国"), x("美国")])),
        ("中国　美国", wq.And([x("中国"), x("美国")])),
        ("中国 AND 美国", wq.And([x("中国"), x("美国")])),
        ("中国 和 美国", wq.And([x("中国"), x("美国")])),
        ("中国 && 美国", wq.And([x("中国"), x("美国")])),
        ("中国 OR 美国", wq.Or([x("中国"), x("美国")])),
        ("中国 或 美国", wq.Or([x("中国"), x("美国")])),
        ("中国|美国", wq.Or([x("中国"), x("美国")])),
        ("中国｜美国", wq.Or([x("中国"), x("美国")])),
        ("中国 || 美国", wq.Or([x("中国"), x("美国")])),
        ("中国 -美国", wq.And([x("中国"), wq.Not(x("美国"))])),
        ("中国 －美国", wq.And([x("中国"), wq.Not(x("美国"))])),
        ("中国 −美国", wq.And([x("中国"), wq.Not(x("美国"))])),
        ("中国 NOT 美国", wq.And([x("中国"), wq.Not(x("美国"))])),
        ("中国 非 美国", wq.And([x("中国"), wq.Not(x("美国"))])),
        ("-美国", wq.Not(x("美国"))),
        ("(中国 OR 美国) 总统", wq.And([wq.Or([x("中国"), x("美国")]), x("总统")])),
        ("（中国 或 美国） 总统", wq.And([wq.Or([x("中国"), x("美国")]), x("总统")])),
        ("a b | c d", wq.Or([wq.And([x("a"), x("b")]), wq.And([x("c"), x("d")])])),
        ("-(中国 美国)", wq.Not(wq.And([x("中国"), x("美国")]))),
        ('"New York"', x("New York")),
        ("“总统府 外”", x("总统府 外")),
        ("「總統府」", x("总统府")),
        ("『總統府』", x("总统府")),
        ("＂总统府＂", x("总统府")),
        ('"中国，美国"', x("中国，美国")),
        ("covid-19", x("covid-19")),
        ("OR", x("or")),
        ("总统 OR", wq.And([x("总统"), x("or")])),
        ("总统 NOT ", wq.And([x("总统"), x("not")])),
        ("AND 总统", wq.And([x("and"), x("总统")])),
        ("中国或美国", x("中国或美国")),
        ("非洲", x("非洲")),
        ("ORANGE", x("orange")),
        ("https://a.example/?b=c", x("https://a.example/?b=c")),
        ("trump*", wq.Prefix("text", "trump")),
        ("19*", wq.Prefix("text", "19")),
        ("Trump＊", wq.Prefix("text", "trump")),
        ("Ｔｒ*", wq.Prefix("text", "tr")),
        ("总统*", x("总统")),
        ("headline:总统", x("总统", "headline")),
        ("标题：總統", x("总统", "headline")),
        ("TITLE:a", x("a", "headline")),
        ("图说:总统", x("总统", "caption")),
        ("作者:王", x("王", "byline")),
        ('headline:"New York"', x("New York", "headline")),
        ("headline:(中国 -美国)", wq.And([x("中国", "headline"), wq.Not(x("美国", "headline"))])),
        ("headline:(a | tr*)", wq.Or([x("a", "headline"), wq.Prefix("headline", "tr")])),
        ("headline: 总统", x("总统", "headline")),
        ("source:voa", VOA),
        ("来源：美国之音", VOA),
        ("來源:美國之音 总统", wq.And([VOA, x("总统")])),
        ("-source:voa", wq.Not(VOA)),
        ("has:image", IMAGE),
        ("has:圖", IMAGE),
        ("date:2020", days(date(2020, 1, 1), date(2020, 12, 31))),
        ("date:2020-02", days(date(2020, 2, 1), date(2020, 2, 29))),
        ("日期：2020年2月3日", days(date(2020, 2, 3), date(2020, 2, 3))),
        ("date:2020-08-05..2020-10", days(date(2020, 8, 5), date(2020, 10, 31))),
        ("date:..2020", days(date.min, date(2020, 12, 31))),
        ("date:2020..", days(date(2020, 1, 1), date.max)),
        ("总统 ，", x("总统")),
        ("总统 | 。", x("总统")),
        ("总统 -。", x("总统")),
    ],
)
def test_what_readers_type(text: str, query: wq.Query) -> None:
    understood = asked(text)
    assert understood.query == query
    assert understood.notices == ()


@pytest.mark.parametrize("text", ["", " ", "　\n\t", "\x00\x07"])
def test_nothing_asked_is_everything(text: str) -> None:
    assert asked(text) == Understood(None)


@pytest.mark.parametrize("text", ["，", "。！？", '"，"', "-，", "（，）", "， | 。", "headline:，", "🙂", "\u200b"])
def test_only_punctuation_asks_for_nothing_and_says_so(text: str) -> None:
    understood = asked(text)
    assert understood.query is wq.NullQuery
    assert len(understood.notices) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('总统 "府', ["总统", "府"]),
        ("总统 “府", ["总统", "府"]),
        ("(总统 府", ["总统", "府"]),
        ("总统) 府", ["总统", "府"]),
        ("总统 府 headline:", ["总统", "府", "headline:"]),
        ("总统 ()", ["总统"]),
        ("|总统", ["总统"]),
        ("总统 | | 府", ["总统", "府"]),
    ],
)
def test_what_does_not_fit_together_is_searched_as_plain_words(text: str, words: list[str]) -> None:
    understood = asked(text)
    expected = [x(word) for word in words]
    assert understood.query == (expected[0] if len(expected) == 1 else wq.And(expected))
    assert len(understood.notices) == 1


@pytest.mark.parametrize(
    "text",
    ["date:0000-99-99", "date:2020-13", "date:2020-02-30", "date:0000", "date:yesterday", "date:2020-01-01..x", "date:99999",
     "date:..", "date:(2020 2021)", "date:20*", "source:nobody", "source:(voa nobody)", "has:video", "has:(image 图)"],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_explained(text: str) -> None:
    understood = asked(f"总统 {text}")
    assert len(understood.notices) == 1
    assert understood.query is not None and x("总统") in understood.query.leaves()


def test_notices_name_what_was_typed() -> None:
    assert "nobody" in asked("source:nobody").notices[0]
    assert "0000-99-99" in asked("date:0000-99-99").notices[0]


def test_ten_thousand_characters_are_cut_and_said() -> None:
    understood = asked("总" * 10_000)
    assert understood.query == x("总" * MAX_LENGTH)
    assert len(understood.notices) == 1 and str(MAX_LENGTH) in understood.notices[0]


@pytest.mark.parametrize(
    "text",
    ["(" * 1000 + "a" + ")" * 1000, "(" * 400 + "a" + ")" * 400, "-(" * 600 + "a" + ")" * 600, "NOT " * 490 + "a",
     "-" * 1999 + "a", "(a|(b " * 280 + "c" + "))" * 280, "(a (b|" * 240 + "c" + "))" * 240,
     "headline:(" * 150 + "a" + ")" * 150, "(" * 10_000, "a|" * 999 + "b", "a " * 999, '"' * 1999, "-(a " * 300 + ")" * 300],
)  # fmt: skip
def test_deep_nesting_raises_nothing_wherever_it_goes(text: str, tmp_path: Path) -> None:
    """The parser, the evaluation, the highlighter and the hash of a query all walk its tree."""
    query = asked(text).query
    assert query is not None
    assert found(opened(tmp_path, [body(1, "a b c")]).snapshot(), query) <= {1}
    assert Marker(query).mark("a b c")
    assert hash(query) == hash(query) and query == asked(text).query


signs = st.sampled_from([*"()（）\"“”「」-|:：*.／ \n\x00", " OR ", " AND ", "NOT ", "非 ", "headline:", "source:",
                         "date:", "has:", "2020", "..", "voa", "image", "总统", "a", "NEAR/3 "])  # fmt: skip


@settings(max_examples=500)
@given(st.text(st.characters(codec=None)) | st.lists(signs, max_size=30).map("".join))
@example("\ud800")
@example("date:２０２０")
@example("date:٢٠٢٠")
@example("date:2020-0")
@example("date:9999-12..")
@example("a NEAR/0000 b")
@example("headline:source:voa")
@example("source:date:has:image")
@example("headline:(source:voa date:2020)")
@example("NEAR/3 a")
@example("*")
@example("_*")
@example("²*")
def test_nothing_is_raised_for_any_text(text: str) -> None:
    understood = asked(text)
    assert understood.query is None or understood.query is wq.NullQuery or isinstance(understood.query, wq.Query)
    assert all(isinstance(notice, str) and notice for notice in understood.notices)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020年", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020.2", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021/2", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020年8月", date(2020, 8, 1), date(2020, 8, 31)),
        ("2020-8-5", date(2020, 8, 5), date(2020, 8, 5)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
        ("..2020-02", date.min, date(2020, 2, 29)),
        ("2021..2020", date(2021, 1, 1), date(2020, 12, 31)),
    ],
)
def test_day_range(text: str, first: date, last: date) -> None:
    assert day_range(text) == (first, last)


@pytest.mark.parametrize("text", ["", "20", "2020-", "2020-00", "2020-1-32", "2020-01-01T00", "0000", "二〇二〇"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError):
        day_range(text)


@pytest.mark.django_db
def test_outlets_are_known_by_any_name_in_either_script() -> None:
    voa = Source.objects.create(name="美国之音", slug="voa")
    cna = Source.objects.create(name="(臺)中央社CNA", slug="cna")
    SourceAlias.objects.create(source=voa, kind="host", value="www.voachinese.com")
    SourceAlias.objects.create(source=voa, kind="name", value="美国之音中文网")
    for name in ("美国之音", "美國之音", "VOA", " voa ", "WWW.VOAChinese.com", "美國之音中文網"):
        assert outlet_by_name(name) == voa.pk, name
    assert outlet_by_name("(台)中央社cna") == cna.pk
    assert outlet_by_name("中央社") is None and outlet_by_name("") is None
    assert understand("来源:美國之音中文網", outlet_by_name).query == wq.ConstantScoreQuery(
        wq.Term("source", str(voa.pk)), 0.0
    )


def test_a_star_behind_letters_and_numbers_is_left_out_and_told() -> None:
    with translation.override("en"):
        understood = understand("f16* 中国", {}.get)
    assert understood.query == wq.And([exactly("text", "f16"), exactly("text", "中国")])
    assert understood.notices == ("“f16*” was searched without its star: letters and numbers are words apart.",)
