"""A text that is its headline again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.analysis.highlight import Marker
from articles.search.query.language import understand
from articles.search.text.headline_only import repeats
from tests.search.archives import PIECES, hans


@pytest.mark.parametrize(
    ("headline", "text", "expected"),
    [
        ("港区国安法", "港区国安法", True),
        ("「港区」国安法：", "\n 「港区」国安法。\n", True),
        ("港区　国安法", "港區 国安法", True),
        ("Biden Wins", "ＢＩＤＥＮ wins!", True),
        ("港区，国安法", "港区国安法", False),  # 区国 is found in the text alone
        ("港区国安法", "港区国安法：说明", False),
        ("港区国安法", "", False),
        ("", "", False),
        ("", "港区", False),
        ("港", "港" + "。" * 10_000, False),
    ],
)
def test_what_repeats(headline: str, text: str, expected: bool) -> None:
    assert repeats(headline, text) is expected


@given(
    st.lists(st.sampled_from(PIECES), max_size=8), st.lists(st.sampled_from([" ", "。", "\n", "，"]), max_size=2), hans
)
def test_the_headline_has_all_that_is_found_in_such_a_text(pieces: list[str], ends: list[str], query: str) -> None:
    headline = "".join(pieces)
    text = "".join([*ends, headline.replace(" ", "\u3000"), *ends])
    marker = Marker(understand(f'"{query}" OR twitter', {}.get).query)
    if repeats(headline, text):
        assert len(marker.spans(headline)) == len(marker.spans(text))
