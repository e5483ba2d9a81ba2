"""Places and runs: docs/architecture.md, "Search"."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.search.text.tokens import END, TermRun, runs, scan
from tests.search.archives import texts
from tests.search.oracle import read

anything = st.text(st.characters(codec=None))


def tokens(text: str) -> list[tuple[int, str]]:
    found = scan(text)
    units = [(place, chr(point)) for place, point in zip(found.pair_place.tolist(), found.first.tolist(), strict=True)]
    return sorted([*units, *zip(found.word_place.tolist(), found.words(), strict=True)])


@pytest.mark.parametrize(
    "texts",
    [
        (
            "在 Twitter 上",
            "在Twitter上",
            "在　Twitter  上",
            "在 TWITTER上",
            "在\u200bTwit\u00adter\ufeff 上",
            "在\tTwitter上",
        ),
        ("总统府", "總\u200b統\ufe00府", "总\x00统\x07府", "總\U000e0100統府", "总\ud800统府"),
        (
            "COVID-19",
            "covid 19",
            "covid19",
            "ＣＯＶＩＤ‐１９",
            "ＣＯＶＩＤ１９",
            "covid.19",
            "Covid–19",
            "covid/19",
            "covid_19",
        ),
        ("F-16战机", "F16战机", "F 16战机", "F\u200b16战机", "f-\u200b16 战机"),
        ("H7N9", "H 7 N 9", "h7-n9"),
        ("5G", "5-g", "5 G"),
        ("don't", "don’t", "DON T"),
        ("café", "cafe\u0301", "cafe"),
        ("唐納德‧川普", "唐纳德·川普", "唐纳德・川普", "唐納德•川普", "唐納德，川普", "唐納德 川普", "唐納德   川普"),
    ],
)
def test_places_of_what_is_written_in_many_ways(texts: tuple[str, ...]) -> None:
    first = tokens(texts[0])
    assert first
    assert [tokens(text) for text in texts] == [first] * len(texts)
    assert {runs(text) for text in texts} == {runs(texts[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国", "中 国"), ("中国", "中\n国"), ("中国", "中，国"), ("中国 ", "国中"), ("在Twitter上", "在\nTwitter上"),
        ("Twitter上", "Twitter，上"), ("covid19", "covid 1 9"), ("covid19", "covid--19"),
        ("1919", "19 19"), ("a.b", "a。b"), ("a--b", "a-b"), ("中-国", "中国"),
    ],
)  # fmt: skip
def test_what_does_not_stand_alike(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


@pytest.mark.parametrize("line_end", ["\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
@pytest.mark.parametrize("around", ["中{}国", "中 {} 国", "a{}b", "a {} b", "中\u200b{}\u200b国", "{}{}"])
def test_a_line_end_always_takes_a_place(line_end: str, around: str) -> None:
    text = around.replace("{}", line_end)
    assert int(scan(text).place_of[-1]) >= text.count(line_end) + len(tokens(text))


@pytest.mark.parametrize(
    ("text", "terms", "places"),
    [
        ("", (), ()),
        ("，。！ \n", (), ()),
        ("\u200b\ufeff", (), ()),
        ("中", ("中",), (0,)),
        ("中國", ("中国",), (0,)),
        ("中国人", ("中国", "国人"), (0, 1)),
        ("中国人民", ("中国", "人民"), (0, 2)),
        ("中国人民币", ("中国", "人民", "民币"), (0, 2, 3)),
        ("  “中国”", ("中国",), (0,)),
        ("Twitter", ("twitter",), (0,)),
        ("在Twitter上", ("在", "twitter", "上"), (0, 1, 2)),
        ("U.S.", ("u", "s"), (0, 1)),
        ("covid19疫情", ("covid", "19", "疫情"), (0, 1, 2)),
        ("1st", ("1", "st"), (0, 1)),
        ("covid-19疫情", ("covid", "19", "疫情"), (0, 1, 2)),
        ("𠮷野家", ("𠮷野", "野家"), (0, 1)),
        ("かな", ("かな",), (0,)),
    ],
)
def test_runs(text: str, terms: tuple[str, ...], places: tuple[int, ...]) -> None:
    # Folding may choose another form of a character; terms are written here as a reader would.
    from articles.search.text.fold import fold

    assert runs(text) == TermRun(tuple(map(fold, terms)), places)


def test_a_gap_keeps_its_places() -> None:
    """And says that no character stands in it: a pair with END."""
    assert runs("中国，美国") == TermRun(("中国", "国\0", "美国"), (0, 1, 3))
    assert runs("中……美国").places == (0, 3)
    assert runs("中国  美国") == runs("中国。美国")
    assert runs("在Twitter，上") == TermRun(("在", "twitter", "上"), (0, 1, 3))


def test_a_pair_knows_what_follows() -> None:
    found = scan("中国a")
    assert found.second.tolist() == [ord("国"), END]


@given(anything)
@example("")
@example("\u200b")
@example(" ")
@example("\u200b a")
@example("a- b")
def test_place_of_ascends_and_has_one_entry_more_than_the_text(text: str) -> None:
    found = scan(text)
    assert len(found.place_of) == len(text) + 1
    assert np.all(np.diff(found.place_of) >= 0) and np.all(np.diff(found.place_of) <= 1)
    assert not len(text) or found.place_of[0] == 0


@given(texts | anything)
@example("a - b")
@example("a -\u200bb")
@example("- a.b. c")
def test_scan_reads_as_the_slow_reading_does(text: str) -> None:
    units, length = read(text)
    assert tokens(text) == list(units)
    assert int(scan(text).place_of[-1]) == length


@given(texts, texts)
def test_what_stands_before_a_line_end_does_not_matter_after_it(before: str, after: str) -> None:
    """Documents are scanned together, with line ends between their texts."""
    shift = int(scan(before + "\n").place_of[-1])
    joined = [(place - shift, unit) for place, unit in tokens(before + "\n" + after) if place >= shift]
    assert joined == tokens(after)


@given(texts)
def test_runs_say_the_whole_text(text: str) -> None:
    """Every character and word of the text is pinned by a term, at its place."""
    units, _length = read(text)
    pinned: dict[int, str] = {}
    run = runs(text)
    for term, place in zip(run.terms, run.places, strict=True):
        cjk = [(place + i, char) for i, char in enumerate(term)] if len(term) <= 2 and not term.isascii() else []
        for at, unit in cjk or [(place, term)]:
            assert pinned.setdefault(at, unit) == unit
    base = units[0][0] if units else 0
    assert {at: unit.strip("\0") for at, unit in pinned.items() if unit != "\0"} == {
        place - base: unit for place, unit in units
    }
