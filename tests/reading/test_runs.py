"""Addresses and long words in what is shown."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.reading import with_runs


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>没有长词 NATO 的 2020 年</p>", "<p>没有长词 NATO 的 2020 年</p>"),
        ("<p>国务卿（Christopher）说</p>", '<p class="runs">国务卿（Christopher）说</p>'),
        ("<p>Fernández 说</p>", '<p class="runs">Fernández 说</p>'),
        ("<p data-player>Counterterrorism</p>", '<p data-player class="runs runs--long">Counterterrorism</p>'),
        # Inside a list item's paragraph it is the paragraph's word; the item may have one of its own.
        ("<ul><li><p>Washington</p></li></ul>", '<ul><li><p class="runs">Washington</p></li></ul>'),
        (
            "<ul><li>Washington<ul><li>国</li></ul></li></ul>",
            '<ul><li class="runs">Washington<ul><li>国</li></ul></li></ul>',
        ),
        ("<p>国<b>Washington</b></p>", '<p class="runs">国<b>Washington</b></p>'),
        ("<h2>Washington</h2>", "<h2>Washington</h2>"),
        ("<pre>Washington</pre>", "<pre>Washington</pre>"),
    ],
)
def test_a_paragraph_is_marked_by_its_longest_word(before: str, after: str) -> None:
    assert with_runs(before) == after


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("链接：https://a.example/b", "https://a.example/b"),
        ("www.a.example。后文", "www.a.example"),
        ("http://a.example/?b=1&amp;c=2 后文", "http://a.example/?b=1&amp;c=2"),
        ("http://a.example/b&nbsp;后文", "http://a.example/b"),
        ("见 pic.a.example/AbCdEfGhIjKl 后文", "pic.a.example/AbCdEfGhIjKl"),
        ("Some&nbsp;words&nbsp;with&nbsp;spaces.", None),
        ("Rindfleischetikettierungsueberwachung", None),
        ("国（brackets-and-hyphens-in-a-row）", None),
    ],
)
def test_an_address_may_break_anywhere_and_a_word_may_not(text: str, address: str | None) -> None:
    found = re.findall('<span class="address">([^<]*)</span>', with_runs(f"<p>{text}</p>"))
    assert found == ([address] if address else [])


def test_an_address_makes_no_paragraph_ragged() -> None:
    assert with_runs("<p>链接：https://a.example/b</p>").startswith("<p>链接")


def test_the_address_of_a_link_is_left_alone() -> None:
    link = '<p><a href="https://a.example/a-long-address/of-many-letters">链</a></p>'
    assert with_runs(link) == link


@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<li>", "</li>", "国", " ", "&amp;", "&nbsp;", "abcdefg", "https://a.b/"]))
)
def test_text_and_tags_stay(parts: list[str]) -> None:
    html = "".join(parts)
    marked = with_runs(html)
    assert re.sub(r'<span class="address">([^<]*)</span>| class="runs(?: runs--long)?"', r"\1", marked) == html


def test_a_hostile_run_costs_no_more_than_its_length() -> None:
    """100,000 signs in one word: 8 ms here, minutes if each began a search to the end."""
    started = time.process_time()
    with_runs(f"<p>{'a' * 100_000}</p><p>{'&amp;' * 20_000}</p>")
    assert time.process_time() - started < 2
