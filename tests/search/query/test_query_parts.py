"""What a query asks for, as values: for every operator that the help page names."""

from __future__ import annotations

from datetime import date

import pytest

from articles.search.evaluate.exact_script import quotes_in_glyphs
from articles.search.query.language import understand
from articles.search.query.query_parts import (
    Close,
    DayRange,
    HasPicture,
    NamedOutlet,
    Part,
    TextPart,
    Together,
    Without,
    part,
)


def asked(text: str) -> Part | None:
    query = understand(text, {"voa": 7, "联合早报": 8}.get, {"特朗普": ("特朗普", "川普")}).query
    return part(query) if query is not None else None


A, B, C = TextPart("气候"), TextPart("会议"), TextPart("巴黎")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("气候", A),
        ("气候 会议", Together((A, B), every=True)),
        ("气候 AND 会议 和 巴黎", Together((A, B, C), every=True)),
        ("气候 OR 会议", Together((A, B), every=False)),
        ("气候 或 会议 | 巴黎", Together((A, B, C), every=False)),
        ("气候 -会议", Together((A, Without(B)), every=True)),
        ("NOT 气候", Without(A)),
        ("(气候 OR 会议) 巴黎", Together((Together((A, B), every=False), C), every=True)),
        ("(气候 会议) 巴黎", Together((A, B, C), every=True)),
        ("气候 -(会议 巴黎)", Together((A, Without(Together((B, C), every=True))), every=True)),
        ('"气候 会议"', TextPart("气候 会议", how="quoted")),
        ("气候 NEAR/5 会议", Close(A, B, 5)),
        ("econom*", TextPart("econom", how="beginning")),
        ("标题:气候", TextPart("气候", "headline")),
        ("标题:(气候 会议)", Together((TextPart("气候", "headline"), TextPart("会议", "headline")), every=True)),
        ("图说:气候 作者:王", Together((TextPart("气候", "caption"), TextPart("王", "byline")), every=True)),
        ("特朗普", TextPart("特朗普")),
        ("source:voa", NamedOutlet(7)),
        ("-来源:联合早报", Without(NamedOutlet(8))),
        ("date:2020-08", DayRange(date(2020, 8, 1), date(2020, 8, 31))),
        ("date:2020-08-05..", DayRange(date(2020, 8, 5), date.max)),
        ("has:image 气候", Together((HasPicture(), A), every=True)),
        ("气候 气候", A),
        ("，", None),
        ("", None),
    ],
)
def test_what_is_told(text: str, told: Part | None) -> None:
    assert asked(text) == told


def test_a_quote_in_its_very_characters() -> None:
    query = understand('"臺灣" 气候', {}.get).query
    assert query is not None
    assert part(quotes_in_glyphs(query)) == Together((TextPart("臺灣", how="glyphs"), A), every=True)
